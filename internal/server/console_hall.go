package server

import (
	"cmp"
	"context"
	"net/http"
	"strconv"

	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/web/chamber"
	"renmian/web/ui"
)

// consoleHall is what is on the screens, what may be put there, and the screens themselves.
func (s *Server) consoleHall(ctx context.Context, v proceedings, c *chamber.Console) error {
	chosen, err := s.db.HallScene(ctx, v.m.ID)
	if err != nil {
		return err
	}
	screens, err := s.db.Screens(ctx, v.m.ID)
	if err != nil {
		return err
	}
	c.Scene = chosen.Scene.Label()
	if shown := meeting.Scene(c.Hall.Kind); shown != chosen.Scene {
		c.Scene = meeting.SceneFollow.Label() + "：" + shown.Label()
	}
	action := meetingPath(v.m.ID) + "/hall"
	add := func(scene meeting.Scene, label string, item int64, text string, page int) {
		fields := []ui.Hidden{{Name: "scene", Value: string(scene)}, {Name: "text", Value: text}, {Name: "page", Value: strconv.Itoa(page)},
			{Name: "item", Value: idText(item)}, {Name: "at", Value: idText(v.at.ID)}}
		c.Scenes = append(c.Scenes, ui.Post{Action: action, Label: label, Kind: ui.Plain, Key: v.formKey(action, label), Fields: fields})
	}
	if chosen.Scene != meeting.SceneFollow && c.Hall.Kind == string(chosen.Scene) {
		add(meeting.SceneFollow, "跟随会议", 0, "", 1)
	}
	if v.at.ID != 0 {
		add(meeting.SceneItem, "本项议题", v.at.ID, "", 1)
	}
	if v.at.Personnel && v.at.State == meeting.ItemAnnounced {
		add(meeting.SceneResult, "本项结果", v.at.ID, "", 1)
	}
	if step, _ := v.data.following(); step == meeting.StepCertificate {
		add(meeting.SceneHanding, step.Label(), v.at.ID, "", 1)
	}
	add(meeting.SceneWelcome, "签到", 0, "", 1)
	add(meeting.SceneOath, "宣誓", 0, "", 1)
	add(meeting.SceneBlank, "清屏", 0, "", 1)
	about, page := chosen.ItemID, chosen.Page
	if chosen.Scene == meeting.SceneFollow {
		if _, about = meeting.Follow(v.m.Phase, v.m.Resting(), c.Hall.Kind == string(meeting.SceneOath), hallItems(v.items, v.rounds)); about != chosen.ItemID {
			page = 1
		}
	}
	if len(c.Hall.Rows) == hallRows {
		add(chosen.Scene, "下一屏", about, "", page+1)
	}
	if page > 1 {
		add(chosen.Scene, "上一屏", about, "", page-1)
	}
	for _, x := range screens {
		revoke := meetingPath(v.m.ID) + "/screens/" + idText(x.ID) + "/revoke"
		c.Shown = append(c.Shown, chamber.ScreenEntry{Code: x.Code[:4] + " " + x.Code[4:], Href: "/hall/" + x.Code,
			Revoke: ui.Post{Action: revoke, Label: "停用", Kind: ui.Plain, Key: v.formKey(revoke, "")}})
	}
	return nil
}

// showInHall puts a scene on the screens (切换大屏画面).
func (s *Server) showInHall(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	h := store.HallScene{
		Scene:  meeting.Scene(cmp.Or(r.PostFormValue("scene"), string(meeting.SceneText))),
		ItemID: formID(r, "item"),
		Text:   r.PostFormValue("text"),
	}
	h.Page, _ = strconv.Atoi(cmp.Or(r.PostFormValue("page"), "1"))
	err := s.flow.ShowInHall(r.Context(), actor(r), m.ID, h)
	return s.answer(w, r, "hall", err, "", consolePath(m.ID, formID(r, "at")), again(m, s.showConsole))
}

// pairScreen lets a screen show the meeting (配对大屏): the one whose code was typed, or one that is then
// opened by the link on the console.
func (s *Server) pairScreen(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	code := r.PostFormValue("code")
	if r.PostFormValue("new") != "" {
		code = newCode()
	}
	err := s.flow.PairScreen(r.Context(), actor(r), m.ID, code)
	return s.answer(w, r, "screen", err, "大屏已配对。", consolePath(m.ID, 0), again(m, s.showConsole))
}

// revokeScreen ends the pairing of a screen (停用大屏).
func (s *Server) revokeScreen(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	id, err := pathID(r, "screen")
	if err == nil {
		err = s.flow.RevokeScreen(r.Context(), actor(r), m.ID, id)
	}
	return s.answer(w, r, "screen", err, "大屏已停用。", consolePath(m.ID, 0), again(m, s.showConsole))
}
