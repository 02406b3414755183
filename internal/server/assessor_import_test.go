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

	// The clerk reviews them together, the chairpersons decide once.
	h.Attach(h.Court, id)
	h.Must(h.Flow.SubmitProposal(ctx, h.Court, id, ""))
	clerk := h.enter(h.Clerk)
	clerk.get(path+"/review").want(t, 409, "没有可以成批初审")
	h.Must(h.Flow.AcceptProposal(ctx, h.Clerk, id))
	v.get(path+"/review").want(t, 403)
	clerk.get(path).want(t, 200, "70 案正在初审", "成批初审")
	form := clerk.get(path+"/review").want(t, 200, "审查情况", "不列入本批的").page
	if n := len(form.All("input[name=except]")); n != 70 {
		t.Errorf("%d to choose from", n)
	}
	all := cases(t, h, id)
	alone := fmt.Sprint(all[0].ID)
	texts := []string{"opinion", "", "except", alone}
	for _, g := range h.Policy.Review.Gates {
		texts = append(texts, "finding-"+string(g), "经核对，符合要求。")
	}
	re := clerk.post(path+"/review", texts...).want(t, 422, "请写明初审意见")
	if n := len(re.page.All("input[name=except][checked]")); n != 1 {
		t.Errorf("%d ticks came back", n)
	}
	texts[1] = "经初审，符合任职条件。"
	clerk.post(path+"/review", texts...).want(t, 303, path)
	clerk.get(path).want(t, 200, "69 案初审合格")
	chairs := chairsPath(h.ChairsMeeting())
	var listed []string
	for _, c := range all[1:] {
		listed = append(listed, "case", fmt.Sprint(c.ID))
	}
	clerk.get(chairs).want(t, 200, "甲丁")
	clerk.post(chairs+"/cases", listed...).want(t, 303, chairs)
	chair := h.enter(h.Chair)
	clerk.get(chairs+"/agree").want(t, 403)
	chair.get(chairs).want(t, 200, "还有 69 案待决定", "成批同意提请")
	if n := len(chair.get(chairs+"/cases/"+fmt.Sprint(all[30].ID)).want(t, 200, "全部 69 案").page.All("aside .tasks li")); n > 2*nearby+1 {
		t.Errorf("%d neighbours", n)
	}
	chair.post(chairs+"/agree").want(t, 422, "请选择同意提请的任免案")
	chair.post(chairs+"/agree", append(listed, "en_bloc", "1")...).want(t, 303, chairs)
	chair.get(chairs).want(t, 200, "69 案同意提请", "各案都已决定")
	chair.get(chairs+"/agree").want(t, 409, "没有待决定")
}

func cases(t *testing.T, h *house, proposal int64) []appointment.Case {
	t.Helper()
	all, err := h.DB.CasesOfProposal(t.Context(), proposal)
	h.Must(err)
	return all
}
