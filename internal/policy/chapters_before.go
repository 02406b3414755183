package policy

import "maps"

// onRecord is said of what the rules state and the system shows, but does not enforce.
const onRecord = "写明供各方遵照，系统不据此拦截。"

func chaptersBefore() []Chapter {
	intake := []Setting{
		line("title", "办法名称", "办法的全称，各个版本按此列名。", func(p *Policy) *string { return &p.Title }),
		number("intake.days_before", "提请截止（会议前）", "日", "过了这一天提交的按迟交处理；会议日程的倒排时间表由此推算。", func(p *Policy) *int { return &p.Intake.DaysBefore }),
		one("intake.late", "迟交的", "决定迟交的提请件能否受理。", func(p *Policy) *Late { return &p.Intake.Late }),
	}
	for _, a := range Actions() {
		intake = append(intake, manyOf("intake.documents."+string(a), "“"+a.Label()+"”应交材料", "缺一件不能受理，提请机关的页面逐件提示。",
			func(p Policy) []Document { return p.Intake.Documents[a] },
			func(p *Policy, v []Document) {
				p.Intake.Documents = maps.Clone(p.Intake.Documents)
				p.Intake.Documents[a] = v
			}))
	}
	for _, g := range Groups() {
		intake = append(intake, manyOf("intake.group_documents."+string(g), "任命"+g.Label()+"人员另交", "任命时加在应交材料里。",
			func(p Policy) []Document { return p.Intake.GroupDocuments[g] },
			func(p *Policy, v []Document) {
				p.Intake.GroupDocuments = maps.Clone(p.Intake.GroupDocuments)
				if _, had := p.Intake.GroupDocuments[g]; had || len(v) > 0 { // none is written down, else the default would come back
					p.Intake.GroupDocuments[g] = v
				}
			}))
	}
	return []Chapter{
		{"intake", "提请与受理", intake},
		{"review", "初审", []Setting{
			many("review.gates", "逐项审查的关口", "每一关都要登记审查意见，才能形成初审报告。", func(p *Policy) *[]Gate { return &p.Review.Gates }),
			number("review.correction_days", "退回补正期限", "日", "退回时据此给出交回的期限。", func(p *Policy) *int { return &p.Review.CorrectionDays }),
			many("review.audit_groups", "须附任前审计报告的机关", "任命这些机关的人员，提请材料须有任前审计报告，缺的不能受理。", func(p *Policy) *[]Group { return &p.Review.AuditGroups }),
		}},
		{"inquiry", "任前考察与沟通", []Setting{
			one("investigation.mode", "任前考察", "必须完成的，没有考察记录不得提请主任会议。", func(p *Policy) *Mode { return &p.Investigation.Mode }),
			many("investigation.groups", "考察适用的机关", "必须考察时，只管这些机关的拟任人员。", func(p *Policy) *[]Group { return &p.Investigation.Groups }),
			lines("investigation.headings", "考察内容", "考察记录按这些分项填写。每行一项。", func(p *Policy) *[]string { return &p.Investigation.Headings }),
			flag("consultation.required", "与县委的任前沟通", "须先有沟通记录", "可以登记，不作前置条件", "须先有的，没有沟通记录不得提请主任会议。",
				func(p *Policy) *bool { return &p.Consultation.Required }),
		}},
		{"publicity", "任前公示", []Setting{
			one("publicity.mode", "任前公示", "必须完成的，公示未期满、意见未核实不得提请主任会议。", func(p *Policy) *Mode { return &p.Publicity.Mode }),
			number("publicity.working_days", "公示期", "个工作日", "公示的起止日期由此推算。", func(p *Policy) *int { return &p.Publicity.WorkingDays }),
			many("publicity.groups", "公示适用的机关", "只公示这些机关的拟任人员。", func(p *Policy) *[]Group { return &p.Publicity.Groups }),
			flag("publicity.show_exam_score", "公示考试成绩", "附考试成绩", "不附考试成绩", "附的，公示页上写明法律考试成绩。", func(p *Policy) *bool { return &p.Publicity.ShowExamScore }),
		}},
		{"education", "任前学习", []Setting{
			one("education.mode", "任前学习", "必须完成的，没有学习签到记录的不能提请主任会议。", func(p *Policy) *Mode { return &p.Education.Mode }),
			number("education.hours", "学时", "学时", "安排任前教育时先填上。", func(p *Policy) *int { return &p.Education.Hours }),
			lines("education.topics", "学习内容", "安排任前教育时先填上。每行一项。", func(p *Policy) *[]string { return &p.Education.Topics }),
			flag("education.training", "任后培训", "登记", "不登记", onRecord, func(p *Policy) *bool { return &p.Education.Training }),
		}},
	}
}

func chapterExam() Chapter {
	exam := func(p *Policy) *Exam { return &p.Exam }
	c := Chapter{"exam", "任前法律知识考试", []Setting{
		many("exam.groups", "须考试的机关", "这些机关的拟任人员没有合格成绩，不得往下办；一个都不选即不考试。", func(p *Policy) *[]Group { return &exam(p).Groups }),
		many("exam.actions", "须考试的事项", "只有这些任命事项须考试。", func(p *Policy) *[]Action { return &exam(p).Actions }),
		one("exam.before", "何时以前考完", "到这一步没有合格成绩，任免案停下。", func(p *Policy) *Stop { return &exam(p).Before }),
		line("exam.organiser", "组织机构", "成绩单和考试情况报告写明；也是任前教育先填上的主办机构。", func(p *Policy) *string { return &exam(p).Organiser }),
		points("exam.pass_mark", "及格分", "低于此分为不合格，按下面的办法处理。", func(p *Policy) *float64 { return &exam(p).PassMark }),
		one("exam.fail_policy", "不及格的", "不予提请的不能再考；其余的补考及格以前任免案停下。", func(p *Policy) *FailPolicy { return &exam(p).FailPolicy }),
		makeups(),
		number("exam.makeup_within_days", "补考期限（考后）", "日", "过期不补考即为不合格；0 为不限。", func(p *Policy) *int { return &exam(p).MakeupWithinDays }),
		one("exam.validity", "成绩有效期", "有效期内再次提名的不再考。", func(p *Policy) *Validity { return &exam(p).Validity }),
		number("exam.valid_years", "有效年数", "年", "成绩按年数有效时适用。", func(p *Policy) *int { return &exam(p).ValidYears }),
		bands(),
		many("exam.waivers", "免试情形", "只有这些情形可以准予免试。", func(p *Policy) *[]Waiver { return &exam(p).Waivers }),
		one("exam.report", "成绩报告", "报告常委会会议的，成绩单作为会议材料。", func(p *Policy) *ScoreReport { return &exam(p).Report }),
		flag("exam.open_book", "考试方式", "开卷", "闭卷", "准考通知和成绩单写明。", func(p *Policy) *bool { return &exam(p).OpenBook }),
		number("exam.minutes", "考试时长", "分钟", "安排考试时先填上，试卷写明。", func(p *Policy) *int { return &exam(p).Minutes }),
		number("exam.late_minutes", "迟到入场（开考后）", "分钟", "机考开考超过此数，考生自己不能签到；0 为开考即不得入场。", func(p *Policy) *int { return &exam(p).LateMinutes }),
		flag("exam.late_by_consent", "超过迟到时限的", "经监考人员同意可以入场", "不得入场", "同意的写明原因，记入考场记录；结束时间不变。", func(p *Policy) *bool { return &exam(p).LateByConsent }),
		flag("exam.partial_credit", "多选题少选", "给部分分", "不得分", "机器评卷按此给分。", func(p *Policy) *bool { return &exam(p).PartialCredit }),
		flag("exam.double_marking", "主观题评阅", "两人分别评阅", "一人评阅", "两人评阅的，差得多时由第三人复核。", func(p *Policy) *bool { return &exam(p).DoubleMarking }),
		points("exam.max_difference", "两人评分相差", "相差超过此值的，复核后才算数。", func(p *Policy) *float64 { return &exam(p).MaxDifference }),
		number("exam.objection_days", "成绩异议期限", "日", "考生在此期限内可以申请复核；0 为不受理。", func(p *Policy) *int { return &exam(p).ObjectionDays }),
		number("exam.scope_days", "告知范围（考前）", "日", onRecord, func(p *Policy) *int { return &exam(p).ScopeDays }),
	}}
	for _, g := range Groups() {
		c.Settings = append(c.Settings, paperSections(g), paperLaws(g))
	}
	return c
}

func makeups() Setting {
	s := number("exam.makeups", "补考次数", "次", "用完仍不及格的，任免案不能往下办；-1 为不限。", func(p *Policy) *int { return &p.Exam.Makeups })
	plain := s.words
	s.words = func(p Policy) string {
		if p.Exam.Makeups < 0 {
			return "不限"
		}
		return plain(p)
	}
	return s
}
