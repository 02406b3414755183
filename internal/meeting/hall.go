package meeting

import (
	"strings"

	"renmian/internal/errs"
)

// Scene is what the screens in the hall show (大屏画面).
type Scene string

const (
	SceneFollow  Scene = "follow"      // 跟随会议: nobody chose one
	SceneWelcome Scene = "welcome"     // 签到
	SceneItem    Scene = "item"        // 议题
	SceneVote    Scene = "vote"        // 表决中；never chosen by hand
	SceneResult  Scene = "result"      // 结果
	SceneOath    Scene = "oath"        // 宣誓
	SceneHanding Scene = "certificate" // 颁发任命书
	SceneText    Scene = "text"        // 文字
	SceneBlank   Scene = "blank"       // 空屏
	SceneRest    Scene = "rest"        // 休会；never chosen by hand
	SceneClosed  Scene = "closed"      // 闭会；never chosen by hand
)

var sceneLabels = map[Scene]string{SceneFollow: "跟随会议", SceneWelcome: "签到", SceneItem: "议题", SceneVote: "表决", SceneResult: "结果",
	SceneHanding: "颁发任命书", SceneOath: "宣誓", SceneText: "文字", SceneBlank: "空屏", SceneRest: "休会", SceneClosed: "闭会"}

// Label is the scene in words.
func (s Scene) Label() string { return sceneLabels[s] }

// maxHallText is how much text still reads well from the last row.
const maxHallText = 60

// CheckScene refuses what the operator may not put on the screens. A result is shown only once the chair
// has announced it; announced says whether the item asked for has one.
func CheckScene(s Scene, text string, announced bool) error {
	switch s {
	case SceneFollow, SceneWelcome, SceneItem, SceneOath, SceneBlank:
		return nil
	case SceneResult, SceneHanding:
		if !announced {
			return errs.New(errs.Conflict, "本项的结果还没有宣布，宣布以前不能上屏。")
		}
		return nil
	case SceneText:
		switch n := len([]rune(strings.TrimSpace(text))); {
		case n == 0:
			return errs.Form(errs.Field{Name: "text", Message: "请填写要上屏的文字。"})
		case n > maxHallText:
			return errs.Form(errs.Field{Name: "text", Message: "文字太长，后排看不清，请控制在 60 字以内。"})
		}
		return nil
	}
	return errs.New(errs.Conflict, "没有这种画面，请刷新页面后重新选择。")
}

// HallItem is what the screens need to know of an item to follow the meeting.
type HallItem struct {
	ID        int64
	State     ItemState
	Announced int64 // when its result was announced, as a growing number; zero before
}

// Follow returns the scene that belongs to the state of the meeting, and the item it is about: a rest
// before everything, then a vote, then the item under deliberation, then the oath that is arranged for now,
// then the result announced last.
func Follow(p Phase, resting, oath bool, items []HallItem) (Scene, int64) {
	switch p {
	case Planned, Notified:
		return SceneWelcome, 0
	case Closed:
		return SceneClosed, 0
	}
	if resting {
		return SceneRest, 0
	}
	var open, last HallItem
	for _, i := range items {
		switch {
		case i.State == ItemVoting || i.State == ItemCounted:
			return SceneVote, i.ID
		case i.State.UnderDeliberation() && open.ID == 0:
			open = i
		case i.State == ItemAnnounced && i.Announced > last.Announced:
			last = i
		}
	}
	switch {
	case open.ID != 0:
		return SceneItem, open.ID
	case oath:
		return SceneOath, 0
	case last.ID != 0:
		return SceneResult, last.ID
	}
	return SceneWelcome, 0
}
