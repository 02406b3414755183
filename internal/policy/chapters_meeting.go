package policy

import "maps"

func chaptersMeeting() []Chapter {
	var methods []Setting
	for _, a := range Actions() {
		if !a.Disciplinary() { // 撤职、罢免只能无记名投票，不是可以设置的
			methods = append(methods, method(a))
		}
	}
	return []Chapter{
		{"commitment", "供职承诺与发言", []Setting{
			one("commitment.written", "书面承诺", "须交的没有承诺书，任免案停下。", func(p *Policy) *Whom { return &p.Commitment.Written }),
			one("commitment.before", "书面承诺何时以前交", "到这一步没有承诺书，任免案停下。", func(p *Policy) *Stop { return &p.Commitment.Before }),
			lines("commitment.headings", "承诺内容", "承诺书按这些分项填写，缺一项不能提交；主持词请发言人围绕这些内容发言。每行一项。", func(p *Policy) *[]string { return &p.Commitment.Headings }),
			flag("commitment.judge_required", "承诺的审查", "须审查合格", "提交即可", "须审查的，未审查合格任免案停下。", func(p *Policy) *bool { return &p.Commitment.JudgeRequired }),
			one("commitment.on_fail", "承诺或发言不合格的", "退回的可以重新承诺；定为终止的，还可以据此终止任免案。", func(p *Policy) *OnFail { return &p.Commitment.OnFail }),
			one("commitment.speech", "供职发言", "须发言的没有发言，表决前的停在表决前，通过后的不能办结。", func(p *Policy) *Whom { return &p.Commitment.Speech }),
			one("commitment.speech_timing", "供职发言的时间", "决定会议程序里发言排在表决前还是通过后。", func(p *Policy) *SpeechTiming { return &p.Commitment.SpeechTiming }),
			number("commitment.speech_minutes", "发言时限", "分钟", "会议操作台和大屏按此计时。", func(p *Policy) *int { return &p.Commitment.SpeechMinutes }),
		}},
		{"meeting", "会议材料、说明与审议", []Setting{
			number("materials.notice_days_before", "会议通知（会议前）", "日", "会议的倒排时间表由此推算。", func(p *Policy) *int { return &p.Materials.NoticeDaysBefore }),
			number("materials.days_before", "材料送达（会议前）", "日", "会议的倒排时间表由此推算。", func(p *Policy) *int { return &p.Materials.DaysBefore }),
			flag("materials.read_receipt", "送达和阅读", "登记", "不登记", onRecord, func(p *Policy) *bool { return &p.Materials.ReadReceipt }),
			one("presentation.by", "说明人", "会议议程先填上的说明人。", func(p *Policy) *Presenter { return &p.Presentation.By }),
			lines("presentation.headings", "说明内容", "主持词请说明人就这些内容作说明。每行一项。", func(p *Policy) *[]string { return &p.Presentation.Headings }),
			one("deliberation.mode", "审议形式", "分组审议的，至少两个组的意见汇总后才能表决。", func(p *Policy) *DeliberationMode { return &p.Deliberation.Mode }),
			flag("deliberation.observers_in_groups", "列席人员", "编入分组", "不必编组", "编入的，分组时每一位列席人员都须编入一个组。",
				func(p *Policy) *bool { return &p.Deliberation.ObserversInGroups }),
			flag("deliberation.nominee_leaves", "审议时本人", "须离场回避", "不须离场", "须回避的，没有登记离场不能表决。", func(p *Policy) *bool { return &p.Deliberation.NomineeLeaves }),
			flag("deliberation.unanswered_suspends", "问题没有说清的", "暂不付表决", "可以表决", "暂不付表决的，有未说清的问题不能开始表决。",
				func(p *Policy) *bool { return &p.Deliberation.UnansweredSuspends }),
		}},
		{"vote", "表决", append(methods,
			one("vote.blank", "票上未填的栏", "打印的表决票按此写明填法。", func(p *Policy) *Blank { return &p.Vote.Blank }),
			one("vote.en_bloc", "合并表决", "一律逐人的，会议不能合并表决。", func(p *Policy) *EnBloc { return &p.Vote.EnBloc }),
			number("vote.scrutineers", "监票人", "人", "推选不足的不能开始投票。", func(p *Policy) *int { return &p.Vote.Scrutineers }),
			number("vote.minutes", "建议投票时间", "分钟", "平板表决时大屏和平板按此倒计时，到时只提示，不自动截止；0 为不计时。", func(p *Policy) *int { return &p.Vote.Minutes }),
		)},
	}
}

func method(a Action) Setting {
	return Setting{Field: "vote.method." + string(a), Label: "“" + a.Label() + "”的表决方式", Kind: One, Options: Method("").Options(),
		Effect: "决定会上用无记名投票还是举手。撤职、罢免一律无记名投票，不能设置〔监督法 第六十二条〕。",
		typed:  func(p Policy) []string { return []string{string(p.VoteMethod(a))} },
		words:  func(p Policy) string { return p.VoteMethod(a).Label() },
		set: func(p *Policy, v []string) bool {
			p.Vote.Method = maps.Clone(p.Vote.Method)
			p.Vote.Method[a] = Method(first(v))
			return true
		}}
}
