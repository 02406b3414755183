package workflow_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

var assessorHeader = []string{"姓名", "性别", "出生日期", "民族", "政治面貌", "文化程度", "工作单位及职务", "产生方式"}

func assessorSheet(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := document.WriteRows(&b, "人民陪审员名单", assessorHeader, rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func assessorRows(n int) (rows [][]string) {
	for i := range n {
		rows = append(rows, []string{"甲" + string(rune('一'+i)), "女", fmt.Sprintf("1985-03-%02d", i%28+1), "汉族", "群众", "大专", "示例县第一中学教师", "随机抽选"})
	}
	return rows
}

// court opens a house whose court has a quota of assessors, and begins its proposal.
func court(t *testing.T, p policy.Policy, seats int) (*fixture.House, int64) {
	t.Helper()
	h := fixture.NewWith(t, pgtest.New(t), p)
	ctx := t.Context()
	h.Must(h.DB.InTx(ctx, h.Clerk, func(tx *store.Tx) error {
		o := appointment.Office{Title: "示例县人民法院人民陪审员", OrganID: h.Organs["court"], Group: policy.Court, FilledBy: appointment.FilledByAppoint,
			Nominator: appointment.CourtPresident, Rank: appointment.RankOther, Certificate: true, Seats: seats}
		id, err := tx.InsertOffice(ctx, store.CatalogueEntry{Office: o, Sort: 99})
		o.ID = id
		h.Offices[o.Title] = o
		if err != nil {
			return err
		}
		return tx.Audit(ctx, authz.SaveOffice, store.Subject{Kind: "office", ID: id}, nil)
	}))
	id, err := h.Flow.CreateProposal(ctx, h.Court, workflow.ProposalForm{DocumentNo: "示法〔2026〕12号", Title: "关于提请任命人民陪审员的议案",
		MeetingID: h.Meeting, Signer: "彭守正", SignerDuty: "chief"})
	h.Must(err)
	return h, id
}

// 人民陪审员法 第十条: three hundred assessors in one proposal, up to one item of the committee's agenda.
func TestThreeHundredAssessors(t *testing.T) {
	p := policy.Default()
	p.Investigation.Mode, p.Publicity.Mode, p.Education.Mode = policy.Off, policy.Off, policy.Off
	h, id := court(t, p, 300)
	ctx := t.Context()
	rows := assessorRows(300)
	rows = append(rows, rows[4], []string{"半行人", "", "", "", "", "", "", ""}) // twice, and half filled
	importID, err := h.Flow.CheckAssessors(ctx, h.Court, id, "名单.xlsx", assessorSheet(t, rows))
	h.Must(err)
	report, err := h.DB.AssessorImport(ctx, id, importID)
	h.Must(err)
	if len(report.Lines) != 302 || report.Wrong() != 2 {
		t.Fatalf("%d rows, %d wrong", len(report.Lines), report.Wrong())
	}
	if got := fmt.Sprint(report.Lines[300].Problems); !strings.Contains(got, "与第 6 行重复") {
		t.Errorf("twice: %q", got)
	}
	half := fmt.Sprint(report.Lines[301].Problems)
	for _, column := range []string{"性别", "出生日期", "文化程度", "产生方式"} {
		if !strings.Contains(half, column) {
			t.Errorf("half a row: %q does not name %s", half, column)
		}
	}
	if n := len(cases(t, h, id)); n != 0 {
		t.Fatalf("%d cases before the list was accepted", n)
	}
	added, err := h.Flow.AcceptAssessors(ctx, h.Court, id, importID)
	h.Must(err)
	all := cases(t, h, id)
	if added != 300 || len(all) != 300 || all[0].Action != policy.Appoint || all[299].Person.Name != rows[299][0] || all[0].Reason != "随机抽选" {
		t.Fatalf("added %d, %d cases", added, len(all))
	}
	_, err = h.Flow.AcceptAssessors(ctx, h.Court, id, importID)
	refused(t, "accepting again", err, errs.Conflict, "不能重复导入")

	h.Attach(h.Court, id) // the bill alone
	h.Must(h.Flow.SubmitProposal(ctx, h.Court, id, ""))
	h.Must(h.Flow.AcceptProposal(ctx, h.Clerk, id))
	h.Pass(1)
	var ids []int64
	for _, c := range all {
		ids = append(ids, c.ID)
	}
	// One review of all but one, whom the clerk looks at alone; one who was found wanting stays as he is.
	h.Must(h.Flow.RecordFindings(ctx, h.Clerk, ids[1], []appointment.Finding{{Gate: p.Review.Gates[0], Result: "correct", Text: "学历证明不清"}}))
	alike := workflow.AlikeReview{Texts: map[policy.Gate]string{}, Except: ids[:1]}
	_, _, err = h.Flow.ReviewAlike(ctx, h.Clerk, id, alike)
	if f := errs.Fields(err); len(f) != len(p.Review.Gates)+1 {
		t.Errorf("a review that says nothing: %v", f)
	}
	for _, g := range p.Review.Gates {
		alike.Texts[g] = "经核对，符合要求"
	}
	alike.Opinion = "经初审，符合任职条件。"
	passed, held, err := h.Flow.ReviewAlike(ctx, h.Clerk, id, alike)
	h.Must(err)
	if passed != 298 || len(held) != 1 || held[0].CaseID != ids[1] || !strings.Contains(held[0].Why, "学历证明不清") {
		t.Fatalf("passed %d, held %+v", passed, held)
	}
	if c := h.Read(ids[2]); c.Stage != appointment.StageChairs || c.Report == nil || len(c.Findings) != len(p.Review.Gates) {
		t.Errorf("reviewed with the others: %+v", c)
	}
	if c := h.Read(ids[1]); c.Stage != appointment.StageReview || len(c.Findings) != 1 {
		t.Errorf("found wanting: %+v", c)
	}
	h.Must(h.Flow.RecordFindings(ctx, h.Clerk, ids[1], []appointment.Finding{{Gate: p.Review.Gates[0], Result: "pass", Text: "已补交", Version: 1}}))
	alike.Except = nil
	passed, held, err = h.Flow.ReviewAlike(ctx, h.Clerk, id, alike)
	if err != nil || passed != 2 || len(held) != 0 {
		t.Fatalf("the rest: %d, %+v, %v", passed, held, err)
	}
	_, _, err = h.Flow.ReviewAlike(ctx, h.Clerk, id, alike)
	refused(t, "reviewing again", err, errs.Conflict, "没有可以成批初审")

	// One decision of the chairpersons.
	chairs := h.ChairsMeeting()
	h.Must(h.Flow.ListForChairs(ctx, h.Clerk, chairs, ids[1:]))
	_, _, err = h.Flow.AgreeAtChairs(ctx, h.Chair, chairs, nil, true)
	refused(t, "agreeing to nothing", err, errs.Invalid, "")
	agreed, held, err := h.Flow.AgreeAtChairs(ctx, h.Chair, chairs, ids, true)
	if err != nil || agreed != 299 || len(held) != 1 || held[0].CaseID != ids[0] {
		t.Fatalf("agreed to %d, held %+v, %v", agreed, held, err)
	}
	_, _, err = h.Flow.AgreeAtChairs(ctx, h.Chair, chairs, ids, true)
	refused(t, "agreeing again", err, errs.Conflict, "都不能成批同意")
	h.Must(h.Flow.ListForChairs(ctx, h.Clerk, chairs, ids[:1]))
	h.Must(h.Flow.DecideAtChairs(ctx, h.Chair, chairs, ids[0], workflow.ChairsDecision{Decision: "to_committee", EnBloc: true}))
	h.Must(h.Flow.WriteChairsMinutes(ctx, h.Clerk, chairs, 1, "会议同意提请常委会会议审议。"))
	h.Must(h.Flow.CloseChairsMeeting(ctx, h.Clerk, chairs, 2))
	item := h.Item(ids...)
	for _, n := range []int{0, 150, 299} {
		if c := h.Read(ids[n]); c.Agenda == nil || c.Agenda.ItemID != item {
			t.Errorf("case %d is not on the item", n)
		}
	}
}

func TestAssessorListsLoseNothing(t *testing.T) {
	h, id := court(t, policy.Default(), 10)
	ctx := t.Context()
	_, err := h.Flow.CheckAssessors(ctx, h.Organ, id, "x.xlsx", assessorSheet(t, assessorRows(1)))
	refused(t, "another organ", err, errs.NotFound, "查无此提请件")
	_, err = h.Flow.CheckAssessors(ctx, h.Court, id, "x.xlsx", []byte("no sheet"))
	if errs.KindOf(err) != errs.Invalid {
		t.Errorf("no spreadsheet: %v", err)
	}
	upload := func(rows [][]string) int64 {
		t.Helper()
		importID, err := h.Flow.CheckAssessors(ctx, h.Court, id, "名单.xlsx", assessorSheet(t, rows))
		h.Must(err)
		return importID
	}
	// Two lists of the same people: the second is refused whole once the first is in.
	one, two := upload(assessorRows(3)), upload(assessorRows(3))
	_, err = h.Flow.AcceptAssessors(ctx, h.Court, id, one)
	h.Must(err)
	_, err = h.Flow.AcceptAssessors(ctx, h.Court, id, two)
	refused(t, "the same people again", err, errs.Conflict, "现有 3 行有问题")
	h.Must(h.Flow.DiscardAssessors(ctx, h.Court, id, two))
	refused(t, "discarding twice", h.Flow.DiscardAssessors(ctx, h.Court, id, two), errs.Conflict, "已经放弃")
	report, err := h.DB.AssessorImport(ctx, id, upload(assessorRows(12)))
	h.Must(err)
	if report.Wrong() != 3+2 || !strings.Contains(report.Lines[11].Problems[0].Text, "超出人民陪审员名额") { // 第八条
		t.Errorf("%d wrong: %+v", report.Wrong(), report.Lines[11])
	}
	// Deleting the draft leaves nobody behind.
	person := cases(t, h, id)[0].Person
	h.Must(h.Flow.DeletePerson(ctx, h.Court, id, person.ID))
	if same, err := h.DB.FindPerson(ctx, person.Name, person.Born); err != nil || len(same) != 0 {
		t.Errorf("the person stays: %+v, %v", same, err)
	}
	h.Must(h.Flow.DeleteProposal(ctx, h.Court, id))
	if same, err := h.DB.FindPerson(ctx, assessorRows(2)[1][0], person.Born); err != nil || len(same) != 0 {
		t.Errorf("a person stays after the draft: %+v, %v", same, err)
	}
}
