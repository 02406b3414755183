package supervision

import (
	"slices"
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

func named(all []errs.Field) []string {
	var out []string
	for _, f := range all {
		out = append(out, f.Name)
	}
	return out
}

// Who may bring what against whom 〔监督法 第六十、六十一条；选举法 第五十一条〕.
func TestRemovalMotion(t *testing.T) {
	bureau := RemovalOffice{Title: "县财政局局长", Dismissible: true, OrganKind: "government", Held: true}
	deputy := RemovalOffice{Title: "市人大代表", Deputy: true, OrganKind: "congress", Held: true}
	committee := RemovalOffice{Title: "法工委主任", OrganKind: "congress", Held: true}
	for _, tt := range []struct {
		name string
		in   RemovalMotion
		want []string
	}{
		{"第六十一条 县政府对其提请任命的人", RemovalMotion{Dismissal, MoverOrgan, "government", []RemovalOffice{bureau}, "失职", ""}, nil},
		{"第六十一条 法院不能对政府的人", RemovalMotion{Dismissal, MoverOrgan, "court", []RemovalOffice{bureau}, "失职", ""}, []string{"office"}},
		{"第六十一条 主任会议", RemovalMotion{Dismissal, MoverChairs, "", []RemovalOffice{bureau}, "失职", ""}, nil},
		{"第六十一条 写明理由", RemovalMotion{Dismissal, MoverMembers, "", []RemovalOffice{bureau}, "", ""}, []string{"reason"}},
		{"第六十条 工委主任不是对象", RemovalMotion{Dismissal, MoverChairs, "", []RemovalOffice{committee}, "失职", ""}, []string{"office"}},
		{"TM-27 一案两职", RemovalMotion{Dismissal, MoverMembers, "", []RemovalOffice{bureau, {Title: "副县长", Dismissible: true, Held: true}}, "失职", ""}, nil},
		{"不再担任的职务", RemovalMotion{Dismissal, MoverMembers, "", []RemovalOffice{{Title: "副县长", Dismissible: true}}, "失职", ""}, []string{"office"}},
		{"TM-28 罢免上一级代表", RemovalMotion{Recall, MoverMembers, "", []RemovalOffice{deputy}, "违法", ""}, nil},
		{"选举法第五十一条 机关不能提罢免", RemovalMotion{Recall, MoverOrgan, "government", []RemovalOffice{deputy}, "违法", ""}, []string{"means"}},
		{"罢免只对代表", RemovalMotion{Recall, MoverChairs, "", []RemovalOffice{bureau}, "违法", ""}, []string{"office"}},
		{"DZ-15 建议免职", RemovalMotion{SuggestRemoval, MoverChairs, "", []RemovalOffice{committee}, "测评不满意", "中共示例县委"}, nil},
		{"DZ-15 送交谁", RemovalMotion{SuggestRemoval, MoverChairs, "", []RemovalOffice{committee}, "测评不满意", ""}, []string{"recipient"}},
		{"建议只由主任会议", RemovalMotion{SuggestRemoval, MoverMembers, "", []RemovalOffice{committee}, "测评不满意", "县委"}, []string{"means"}},
		{"什么都没有", RemovalMotion{}, []string{"means", "office", "reason"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := named(tt.in.Problems()); !slices.Equal(got, tt.want) {
				t.Errorf("problems beside %v, want %v", got, tt.want)
			}
		})
	}
	for _, tt := range []struct {
		n, all int
		want   bool
	}{{5, 29, false}, {6, 29, true}, {5, 25, true}, {0, 0, false}, {3, 15, true}, {2, 15, false}} {
		if got := Fifth(tt.n, tt.all); got != tt.want {
			t.Errorf("Fifth(%d, %d) = %v", tt.n, tt.all, got)
		}
		if tt.all > 0 && Fifth(tt.n, tt.all) != (tt.n >= FifthOf(tt.all)) {
			t.Errorf("FifthOf(%d) = %d", tt.all, FifthOf(tt.all))
		}
	}
	if all := HardMeans(29); len(all) != 4 { // ZY-20
		t.Errorf("%d hard means", len(all))
	}
}

func TestInterpellation(t *testing.T) {
	for n, ok := range map[int]bool{2: false, 3: true} { // 第五十一条
		if (CanFile(n) == nil) != ok {
			t.Errorf("filed with %d signatures", n)
		}
	}
	for stage, ok := range map[string]bool{InterpellationSigning: true, InterpellationFiled: true, InterpellationAnswering: true, InterpellationAnswered: false, InterpellationAgain: false} {
		if (CanWithdraw(stage) == nil) != ok { // 答复以前可以撤回
			t.Errorf("withdrawn at %s", stage)
		}
	}
	day := calendar.Date(2026, 11, 30)
	for _, tt := range []struct { // 第五十二条
		form AnswerForm
		due  calendar.Day
		want []string
	}{{AnswerInWriting, day, nil}, {AnswerAtCommittee, day.Add(9), nil}, {AnswerAtSpecial, day.Add(9), nil}, {"", day, []string{"form"}}, {AnswerInWriting, calendar.Day{}, []string{"due_on"}}, {AnswerInWriting, day.Add(-1), []string{"due_on"}}} {
		if got := named(CheckAnswerDecision(tt.form, tt.due, day)); !slices.Equal(got, tt.want) {
			t.Errorf("%s by %s: %v, want %v", tt.form, tt.due, got, tt.want)
		}
	}
	for _, tt := range []struct { // 第五十三条 过半数
		v               Verdict
		again, complete bool
	}{{Verdict{4, 0, 0}, false, false}, {Verdict{4, 0, 2}, false, false}, {Verdict{4, 0, 3}, true, true}, {Verdict{4, 2, 0}, false, true}, {Verdict{3, 1, 2}, true, true}, {Verdict{3, 1, 1}, false, false}, {Verdict{5, 3, 2}, false, true}} {
		if tt.v.MayAskAgain() != tt.again || tt.v.Complete() != tt.complete {
			t.Errorf("%+v: again %v, complete %v", tt.v, tt.v.MayAskAgain(), tt.v.Complete())
		}
	}
}

func TestInvestigators(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   Investigator
		want []string
	}{
		{"委员", Investigator{InvestigationMember, "甲", "", ""}, nil},
		{"第五十七条 专家", Investigator{InvestigationExpert, "乙", "注册会计师", ""}, nil},
		{"第五十七条 利害关系人不得参加", Investigator{InvestigationMember, "甲", "", "配偶任职"}, []string{"role"}},
		{"不参加的写明", Investigator{InvestigationExcluded, "甲", "", ""}, []string{"interest"}},
		{"被调查的人", Investigator{InvestigationDeputy, "丙", "", ""}, []string{"name"}},
		{"空", Investigator{}, []string{"name", "role"}},
	} {
		if got := named(CheckInvestigator(tt.in, []string{"丙"})); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	all := []Investigator{{Role: InvestigationChief}, {Role: InvestigationMember}}
	if got := FormingReasons(all); len(got) != 1 {
		t.Errorf("without a deputy chief: %v", got)
	}
	if got := FormingReasons(append(all, Investigator{Role: InvestigationDeputy})); got != nil {
		t.Errorf("complete: %v", got)
	}
}

func TestInquiryPlan(t *testing.T) {
	day := calendar.Date(2026, 12, 10)
	ok := InquiryPlan{Title: "食品安全", Form: InquiryJoint, PlannedOn: day}
	for _, tt := range []struct {
		name   string
		change func(*InquiryPlan)
		want   []string
	}{
		{"第四十七条", func(p *InquiryPlan) {}, nil},
		{"DZ-19 调研有范围、内容、期限", func(p *InquiryPlan) { p.SurveyScope = "全县" }, []string{"survey_content", "survey_due"}},
		{"调研在询问以前", func(p *InquiryPlan) { p.SurveyScope, p.SurveyContent, p.SurveyDue = "全县", "台账", day.Add(1) }, []string{"survey_due"}},
		{"没有题目", func(p *InquiryPlan) { p.Title, p.Form = "", "" }, []string{"title", "form"}},
	} {
		p := ok
		tt.change(&p)
		if got := named(p.Problems()); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	if NotifyReasons(15, 15, nil) != nil || len(NotifyReasons(0, 0, nil)) != 2 || len(NotifyReasons(2, 1, []string{"县财政局"})) != 1 {
		t.Error("reasons not to tell the units yet")
	}
	if HeldReasons(195, 0) != nil || len(HeldReasons(0, 2)) != 2 {
		t.Error("reasons why the minutes are not complete")
	}
}

func TestSuggestionDays(t *testing.T) {
	p := policy.Default().Supervision.Suggestions
	h := calendar.Holidays{}
	monday := calendar.Date(2026, 3, 2)
	if got := HandBy(monday, p, h); got != calendar.Date(2026, 3, 16) {
		t.Errorf("R9 交办：十个工作日，得 %s", got)
	}
	d := DaysFrom(monday, p, h)
	if d.RefuseBy != calendar.Date(2026, 3, 16) || d.ContactBy != calendar.Date(2026, 3, 30) || d.DueOn != calendar.Date(2026, 6, 2) {
		t.Errorf("R9、代表法第五十一条：%+v", d)
	}
	if Extended(monday) != calendar.Date(2026, 9, 2) || AgainBy(monday, p) != calendar.Date(2026, 5, 2) || JudgeBy(monday, p, h) != calendar.Date(2026, 3, 30) {
		t.Error("六个月、重新办理两个月、评价二十个工作日")
	}
	if MayRefuse(d.RefuseBy, d.RefuseBy) != nil || MayRefuse(d.RefuseBy, d.RefuseBy.Add(1)) == nil {
		t.Error("不属职责：期满以后不能再说")
	}
	if MayCloseUnanswered(monday, monday) == nil || MayCloseUnanswered(monday, monday.Add(1)) != nil {
		t.Error("逾期未反馈：期满以后才能办结")
	}
	for _, tt := range []struct {
		j     Judgement
		round int
		want  string
	}{{Satisfied, 1, SuggestionClosed}, {MostlySatisfied, 1, SuggestionClosed}, {Dissatisfied, 1, SuggestionAgain}, {Dissatisfied, 2, SuggestionClosed}, {Unanswered, 1, SuggestionClosed}} {
		if got := tt.j.After(tt.round); got != tt.want {
			t.Errorf("%s in round %d: %s", tt.j.Label(), tt.round, got)
		}
	}
}

func TestSuggestionRates(t *testing.T) { // DZ-23、V23
	f := SuggestionFigures{
		Total:        24,
		Received:     1,
		Handling:     5,
		Replied:      3,
		Again:        1,
		Satisfied:    9,
		Mostly:       3,
		Dissatisfied: 1,
		Silent:       1,
		Solved:       8,
		Planned:      6,
		Explained:    4,
	}
	if !f.Reconciles() || f.Closed() != 14 || f.Answered() != 18 {
		t.Errorf("reconciles %v, closed %d, answered %d", f.Reconciles(), f.Closed(), f.Answered())
	}
	if got := Percent(f.CompletionRate()); got != "75.0%" {
		t.Errorf("办结率 %s", got)
	}
	if got := Percent(f.SatisfactionRate()); got != "92.3%" { // 12 of 13: the silent one is not counted
		t.Errorf("满意率 %s", got)
	}
	f.Handling++
	if f.Reconciles() {
		t.Error("one too many reconciles")
	}
	if got := Percent(SuggestionFigures{}.SatisfactionRate()); got != "—" {
		t.Errorf("of nothing: %s", got)
	}
}

func TestAuditsPetitionsRecords(t *testing.T) {
	day := calendar.Date(2026, 11, 30)
	plan := AuditPlan{Sort: AuditOutgoing, PersonID: 1, OrganID: 2, Auditor: "县审计局", From: day.Add(-400), To: day, DueOn: day}
	person := plan
	person.PersonID = 0
	unit := person
	unit.Sort = AuditDepartment
	backwards := plan
	backwards.To = day.Add(-500)
	for _, tt := range []struct {
		name string
		in   AuditPlan
		want []string
	}{{"TM-25 离任审计按人", plan, nil}, {"TM-25 没有写人", person, []string{"person"}}, {"TM-26 部门审计按单位", unit, nil}, {"期间颠倒", backwards, []string{"period_to"}}} {
		if got := named(tt.in.Problems()); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	if got := named(CheckAuditReport("", "", day.Add(1), day)); !slices.Equal(got, []string{"report_no", "reported_on", "summary"}) {
		t.Errorf("SN-17 报告：%v", got)
	}
	late := Transfer{ID: 1, OrganID: 2, Due: day.Add(-1)}
	if !late.LongDelayed(day) || (Transfer{Due: day}).LongDelayed(day) { // DZ-24
		t.Error("久拖不决")
	}
	for c, in := range map[Conclusion]bool{PetitionTrue: true, PetitionPartly: true, PetitionUntrue: false, PetitionUnclear: false, PetitionElsewhere: false} {
		if c.InDossier() != in {
			t.Errorf("%s 记入档案 %v", c.Label(), c.InDossier())
		}
	}
	if got := PetitionTasks(7, PetitionVerifying, []Transfer{late, {ID: 2, ResultOn: day}}); len(got) != 2 || got[0].By != PartyOrgan ||
		got[1].By != PartyClerk {
		t.Errorf("tasks of a transferred petition: %+v", got)
	}
	talk := OutsideForm{PersonID: 1, Source: FromOrganisation, Sort: Admonition, HappenedOn: day, Text: "谈话"}
	press := talk
	press.Source = FromMedia
	sanction := talk
	sanction.Source, sanction.Sort = FromDiscipline, Sanction
	for _, tt := range []struct {
		name string
		in   OutsideForm
		want []string
	}{{"SB-25 诫勉谈话", talk, nil}, {"ST-13 媒体只能反映情况", press, []string{"sort"}}, {"R1 第三十六条 处分写明文号", sanction, []string{"document_no"}}, {"空", OutsideForm{}, []string{"person", "source", "sort", "happened_on", "text"}}} {
		if got := named(tt.in.Problems(day)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	if !FromMedia.NeedsCheck() || !FromPublic.NeedsCheck() || FromDiscipline.NeedsCheck() || FromSupervision.NeedsCheck() || FromOrganisation.NeedsCheck() {
		t.Error("ST-13、ZY-21 五个来源：媒体和群众的须核实")
	}
	draft := CorrectionDraft{Act: "超期", Basis: "某法第一条", Demand: "改正", DueOn: day, OrganID: 1}
	if draft.Problems(day) != nil || len((CorrectionDraft{}).Problems(day)) != 5 { // AN-12
		t.Error("纠正通知写明事实、依据、要求、期限、对象")
	}
}
