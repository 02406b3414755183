package policy

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"renmian/internal/calendar"
)

func TestDefaultIsLawful(t *testing.T) {
	for _, p := range Check(Default()) {
		t.Errorf("%s: %s", p.Field, p)
	}
}

func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Policy)
		field  string // the only field with a problem; "" for none
	}{
		{"WN: hands for plain removal", func(p *Policy) { p.Vote.Method[Remove], p.Vote.Method[DecideRemove] = Hands, Hands }, ""},
		{"WN T1: hands for dismissal 〔监督法 第六十二条〕", func(p *Policy) { p.Vote.Method[Dismiss] = Hands }, "vote.method.dismiss"},
		{"recall is secret", func(p *Policy) { p.Vote.Method[Recall] = Hands }, "vote.method.recall"},
		{"WN: fifteen days", func(p *Policy) { p.Intake.DaysBefore = 15 }, ""},
		{"materials before the deadline of intake", func(p *Policy) { p.Intake.DaysBefore = 5 }, "materials.days_before"},
		{"publicity longer than the time before the meeting", func(p *Policy) { p.Publicity.Mode, p.Publicity.WorkingDays = Required, 10 }, "publicity.working_days"},
		{"publicity of five working days fits ten days", func(p *Policy) { p.Publicity.Mode = Required }, ""},
		{"required publicity of nobody", func(p *Policy) { p.Publicity.Mode, p.Publicity.Groups = Required, nil }, "publicity.groups"},
		{"AN: score shown where there is an exam", func(p *Policy) { p.Publicity.ShowExamScore = true }, ""},
		{"score shown where there is none", func(p *Policy) {
			p.Publicity.ShowExamScore = true
			p.Exam.Groups = []Group{Congress, Government, Supervision, Court}
		}, "publicity.show_exam_score"},
		{"SB: pass mark eighty with its bands", func(p *Policy) { p.Exam.PassMark = 80; p.Exam.Bands = []Band{{80, "合格"}, {90, "优秀"}} }, ""},
		{"bands do not start at the pass mark", func(p *Policy) { p.Exam.PassMark = 80 }, "exam.bands"},
		{"blocked and yet a make-up", func(p *Policy) { p.Exam.FailPolicy = FailBlock }, "exam.makeups"},
		{"make-up and yet none", func(p *Policy) { p.Exam.Makeups = 0 }, "exam.makeups"},
		{"suspended and never again", func(p *Policy) { p.Exam.FailPolicy, p.Exam.Makeups = FailSuspend, 0 }, "exam.makeups"},
		{"taught nothing", func(p *Policy) { p.Education.Mode, p.Education.Topics = Required, nil }, "education.topics"},
		{"investigated on nothing", func(p *Policy) { p.Investigation.Headings = nil }, "investigation.headings"},
		{"everybody reports orally on nothing", func(p *Policy) {
			d := &p.Supervision.DutyReport
			d.Cycle, d.JudgeCycle, d.Oral = CycleOff, CycleOff, WhomAll
		}, "supervision.duty_report.oral"},
		{"reviews of nobody every year", func(p *Policy) {
			r := &p.Supervision.Review
			r.Mode, r.Persons, r.Units = Required, 0, 0
		}, "supervision.review.persons"},
		{"DZ: make-ups without limit", func(p *Policy) { p.Exam.Makeups = -1 }, ""},
		{"exam for a removal", func(p *Policy) { p.Exam.Actions = append(p.Exam.Actions, Remove) }, "exam.actions"},
		{"years without a number", func(p *Policy) { p.Exam.Validity = ValidYears }, "exam.valid_years"},
		{"paper of ninety points", func(p *Policy) {
			b := p.Exam.Blueprints[Court]
			b.Sections = b.Sections[:4]
			p.Exam.Blueprints[Court] = b
		}, "exam.blueprints.court"},
		{"ST: speech after the vote", func(p *Policy) { p.Commitment.SpeechTiming = AfterVote }, ""},
		{"judging nothing before the vote", func(p *Policy) {
			p.Commitment.Written, p.Commitment.SpeechTiming = WhomNone, AfterVote
			p.Publication.PublishCommitments = false
		}, "commitment.speech_timing"},
		{"publishing what nobody wrote", func(p *Policy) { p.Commitment.Written = WhomNone }, "publication.publish_commitments"},
		{"V14: certificate for a removal", func(p *Policy) { p.Certificate.Actions = append(p.Certificate.Actions, Remove) }, "certificate.actions"},
		{"certificate for acting, and not", func(p *Policy) { p.Certificate.Actions = append(p.Certificate.Actions, DecideActing) }, "certificate.except_acting"},
		{"V16: number of final papers without its year", func(p *Policy) { p.Publication.PaperNumber = "人文{号}" }, "publication.paper_number"},
		{"V16: number without its number", func(p *Policy) { p.Certificate.NumberFormat = "任字{年}" }, "certificate.number_format"},
		{"nobody sworn 〔宪法 第二十七条〕", func(p *Policy) { p.Oath.Offices = nil }, "oath.offices"},
		{"oath after a certificate given later", func(p *Policy) { p.Certificate.OnTheSpot = false }, "oath.timing"},
		{"resignation without a letter 〔地方组织法 第三十二条〕", func(p *Policy) { p.Intake.Documents[AcceptResignation] = nil }, "intake.documents.accept_resignation"},
		{"dismissal without reasons 〔监督法 第六十二条〕", func(p *Policy) { p.Intake.Documents[Dismiss] = []Document{Bill} }, "intake.documents.dismiss"},
		{"two hours to vote", func(p *Policy) { p.Vote.Minutes = 120 }, "vote.minutes"},
		{"one scrutineer", func(p *Policy) { p.Vote.Scrutineers = 1 }, "vote.scrutineers"},
		{"observers in groups that are not", func(p *Policy) { p.Deliberation.ObserversInGroups = true }, "deliberation.observers_in_groups"},
		{"scale without a last rule", func(p *Policy) { r := &p.Supervision.Rating.Work.Rules; *r = (*r)[:2] }, "supervision.rating.work.rules"},
		{"plan due after its report", func(p *Policy) { p.Supervision.Rectification.PlanDays = 150 }, "supervision.rectification.plan_days"},
		{"unknown choice", func(p *Policy) { p.Deliberation.Mode = "x" }, "deliberation.mode"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := Default()
			tt.change(&p)
			var fields []string
			for _, pr := range Check(p) {
				fields = append(fields, pr.Field)
			}
			if fields = slices.Compact(fields); tt.field == "" && len(fields) > 0 || tt.field != "" && !slices.Equal(fields, []string{tt.field}) {
				t.Errorf("Check found %v, want %q: %v", fields, tt.field, Check(p))
			}
		})
	}
}

func TestParse(t *testing.T) {
	data, err := json.Marshal(Default())
	if err != nil {
		t.Fatal(err)
	}
	if p, err := Parse(data); err != nil || !reflect.DeepEqual(p, Default()) {
		t.Errorf("a stored policy reads back differently: %v", err)
	}
	p, err := Parse([]byte(`{"intake":{"days_before":15},"vote":{"method":{"remove":"hands"}}}`))
	if err != nil || p.Intake.DaysBefore != 15 || p.Intake.Late != ExplainLate || p.Exam.PassMark != 60 {
		t.Errorf("unset values do not take the default: %+v, %v", p.Intake, err)
	}
	if p.VoteMethod(Remove) != Hands || p.VoteMethod(Appoint) != Secret {
		t.Errorf("one method set changes the others: %v", p.Vote.Method)
	}
	if _, err := Parse([]byte(`{`)); err == nil {
		t.Error("broken JSON is accepted")
	}
}

func TestVoteMethodOfADismissalCannotBeSet(t *testing.T) {
	p := Default()
	p.Vote.Method = map[Action]Method{Dismiss: Hands, Recall: Hands}
	for _, a := range Actions() {
		if got := p.VoteMethod(a); got != Secret {
			t.Errorf("VoteMethod(%s) = %s, want secret", a, got)
		}
	}
}

func TestActions(t *testing.T) {
	for _, tt := range []struct {
		a                     Action
		label                 string
		begins, acting, sworn bool
		certificate           bool
	}{
		{Appoint, "任命", true, false, true, true},
		{DecideAppoint, "决定任命", true, false, true, true},
		{ApproveAppoint, "批准任命", true, false, true, true},
		{Remove, "免去", false, false, false, false},
		{DecideRemove, "决定免去", false, false, false, false},
		{AcceptResignation, "接受辞职", false, false, false, false},
		{Dismiss, "撤职", false, false, false, false},
		{DecideActing, "决定代理", true, true, true, false},
		{ElectActing, "推选代理", true, true, true, false},
		{Pass, "通过", true, false, true, false},
		{Recall, "罢免", false, false, false, false},
	} {
		p := Default()
		if tt.a.Label() != tt.label || tt.a.Begins() != tt.begins || tt.a.Ends() == tt.begins || tt.a.Acting() != tt.acting {
			t.Errorf("%s: label %s, begins %v, acting %v", tt.a, tt.a.Label(), tt.a.Begins(), tt.a.Acting())
		}
		if got := p.Certificate.Issues(tt.a); got != tt.certificate {
			t.Errorf("%s: certificate %v", tt.a, got)
		}
		if got := p.Oath.Sworn(tt.a, Government); got != tt.sworn {
			t.Errorf("%s: sworn %v", tt.a, got)
		}
	}
	p := Default()
	p.Certificate.Actions, p.Certificate.ExceptActing = append(p.Certificate.Actions, DecideActing, Remove), false
	if !p.Certificate.Issues(DecideActing) || p.Certificate.Issues(Remove) {
		t.Error("a county may give certificates for acting, never for a removal")
	}
}

func TestDocuments(t *testing.T) {
	p := Default()
	if got := p.Documents(Appoint, Court); !slices.Contains(got, Qualification) {
		t.Errorf("a judge needs a qualification: %v", got)
	}
	p.Review.AuditGroups = []Group{Government}
	if got := p.Documents(DecideAppoint, Government); !slices.Contains(got, Audit) {
		t.Errorf("AN-04: a bureau head needs an audit: %v", got)
	}
	if slices.Contains(p.Documents(DecideRemove, Government), Audit) || slices.Contains(p.Documents(Appoint, Court), Audit) {
		t.Error("AN-04: an audit is for those appointed to the groups set")
	}
	if got := p.Documents(Remove, Court); slices.Contains(got, Qualification) {
		t.Errorf("a removal needs none: %v", got)
	}
	if got := p.Documents(DecideAppoint, Government); slices.Contains(got, Qualification) || got[0] != Bill {
		t.Errorf("documents of a bureau head: %v", got)
	}
}

func TestExam(t *testing.T) {
	e := Default().Exam
	for mark, want := range map[float64]string{59.5: "不合格", 60: "合格", 79.5: "合格", 80: "良好", 90: "优秀", 100: "优秀"} {
		if got := e.Grade(mark); got != want || e.Passed(mark) != (want != "不合格") {
			t.Errorf("Grade(%g) = %s, passed %v", mark, got, e.Passed(mark))
		}
	}
	if !e.MakeupLeft(0) || e.MakeupLeft(1) {
		t.Error("the default allows exactly one make-up")
	}
	e.Makeups = -1
	if !e.MakeupLeft(9) {
		t.Error("-1 is without limit")
	}
	if e.FailPolicy = FailBlock; e.MakeupLeft(0) {
		t.Error("blocked means no make-up")
	}
	if !e.Required(Government, DecideAppoint) || e.Required(Government, Remove) || e.Required(Government, DecideActing) {
		t.Error("appointments are examined; removal and acting are not")
	}
}

func TestZhenhaiRule(t *testing.T) {
	work := Default().Supervision.Rating.Work
	result := func(counts map[string]int) string {
		for _, r := range work.Rules {
			if r.Holds(counts, 29) {
				return r.Result
			}
		}
		return ""
	}
	for _, tt := range []struct {
		good, fair, poor int
		want             string
	}{{17, 11, 1, "满意"}, {14, 14, 1, "基本满意"}, {7, 7, 15, "不满意"}, {15, 0, 14, "满意"}} {
		if got := result(map[string]int{"满意": tt.good, "基本满意": tt.fair, "不满意": tt.poor}); got != tt.want {
			t.Errorf("%d+%d+%d = %s, want %s", tt.good, tt.fair, tt.poor, got, tt.want)
		}
	}
}

func TestEveryChoiceHasWords(t *testing.T) {
	lists := map[string][]Option{
		"action": Action("").Options(), "group": Group("").Options(), "document": Document("").Options(),
		"late": Late("").Options(), "mode": Mode("").Options(), "gate": Gate("").Options(), "method": Method("").Options(),
	}
	for _, name := range slices.Sorted(maps.Keys(lists)) {
		for _, o := range lists[name] {
			if o.Value == "" || o.Label == "" || o.Value == o.Label {
				t.Errorf("%s: option %+v", name, o)
			}
		}
	}
}

func TestBlueprintCheck(t *testing.T) {
	sections := []Section{{SingleChoice, 60, 1}, {TrueFalse, 40, 1}}
	for _, tt := range []struct {
		name  string
		b     Blueprint
		field string // of the one problem, "" for none
	}{
		{"sections alone", Blueprint{Sections: sections}, ""},
		{"not a hundred points", Blueprint{Sections: sections[:1]}, "sections"},
		{"no questions in a section", Blueprint{Sections: append([]Section{{Essay, 0, 5}}, sections...)}, "sections"},
		{"quarters of a point", Blueprint{Sections: []Section{{SingleChoice, 80, 1.25}}}, "sections"},
		{"more of the laws than questions", Blueprint{Sections: sections, Laws: []LawPart{{"甲法", 60}, {"乙法", 41}}}, "laws"},
		{"a law twice", Blueprint{Sections: sections, Laws: []LawPart{{"甲法", 1}, {"甲法", 2}}}, "laws"},
		{"cells that fit together", Blueprint{Sections: sections, Cells: []CellPart{{"甲法", SingleChoice, 3, 30}, {"甲法", SingleChoice, 0, 40}, {"", SingleChoice, 3, 50}}}, ""},
		{"cells that are too many for the kind", Blueprint{Sections: sections, Cells: []CellPart{{"甲法", TrueFalse, 1, 30}, {"", TrueFalse, 2, 11}}}, "cells"},
		{"a cell of a kind the paper lacks", Blueprint{Sections: sections, Cells: []CellPart{{"甲法", Essay, 0, 1}}}, "cells"},
		{"a cell that asks for nothing particular", Blueprint{Sections: sections, Cells: []CellPart{{"", TrueFalse, 0, 1}}}, "cells"},
		{"cells and laws that are too many together", Blueprint{Sections: sections, Laws: []LawPart{{"甲法", 80}}, Cells: []CellPart{{"乙法", SingleChoice, 0, 21}}}, "laws"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.b.Check()
			if len(got) == 0 && tt.field != "" || len(got) > 0 && (got[0].Field != tt.field) {
				t.Errorf("%v, want a problem of %q", got, tt.field)
			}
		})
	}
}

func TestDaysAfterTheVote(t *testing.T) {
	p, adopted := Default(), calendar.Date(2026, time.November, 27)
	for _, tt := range []struct{ name, got, want string }{
		{"publication", p.PublicationDue(adopted).ISO(), "2026-11-30"},
		{"filing", p.FilingDue(adopted).ISO(), "2026-12-12"},
		{"oath", p.OathDue(adopted).ISO(), "2026-12-27"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s due %s, want %s", tt.name, tt.got, tt.want)
		}
	}
}
