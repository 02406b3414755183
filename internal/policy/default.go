package policy

// Default is sound current practice: what most counties do, within the law in force.
func Default() Policy {
	return Policy{
		Title: "人民代表大会常务委员会人事任免办法",
		Intake: Intake{
			DaysBefore:     10,
			Late:           ExplainLate,
			Documents:      defaultDocuments(),
			GroupDocuments: map[Group][]Document{Court: {Qualification}, Procuratorate: {Qualification}},
		},
		Review:        Review{Gates: []Gate{GateTenure, GateEligibility, GatePaperwork}, CorrectionDays: 3},
		Investigation: Investigation{Mode: Optional, Groups: Groups(), Headings: []string{"工作经历", "政绩", "法制观念", "民主意识", "执法执纪"}},
		Publicity:     Publicity{Mode: Optional, WorkingDays: 5, Groups: Groups()},
		Education: Education{Mode: Optional, Hours: 4, Training: true,
			Topics: []string{"宪法", "地方组织法", "监督法", "与拟任职务有关的法律"}},
		Exam: defaultExam(),
		Commitment: Commitment{
			Before: StopVote, Written: WhomAll, Speech: WhomSelected, SpeechTiming: BeforeVote, SpeechMinutes: 5,
			Headings:      []string{"工作目标", "依法行政（公正司法）的措施", "廉洁勤政的打算", "如何接受人大监督"},
			JudgeRequired: true, OnFail: SpeakAgain,
		},
		Materials:    Materials{NoticeDaysBefore: 7, DaysBefore: 7, ReadReceipt: true},
		Presentation: Presentation{By: ByOrgan, Headings: []string{"基本情况", "德能勤绩廉表现", "民主推荐和考察情况", "拟任（免）理由"}},
		Deliberation: Deliberation{Mode: Plenary, UnansweredSuspends: true},
		Vote:         Vote{Method: defaultMethods(), Blank: BlankAbstain, EnBloc: EnBlocNoObjection, Scrutineers: 2, Minutes: 3},
		Certificate: Certificate{
			Actions:      []Action{Appoint, DecideAppoint, ApproveAppoint},
			ExceptActing: true, OnTheSpot: true, Seal: true, NumberFormat: "{字}人任字〔{年}〕{号}号",
		},
		Oath:         Oath{Timing: OathWithCertificate, WithinDays: 30, Offices: Groups(), Acting: true, StateName: true},
		Publication:  Publication{WithinDays: 3, PaperNumber: "{字}人文〔{年}〕{号}号", Channels: []string{"常委会公报", "人大网站", "报刊"}, PublishCommitments: true},
		Filing:       Filing{WithinDays: 15},
		Resubmission: Resubmission{MaxRejections: 2},
		Supervision:  defaultOversight(),
		Roster: Roster{MenAge: 60, WomenAge: 60, AgeMonths: 6, ActingMonths: 6, TermMonths: 6, Reappoint: []Group{Government},
			ReappointPassed: true, Renamed: RenameContinues, Abolished: AbolitionEnds},
		Retention: Retention{PublicityPageDays: 30, FamilyYears: 1, OpinionYears: 5, ExamPaperYears: 5},
	}
}

func defaultDocuments() map[Action][]Document {
	appoint := []Document{Bill, Form, Inspection, Resume, ReasonAppoint, Discipline}
	return map[Action][]Document{
		Appoint:           appoint,
		DecideAppoint:     appoint,
		ApproveAppoint:    appoint,
		Remove:            {Bill, ReasonRemove},
		DecideRemove:      {Bill, ReasonRemove},
		AcceptResignation: {Resignation},
		Dismiss:           {Bill, ReasonRemove, Discipline}, // 写明对象和理由，并提供有关材料〔监督法 第六十二条〕
		DecideActing:      {Bill, Form, Resume, ReasonAppoint},
		ElectActing:       {Bill, Resume},
		Pass:              {Bill, Resume},
		Recall:            {Bill, ReasonRemove},
	}
}

func defaultMethods() map[Action]Method {
	m := make(map[Action]Method)
	for _, a := range Actions() {
		m[a] = Secret
	}
	return m
}

func defaultExam() Exam {
	sections := []Section{
		{SingleChoice, 30, 1}, {MultipleChoice, 10, 2}, {TrueFalse, 20, 1}, {ShortAnswer, 2, 10}, {Essay, 1, 10},
	}
	common := []LawPart{{"中华人民共和国宪法", 6}, {"地方各级人民代表大会和地方各级人民政府组织法", 6}, {"各级人民代表大会常务委员会监督法", 4}}
	paper := func(laws ...LawPart) Blueprint {
		return Blueprint{Sections: sections, Laws: append(common[:len(common):len(common)], laws...)}
	}
	return Exam{
		Groups:    Groups(),
		Actions:   []Action{Appoint, DecideAppoint},
		Organiser: "人事代表工作委员会会同法制工作委员会",
		Before:    StopChairs,
		PassMark:  60, Makeups: 1, MakeupWithinDays: 3, FailPolicy: FailMakeup,
		Validity: ValidTerm, Bands: []Band{{60, "合格"}, {80, "良好"}, {90, "优秀"}},
		Waivers: []Waiver{WaiveReappointed, WaiveInternal}, Report: ScoreMeeting,
		Minutes: 90, LateMinutes: 30, LateByConsent: true, DoubleMarking: true, MaxDifference: 3, ObjectionDays: 3, ScopeDays: 3,
		Blueprints: map[Group]Blueprint{
			Congress:      paper(LawPart{"全国人民代表大会和地方各级人民代表大会代表法", 4}),
			Government:    paper(LawPart{"中华人民共和国公务员法", 3}, LawPart{"中华人民共和国行政处罚法", 3}),
			Supervision:   paper(LawPart{"中华人民共和国监察法", 4}, LawPart{"中华人民共和国监察官法", 3}),
			Court:         paper(LawPart{"中华人民共和国人民法院组织法", 4}, LawPart{"中华人民共和国法官法", 3}),
			Procuratorate: paper(LawPart{"中华人民共和国人民检察院组织法", 4}, LawPart{"中华人民共和国检察官法", 3}),
		},
	}
}

func defaultOversight() Oversight {
	half := func(result string, next NextAction, sum ...string) ResultRule {
		return ResultRule{Result: result, Sum: sum, Over: true, Num: 1, Den: 2, Base: BaseTotal, Next: next}
	}
	return Oversight{
		DutyReport: DutyReport{Cycle: Annual, JudgeCycle: OncePerTerm, DueMonth: 12, Oral: WhomSelected, Reviewed: true, Volume: true,
			Headings: []string{"宪法法律执行", "人大决议决定执行", "审议意见和代表建议办理", "任期目标与实绩", "依法行政、公正司法",
				"廉洁自律", "供职承诺兑现", "问题与打算"},
			MinMonths: 3, ReviewDays: 15, SupplementDays: 10},
		Review: Appraisal{Mode: Optional, Persons: 3, Units: 1, Selection: ByPlan, Minutes: 15,
			Methods:  []string{"干部职工大会", "听取汇报", "民主测评", "个别谈话", "实地察看"},
			Headings: []string{"任期目标", "工作实绩", "依法行政", "贯彻决议决定", "代表意见建议", "接受监督", "勤政廉政", "作风"}},
		Rating: Rating{
			Person: Scale{Grades: []string{"优秀", "称职", "基本称职", "不称职"}, Rules: []ResultRule{
				{Result: "优秀", Sum: []string{"优秀"}, Num: 2, Den: 3, Base: BaseTotal, Next: NextNone},
				half("称职", NextNone, "优秀", "称职"),
				half("基本称职", NextRectify, "优秀", "称职", "基本称职"),
				{Result: "不称职", Next: NextSuggestRemoval},
			}},
			Work: Scale{Grades: []string{"满意", "基本满意", "不满意"}, Rules: []ResultRule{
				half("满意", NextNone, "满意"), // 镇海区规则，恰为半数的按未过半数〔业务参考 4.3〕
				half("基本满意", NextNone, "满意", "基本满意"),
				{Result: "不满意", Next: NextRectify},
			}},
			Groups: []RaterGroup{{"members", "常委会组成人员", true}, {"heads", "工作机构负责人", false}, {"deputies", "县人大代表", false}},
			Blank:  BlankInvalid, Publish: PublishMeeting,
		},
		Opinion:       Opinion{SendDays: 10, Months: 3, AuditMonths: 2, Rated: true},
		Rectification: Rectification{PlanDays: 30, ReportDays: 120, RemindDays: 7},
		Suggestions:   Suggestions{HandDays: 10, RefuseDays: 10, ContactDays: 20, JudgeDays: 20, AgainMonths: 2}, // R9
		Petitions:     Petitions{TransferDays: 60},
	}
}
