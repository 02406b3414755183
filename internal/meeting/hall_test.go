package meeting

import (
	"strings"
	"testing"

	"renmian/internal/errs"
)

func TestFollow(t *testing.T) {
	for _, tt := range []struct {
		name  string
		phase Phase
		items []HallItem
		want  Scene
		item  int64
	}{
		{"before the meeting", Notified, []HallItem{{ID: 1, State: ItemPlanned}}, SceneWelcome, 0},
		{"opened, nothing begun", Open, []HallItem{{ID: 1, State: ItemPlanned}}, SceneWelcome, 0},
		{"an item is deliberated", Open, []HallItem{{1, ItemAnnounced, 5}, {2, ItemDeliberating, 0}}, SceneItem, 2},
		{"two are open, the first counts", Open, []HallItem{{1, ItemIntroduced, 0}, {2, ItemDeliberating, 0}}, SceneItem, 1},
		{"a vote before everything", Open, []HallItem{{1, ItemIntroduced, 0}, {2, ItemVoting, 0}}, SceneVote, 2},
		{"counted is not announced", Open, []HallItem{{1, ItemAnnounced, 5}, {2, ItemCounted, 0}}, SceneVote, 2},
		{"the result announced last", Open, []HallItem{{1, ItemAnnounced, 9}, {2, ItemAnnounced, 5}}, SceneResult, 1},
		{"an item without a vote has no result", Open, []HallItem{{1, ItemAnnounced, 0}}, SceneWelcome, 0},
		{"closed", Closed, []HallItem{{1, ItemAnnounced, 9}}, SceneClosed, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, item := Follow(tt.phase, tt.items); got != tt.want || item != tt.item {
				t.Errorf("Follow = %q, %d; want %q, %d", got, item, tt.want, tt.item)
			}
		})
	}
}

func TestCheckScene(t *testing.T) {
	for _, tt := range []struct {
		name      string
		scene     Scene
		text      string
		announced bool
		want      errs.Kind
	}{
		{"a blank screen", SceneBlank, "", false, ""},
		{"an announced result", SceneResult, "", true, ""},
		{"nothing before the announcement", SceneResult, "", false, errs.Conflict},
		{"text", SceneText, "休会 10 分钟", false, ""},
		{"text without words", SceneText, " ", false, errs.Invalid},
		{"text too long to read", SceneText, strings.Repeat("会", 61), false, errs.Invalid},
		{"a vote is not chosen by hand", SceneVote, "", true, errs.Conflict},
		{"no such scene", "fireworks", "", true, errs.Conflict},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := CheckScene(tt.scene, tt.text, tt.announced); errs.KindOf(err) != tt.want {
				t.Errorf("CheckScene = %v; want %q", err, tt.want)
			}
		})
	}
}
