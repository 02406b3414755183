package demo

import (
	"fmt"
	"slices"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// duties plans two years of duty reports and this year's, which are under way: the call is out, some have filed, some are late, one
// report was sent back with today as its day.
func (c *county) duties() {
	c.plans()
	c.pastDuty(750, c.held[0])
	c.pastDuty(385, c.held[3])
	c.at(c.today.Add(-21), 20, func() { c.openAppointees() })
	c.thisYearsDuty()
}

// holder finds somebody by name among all persons registered.
func (c *county) holder(name string) int64 {
	for _, p := range got(c.db.SearchPersons(c.ctx, store.PersonFilter{Search: name, Limit: 5})) {
		if p.Name == name {
			return p.ID
		}
	}
	panic(stopped{fmt.Errorf("nobody is called %s", name)})
}

// openAppointees gives two of those in office an account of their own.
func (c *county) openAppointees() {
	for username, name := range map[string]string{"appointee01": "贾思源", "appointee02": "秦书雅"} {
		id := c.holder(name)
		c.account(username, name, authz.RoleNominee, func(a *store.Account) { a.PersonID = id })
		c.nominees[username] = c.actor(username)
	}
}

// call calls on everybody who is due by the rules on the clock's day, and returns the reports.
func (c *county) call(due calendar.Day) (store.DutyCall, []store.DutyReport) {
	today := c.day()
	d := c.policy.Supervision.DutyReport
	var reporters []supervision.Reporter
	for _, x := range got(c.db.Coverage(c.ctx, c.termFrom, today)) {
		cycle := supervision.CycleOf(x.Post, d)
		if cycle != policy.Annual { // the judges' share comes with the last years
			continue
		}
		reporters = append(reporters, supervision.Reporter{PersonID: x.PersonID, Cycle: cycle, Since: x.Since, Filed: x.Filed})
	}
	x := workflow.DutyCallForm{Year: today.Year(), DueOn: due, Note: "实事求是，篇幅适当，突出问题和打算。"}
	for _, r := range reporters {
		if supervision.Due(reporters, d, due, 1)[r.PersonID] {
			x.People = append(x.People, r.PersonID)
		}
	}
	must(c.flow.CallDuty(c.ctx, c.clerk, x))
	k := got(c.db.DutyCallOf(c.ctx, x.Year, today))
	return k, got(c.db.DutyReports(c.ctx, k.ID, today, store.DutyFilter{Limit: 500}))
}

// enter files a report that came on paper, typed in by the clerk.
func (c *county) enter(d store.DutyReport) {
	sections, answers := dutyText(d)
	must(c.flow.EnterDuty(c.ctx, c.clerk, d.MatterID, sections, answers, workflow.Upload{}))
}

// dutySentences are what appointees say of their year, by place of the heading.
var dutySentences = []string{
	"组织学习宪法和本领域法律十二次，重大决策全部经过合法性审查，没有发生违法行政行为。",
	"县人大及其常委会的决议决定逐条分解到岗到人，年度任务完成九成以上，进展情况按季度报告。",
	"办理审议意见两件、代表建议七件，全部按期答复，代表满意和基本满意率百分之百。",
	"年初确定的八项任务完成七项，一项因用地手续推迟到明年上半年。",
	"执法检查发现的问题当场整改，行政诉讼负责人出庭应诉率百分之百。",
	"严格执行中央八项规定精神，个人有关事项如实报告，没有插手工程招投标。",
	"供职承诺共四项，三项兑现，一项部分兑现，逐项说明附后。",
	"存在的问题是基层力量薄弱、信息化水平不高；明年重点补齐人员编制和数据共享两个短板。",
}

func dutyText(d store.DutyReport) (sections []supervision.Section, answers []supervision.PromiseAnswer) {
	for i, h := range d.Headings {
		sections = append(sections, supervision.Section{Heading: h, Text: dutySentences[i%len(dutySentences)]})
	}
	for i, p := range d.Promises {
		a := supervision.PromiseAnswer{Heading: p.Heading, Kept: supervision.KeptWhole, Text: "已按承诺完成，年度任务进度向社会公开。"}
		if i == 1 && d.MatterID%3 == 0 {
			a.Kept, a.Text = supervision.KeptPart, "完成大部分，其余因机构改革推迟，明年上半年完成。"
		}
		answers = append(answers, a)
	}
	return sections, answers
}

// pastDuty plans one past year from the call to the volume in the members' hands.
func (c *county) pastDuty(days int, s *session) {
	ago := func(n, minutes int, do func()) { c.at(c.today.Add(-n), minutes, do) }
	var k store.DutyCall
	var all []store.DutyReport
	ago(days, 30, func() { k, all = c.call(c.day().Add(30)) })
	ago(days-24, 30, func() {
		for i, d := range all {
			if i%12 != 5 {
				c.enter(d)
			}
		}
	})
	ago(days-33, 30, func() { // three days late
		for i, d := range all {
			if i%12 == 5 && i > 5 {
				must(c.flow.UrgeDuty(c.ctx, c.clerk, []int64{d.MatterID}, "电话", "答复三日内提交。"))
			}
		}
		must(c.flow.ExcuseDuty(c.ctx, c.clerk, all[5].MatterID, "长期病休，已办理请假手续。"))
	})
	ago(days-36, 30, func() {
		for i, d := range all {
			if i%12 == 5 && i > 5 {
				c.enter(d)
			}
		}
	})
	ago(days-40, 30, func() {
		for i, d := range all {
			if i != 5 {
				must(c.flow.ReviewDuty(c.ctx, c.clerk, d.MatterID, reviewOpinion(i, d)))
			}
		}
	})
	c.at(s.day.Add(-3), 30, func() {
		var oral []int64
		for i, d := range all {
			if i == 2 || i == 9 || d.Person == "薛克勤" || d.Person == "秦书雅" {
				oral = append(oral, d.MatterID)
			}
		}
		must(c.flow.ChooseOral(c.ctx, c.chair, k.Year, oral, s.id))
		must(c.flow.DraftDutySummary(c.ctx, c.clerk, k.Year, got(c.db.DutyCallOf(c.ctx, k.Year, c.day())).Version, fmt.Sprintf(
			"主任、各位副主任、各位委员：\n现将%d年任命人员述职报告的审查情况报告如下。\n一、提交情况\n应提交的人员已全部提交，其中个别逾期。\n二、审查情况\n报告内容总体齐全，对供职承诺作了逐项说明。\n三、存在的问题\n少数报告对问题说得少，措施不够具体。\n四、建议\n对部分人员安排口头述职，听取审议意见后跟踪整改。",
			k.Year,
		)))
	})
	c.at(s.day, 640, func() {
		must(c.flow.ReportDuty(c.ctx, c.clerk, k.Year, s.id, c.day()))
		for _, d := range got(c.db.DutyReports(c.ctx, k.ID, c.day(), store.DutyFilter{Oral: true, Limit: 50})) {
			must(c.flow.RecordOral(c.ctx, c.operator, d.MatterID, workflow.OralForm{HeldOn: c.day(), Achievements: "依法履职意识强，年度任务完成较好，办理代表建议主动。",
				Shortcomings: "基层执法力量不足的问题改进不快，项目资金拨付偏慢。", Suggestions: "建立任务台账按季度公开；对承诺事项倒排工期。"}))
		}
	})
	c.at(s.day.Add(12), 30, func() {
		v := got(c.flow.CompileVolume(c.ctx, c.clerk, k.Year))
		must(c.flow.IssueVolume(c.ctx, c.clerk, v))
	})
	c.at(s.day.Add(15), 30, func() {
		v := got(c.db.DutyCallOf(c.ctx, k.Year, c.day())).VolumeID
		for i, seat := range c.seats {
			if i%4 != 3 {
				must(c.flow.OpenVolume(c.ctx, seat, v))
			}
		}
	})
}

var reviewOpinions = []string{"内容齐全，实绩有数据支撑，对供职承诺逐项作了说明。", "内容齐全；问题部分偏笼统，建议在口头述职时补充。", "内容齐全，办理代表建议情况具体；承诺兑现情况属实。"}

// reviewOpinion speaks of promises only where some were made.
func reviewOpinion(i int, d store.DutyReport) string {
	if len(d.Promises) == 0 {
		return "内容齐全，实绩有数据支撑；问题部分可以再具体。"
	}
	return reviewOpinions[i%len(reviewOpinions)]
}

// thisYearsDuty plans this year's call and lets it come as far as it is today.
func (c *county) thisYearsDuty() {
	ago := func(days, minutes int, do func()) { c.at(c.today.Add(-days), minutes, do) }
	var k store.DutyCall
	var all, filed []store.DutyReport
	var own store.DutyReport
	ago(20, 30, func() {
		k, all = c.call(c.today.Add(31))
		own, _ = c.dutyOf(all, "贾思源")
		filed = slices.DeleteFunc(slices.Clone(all), func(d store.DutyReport) bool { return d.Person == "贾思源" || d.Person == "秦书雅" })
	})
	ago(18, 30, func() { c.callJudges(k) })
	ago(15, 30, func() {
		for i, d := range filed {
			if i%3 == 0 {
				c.enter(d)
			}
		}
	})
	ago(8, 60, func() {
		sections, answers := dutyText(own)
		got(c.flow.FileDuty(c.ctx, c.nominees["appointee01"], own.MatterID, sections, answers))
	})
	ago(6, 30, func() {
		for i, d := range filed {
			if i%6 == 0 {
				must(c.flow.ReviewDuty(c.ctx, c.clerk, d.MatterID, reviewOpinion(i, d)))
			}
		}
		must(c.flow.ReturnDuty(c.ctx, c.clerk, own.MatterID, "“审议意见和代表建议办理”请补充上半年预算审议意见的办理结果。", c.today))
	})
	ago(3, 60, func() { c.urgeJudges(k) })
	ago(2, 60, func() { // somebody has begun to write
		if d, ok := c.dutyOf(all, "秦书雅"); ok {
			sections, _ := dutyText(d)
			got(c.flow.DraftDuty(c.ctx, c.nominees["appointee02"], d.MatterID, 0, sections[:3], nil))
		}
	})
}

func (c *county) dutyOf(all []store.DutyReport, name string) (store.DutyReport, bool) {
	i := slices.IndexFunc(all, func(d store.DutyReport) bool { return d.Person == name })
	if i < 0 {
		return store.DutyReport{}, false
	}
	return all[i], true
}

// callJudges adds a few judges with a shorter time, who are late by now.
func (c *county) callJudges(k store.DutyCall) {
	var people []int64
	for _, x := range got(c.db.Coverage(c.ctx, c.termFrom, c.day())) {
		if supervision.CycleOf(x.Post, c.policy.Supervision.DutyReport) == policy.OncePerTerm && x.Filed == 0 && len(people) < 5 {
			people = append(people, x.PersonID)
		}
	}
	must(c.flow.CallMoreToDuty(c.ctx, c.clerk, k.Year, people, c.today.Add(-6))) // past by the day they are urged, a Friday if that falls on a weekend
}

// urgeJudges urges two of them.
func (c *county) urgeJudges(k store.DutyCall) {
	var late []int64
	for _, d := range got(c.db.DutyReports(c.ctx, k.ID, c.day(), store.DutyFilter{Late: true, Limit: 2})) {
		late = append(late, d.MatterID)
	}
	must(c.flow.UrgeDuty(c.ctx, c.clerk, late, "通过所在机关", "请院办公室督促，本周内提交。"))
}
