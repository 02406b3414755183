package workflow_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// 代表建议: refusal, contact, reply, judgement and re-handling, each by whose it is 〔代表法 第五十一条、R9〕 DZ-20…23.
func TestSuggestionToClosure(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	var sheet bytes.Buffer
	h.Must(document.WriteRows(&sheet, "代表建议", []string{"编号", "题目", "代表", "类别", "内容", "主办单位"}, [][]string{
		{
			"1",
			"修路",
			"甲",
			"交通",
			"修一条路",
			"示例县人民政府",
		}, {"1", "修桥", "乙", "交通", "修一座桥", ""}, {"3", "架线", "丙", "能源", "架一条线", "某某局"}, {"4", "巡回审判", "丁", "司法", "到乡镇去", "示例县人民法院"}}))
	imported, err := h.Flow.CheckSuggestions(ctx, h.Clerk, "第五次会议", h.Today(), workflow.Upload{Name: "a.xlsx", Data: sheet.Bytes()})
	h.Must(err)
	report, err := h.DB.SuggestionImport(ctx, imported)
	h.Must(err)
	if report.Sheet.Wrong() != 2 || !strings.Contains(fmt.Sprint(report.Sheet.Lines[1].Problems), "重复") ||
		!strings.Contains(fmt.Sprint(report.Sheet.Lines[2].Problems), "某某局") {
		t.Errorf("report: %+v", report.Sheet.Lines)
	}
	n, err := h.Flow.AcceptSuggestions(ctx, h.Clerk, imported)
	h.Must(err)
	_, err = h.Flow.AcceptSuggestions(ctx, h.Clerk, imported)
	wantErr(t, "imported twice", err, errs.Conflict, "不能重复")
	all, err := h.DB.Suggestions(ctx, store.SuggestionFilter{Limit: 10})
	h.Must(err)
	if n != 2 || len(all) != 2 {
		t.Fatalf("%d imported, %d there", n, len(all))
	}
	court, road := all[0].ID, all[1].ID
	wantErr(t, "nothing chosen", h.Flow.HandSuggestions(ctx, h.Clerk, nil, workflow.HandForm{HandedOn: h.Today()}), errs.Invalid, "选择")
	h.Must(h.Flow.HandSuggestions(ctx, h.Clerk, []int64{road, court}, workflow.HandForm{HandedOn: h.Today(), HandedAt: "交办会"}))
	reply := workflow.ReplyForm{Outcome: supervision.ReplyPlanned, DocumentNo: "示府函1号", Text: "已列入计划"}
	wantErr(t, "R9 reply before the contact", h.Flow.ReplySuggestion(ctx, h.Organ, road, reply), errs.Conflict, "先与代表联系")
	wantErr(t, "another organ", h.Flow.ContactDeputy(ctx, h.Court, road, h.Today(), "电话"), errs.Forbidden, "")
	wantErr(t, "a clerk for the organ", h.Flow.ReplySuggestion(ctx, h.Clerk, road, reply), errs.Forbidden, "")

	h.Must(h.Flow.RefuseSuggestion(ctx, h.Court, court, "属司法局"))
	wantErr(t, "no other unit", h.Flow.RuleOnRefusal(ctx, h.Clerk, court, true, 0), errs.Invalid, "改由")
	h.Must(h.Flow.RuleOnRefusal(ctx, h.Clerk, court, true, h.Organs["government"]))
	wantErr(t, "after it went to another", h.Flow.ContactDeputy(ctx, h.Court, court, h.Today(), "电话"), errs.Forbidden, "")
	h.Pass(30)
	wantErr(t, "R9 refused after ten working days", h.Flow.RefuseSuggestion(ctx, h.Organ, road, "不归我管"), errs.Conflict, "已过期限")
	h.Must(h.Flow.ContactDeputy(ctx, h.Organ, road, h.Today(), "当面"))
	h.Must(h.Flow.ReplySuggestion(ctx, h.Organ, road, reply))
	wantErr(t, "不满意 without a word", h.Flow.JudgeSuggestion(ctx, h.Clerk, road, supervision.Dissatisfied, ""), errs.Invalid, "意见")
	wantErr(t, "R9 silent before the day", h.Flow.JudgeSuggestion(ctx, h.Clerk, road, supervision.Unanswered, ""), errs.Conflict, "期满")
	h.Must(h.Flow.JudgeSuggestion(ctx, h.Clerk, road, supervision.Dissatisfied, "没有时限"))
	x, err := h.DB.Suggestion(ctx, road)
	h.Must(err)
	if x.Stage != supervision.SuggestionAgain || x.DueOn != h.Today().AddMonths(2) || !x.ContactedOn.IsZero() {
		t.Errorf("R9 handled again: %s by %s", x.Stage, x.DueOn)
	}
	h.Must(h.Flow.ContactDeputy(ctx, h.Organ, road, h.Today(), "再次当面"))
	h.Must(h.Flow.ReplySuggestion(ctx, h.Organ, road, reply))
	h.Must(h.Flow.JudgeSuggestion(ctx, h.Clerk, road, supervision.MostlySatisfied, ""))
	h.Must(h.Flow.ExtendSuggestion(ctx, h.Clerk, court, "难度大"))
	wantErr(t, "代表法第五十一条 extended twice", h.Flow.ExtendSuggestion(ctx, h.Clerk, court, "更难"), errs.Conflict, "六个月")
	f, err := h.DB.SuggestionFigures(ctx, "第五次会议", 0, h.Today())
	h.Must(err)
	if !f.Reconciles() || f.Total != 2 || f.Mostly != 1 || f.Handling != 1 || supervision.Percent(f.SatisfactionRate()) != "100.0%" ||
		supervision.Percent(f.CompletionRate()) != "50.0%" {
		t.Errorf("DZ-23 figures: %+v", f)
	}
	h.Must(h.Flow.HearSuggestions(ctx, h.Clerk, workflow.HearForm{Session: "第五次会议", Reporter: "副县长", HeardOn: h.Today(), Opinion: "抓落实"}))
	wantErr(t, "heard twice", h.Flow.HearSuggestions(ctx, h.Clerk, workflow.HearForm{Session: "第五次会议", Reporter: "副县长", HeardOn: h.Today(), Opinion: "抓落实"}),
		errs.Conflict, "已经听取")
}

// 信访: the source lies sealed, goes to nobody, and each opening is recorded; only what was proved stands in the dossier.
func TestPetitionKeepsItsSource(t *testing.T) {
	p := policy.Default()
	p.Supervision.Petitions.Web = true
	h := fixture.NewWith(t, pgtest.New(t), p)
	ctx := t.Context()
	form := workflow.PetitionForm{About: "钱正明（县教育局局长）", Text: "食堂承包有问题，我是会计", Name: "举报某甲", Contact: "0000-9998887", Key: "0123456789abcdef"}
	receipt, err := h.Flow.GivePetition(ctx, form)
	h.Must(err)
	if again, err := h.Flow.GivePetition(ctx, form); err != nil || again != receipt {
		t.Errorf("sent twice: %s, %v; want %s", again, err, receipt)
	}
	all, err := h.DB.Matters(ctx, store.MatterFilter{Kinds: []supervision.Kind{supervision.Petition}, Limit: 5})
	h.Must(err)
	if len(all) != 1 {
		t.Fatalf("%d petitions", len(all))
	}
	id := all[0].ID
	for _, table := range []string{"petition", "matter", "audit_event", "matter_task", "submission"} {
		var found bool
		h.Must(
			pgtest.Owner(
				t,
			).QueryRow(
				ctx,
				`SELECT EXISTS (SELECT FROM `+table+` x WHERE x::text LIKE '%举报某甲%' OR x::text LIKE '%9998887%' OR x::text LIKE '%我是会计%')`,
			).Scan(
				&found,
			),
		)
		if found {
			t.Errorf("%s holds the source in plain words", table)
		}
	}
	for _, who := range []authz.Actor{h.Organ, h.Member, h.Operator} {
		if _, err := h.DB.MatterFor(ctx, who, id); errs.KindOf(err) != errs.NotFound {
			t.Errorf("%s sees a petition: %v", who.Name, err)
		}
	}
	_, err = h.Flow.ViewPetitionSource(ctx, h.Chair, id, "看看")
	wantErr(t, "opened by a chairperson", err, errs.Forbidden, "")
	_, err = h.Flow.ViewPetitionSource(ctx, h.Clerk, id, "")
	wantErr(t, "opened without a reason", err, errs.Invalid, "为什么")
	source, err := h.Flow.ViewPetitionSource(ctx, h.Clerk, id, "形成摘要")
	h.Must(err)
	if source.Name != form.Name || source.Contact != form.Contact || source.Text != form.Text {
		t.Errorf("source: %+v", source)
	}
	var logged int
	h.Must(pgtest.Owner(t).QueryRow(ctx, `SELECT count(*) FROM audit_event WHERE action = 'view_petition_source'`).Scan(&logged))
	if logged != 1 {
		t.Errorf("%d openings recorded, want 1", logged)
	}
	wantErr(t, "转办 before a summary", h.Flow.TransferPetition(ctx, h.Clerk, id, h.Organs["government"]), errs.Conflict, "摘要")
	wantErr(t, "the name in the summary", h.Flow.SummarisePetition(ctx, h.Clerk, id, "举报某甲反映食堂", 0), errs.Invalid, "反映人")
	h.Must(h.Flow.SummarisePetition(ctx, h.Clerk, id, "反映食堂承包程序", h.Persons["钱正明"]))
	h.Must(h.Flow.TransferPetition(ctx, h.Clerk, id, h.Organs["government"]))
	wantErr(t, "twice to one unit", h.Flow.TransferPetition(ctx, h.Clerk, id, h.Organs["government"]), errs.Invalid, "已经转给")
	transfers, err := h.DB.PetitionTransfers(ctx, id)
	h.Must(err)
	end := workflow.PetitionEnd{Conclusion: supervision.PetitionUntrue, Finding: "不实", ToldOn: h.Today(), InDossier: true}
	wantErr(t, "before the result", h.Flow.ConcludePetition(ctx, h.Clerk, id, end), errs.Conflict, "还没有报告")
	h.Pass(70)
	h.Must(h.Flow.UrgePetition(ctx, h.Clerk, id, transfers[0].ID)) // DZ-24
	wantErr(t, "reported by another", h.Flow.ReportPetition(ctx, h.Court, id, transfers[0].ID, "查了"), errs.Forbidden, "")
	h.Must(h.Flow.ReportPetition(ctx, h.Organ, id, transfers[0].ID, "反映不实"))
	wantErr(t, "unproved in the dossier", h.Flow.ConcludePetition(ctx, h.Clerk, id, end), errs.Invalid, "没有查实")
	end.InDossier = false
	h.Must(h.Flow.ConcludePetition(ctx, h.Clerk, id, end))

}

// 审计备案与整改、纠正通知、外来记录〔SN-17、TM-25、AN-12、SB-25〕.
func TestAuditsNoticesRecords(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	id, err := h.Flow.EntrustAudit(
		ctx,
		h.Clerk,
		supervision.AuditPlan{Sort: supervision.AuditInTerm, PersonID: h.Persons["钱正明"], OrganID: h.Organs["government"], Auditor: "县审计局",
			From: calendar.Date(2025, 1, 1), To: calendar.Date(2025, 12, 31), DueOn: h.Today()},
	)
	h.Must(err)
	wantErr(t, "SN-17 no number", h.Flow.FileAudit(ctx, h.Clerk, id, workflow.AuditReportForm{ReportedOn: h.Today(), Summary: "较好"}), errs.Invalid, "文号")
	h.Must(h.Flow.FileAudit(ctx, h.Clerk, id, workflow.AuditReportForm{ReportNo: "审1号", ReportedOn: h.Today(), Summary: "较好", Findings: "滞留资金，86.5\n台账不全"}))
	x, err := h.DB.AuditMatter(ctx, id)
	h.Must(err)
	if x.Findings != 2 || x.Amount != 86.5 {
		t.Errorf("findings: %d, %.2f", x.Findings, x.Amount)
	}
	_, err = h.Flow.RectifyAudit(ctx, h.Clerk, id)
	h.Must(err)
	_, err = h.Flow.RectifyAudit(ctx, h.Clerk, id)
	wantErr(t, "rectified twice", err, errs.Conflict, "已经交办")
	counts, err := h.DB.AuditCounts(ctx, 0)
	h.Must(err)
	if len(counts) != 1 || counts[0].People != 1 || counts[0].Filed != 1 { // TM-25
		t.Errorf("counts: %+v", counts)
	}

	notice, err := h.Flow.DraftCorrection(ctx, h.Clerk, h.Persons["钱正明"],
		supervision.CorrectionDraft{OrganID: h.Organs["government"], Act: "超期", Basis: "某法", Demand: "改正", DueOn: h.Today().Add(10)})
	h.Must(err)
	if _, err := h.DB.MatterFor(ctx, h.Organ, notice); errs.KindOf(err) != errs.NotFound {
		t.Errorf("the unit sees a draft: %v", err)
	}
	wantErr(t, "signed by a clerk", h.Flow.IssueCorrection(ctx, h.Clerk, notice, "1号"), errs.Forbidden, "")
	h.Must(h.Flow.IssueCorrection(ctx, h.Chair, notice, "1号"))
	h.Must(h.Flow.ReplyCorrection(ctx, h.Organ, notice, "改了", nil))
	h.Must(h.Flow.AcceptCorrection(ctx, h.Clerk, notice, false, "没有改完"))
	h.Must(h.Flow.ReplyCorrection(ctx, h.Organ, notice, "改完了", nil))
	h.Must(h.Flow.AcceptCorrection(ctx, h.Clerk, notice, true, "已核对"))

	record, err := h.Flow.EnterRecord(ctx, h.Clerk,
		supervision.OutsideForm{PersonID: h.Persons["钱正明"], Source: supervision.FromMedia, Sort: supervision.Report, HappenedOn: h.Today(), Text: "内参反映"}, nil)
	h.Must(err)
	if _, err := h.DB.OutsideRecord(ctx, h.Operator, record); errs.KindOf(err) != errs.Forbidden {
		t.Errorf("an operator reads a record: %v", err)
	}
	h.Must(h.Flow.CheckRecord(ctx, h.Clerk, record, "经核实不实"))
	wantErr(t, "checked twice", h.Flow.CheckRecord(ctx, h.Clerk, record, "再核"), errs.Conflict, "办结")
}
