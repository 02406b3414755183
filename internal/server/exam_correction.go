package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// correctionPanel lists the corrections and takes a new one, or the second person's decision.
func (d sheetData) correctionPanel(who authz.Actor, t typed) staff.Panel {
	const act = "correction"
	x := staff.Panel{Card: ui.Card{Title: "成绩更正", ID: "correction"}, Table: d.correctionTable()}
	for _, k := range d.corrections {
		if !k.DecidedAt.IsZero() {
			continue
		}
		if k.AskedByID == who.AccountID {
			x.Text = append(x.Text, fmt.Sprintf("第 %d 题的更正由您提出，等待另一人决定。", k.Position))
			continue
		}
		x.Forms = append(x.Forms, staff.PanelForm{Form: ui.Form{Action: fmt.Sprintf("%s/corrections/%d", d.path(), k.ID)},
			Buttons: []ui.Button{
				{Label: fmt.Sprintf("同意第 %d 题更正", k.Position), Name: "grant", Value: "1"},
				{Label: "不同意", Name: "grant", Value: "0", Kind: ui.Plain},
			}})
	}
	if !slices.Contains(appointment.ExamStages, d.c.Stage) {
		x.Text = append(x.Text, "任免案现为“"+d.c.Stage.Label()+"”，成绩不再更正。")
		return x
	}
	fields := []templ.Component{
		t.text(act, ui.Text{Name: "position", Label: "题号", Type: ui.Number, Width: ui.Short, Min: "1", Max: strconv.Itoa(len(d.questions))}, ""),
		t.text(act, ui.Text{Name: "becomes", Label: "更正后的得分", Type: ui.Number, Width: ui.Short, Unit: "分", Min: "0", Step: "0.1"}, ""),
		t.area(act, ui.Area{Name: "reason", Label: "理由", Rows: 2, MaxLength: 500}, "")}
	if len(d.objections) > 0 {
		c := ui.Select{Name: "objection", Label: "因哪项异议", Optional: true}
		for n, o := range d.objections {
			c.Options = append(c.Options,
				ui.Option{Value: idText(o.ID), Label: fmt.Sprintf("异议 %d：%s", n+1, clip(o.Body, 24)), Chosen: t.value(act, "objection", "") == idText(o.ID)})
		}
		fields = append(fields, c)
	}
	x.Folded = []staff.PanelFold{{Title: "提出成绩更正", Open: t.act == act, Text: "漏判、误判、合分有误的，写明理由提出，由另一人决定。同意后任免案中的成绩随之更正。",
		Forms: []staff.PanelForm{
			{Form: ui.Form{Action: d.path() + "/corrections", Guard: true}, Fields: fields, Buttons: []ui.Button{{Label: "提出更正", Kind: ui.Plain}}},
		}}}
	return x
}

func (d sheetData) correctionTable() ui.Table {
	table := ui.Table{Caption: "成绩更正", HideCaption: true, Empty: "没有更正。",
		Columns: []ui.Column{{Label: "题号", Narrow: true}, {Label: "更正"}, {Label: "理由"}, {Label: "提出"}, {Label: "决定"}}}
	for _, k := range d.corrections {
		row := ui.Row{Cells: []ui.Cell{{Text: strconv.Itoa(k.Position)}, {Text: inPoints(k.Was) + " 分改为 " + inPoints(k.Becomes) + " 分"}, {Text: k.Reason},
			{Text: k.AskedBy, Note: minute(k.AskedAt)}, {Text: k.DecidedBy, Note: minute(k.DecidedAt)}}}
		switch {
		case k.DecidedAt.IsZero():
			row.Cells[4] = ui.Cell{Tag: ui.Tag{State: ui.Todo, Label: "待决定"}}
		case k.Granted:
			row.Cells[4].Tag = ui.Tag{State: ui.Done, Label: "同意"}
		default:
			row.Cells[4].Tag = ui.Tag{State: ui.Stop, Label: "不同意"}
		}
		if d.own {
			row.Cells[3].Text, row.Cells[4].Text = "", ""
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// objectionPanel shows what the candidate objected and takes the answers.
func (d sheetData) objectionPanel(who authz.Actor, t typed) staff.Panel {
	x := staff.Panel{Card: ui.Card{Title: "成绩异议", ID: "objection"}}
	if len(d.objections) == 0 {
		x.Text = []string{"考生没有提出异议。"}
	}
	for n, o := range d.objections {
		x.Summary = append(x.Summary, ui.Item{Key: fmt.Sprintf("异议 %d", n+1), Value: o.Body, Note: minute(o.FiledAt)})
		if !o.AnsweredAt.IsZero() {
			x.Summary = append(x.Summary,
				ui.Item{Key: "答复", Value: o.Answer, Note: strings.TrimSpace(yesNo(d.own, "", o.AnsweredBy+" ") + minute(o.AnsweredAt))})
			continue
		}
		if d.own || !authz.Can(who, authz.AnswerScoreObjection) {
			x.Summary = append(x.Summary, ui.Item{Key: "答复", Tag: ui.Tag{State: ui.Doing, Label: "复核中"}})
			continue
		}
		act := "answer-" + idText(o.ID)
		x.Forms = append(x.Forms, staff.PanelForm{Form: ui.Form{Action: fmt.Sprintf("%s/objections/%d", d.path(), o.ID), Guard: true},
			Fields: []templ.Component{
				t.area(act, ui.Area{Name: "answer", Label: fmt.Sprintf("对异议 %d 的答复", n+1), Hint: "先复核；须改分的，另提出更正。", Rows: 3}, ""),
			},
			Buttons: []ui.Button{{Label: "答复考生", Kind: ui.Plain}}})
	}
	return x
}

// askCorrection asks to change a locked mark (提出成绩更正).
func (s *Server) askCorrection(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sheetOf(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	k := store.ExamCorrection{
		EntryID:     d.sheet.EntryID,
		Position:    int(f.points("position")),
		Becomes:     f.points("becomes"),
		Reason:      f.value("reason"),
		ObjectionID: formID(r, "objection"),
	}
	err = f.err(func() error { return s.flow.AskCorrection(r.Context(), actor(r), k) })
	return s.answer(w, r, "correction", err, "更正已提出，请由另一人决定。", d.path()+"#correction", s.showSheet)
}

// decideCorrection grants or refuses a correction (决定成绩更正).
func (s *Server) decideCorrection(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sheetOf(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "correction")
	if err != nil {
		return err
	}
	grant := r.PostFormValue("grant") == "1"
	err = s.flow.DecideCorrection(r.Context(), actor(r), d.sheet.EntryID, id, grant)
	return s.answer(w, r, "decide", err, yesNo(grant, "已同意更正，任免案中的成绩随之更正。", "没有同意更正，成绩不变。"), d.path()+"#correction", s.showSheet)
}

// answerScoreObjection answers a candidate's objection (答复成绩异议).
func (s *Server) answerScoreObjection(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sheetOf(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "objection")
	if err != nil {
		return err
	}
	err = s.flow.AnswerScoreObjection(r.Context(), actor(r), d.sheet.EntryID, id, r.PostFormValue("answer"))
	return s.answer(w, r, "answer-"+idText(id), err, "已答复考生。", d.path()+"#objection", s.showSheet)
}
