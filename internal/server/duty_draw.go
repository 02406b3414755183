package server

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// oralDraw draws lots for who reports orally, and shows what was drawn with what repeats the draw.
func (s *Server) oralDraw(r *http.Request, c store.DutyCall, meetingID int64, t typed) (staff.Panel, error) {
	const act = "draw"
	p := staff.Panel{Card: ui.Card{Title: "抽签", ID: "draw"}, Text: []string{"在动员会上当众抽取：从还没有确定、没有口头述职的人员中抽，已经确定的不变。种子和全部候选一并保存，用同一种子可以重复同样的结果。"}}
	meetings, err := s.meetingChoice(r.Context(), act, "draw_meeting", "中签人员口头述职的会议", meetingID, t)
	if err != nil {
		return p, err
	}
	p.Folded = []staff.PanelFold{{
		Title: "抽签确定口头述职人员",
		Open:  t.act == act,
		Forms: []staff.PanelForm{
			{Form: ui.Form{Action: dutyCallPath(c.Year) + "/draw", Guard: true, Confirm: "抽签结果立即生效并公开，确认抽签吗？"}, Fields: []templ.Component{
				t.text(act, ui.Text{Name: "count", Label: "抽取人数", Type: ui.Number, Unit: "人", Width: ui.Short}, "3"),
				t.text(act, ui.Text{Name: "witness", Label: "监督抽签的人", Width: ui.Wide}, ""), meetings}, Buttons: []ui.Button{{Label: "抽签"}}},
		},
	}}
	draws, err := s.db.DutyDraws(r.Context(), c.ID)
	if err != nil || len(draws) == 0 {
		return p, err
	}
	p.Table = ui.Table{
		Caption: "抽签记录",
		Columns: []ui.Column{{Label: "时间", Narrow: true}, {Label: "抽取", Narrow: true}, {Label: "结果"}, {Label: "监督人"}, {Label: "种子"}},
	}
	for _, d := range draws {
		p.Table.Rows = append(p.Table.Rows, ui.Row{
			Cells: []ui.Cell{
				{Text: minute(d.At)},
				{Text: fmt.Sprintf("%d 中抽 %d", len(d.Pool), len(d.Drawn))},
				{Text: d.Names, Note: "抽签人 " + d.By},
				{Text: d.Witness},
				{Text: strings.ToUpper(d.Seed[:8]), Note: d.Seed[8:]},
			},
		})
	}
	return p, nil
}

// drawOral draws lots (抽签确定口头述职人员).
func (s *Server) drawOral(w http.ResponseWriter, r *http.Request) error {
	year, err := pathID(r, "year")
	if err != nil {
		return err
	}
	f := typedIn(r)
	n, witness, meeting := number(f.value("count")), f.value("witness"), f.id("draw_meeting")
	var names []string
	err = f.err(func() (err error) {
		names, err = s.flow.DrawOral(r.Context(), actor(r), int(year), n, witness, meeting)
		return err
	})
	return s.answer(w, r, "draw", err, "已抽签："+strings.Join(names, "、")+"。", dutyCallPath(int(year))+"/oral#draw", s.showOral)
}
