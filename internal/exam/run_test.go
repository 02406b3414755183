package exam

import (
	"slices"
	"strings"
	"testing"
	"time"

	"renmian/internal/errs"
	"renmian/internal/policy"
)

var nine = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

func after(minutes float64) time.Time { return nine.Add(time.Duration(minutes * float64(time.Minute))) }

func TestRunClock(t *testing.T) {
	run := Run{State: RunRunning, Minutes: 60, Grace: 20 * time.Second, StartedAt: nine}
	paused := run
	paused.State, paused.PausedAt = RunPaused, after(10)
	resumed := run
	resumed.PausedFor = 5 * time.Minute
	ended, cancelled := run, run
	ended.State, cancelled.State = RunEnded, RunCancelled
	for _, tt := range []struct {
		name    string
		run     Run
		extra   time.Duration
		now     time.Time
		left    time.Duration
		refused string
		late    bool
	}{
		{"before the start", Run{State: RunOpen, Minutes: 60}, 0, nine, time.Hour, "还没有开始", false},
		{"at the start", run, 0, nine, time.Hour, "", false},
		{"last second", run, 0, after(60), 0, "", false},
		{"under way at the end", run, 0, after(60.3), 0, "", false},
		{"after the grace", run, 0, after(60.5), 0, "时间已到", true},
		{"with extra time", run, 10 * time.Minute, after(60.5), 9*time.Minute + 30*time.Second, "", false},
		{"paused, under way", paused, 0, after(10.2), 50 * time.Minute, "", false},
		{"paused", paused, 0, after(25), 50 * time.Minute, "全场已暂停", false},
		{"paused past its hour", paused, 0, after(90), 50 * time.Minute, "全场已暂停", false},
		{"extended while paused", paused, 5 * time.Minute, after(25), 55 * time.Minute, "全场已暂停", false},
		{"after a pause", resumed, 0, after(62), 3 * time.Minute, "", false},
		{"ended", ended, 0, after(30), 0, "已经结束", false},
		{"cancelled", cancelled, 0, after(30), 0, "已经取消", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.run.Left(tt.extra, tt.now); got != tt.left {
				t.Errorf("left %v, want %v", got, tt.left)
			}
			why := tt.run.Refuses(tt.extra, tt.now)
			if (why == "") != (tt.refused == "") || !strings.Contains(why, tt.refused) {
				t.Errorf("refused: %q, want %q", why, tt.refused)
			}
			if got := tt.run.Late(tt.extra, tt.now); got != tt.late {
				t.Errorf("late %v", got)
			}
		})
	}
}

func TestRunEntry(t *testing.T) {
	for _, tt := range []struct {
		name string
		run  Run
		now  time.Time
		want string
	}{
		{"planned", Run{State: RunPlanned, Minutes: 60}, nine, "没有开放签到"},
		{"open", Run{State: RunOpen, Minutes: 60}, nine, ""},
		{"a little late", Run{State: RunRunning, Minutes: 60, StartedAt: nine, LateFor: half}, after(29), ""},
		{"too late", Run{State: RunRunning, Minutes: 60, StartedAt: nine, LateFor: half}, after(31), "30 分钟"},
		{"too late, and the county lets an invigilator agree", Run{State: RunRunning, Minutes: 60, StartedAt: nine, LateFor: half, LateByConsent: true}, after(31), "经同意后"},
		{"the county lets nobody in after the start", Run{State: RunRunning, Minutes: 60, StartedAt: nine}, after(1), "开考以后不能再入场"},
		{"late by a pause only", Run{State: RunRunning, Minutes: 60, StartedAt: nine, LateFor: half, PausedFor: 10 * time.Minute}, after(35), ""},
		{"ended", Run{State: RunEnded}, nine, "已经结束"},
		{"cancelled", Run{State: RunCancelled}, nine, "已经取消"},
	} {
		why := tt.run.RefusesEntry(false, tt.now)
		if (why == "") != (tt.want == "") || !strings.Contains(why, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, why, tt.want)
		}
	}
}

const half = 30 * time.Minute

// Who comes later than the rules have it is let in by an invigilator, where the county's rules say so.
func TestLateAdmission(t *testing.T) {
	running := Run{State: RunRunning, Minutes: 60, StartedAt: nine, LateFor: half, LateByConsent: true}
	strict := running
	strict.LateByConsent = false
	for _, tt := range []struct {
		name string
		run  Run
		now  time.Time
		want string
	}{
		{"too late for signing in alone", running, after(31), ""},
		{"still in time", running, after(30), "自己签到"},
		{"the rules say never", strict, after(31), "不得入场"},
		{"before the start", Run{State: RunOpen, Minutes: 60, LateByConsent: true}, nine, "签到中"},
		{"time is up", running, after(60), "时间已到"},
		{"in a pause", Run{State: RunPaused, Minutes: 60, StartedAt: nine, PausedAt: after(40), LateFor: half, LateByConsent: true}, after(90), ""},
	} {
		why := tt.run.RefusesAdmission(tt.now)
		if (why == "") != (tt.want == "") || !strings.Contains(why, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, why, tt.want)
		}
		if admitted := tt.run.RefusesEntry(true, tt.now); tt.run.State != RunOpen && admitted != "" {
			t.Errorf("%s: once admitted, %q", tt.name, admitted)
		}
	}
}

// The preconditions of the start: two invigilators a room, papers drawn by lot〔E2〕, seats, candidates present.
func TestStartBlockers(t *testing.T) {
	ready := func() Ready {
		return Ready{Candidates: 2, Signed: 1, Rooms: []ReadyRoom{{"一考场", 2}}, Groups: []ReadyGroup{{"政府类", 2, true}}}
	}
	for _, tt := range []struct {
		name   string
		state  RunState
		change func(x *Ready)
		want   string
	}{
		{"ready", RunOpen, func(*Ready) {}, ""},
		{"sign-in not open", RunPlanned, func(*Ready) {}, "先开放签到"},
		{"no candidate", RunOpen, func(x *Ready) { x.Candidates = 0 }, "没有考生"},
		{"no seat", RunOpen, func(x *Ready) { x.Unseated = 1 }, "1 名考生没有排座"},
		{"one invigilator", RunOpen, func(x *Ready) { x.Rooms[0].Invigilators = 1 }, "不足 2 人"},
		{"no paper", RunOpen, func(x *Ready) { x.Groups[0].Papers = 0 }, "没有选定"},
		{"lot not drawn", RunOpen, func(x *Ready) { x.Groups[0].Drawn = false }, "没有抽签"},
		{"one paper needs no lot", RunOpen, func(x *Ready) { x.Groups[0] = ReadyGroup{"政府类", 1, false} }, ""},
		{"nobody there", RunOpen, func(x *Ready) { x.Signed = 0 }, "没有考生签到"},
	} {
		x := ready()
		tt.change(&x)
		got := strings.Join(StartBlockers(Run{State: tt.state, Minutes: 60}, x), " ")
		if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestPlaces(t *testing.T) {
	rooms := []Room{{1, "一考场", 2}, {2, "二考场", 3}}
	got, err := Places(3, rooms, nil, nil)
	if want := []Place{{1, 1}, {1, 2}, {2, 1}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("in order: %v, %v", got, err)
	}
	got, err = Places(3, rooms, map[Place]bool{{1, 1}: true}, func(int) int { return 0 })
	if want := []Place{{2, 1}, {2, 2}, {1, 2}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("by lot: %v, %v", got, err)
	}
	if _, err := Places(6, rooms, nil, nil); errs.KindOf(err) != errs.Conflict {
		t.Errorf("more than seats: %v", err)
	}
	if got := InTurn([]string{"A", "B"}, 3) + InTurn([]string{"A", "B"}, 4) + InTurn(nil, 1); got != "AB" {
		t.Errorf("papers in turn: %s", got)
	}
}

func TestGiven(t *testing.T) {
	options := []string{"甲", "乙", "丙"}
	single := Question{Position: 1, Kind: policy.SingleChoice, Options: options}
	multiple := Question{Position: 2, Kind: policy.MultipleChoice, Options: options}
	truth := Question{Position: 3, Kind: policy.TrueFalse}
	fill := Question{Position: 4, Kind: policy.FillIn, Key: Key{"一", "二"}}
	essay := Question{Position: 5, Kind: policy.Essay}
	for _, tt := range []struct {
		name string
		q    Question
		in   Answer
		want Answer
		bad  string
	}{
		{"one option", single, Answer{"B"}, Answer{"B"}, ""},
		{"two of a single choice", single, Answer{"A", "B"}, nil, "单项选择"},
		{"no such option", single, Answer{"D"}, nil, "没有“D”"},
		{"nothing chosen", single, Answer{""}, Answer{}, ""},
		{"options in order", multiple, Answer{"C", "A", "C"}, Answer{"A", "C"}, ""},
		{"true", truth, Answer{"对"}, Answer{"对"}, ""},
		{"neither", truth, Answer{"是"}, nil, "“对”或“错”"},
		{"withdrawn", truth, Answer{""}, Answer{}, ""},
		{"blanks", fill, Answer{"一"}, Answer{"一", ""}, ""},
		{"empty blanks", fill, Answer{"", " "}, Answer{}, ""},
		{"too many blanks", fill, Answer{"一", "二", "三"}, nil, "2 个空"},
		{"a long blank", fill, Answer{strings.Repeat("长", 201)}, nil, "过长"},
		{"a text", essay, Answer{"第一\r\n第二"}, Answer{"第一\n第二"}, ""},
		{"spaces only", essay, Answer{" \n"}, Answer{}, ""},
		{"all that is allowed", essay, Answer{strings.Repeat("字", MaxText)}, Answer{strings.Repeat("字", MaxText)}, ""},
		{"huge paste", essay, Answer{strings.Repeat("字", MaxText+1)}, nil, "20001 字"},
		{"not a character", essay, Answer{"a\x00b"}, nil, "不能保存的字符"},
	} {
		got, err := Given(tt.q, tt.in)
		if tt.bad != "" {
			if errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.Message(err), tt.bad) {
				t.Errorf("%s: %v, %v", tt.name, got, err)
			}
			continue
		}
		if err != nil || got == nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: %#v, %v", tt.name, got, err)
		}
	}
}
