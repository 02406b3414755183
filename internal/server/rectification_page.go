package server

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

// reached reports whether a rectification that ended before its time had come past a stage.
func (x rectOf) reached(st supervision.RectificationStage) bool {
	accepted := func(k supervision.PaperKind) bool {
		return slices.ContainsFunc(x.papers, func(p store.RectificationPaper) bool { return p.Kind == k && p.Judged == "accepted" })
	}
	switch st {
	case supervision.RectPlan, supervision.RectPlanCheck:
		return accepted(supervision.PlanPaper)
	case supervision.RectWork, supervision.RectReportCheck:
		return accepted(supervision.ReportPaper)
	case supervision.RectRerating:
		return !x.ReratedOn.IsZero()
	}
	return false
}

// rectStageLine shows where it stands.
func rectStageLine(x rectOf) ui.Stages {
	var line ui.Stages
	passed := true
	for _, st := range supervision.RectificationStages() {
		if st == supervision.RectRerating && !x.Rerate {
			continue
		}
		stage := ui.Stage{Label: st.Step(), State: ui.StageLater}
		switch {
		case st == x.Stage && st == supervision.RectClosed:
			stage.State, stage.Note = ui.StageDone, x.ClosedOn.Short()
		case st == x.Stage:
			stage.State, passed = ui.StageNow, false
		case passed && !x.Open() && x.Result == supervision.RectFailed && len(x.papers) == 0:
			stage.State = ui.StageSkipped
		case passed && x.Result == supervision.RectLeft && !x.reached(st):
			stage.State = ui.StageSkipped
		case passed:
			stage.State = ui.StageDone
		}
		line = append(line, stage)
	}
	return line
}

func rectFindingsPanel(x rectOf) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "问题清单", ID: "findings"}, Table: ui.Table{Caption: "问题清单", HideCaption: true,
		Columns: []ui.Column{{Label: "序号", Numeric: true, Narrow: true}, {Label: "问题"}, {Label: "整改措施"}, {Label: "整改情况"}}}}
	latest := func(kind supervision.PaperKind, i int) string {
		for n := len(x.papers) - 1; n >= 0; n-- {
			if q := x.papers[n]; q.Kind == kind && q.Judged != "returned" && i < len(q.Answers) {
				return q.Answers[i]
			}
		}
		return "—"
	}
	for i, f := range x.findings {
		p.Table.Rows = append(p.Table.Rows, ui.Row{
			Cells: []ui.Cell{{Text: strconv.Itoa(i + 1)}, {Text: f}, {Text: latest(supervision.PlanPaper, i)}, {Text: latest(supervision.ReportPaper, i)}},
		})
	}
	return p
}

// rectEvents tells the chain from the finding to the closing, the earliest first.
func rectEvents(x rectOf) []dossierEvent {
	all := []dossierEvent{{day: x.OpenedOn, what: "整改要求", text: fmt.Sprintf("发出整改要求，列出 %d 个问题", len(x.findings)), order: 1}}
	for _, p := range x.papers {
		note := ""
		if p.OnPaper {
			note = "纸质"
		}
		all = append(all,
			dossierEvent{day: p.FiledOn, what: p.Kind.Label(), text: fmt.Sprintf("报送%s（第 %d 稿）", p.Kind.Label(), p.Edition), note: note, order: 2})
		switch p.Judged {
		case "accepted":
			all = append(all, dossierEvent{day: p.JudgedOn, what: p.Kind.Label(), text: "接收" + p.Kind.Label(), note: p.Judgement, order: 3})
		case "returned":
			all = append(all, dossierEvent{day: p.JudgedOn, what: p.Kind.Label(), text: "退回" + p.Kind.Label(), note: p.Judgement, order: 3})
		}
	}
	for _, e := range x.extensions {
		all = append(all,
			dossierEvent{day: e.AskedOn, what: "延期", text: fmt.Sprintf("%s申请%s延期至%s", e.AskedBy, e.Kind.Label(), e.Becomes), note: e.Reason, order: 4})
		if e.Decided {
			all = append(all,
				dossierEvent{day: e.DecidedOn, what: "延期", text: yesNo(e.Granted, "同意延期", "不同意延期") + "（" + e.DecidedBy + "）", note: e.Decision, order: 5})
		}
	}
	all = append(all, noteEvents(x.notes)...)
	if !x.ReratedOn.IsZero() {
		all = append(all, dossierEvent{day: x.ReratedOn, what: "复评", text: "复评结果：" + x.Rerated, order: 7})
	}
	if !x.ClosedOn.IsZero() {
		all = append(all, dossierEvent{day: x.ClosedOn, what: "销号", text: x.Result.Label(), note: x.ResultText, order: 8})
	}
	sortEvents(all)
	return all
}

func noteEvents(notes []store.FollowupNote) (all []dossierEvent) {
	for _, n := range notes {
		what := "催办"
		if n.Kind == "check" {
			what = "跟踪检查"
		}
		all = append(all, dossierEvent{day: n.HeldOn, what: what, text: n.How + "：" + n.Body, note: n.WrittenBy, order: 6})
	}
	return all
}

func rectChainPanel(x rectOf) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "办理过程", ID: "chain"}}
	return withEvents(p, rectEvents(x))
}

// withEvents puts events on a panel as a table.
func withEvents(p staff.Panel, all []dossierEvent) staff.Panel {
	p.Table = ui.Table{
		Caption:     p.Card.Title,
		HideCaption: true,
		Empty:       "还没有记载。",
		Columns:     []ui.Column{{Label: "日期", Narrow: true}, {Label: "环节", Narrow: true}, {Label: "情况"}},
	}
	for _, e := range all {
		p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: e.day.ISO()}, {Text: e.what}, {Text: e.text, Note: e.note, Href: e.href}}})
	}
	return p
}

func rectPaperPanel(x rectOf, q store.RectificationPaper) staff.Panel {
	tag := ui.Tag{State: ui.Doing, Label: "待审"}
	switch q.Judged {
	case "accepted":
		tag = ui.Tag{State: ui.Done, Label: "已接收"}
	case "returned":
		tag = ui.Tag{State: ui.Stop, Label: "已退回"}
	}
	p := staff.Panel{
		Card: ui.Card{Title: fmt.Sprintf("%s（第 %d 稿）", q.Kind.Label(), q.Edition), Tag: tag},
		Text: []string{q.FiledOn.String() + "，" + q.FiledBy + yesNo(q.OnPaper, "代收纸质件", "报送")},
	}
	for i, f := range x.findings {
		if i < len(q.Answers) {
			p.Summary = append(p.Summary, ui.Item{Key: fmt.Sprintf("问题 %d", i+1), Value: f, Lines: strings.Split(unixLines(q.Answers[i]), "\n")})
		}
	}
	if q.Body != "" {
		p.Prose = strings.Split(unixLines(q.Body), "\n")
	}
	for _, f := range q.Files {
		p.Buttons = append(p.Buttons,
			ui.Button{Label: "附件：" + f.Title, Href: fmt.Sprintf("%s/files/%d", supervision.RectificationPath(x.ID), f.FileID), Kind: ui.Plain})
	}
	return p
}
