package workflow

import (
	"context"
	"regexp"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
)

var screenCode = regexp.MustCompile(`^[0-9A-Z]{8}$`)

// PairScreen lets the screen that shows a code show the meeting (配对大屏). The code may be typed with
// blanks and in small letters.
func (f *Flow) PairScreen(ctx context.Context, who authz.Actor, meetingID int64, code string) error {
	code = strings.ToUpper(strings.Join(strings.Fields(code), ""))
	return f.onMeeting(ctx, who, authz.PairScreen, meetingID, beforeClose, func(tx *store.Tx, _ *store.Meeting) (map[string]any, error) {
		if !screenCode.MatchString(code) {
			return nil, errs.Form(errs.Field{Name: "code", Message: "配对码是大屏上显示的 8 位字母和数字，请照着填写。"})
		}
		if at, err := tx.ScreenOf(ctx, code); err != nil || at == meetingID {
			return map[string]any{"code": code}, err // the same code again: it is paired
		}
		return map[string]any{"code": code}, tx.PairScreen(ctx, meetingID, code)
	})
}

// RevokeScreen ends the pairing of a screen (停用大屏).
func (f *Flow) RevokeScreen(ctx context.Context, who authz.Actor, meetingID, screenID int64) error {
	return f.onMeeting(ctx, who, authz.RevokeScreen, meetingID, anyPhase, func(tx *store.Tx, _ *store.Meeting) (map[string]any, error) {
		return map[string]any{"screen": screenID}, tx.RevokeScreen(ctx, meetingID, screenID)
	})
}

// ShowInHall puts a scene on the screens of the meeting (上屏), or lets them follow it again.
func (f *Flow) ShowInHall(ctx context.Context, who authz.Actor, meetingID int64, h store.HallScene) error {
	h.Text = strings.TrimSpace(h.Text)
	if h.Scene != meeting.SceneText {
		h.Text = ""
	}
	return f.onMeeting(ctx, who, authz.ShowInHall, meetingID, anyPhase, func(tx *store.Tx, _ *store.Meeting) (map[string]any, error) {
		announced := false
		if h.ItemID != 0 {
			i, err := tx.Item(ctx, h.ItemID)
			if err != nil {
				return nil, err
			}
			if i.MeetingID != meetingID {
				return nil, errs.New(errs.NotFound, "这次会议没有这一议题，请刷新页面。")
			}
			announced = i.Personnel && i.State == meeting.ItemAnnounced
		}
		if err := meeting.CheckScene(h.Scene, h.Text, announced); err != nil {
			return nil, err
		}
		return map[string]any{"scene": h.Scene.Label(), "text": h.Text}, tx.SetHallScene(ctx, meetingID, h)
	})
}
