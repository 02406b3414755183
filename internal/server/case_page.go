package server

import (
	"encoding/json"
	"fmt"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// casePath is the address of a case's page.
func casePath(id int64) string { return fmt.Sprintf("/cases/%d", id) }

// clearedAt gives the page where a blocker of a case is cleared; the keys are those of
// appointment.Blockers.
func clearedAt(c appointment.Case, key string) string {
	page := func(part string) string { return casePath(c.ID) + "/" + part }
	meeting := func() string {
		if c.Agenda == nil {
			return "/meetings"
		}
		return fmt.Sprintf("/meetings/%d", c.Agenda.MeetingID)
	}
	item := func() string {
		if c.Agenda == nil || c.Agenda.ItemID == 0 {
			return meeting()
		}
		return fmt.Sprintf("%s/items/%d", meeting(), c.Agenda.ItemID)
	}
	switch kind, _, _ := strings.Cut(key, "-"); kind {
	case "gate", "report":
		return page("review")
	case "withdraw":
		return page("withdraw")
	case "correction", "submit", "document", "form", "action", "nominator", "incompatible", "holds", "not_holder", "not_member", "deputy",
		"locked", "cooldown", "late", "late_reason", "dismissible", "movers":
		return fmt.Sprintf("/proposals/%d", c.Proposal.ID)
	case "investigation", "consultation", "publicity":
		return page("inquiry")
	case "exam":
		return page("exam")
	case "study":
		return "/study"
	case "commitment":
		return page("commitment")
	case "chairs":
		return decidedAt(c)
	case "defence":
		return page("defence")
	case "agenda", "meeting", "after":
		return meeting()
	case "materials":
		return meeting() + "/materials"
	case "presentation", "speech", "leaves", "deliberation", "questions", "count", "announce":
		return item()
	case "certificate", "oath", "notice", "organ", "filing":
		return meeting() + "/outcome#" + kind
	case "move":
		return movedAt(c, appointment.Move(strings.TrimPrefix(key, "move-")), page, meeting, item)
	}
	return casePath(c.ID)
}

// decidedAt is where the chairpersons decide a case, or the list when it stands on no agenda.
func decidedAt(c appointment.Case) string {
	if c.Chairs == nil || c.Chairs.Decision != "" {
		return "/chairs"
	}
	return fmt.Sprintf("/chairs/%d/cases/%d", c.Chairs.MeetingID, c.ID)
}

func movedAt(c appointment.Case, m appointment.Move, page func(string) string, meeting, item func() string) string {
	switch m {
	case appointment.MoveAccept, appointment.MoveAnswer:
		return fmt.Sprintf("/proposals/%d", c.Proposal.ID)
	case appointment.MovePassReview:
		return page("review")
	case appointment.MoveToCommittee:
		return decidedAt(c)
	case appointment.MoveTakeUp:
		return "/chairs#held"
	case appointment.MoveIntroduce, appointment.MoveAdopt:
		return item()
	case appointment.MoveResume:
		return "/meetings#suspended"
	case appointment.MoveClose:
		return meeting() + "/outcome"
	}
	return casePath(c.ID)
}

var stageStates = map[appointment.StepStatus]ui.StageState{
	appointment.StepDone: ui.StageDone, appointment.StepNow: ui.StageNow,
	appointment.StepLater: ui.StageLater, appointment.StepStop: ui.StageStopped,
}

// stageTag shows a case's stage wherever a case is named.
func stageTag(s appointment.Stage) ui.Tag {
	state := ui.Doing
	switch s {
	case appointment.StageIntake, appointment.StageCorrection:
		state = ui.Todo
	case appointment.StageAdopted, appointment.StageClosed:
		state = ui.Done
	case appointment.StageRejected, appointment.StageEnded, appointment.StageHeld, appointment.StageSuspended:
		state = ui.Stop
	case appointment.StageWithdrawn:
		state = ui.Idle
	}
	return ui.Tag{State: state, Label: s.Label()}
}

// caseTitle is a case in one line: 欧阳示例 拟任 示例县财政局局长.
func caseTitle(person string, a policy.Action, office string) string {
	switch {
	case a == policy.Pass:
		return person + "拟任" + office
	case a.Acting():
		return person + "拟代理" + office
	case a.Begins():
		return person + "拟任" + office
	case a == policy.AcceptResignation:
		return "接受" + person + "辞去" + office + "职务"
	case a == policy.Dismiss:
		return "撤销" + person + office + "职务"
	}
	return "免去" + person + office + "职务"
}

// newCasePage builds what a reader may see of a case: an organ and a nominee see the course of the
// matter and their own part 〔业务参考 9.3〕.
func newCasePage(c appointment.Case, p policy.Policy, today calendar.Day, who authz.Actor, history []store.Event) staff.CasePage {
	inside := who.Has(authz.RoleClerk, authz.RoleExaminer, authz.RoleChair, authz.RoleOperator)
	page := staff.CasePage{
		Heading:  ui.Heading{Over: caseOver(c), Title: caseTitle(c.Person.Name, c.Action, c.Office.Title), Tag: stageTag(c.Stage)},
		Person:   personSummary(c, today, who),
		Proposal: proposalSummary(c, who),
		Links:    caseLinks(c, p, who),
	}
	for _, s := range appointment.Steps(c, p, today) {
		page.Stages = append(page.Stages, ui.Stage{Label: s.Label, Note: s.Note, State: stageStates[s.Status], Href: open(who, stepHref(c, s.Key, inside))})
	}
	page.Notice, page.Text = caseNotice(c)
	page.TasksFor, page.Tasks, page.Next = caseTasks(c, p, today, who)
	if inside {
		page.Cards = caseCards(c, p, today, who)
		page.History = caseHistory(history)
	}
	if c.Vote != nil {
		verdict := ui.Tag{State: ui.Done, Label: "通过"}
		if !c.Vote.Adopted {
			verdict = ui.Tag{State: ui.Stop, Label: "未通过"}
		}
		page.Result = &ui.Result{Label: caseTitle(c.Person.Name, c.Action, c.Office.Title), Members: c.Vote.Total, For: c.Vote.Yes,
			Against: c.Vote.No, Abstain: c.Vote.Abstain, NotCast: c.Vote.NotCast, Invalid: c.Vote.Invalid, Verdict: verdict}
	}
	return page
}

func caseOver(c appointment.Case) string {
	if c.Number == "" {
		return "任免案（未编号）· " + c.Action.Label()
	}
	return "任免案 " + c.Number + " · " + c.Action.Label()
}

func personSummary(c appointment.Case, today calendar.Day, who authz.Actor) ui.Summary {
	about := c.Person.Name
	var facts []string
	for _, f := range []string{c.Person.Sex, c.Person.Ethnicity} {
		if f != "" {
			facts = append(facts, f)
		}
	}
	if !c.Person.Born.IsZero() {
		y, m, _ := c.Person.Born.Date()
		facts = append(facts, fmt.Sprintf("%d年%d月出生", y, m))
	}
	if len(facts) > 0 {
		about += "（" + strings.Join(facts, "，") + "）"
	}
	key := "拟任职务"
	if !c.Action.Begins() {
		key = "现任职务"
	}
	return ui.Summary{
		{Key: "姓名", Value: about, Href: open(who, personPath(c.Person.ID))},
		{Key: key, Value: c.Office.Title, Note: c.Office.FilledBy.Label() + " · 由" + appointment.NominatorOf(c.Office, c.Action).Label() + "提名"},
		{Key: "事由", Value: orDash(c.Reason)}}
}

func proposalSummary(c appointment.Case, who authz.Actor) ui.Summary {
	s := ui.Summary{
		{Key: "提请机关", Value: c.Proposal.OrganName, Href: open(who, fmt.Sprintf("/proposals/%d", c.Proposal.ID))},
		{Key: "文号", Value: orDash(c.Proposal.DocumentNo)},
		{Key: "提请日期", Value: orDash(c.Proposal.SubmittedOn.String())},
		{Key: "拟提请会议", Value: orDash(c.Proposal.MeetingOn.String())},
	}
	if c.Proposal.LateReason != "" {
		s = append(s, ui.Item{Key: "迟交说明", Value: c.Proposal.LateReason})
	}
	return s
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func stepHref(c appointment.Case, k appointment.StepKey, inside bool) string {
	if !inside {
		return ""
	}
	switch k {
	case appointment.StepIntake:
		return fmt.Sprintf("/proposals/%d", c.Proposal.ID)
	case appointment.StepReview, appointment.StepInquiry, appointment.StepExam, appointment.StepCommitment:
		return casePath(c.ID) + "/" + string(k)
	case appointment.StepChairs:
		if c.Chairs != nil {
			return fmt.Sprintf("/chairs/%d", c.Chairs.MeetingID)
		}
		return "/chairs"
	case appointment.StepVote:
		return clearedAt(c, "agenda")
	case appointment.StepCertificate, appointment.StepPublish:
		if c.Vote != nil {
			return clearedAt(c, "notice")
		}
	}
	return ""
}

func caseNotice(c appointment.Case) (ui.Notice, string) {
	switch c.Stage {
	case appointment.StageRejected:
		return ui.Notice{Tone: ui.Failure, Title: "未获通过"}, "连续两次未获通过的，本届内不得再提名担任同一职务。"
	case appointment.StageWithdrawn:
		return ui.Notice{Tone: ui.Warning, Title: "提请机关已撤回"}, c.StageNote
	case appointment.StageEnded:
		return ui.Notice{Tone: ui.Failure, Title: "任免程序已终止"}, c.StageNote
	case appointment.StageHeld:
		return ui.Notice{Tone: ui.Warning, Title: "主任会议决定暂缓"}, c.StageNote
	case appointment.StageSuspended:
		return ui.Notice{Tone: ui.Warning, Title: "暂不付表决"}, c.StageNote
	case appointment.StageCorrection:
		return ui.Notice{Tone: ui.Warning, Title: "已退回补正"}, c.StageNote
	case appointment.StageClosed:
		return ui.Notice{Tone: ui.Success, Title: "已办结，转入任后监督"}, ""
	}
	return ui.Notice{}, ""
}

// caseTasks lists what the next move lacks; the button is the reader's only when it is their move.
func caseTasks(c appointment.Case, p policy.Policy, today calendar.Day, who authz.Actor) (string, ui.Tasks, staff.CaseNext) {
	move, by, ok := appointment.Next(c)
	if !ok {
		return "", nil, staff.CaseNext{Title: "办理结果", Text: "本案已" + strings.TrimPrefix(c.Stage.Label(), "已") + "，没有待办事项。"}
	}
	blockers := appointment.Blockers(c, p, move, today)
	var tasks ui.Tasks
	for _, b := range blockers {
		hint := b.Hint
		if !b.Due.IsZero() && !strings.Contains(hint, b.Due.String()) {
			hint = strings.TrimPrefix(hint+"；"+dueWords(b.Due, today), "；")
		}
		t := ui.Task{Label: b.Text, Hint: hint, Basis: b.Basis, Tag: ui.Tag{State: ui.Todo, Label: authz.Role(b.By).Label()}}
		if canClear(who, b.By, c) {
			t.Href = open(who, clearedAt(c, b.Key))
		}
		tasks = append(tasks, t)
	}
	next := staff.CaseNext{Title: "下一步", Text: fmt.Sprintf("“%s”由%s办理。", move.Label(), authz.Role(by).Label())}
	title := ""
	if len(blockers) > 0 {
		title = fmt.Sprintf("还差 %d 项才能“%s”", len(blockers), move.Label())
		next.Text += fmt.Sprintf("还差 %d 项，见左侧清单。", len(blockers))
	} else if canClear(who, by, c) {
		next.Text = "条件已齐，可以办理。"
		if href := open(who, clearedAt(c, "move-"+string(move))); href != "" {
			next.Button = ui.Button{Label: move.Label(), Href: href}
		}
	}
	return title, tasks, next
}

// canClear reports whether the reader is the party that acts.
func canClear(who authz.Actor, by appointment.Party, c appointment.Case) bool {
	switch by {
	case appointment.PartyOrgan:
		return who.Has(authz.RoleClerk) || who.Has(authz.RoleOrgan) && who.OrganID == c.Proposal.OrganID
	case appointment.PartyNominee:
		return who.Has(authz.RoleClerk) || who.PersonID == c.Person.ID && who.PersonID != 0
	case appointment.PartyExaminer:
		return who.Has(authz.RoleClerk, authz.RoleExaminer)
	}
	return who.Has(authz.Role(by))
}

// dueWords shows a deadline with the days left; the year only where it is another one.
func dueWords(due, today calendar.Day) string {
	day := due.Short()
	if due.Year() != today.Year() {
		day = due.String()
	}
	switch n := due.Sub(today); {
	case n < 0:
		return fmt.Sprintf("%s到期，已逾期 %d 天", day, -n)
	case n == 0:
		return "今天到期"
	default:
		return fmt.Sprintf("%s到期，还有 %d 天", day, n)
	}
}

func caseHistory(events []store.Event) ui.Timeline {
	var t ui.Timeline
	for i := len(events) - 1; i >= 0; i-- {
		e := events[i]
		var moved struct{ From, To appointment.Stage }
		note := ""
		if err := json.Unmarshal(e.Detail, &moved); err == nil && moved.To != "" {
			note = moved.From.Label() + " → " + moved.To.Label()
		}
		t = append(t, ui.Event{When: minute(e.At), Who: e.Actor, Text: e.Action.Label(), Note: note})
	}
	return t
}
