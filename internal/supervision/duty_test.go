package supervision

import (
	"strings"
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

func TestDutyMoves(t *testing.T) {
	day := calendar.Date(2026, 12, 1)
	for _, tt := range []struct {
		name string
		d    Duty
		move DutyMove
		to   DutyStage
		ok   bool
	}{
		{"filed by the appointee, SB-10", Duty{Stage: DutyCalled}, DutyFile, DutyFiled, true},
		{"filed again after it was sent back", Duty{Stage: DutyReturned}, DutyFile, DutyFiled, true},
		{"not filed twice", Duty{Stage: DutyFiled}, DutyFile, "", false},
		{"reviewed, SB-11", Duty{Stage: DutyFiled}, DutyReview, DutyReviewed, true},
		{"not reviewed before it is there", Duty{Stage: DutyCalled}, DutyReview, "", false},
		{"sent back", Duty{Stage: DutyFiled}, DutyReturn, DutyReturned, true},
		{"not sent back once reviewed", Duty{Stage: DutyReviewed}, DutyReturn, "", false},
		{"urged while outstanding", Duty{Stage: DutyReturned}, DutyUrge, DutyReturned, true},
		{"not urged once filed", Duty{Stage: DutyFiled}, DutyUrge, "", false},
		{"chosen for an oral report, SB-12", Duty{Stage: DutyReviewed}, DutyChoose, DutyReviewed, true},
		{"not chosen when excused", Duty{Stage: DutyExcused}, DutyChoose, "", false},
		{"heard, SB-13", Duty{Stage: DutyReviewed, OralOn: day}, DutyHear, DutyReviewed, true},
		{"not heard unless chosen", Duty{Stage: DutyReviewed}, DutyHear, "", false},
		{"not heard without a written report", Duty{Stage: DutyCalled, OralOn: day}, DutyHear, "", false},
		{"not heard twice", Duty{Stage: DutyReviewed, OralOn: day, HeardOn: day}, DutyHear, "", false},
		{"excused while outstanding", Duty{Stage: DutyCalled}, DutyExcuse, DutyExcused, true},
		{"not excused once filed", Duty{Stage: DutyFiled}, DutyExcuse, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			to, err := tt.d.Move(tt.move)
			if to != tt.to || (err == nil) != tt.ok || err != nil && errs.KindOf(err) != errs.Conflict {
				t.Errorf("%s from %s: %q, %v", tt.move, tt.d.Stage, to, err)
			}
		})
	}
}

func TestDutyOver(t *testing.T) {
	day := calendar.Date(2026, 12, 1)
	for _, tt := range []struct {
		name string
		d    Duty
		want string
	}{
		{"reviewed but not reported", Duty{Stage: DutyReviewed, Reviewed: true}, ""},
		{"reported", Duty{Stage: DutyReviewed, Reviewed: true, Reported: true}, "书面述职"},
		{"reported, review outstanding", Duty{Stage: DutyFiled, Reviewed: true, Reported: true}, ""},
		{"reported where nobody reviews", Duty{Stage: DutyFiled, Reported: true}, "书面述职"},
		{"reported, still to be heard", Duty{Stage: DutyReviewed, Reviewed: true, Reported: true, OralOn: day}, ""},
		{"heard", Duty{Stage: DutyReviewed, Reviewed: true, Reported: true, OralOn: day, HeardOn: day}, "书面述职，口头述职并经审议"},
		{"excused", Duty{Stage: DutyExcused}, "免予提交"},
		{"never filed", Duty{Stage: DutyCalled, Reported: true}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.d.Over(); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// Overdue warnings go to the appointee, and once urged to the organ: V22.
func TestDutyTasks(t *testing.T) {
	due, meeting := calendar.Date(2026, 12, 31), calendar.Date(2027, 1, 8)
	for _, tt := range []struct {
		name string
		d    Duty
		want string
	}{
		{"called", Duty{Stage: DutyCalled, DueOn: due}, "nominee:提交述职报告"},
		{"urged", Duty{Stage: DutyCalled, DueOn: due, UrgedOn: due}, "nominee:提交述职报告 organ:督促提交述职报告"},
		{"sent back", Duty{Stage: DutyReturned, SupplementBy: due}, "nominee:补充述职报告"},
		{"filed", Duty{Stage: DutyFiled}, ""},
		{"chosen before it is filed", Duty{Stage: DutyCalled, OralOn: due, MeetingOn: meeting}, "nominee:提交述职报告 nominee:准备口头述职"},
		{"chosen", Duty{Stage: DutyReviewed, OralOn: due, MeetingOn: meeting}, "nominee:准备口头述职 clerk:登记口头述职和审议情况"},
		{"heard", Duty{Stage: DutyReviewed, OralOn: due, HeardOn: meeting}, ""},
		{"excused", Duty{Stage: DutyExcused}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, x := range DutyTasks(tt.d, "/my/duty/1", "/supervision/duty/1") {
				got = append(got, string(x.By)+":"+x.Label)
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("%q, want %q", s, tt.want)
			}
		})
	}
	if d := (Duty{Stage: DutyCalled, DueOn: due}); d.Late(due) || !d.Late(due.Add(1)) {
		t.Error("late on the day itself, or not the day after")
	}
	if d := (Duty{Stage: DutyReturned, DueOn: due, SupplementBy: due.Add(10)}); d.Late(due.Add(10)) || !d.Late(due.Add(11)) {
		t.Error("a supplement is late by its own day")
	}
}

// Who reports how often: S1, ZY-16, SB-10, DZ-16.
func TestCycleOf(t *testing.T) {
	d := policy.Default().Supervision.DutyReport
	for _, tt := range []struct {
		name string
		post Post
		want policy.Cycle
	}{
		{"a bureau's director", Post{Group: policy.Government, Chief: true}, policy.Annual},
		{"a member of the supervisory commission", Post{Group: policy.Supervision}, policy.Annual},
		{"a deputy president of the court", Post{Group: policy.Court, Deputy: true}, policy.Annual},
		{"a deputy procurator-general", Post{Group: policy.Procuratorate, Deputy: true}, policy.Annual},
		{"a judge, once a term", Post{Group: policy.Court}, policy.OncePerTerm},
		{"a procurator, once a term", Post{Group: policy.Procuratorate}, policy.OncePerTerm},
		{"the elected president reports to the congress", Post{Group: policy.Court, Elected: true, Chief: true}, policy.CycleOff},
		{"an acting president was decided by the committee", Post{Group: policy.Court, Elected: true, Acting: true, Chief: true}, policy.Annual},
		{"the committee's own officers", Post{Group: policy.Congress, Chief: true}, policy.CycleOff},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := CycleOf(tt.post, d); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

func TestDue(t *testing.T) {
	d := policy.Default().Supervision.DutyReport
	due := calendar.Date(2026, 12, 31)
	since := func(y int) calendar.Day { return calendar.Date(y, 1, 10) }
	all := []Reporter{
		{PersonID: 1, Cycle: policy.Annual, Since: since(2022)},
		{PersonID: 2, Cycle: policy.Annual, Since: calendar.Date(2026, 11, 20)}, // 任职不满三个月
		{PersonID: 3, Cycle: policy.CycleOff, Since: since(2022)},
		{PersonID: 4, Cycle: policy.OncePerTerm, Since: since(2024)},
		{PersonID: 5, Cycle: policy.OncePerTerm, Since: since(2022)},
		{PersonID: 6, Cycle: policy.OncePerTerm, Since: since(2022), Filed: 1},
		{PersonID: 7, Cycle: policy.OncePerTerm, Since: since(2023)},
	}
	for _, tt := range []struct {
		name  string
		years int
		want  string
	}{
		{"three judges in three years: the longest in office", 3, "1 5"},
		{"in two years: two", 2, "1 5 7"},
		{"in the last year all, so that nobody is forgotten", 1, "1 4 5 7"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Due(all, d, due, tt.years)
			var ids []string
			for i := int64(1); i <= 7; i++ {
				if got[i] {
					ids = append(ids, string(rune('0'+i)))
				}
			}
			if s := strings.Join(ids, " "); s != tt.want {
				t.Errorf("due %s, want %s", s, tt.want)
			}
		})
	}
}

// Every heading is written on and every promise answered: SN-21.
func TestCheckDutyReport(t *testing.T) {
	ok := PromiseAnswer{Heading: "工作目标", Kept: KeptPart, Text: "完成八成"}
	for _, tt := range []struct {
		name     string
		sections []Section
		answers  []PromiseAnswer
		want     string
	}{
		{"complete", []Section{{"宪法法律执行", "学法四次"}}, []PromiseAnswer{ok}, ""},
		{"a heading left empty", []Section{{"宪法法律执行", " "}}, []PromiseAnswer{ok}, "section0"},
		{"too long", []Section{{"问题与打算", strings.Repeat("长", MaxSection+1)}}, nil, "section0"},
		{"a promise unanswered", []Section{{"宪法法律执行", "学法"}}, []PromiseAnswer{{Heading: "廉洁"}}, "kept0 promise0"},
		{"a promise ticked without a word", []Section{{"宪法法律执行", "学法"}}, []PromiseAnswer{ok, {Heading: "廉洁", Kept: KeptNot}}, "promise1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := fieldNames(CheckDutyReport(tt.sections, tt.answers)); got != tt.want {
				t.Errorf("fields %q, want %q", got, tt.want)
			}
		})
	}
}
