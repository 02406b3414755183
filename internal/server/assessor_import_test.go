package server

import (
	"bytes"
	"fmt"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

func TestAssessorsByTheHundred(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	h.Must(h.DB.InTx(ctx, h.Clerk, func(tx *store.Tx) error {
		id, err := tx.InsertOffice(ctx, store.CatalogueEntry{Office: appointment.Office{Title: "示例县人民法院人民陪审员", OrganID: h.Organs["court"],
			Group: policy.Court, FilledBy: appointment.FilledByAppoint, Nominator: appointment.CourtPresident, Rank: appointment.RankOther, Certificate: true, Seats: 80}, Sort: 99})
		if err != nil {
			return err
		}
		return tx.Audit(ctx, authz.SaveOffice, store.Subject{Kind: "office", ID: id}, nil)
	}))
	id, err := h.Flow.CreateProposal(ctx, h.Court, workflow.ProposalForm{DocumentNo: "示法〔2026〕12号", Title: "关于提请任命人民陪审员的议案",
		MeetingID: h.Meeting, Signer: "彭守正", SignerDuty: "chief"})
	h.Must(err)
	path := proposalPath(id)
	h.enter(h.Organ).get(path+"/assessors").want(t, 404)
	h.enter(h.Clerk).post(path+"/assessors").want(t, 404) // a draft is the organ's own

	v := h.enter(h.Court)
	v.get(path).want(t, 200, "成批导入人民陪审员")
	v.get(path+"/assessors").want(t, 200, "名额", "还没有上传过名单")
	v.get(path+"/assessors/template").want(t, 200)
	v.send(path+"/assessors", nil).want(t, 422, "请选择要上传的")
	v.send(path+"/assessors", []attached{{"file", "a.xlsx", []byte("text")}}).want(t, 422, "不是 .xlsx")
	rows := [][]string{}
	for i := range 70 {
		rows = append(rows, []string{"甲" + string(rune('一'+i)), "女", "1985-03-12", "汉族", "群众", "大专", "教师", "随机抽选"})
	}
	rows = append(rows, []string{"乙一", "男", "2005-01-01", "", "", "大专", "", "随机抽选"}, []string{"乙二", "", "", "", "", "", "", ""})
	var b bytes.Buffer
	h.Must(document.WriteRows(&b, "名单", []string{"姓名", "性别", "出生日期", "民族", "政治面貌", "文化程度", "工作单位及职务", "产生方式"}, rows))
	report := v.send(path+"/assessors", []attached{{"file", "名单.xlsx", b.Bytes()}}).want(t, 303, path+"/assessors/").to
	v.get(report).want(t, 200, "未满二十八周岁", "第 72 行", "第 73 行", "导入 70 人", "现在什么都还没有导入", "栏目", "出生日期", "问题和改法", "改正后重新上传")
	v.post(report+"/accept").want(t, 303, path)
	v.post(report+"/accept").want(t, 409, "不能重复导入")

	page := v.get(path).want(t, 200, "第 1–30 人，共 70 人", "甲一")
	next := fmt.Sprintf("%s?from=%d", path, first(t, h, id).Person.ID+30)
	page.page.Has(`a[href="` + next + `#people"]`)
	v.get(next).want(t, 200, "第 31–60 人，共 70 人")
	v.get(path+"/check").want(t, 200, "甲一", "未交")
	v.get(path+"/documents").want(t, 200, "提请材料", "应交")
}
