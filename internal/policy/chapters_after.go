package policy

import "slices"

func chaptersAfter() []Chapter {
	duty := func(p *Policy) *DutyReport { return &p.Supervision.DutyReport }
	review := func(p *Policy) *Appraisal { return &p.Supervision.Review }
	return []Chapter{
		{"outcome", "任命书与宣誓", []Setting{
			many("certificate.actions", "颁发任命书的事项", "通过后须颁发任命书才能办结；免职、撤职不颁发。", func(p *Policy) *[]Action { return &p.Certificate.Actions }),
			flag("certificate.except_acting", "代理职务", "不发任命书", "可以发任命书", "不发的，代理职务通过后不列入颁发。", func(p *Policy) *bool { return &p.Certificate.ExceptActing }),
			flag("certificate.on_the_spot", "颁发的时间", "通过后当场颁发", "会后颁发", "当场颁发的，列入会议程序。", func(p *Policy) *bool { return &p.Certificate.OnTheSpot }),
			flag("certificate.seal", "常委会印章", "加盖", "只由主任署名", onRecord, func(p *Policy) *bool { return &p.Certificate.Seal }),
			line("certificate.number_format", "任命书编号式样", "编号按此连续编，{字}、{年}、{号} 自动填。", func(p *Policy) *string { return &p.Certificate.NumberFormat }),
			one("oath.timing", "宣誓的时间", "决定会议程序里宣誓排在哪里。", func(p *Policy) *OathTiming { return &p.Oath.Timing }),
			number("oath.within_days", "补行宣誓期限", "日", "未当场宣誓的，在此期限内提示。", func(p *Policy) *int { return &p.Oath.WithinDays }),
			many("oath.offices", "由主任会议组织宣誓的机关", "其余机关的人员由本机关组织。誓词为国家统一誓词，不能设置。", func(p *Policy) *[]Group { return &p.Oath.Offices }),
			flag("oath.acting", "代理职务的宣誓", "也宣誓", "不宣誓", "也宣誓的，代理职务通过后列入宣誓。", func(p *Policy) *bool { return &p.Oath.Acting }),
			flag("oath.state_name", "诵毕自报姓名", "自报", "不自报", onRecord, func(p *Policy) *bool { return &p.Oath.StateName }),
		}},
		{"publication", "公布、备案与再次提请", []Setting{
			number("publication.within_days", "公布和通知期限", "日", "通过后在此期限内公布并通知提请机关，逾期提示。", func(p *Policy) *int { return &p.Publication.WithinDays }),
			line("publication.paper_number", "文书定稿编号式样", "定稿的文书按年度连续编号，{字}、{年}、{号} 自动填。", func(p *Policy) *string { return &p.Publication.PaperNumber }),
			lines("publication.channels", "公布方式", onRecord+"每行一项。", func(p *Policy) *[]string { return &p.Publication.Channels }),
			flag("publication.publish_commitments", "供职承诺", "向社会公布", "不公布", "公布的，公告页附承诺书。", func(p *Policy) *bool { return &p.Publication.PublishCommitments }),
			flag("publication.show_counts", "票数", "公布", "不公布", "公布的，公告页写明票数。", func(p *Policy) *bool { return &p.Publication.ShowCounts }),
			number("filing.within_days", "备案期限", "日", "会议的倒排时间表由此推算。", func(p *Policy) *int { return &p.Filing.WithinDays }),
			number("resubmission.max_rejections", "本届内几次未通过不得再提", "次", "达到次数的，同一职务的提名不能受理；0 为不限。", func(p *Policy) *int { return &p.Resubmission.MaxRejections }),
			number("resubmission.cooldown_days", "再次提请的间隔", "日", "间隔未满的不能受理；0 为不限。", func(p *Policy) *int { return &p.Resubmission.CooldownDays }),
		}},
		{"roster", "职务空缺、到龄与换届", []Setting{
			number("roster.men_age", "到龄：男", "岁", "“职务空缺”页面按此推算到龄时间。", func(p *Policy) *int { return &p.Roster.MenAge }),
			number("roster.women_age", "到龄：女", "岁", "“职务空缺”页面按此推算到龄时间。", func(p *Policy) *int { return &p.Roster.WomenAge }),
			number("roster.age_months", "到龄提示", "个月前", "到龄前几个月起提示提请机关准备。", func(p *Policy) *int { return &p.Roster.AgeMonths }),
			number("roster.acting_months", "代理提示", "个月", "代理超过这一时间的提示。", func(p *Policy) *int { return &p.Roster.ActingMonths }),
			number("roster.term_months", "任期届满提示", "个月前", "本届任期届满前几个月起提示。", func(p *Policy) *int { return &p.Roster.TermMonths }),
			many("roster.reappoint", "换届后须重新任命的机关", "新一届政府领导人员选出后两个月内提请；其余机关的人员职务没有变动的，不重新任命。", func(p *Policy) *[]Group { return &p.Roster.Reappoint }),
		}},
		{"supervision", "任后监督", slices.Concat([]Setting{
			one("supervision.duty_report.cycle", "述职报告", "政府、监委组成人员和两院副职的述职周期。", func(p *Policy) *Cycle { return &duty(p).Cycle }),
			one("supervision.duty_report.judge_cycle", "其他法官、检察官的述职", "他们的述职周期。", func(p *Policy) *Cycle { return &duty(p).JudgeCycle }),
			number("supervision.duty_report.due_month", "述职报告提交（每年）", "月底前", "述职报告到期的月份。", func(p *Policy) *int { return &duty(p).DueMonth }),
			one("supervision.duty_report.oral", "口头述职", "哪些人在常委会会议上口头述职。", func(p *Policy) *Whom { return &duty(p).Oral }),
			flag("supervision.duty_report.reviewed", "述职审查报告", "由工委撰写", "不要求", "是否对述职报告形成审查报告。", func(p *Policy) *bool { return &duty(p).Reviewed }),
			flag("supervision.duty_report.volume", "述职报告汇编", "装订成册印发", "不汇编", "是否把一年的述职报告汇编印发。", func(p *Policy) *bool { return &duty(p).Volume }),
			number("supervision.duty_report.min_months", "任职不满几个月的当年不述职", "个月", "年度通知的名单按此预选。", func(p *Policy) *int { return &duty(p).MinMonths }),
			number("supervision.duty_report.review_days", "述职报告审查期限", "日", "提交以后工委审查的期限。", func(p *Policy) *int { return &duty(p).ReviewDays }),
			number("supervision.duty_report.supplement_days", "述职报告补充期限", "日", "退回补充时预填的期限。", func(p *Policy) *int { return &duty(p).SupplementDays }),
			lines("supervision.duty_report.headings", "述职内容", "述职报告的分项。每行一项。", func(p *Policy) *[]string { return &duty(p).Headings }),
			one("supervision.review.mode", "述职评议和工作评议", "每年是否开展。", func(p *Policy) *Mode { return &review(p).Mode }),
			number("supervision.review.persons", "每年述职评议", "人", "年度评议计划的人数。", func(p *Policy) *int { return &review(p).Persons }),
			number("supervision.review.units", "每年工作评议", "个单位", "年度评议计划的单位数。", func(p *Policy) *int { return &review(p).Units }),
			one("supervision.review.selection", "评议对象", "评议对象怎样确定。", func(p *Policy) *Selection { return &review(p).Selection }),
			number("supervision.review.minutes", "述职限时", "分钟", "会上述职的时限。", func(p *Policy) *int { return &review(p).Minutes }),
			lines("supervision.review.methods", "评议调查方法", "调查报告按此记载。每行一项。", func(p *Policy) *[]string { return &review(p).Methods }),
			lines("supervision.review.headings", "评议内容", "评议意见的分项。每行一项。", func(p *Policy) *[]string { return &review(p).Headings }),
		},
			scale("supervision.rating.person", "对人测评", func(p *Policy) *Scale { return &p.Supervision.Rating.Person }),
			scale("supervision.rating.work", "对工作测评", func(p *Policy) *Scale { return &p.Supervision.Rating.Work }),
			[]Setting{
				raters(),
				one("supervision.rating.blank", "不选的测评票", "测评计票按此归类。", func(p *Policy) *Blank { return &p.Supervision.Rating.Blank }),
				one("supervision.rating.publish", "测评结果", "结果向谁公开。", func(p *Policy) *PublishScope { return &p.Supervision.Rating.Publish }),
				number("supervision.opinion.send_days", "审议意见交办期限", "日", "听取报告后，审议意见在此期限内交有关机关研究处理，逾期提示。", func(p *Policy) *int { return &p.Supervision.Opinion.SendDays }),
				number("supervision.opinion.months", "审议意见反馈期限", "个月", "审议意见发出后，有关机关报告研究处理情况的期限。", func(p *Policy) *int { return &p.Supervision.Opinion.Months }),
				number("supervision.opinion.audit_months", "预算、审计方面的反馈期限", "个月", "预算、决算和审计方面审议意见的反馈期限。", func(p *Policy) *int { return &p.Supervision.Opinion.AuditMonths }),
				flag("supervision.opinion.rated", "研究处理情况的报告", "由测评决定是否通过", "由会议决定是否通过", "测评结果为最末等次的，报告不通过，须再次报告。", func(p *Policy) *bool { return &p.Supervision.Opinion.Rated }),
				number("supervision.rectification.plan_days", "整改方案期限", "日", "评议意见发出后报整改方案的期限。", func(p *Policy) *int { return &p.Supervision.Rectification.PlanDays }),
				number("supervision.rectification.report_days", "整改报告期限", "日", "评议意见发出后报整改报告的期限。", func(p *Policy) *int { return &p.Supervision.Rectification.ReportDays }),
				number("supervision.rectification.remind_days", "到期提醒（前）", "日", "期限将到时提前几日提醒。", func(p *Policy) *int { return &p.Supervision.Rectification.RemindDays }),
				flag("supervision.rectification.rerate", "整改后的复评", "都要复评", "由主任会议决定", "都要复评的，整改报告接收后登记复评结果才能销号。", func(p *Policy) *bool { return &p.Supervision.Rectification.Rerate }),
			})},
		{"suggestions", "代表建议与信访举报", []Setting{
			number("supervision.suggestions.hand_days", "代表建议交办", "个工作日", "收到后在此期限内交承办单位，逾期提示。", func(p *Policy) *int { return &p.Supervision.Suggestions.HandDays }),
			number("supervision.suggestions.refuse_days", "说明不属职责", "个工作日", "承办单位认为不属本单位职责的，交办后在此期限内说明。", func(p *Policy) *int { return &p.Supervision.Suggestions.RefuseDays }),
			number("supervision.suggestions.contact_days", "联系代表", "个工作日", "交办后在此期限内与代表联系沟通。", func(p *Policy) *int { return &p.Supervision.Suggestions.ContactDays }),
			number("supervision.suggestions.judge_days", "代表评价", "个工作日", "答复后在此期限内反馈评价；期满没有反馈的，不计入满意率。", func(p *Policy) *int { return &p.Supervision.Suggestions.JudgeDays }),
			number("supervision.suggestions.again_months", "重新办理", "个月", "代表不满意的，在此期限内重新办理并答复。", func(p *Policy) *int { return &p.Supervision.Suggestions.AgainMonths }),
			flag("supervision.petitions.web", "网上受理信访举报", "受理", "不受理", "受理的，公众网站上有信访举报的入口。", func(p *Policy) *bool { return &p.Supervision.Petitions.Web }),
			number("supervision.petitions.transfer_days", "信访转办的期限", "日", "转办后在此期限内报告办理结果，逾期催办。", func(p *Policy) *int { return &p.Supervision.Petitions.TransferDays }),
		}},
		{"retention", "资料保存", []Setting{
			number("retention.publicity_page_days", "公示页面保留（期满后）", "日", "到期公示页面不再公开。", func(p *Policy) *int { return &p.Retention.PublicityPageDays }),
			number("retention.family_years", "家庭成员信息保留（办结后）", "年", onRecord, func(p *Policy) *int { return &p.Retention.FamilyYears }),
			number("retention.opinion_years", "公示意见保留", "年", onRecord, func(p *Policy) *int { return &p.Retention.OpinionYears }),
			number("retention.exam_paper_years", "试卷保留", "年", onRecord, func(p *Policy) *int { return &p.Retention.ExamPaperYears }),
		}},
	}
}
