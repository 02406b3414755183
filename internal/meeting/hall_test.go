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
			if got, item := Follow(tt.phase, false, false, tt.items); got != tt.want || item != tt.item {
				t.Errorf("Follow = %q, %d; want %q, %d", got, item, tt.want, tt.item)
			}
		})
	}
}

func TestFollowARest(t *testing.T) {
	items := []HallItem{{1, ItemIntroduced, 0}}
	for phase, want := range map[Phase]Scene{Notified: SceneWelcome, Open: SceneRest, Closed: SceneClosed} {
		if got, item := Follow(phase, true, true, items); got != want || item != 0 {
			t.Errorf("resting in %s: %q, %d; want %q", phase, got, item, want)
		}
	}
}

// UX §10: the oath has a scene of its own; it never covers what is deliberated or voted on.
func TestFollowAnOath(t *testing.T) {
	for _, tt := range []struct {
		name  string
		phase Phase
		items []HallItem
		want  Scene
		item  int64
	}{
		{"after the result", Open, []HallItem{{1, ItemAnnounced, 5}, {2, ItemPlanned, 0}}, SceneOath, 0},
		{"while the next item is deliberated", Open, []HallItem{{1, ItemAnnounced, 5}, {2, ItemIntroduced, 0}}, SceneItem, 2},
		{"in the midst of a vote", Open, []HallItem{{1, ItemAnnounced, 5}, {2, ItemVoting, 0}}, SceneVote, 2},
		{"closed", Closed, []HallItem{{1, ItemAnnounced, 5}}, SceneClosed, 0},
	} {
		if got, item := Follow(tt.phase, false, true, tt.items); got != tt.want || item != tt.item {
			t.Errorf("%s: %q, %d; want %q, %d", tt.name, got, item, tt.want, tt.item)
		}
	}
}

func TestCheckRest(t *testing.T) {
	for _, tt := range []struct {
		name  string
		phase Phase
		items []ItemState
		want  errs.Kind
	}{
		{"between two items", Open, []ItemState{ItemAnnounced, ItemPlanned}, ""},
		{"while an item is deliberated", Open, []ItemState{ItemDeliberating}, ""},
		{"in the midst of a vote", Open, []ItemState{ItemAnnounced, ItemVoting}, errs.Conflict},
		{"before the announcement", Open, []ItemState{ItemCounted}, errs.Conflict},
		{"before the meeting", Notified, nil, errs.Conflict},
		{"after it", Closed, nil, errs.Conflict},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := CheckRest(tt.phase, tt.items); errs.KindOf(err) != tt.want {
				t.Errorf("CheckRest = %v; want %q", err, tt.want)
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
		{"certificates of an announced result", SceneHanding, "", true, ""},
		{"no certificate before the announcement", SceneHanding, "", false, errs.Conflict},
		{"text", SceneText, "休会 10 分钟", false, ""},
		{"text without words", SceneText, " ", false, errs.Invalid},
		{"text as long as it may be", SceneText, strings.Repeat("会", 60), false, ""},
		{"text too long to read", SceneText, strings.Repeat("会", 61), false, errs.Invalid},
		{"a vote is not chosen by hand", SceneVote, "", true, errs.Conflict},
		{"a rest is not chosen by hand", SceneRest, "", true, errs.Conflict},
		{"no such scene", "fireworks", "", true, errs.Conflict},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := CheckScene(tt.scene, tt.text, tt.announced); errs.KindOf(err) != tt.want {
				t.Errorf("CheckScene = %v; want %q", err, tt.want)
			}
		})
	}
}
