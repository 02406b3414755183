package server

import (
	"fmt"
	"strings"

	"renmian/internal/calendar"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// overseenEvents tells what followed the appointment: every matter of supervision, what was found, rated, put right and
// sent on, and what was moved to end the office.
func overseenEvents(d workflow.Dossier) (all []dossierEvent) {
	add := func(order int, day calendar.Day, what, text, note, href string) {
		if !day.IsZero() {
			all = append(all, dossierEvent{day: day, what: what, text: text, note: note, href: href, order: order})
		}
	}
	for _, m := range d.Matters {
		href := matterPath(m.Kind, m.ID)
		add(100, m.OpenedOn, m.Kind.Label(), m.Title, strings.TrimSpace(m.Part.Label()+"　"+m.Office), href)
		if !m.Open() {
			add(130, m.ClosedOn, m.Kind.Label(), "办结："+m.Title, m.Outcome, href)
		}
	}
	for _, x := range d.Duty {
		what, href := supervision.DutyReport.Label(), matterPath(supervision.DutyReport, x.MatterID)
		add(101, x.FiledOn, what, fmt.Sprintf("提交 %d 年度述职报告", x.Year), lateNote(x.FiledOn, x.DueOn), href)
		add(102, x.ReviewedOn, what, "述职报告经审查", x.Opinion, href)
		add(103, x.HeardOn, what, "口头述职", x.Suggestions, href)
	}
	for _, x := range d.Reviews {
		what, href := x.Kind.Label(), matterPath(x.Kind, x.MatterID)
		add(104, x.ReportedOn, what, "完成评议调查报告", "", href)
		add(105, x.SpokenOn, what, "到会述职", "", href)
		add(128, x.Opinion.SentOn, what, "发出评议意见书", x.Opinion.Number, href)
		add(129, x.Opinion.AnsweredOn, what, "答复评议意见", x.Opinion.Answer, href)
	}
	for _, x := range d.Findings {
		add(110, x.NotedOn, x.Kind.Label(), x.Body, x.Title, matterPath(x.MatterKind, x.MatterID)+"#findings")
	}
	for _, x := range d.Ratings {
		add(115, x.AnnouncedOn, "测评", x.Title+"："+x.Result, "", ratingPath(x.ID))
		add(116, x.DecidedOn, "测评", "决定："+x.Decision.Label(), x.DecisionReason, ratingPath(x.ID))
	}
	for _, x := range d.Rectifications {
		href := supervision.RectificationPath(x.ID)
		add(120, x.OpenedOn, "整改", "发出整改要求："+x.Title, x.Source.Label(), href)
		for _, p := range d.Papers[x.ID] {
			due := map[supervision.PaperKind]calendar.Day{supervision.PlanPaper: x.PlanDue, supervision.ReportPaper: x.ReportDue}[p.Kind]
			note := lateNote(p.FiledOn, due)
			if p.Judged == "returned" {
				note = strings.TrimSpace(note + "　退回：" + p.Judgement)
			}
			add(121, p.FiledOn, "整改", "报送"+p.Kind.Label()+"："+x.Title, note, href)
		}
		for _, n := range d.Notes[x.ID] {
			text := "催办"
			if n.Kind == "check" {
				text = "跟踪检查"
			}
			add(122, n.HeldOn, "整改", text+"（"+n.How+"）："+x.Title, n.Body, href)
		}
		add(123, x.ReratedOn, "整改", "整改后复评："+x.Rerated, x.Title, href)
		if !x.Open() {
			add(124, x.ClosedOn, "整改", x.Result.Label()+"："+x.Title, x.ResultText, href)
		}
	}
	for _, x := range d.Removals {
		what, href := x.Means.Label(), removalPath(x.ID)
		add(132, x.StartedOn, what, x.Mover.Label()+"："+x.Titles, x.Reason, href)
		add(133, x.AnsweredOn, what, x.Recipient+"答复", x.Answer, href)
	}
	for _, x := range d.Dispatches {
		add(140, x.SentOn, "报送", "报送"+x.Recipient+"："+x.Title, dispatchTag(x).Label, supervision.DispatchPath(x.ID))
	}
	return all
}

// lateNote says by how many days something came late, nothing when it did not.
func lateNote(on, due calendar.Day) string {
	if on.IsZero() || due.IsZero() || !on.After(due) {
		return ""
	}
	return fmt.Sprintf("逾期 %d 天", on.Sub(due))
}
