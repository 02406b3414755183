package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// UrgeWays are how somebody is urged (催交方式).
var UrgeWays = []string{"电话", "书面", "短信", "约谈", "通过所在机关"}

// UrgeDuty urges those whose report is due (催交); their organ finds it on its workbench from then on.
func (f *Flow) UrgeDuty(ctx context.Context, who authz.Actor, ids []int64, how, note string) error {
	how, note = strings.TrimSpace(how), strings.TrimSpace(note)
	return f.do(ctx, who, authz.UrgeDuty, func(tx *store.Tx) error {
		var fields []errs.Field
		if len(ids) == 0 {
			fields = append(fields, errs.Field{Name: "matter", Message: "请选择催交的人员。"})
		}
		if !slices.Contains(UrgeWays, how) {
			fields = append(fields, errs.Field{Name: "how", Message: "请选择催交方式。"})
		}
		if err := errs.Form(fields...); err != nil {
			return err
		}
		slices.Sort(ids) // locked in one order
		for _, id := range slices.Compact(ids) {
			m, err := tx.LockMatter(ctx, id)
			if err != nil {
				return err
			}
			if m.Kind != supervision.DutyReport || !m.Open() {
				return errs.New(errs.Conflict, "“%s”已经办结，不必催交，请刷新页面。", m.Title)
			}
			if err := changeDuty(ctx, tx, m, supervision.DutyUrge, func(d *store.DutyReport) error {
				d.UrgedOn = calendar.Of(tx.Now())
				if err := tx.SetMatterOrgan(ctx, id, d.OrganID, supervision.PartHandler); err != nil {
					return err
				}
				return tx.InsertDutyUrge(ctx, store.DutyUrge{MatterID: id, How: how, Note: note})
			}); err != nil {
				return err
			}
			if err := tx.Audit(ctx, authz.UrgeDuty, matterSubject(m), map[string]any{"how": how, "note": note}); err != nil {
				return err
			}
		}
		return nil
	})
}

// ReturnDuty sends a report back to be supplemented (退回补充)〔SB-11〕.
func (f *Flow) ReturnDuty(ctx context.Context, who authz.Actor, id int64, reason string, by calendar.Day) error {
	reason = strings.TrimSpace(reason)
	return f.onDuty(ctx, who, authz.ReturnDuty, id, supervision.DutyReturn, func(tx *store.Tx, d *store.DutyReport) (map[string]any, error) {
		var fields []errs.Field
		if reason == "" {
			fields = append(fields, errs.Field{Name: "reason", Message: "请写明要补充什么，本人会看到。"})
		}
		if by.IsZero() || by.Before(calendar.Of(tx.Now())) {
			fields = append(fields, errs.Field{Name: "by", Message: "请填写补充的期限，不能早于今天。"})
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		filings, err := tx.DutyFilings(ctx, id)
		if err != nil {
			return nil, err
		}
		d.SupplementBy = by
		edition := filings[len(filings)-1].Edition
		return map[string]any{"edition": edition, "reason": reason, "by": by}, tx.InsertDutyReturn(ctx, id, edition, reason)
	})
}

// ReviewDuty gives the committee's opinion on a report (审查意见)〔SB-11〕.
func (f *Flow) ReviewDuty(ctx context.Context, who authz.Actor, id int64, opinion string) error {
	opinion = strings.TrimSpace(opinion)
	return f.onDuty(ctx, who, authz.ReviewDuty, id, supervision.DutyReview, func(tx *store.Tx, d *store.DutyReport) (map[string]any, error) {
		if opinion == "" {
			return nil, errs.Form(errs.Field{Name: "opinion", Message: "请写明审查意见：内容是否齐全、属实，承诺是否逐项说明，存在什么问题。"})
		}
		d.Opinion, d.ReviewedOn = opinion, calendar.Of(tx.Now())
		return map[string]any{"opinion": opinion}, nil
	})
}

// ExcuseDuty lets somebody off (准予免交), such as one on long sick leave or gone from office.
func (f *Flow) ExcuseDuty(ctx context.Context, who authz.Actor, id int64, reason string) error {
	reason = strings.TrimSpace(reason)
	return f.onDuty(ctx, who, authz.ExcuseDuty, id, supervision.DutyExcuse, func(tx *store.Tx, d *store.DutyReport) (map[string]any, error) {
		if reason == "" {
			return nil, errs.Form(errs.Field{Name: "reason", Message: "请写明免予提交的理由，如“已免去职务”“长期病休”。"})
		}
		d.Excuse, d.OralOn, d.OralMeeting = reason, calendar.Day{}, 0
		return map[string]any{"reason": reason}, nil
	})
}

// ChooseOral is the chairpersons' meeting saying who reports orally, and at which meeting (确定口头述职人员)〔SB-12、ZY-16、DZ-16〕. Those
// left out of the list are no longer to report orally, unless they have. An item of the plan about a person starts with it.
func (f *Flow) ChooseOral(ctx context.Context, who authz.Actor, year int, ids []int64, meetingID int64) error {
	return f.do(ctx, who, authz.ChooseOral, func(tx *store.Tx) error {
		c, err := tx.LockDutyCall(ctx, year)
		if err != nil {
			return err
		}
		if len(ids) > 0 && meetingID == 0 {
			return errs.Form(errs.Field{Name: "meeting", Message: "请选择在哪次常委会会议上口头述职。"})
		}
		chosen, dropped, err := setOrals(ctx, tx, c, ids, meetingID)
		if err != nil {
			return err
		}
		if len(chosen)+len(dropped) == 0 {
			return errs.New(errs.Conflict, "名单没有改动。")
		}
		return tx.Audit(ctx, authz.ChooseOral, callSubject(c), map[string]any{"chosen": chosen, "dropped": dropped, "meeting": meetingID})
	})
}

// setOrals makes those of a list, and nobody else who has not been heard, report orally at a meeting.
func setOrals(ctx context.Context, tx *store.Tx, c store.DutyCall, ids []int64, meetingID int64) (chosen, dropped []string, err error) {
	today := calendar.Of(tx.Now())
	all, err := tx.DutyReports(ctx, c.ID, today, store.DutyFilter{Open: true, Limit: 5000})
	if err != nil {
		return nil, nil, err
	}
	_, p, err := tx.PolicyOn(ctx, today)
	if err != nil {
		return nil, nil, err
	}
	if err := allOral(p.Supervision.DutyReport.Oral, all, ids); err != nil {
		return nil, nil, err
	}
	slices.SortFunc(all, func(a, b store.DutyReport) int { return int(a.MatterID - b.MatterID) })
	for _, d := range all {
		in := slices.Contains(ids, d.MatterID)
		if !d.May(supervision.DutyChoose) || in == !d.OralOn.IsZero() && (!in || d.OralMeeting == meetingID) {
			continue
		}
		m, err := tx.LockMatter(ctx, d.MatterID)
		if err != nil {
			return nil, nil, err
		}
		if err := changeDuty(ctx, tx, m, supervision.DutyChoose, func(x *store.DutyReport) error {
			if !in {
				x.OralOn, x.OralMeeting, x.MeetingOn = calendar.Day{}, 0, calendar.Day{}
				dropped = append(dropped, d.Person)
				return nil
			}
			held, err := tx.Meeting(ctx, meetingID)
			x.OralOn, x.OralMeeting, x.MeetingOn = today, meetingID, held.HeldOn
			chosen = append(chosen, d.Person)
			return err
		}); err != nil {
			return nil, nil, err
		}
		if in && m.PlanItemID == 0 {
			if err := startOralItem(ctx, tx, c.Year, d); err != nil {
				return nil, nil, err
			}
		}
	}
	return chosen, dropped, nil
}

// startOralItem starts the item of an approved plan, of the year or the next, that says this person reports orally.
func startOralItem(ctx context.Context, tx *store.Tx, year int, d store.DutyReport) error {
	plans, err := tx.Plans(ctx)
	if err != nil {
		return err
	}
	for _, p := range plans {
		if p.ApprovedOn.IsZero() || p.Year != year && p.Year != year+1 {
			continue
		}
		items, err := tx.PlanItems(ctx, p.ID)
		if err != nil {
			return err
		}
		for _, i := range items {
			if i.Kind == supervision.DutyReport && i.PersonID == d.PersonID && i.MatterID == 0 && i.Dropped == "" {
				return tx.LinkPlanItem(ctx, d.MatterID, i.ID)
			}
		}
	}
	return nil
}

// OralForm is what was said when somebody reported orally (审议情况)〔SB-13〕.
type OralForm struct {
	HeldOn                                  calendar.Day
	Achievements, Shortcomings, Suggestions string
}

// RecordOral records an oral report and the deliberation after it.
func (f *Flow) RecordOral(ctx context.Context, who authz.Actor, id int64, x OralForm) error {
	x.Achievements, x.Shortcomings, x.Suggestions = strings.TrimSpace(x.Achievements), strings.TrimSpace(x.Shortcomings), strings.TrimSpace(x.Suggestions)
	return f.onDuty(ctx, who, authz.RecordOral, id, supervision.DutyHear, func(tx *store.Tx, d *store.DutyReport) (map[string]any, error) {
		var fields []errs.Field
		add := func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }
		addDayProblem(add, x.HeldOn, calendar.Of(tx.Now()), "口头述职")
		for _, f := range [][3]string{{"achievements", x.Achievements, "请写明组成人员肯定的成绩。"}, {"shortcomings", x.Shortcomings, "请写明指出的不足；没有的，写“未指出”。"},
			{"suggestions", x.Suggestions, "请写明提出的建议；没有的，写“未提出”。"}} {
			if f[1] == "" {
				add(f[0], f[2])
			}
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		d.HeardOn, d.Achievements, d.Shortcomings, d.Suggestions = x.HeldOn, x.Achievements, x.Shortcomings, x.Suggestions
		return map[string]any{"held_on": x.HeldOn}, nil
	})
}

// allOral refuses a choice where the county's rules leave none: everybody reports to the meeting in person
// 〔DZ-16〕, or nobody does.
func allOral(rule policy.Whom, all []store.DutyReport, ids []int64) error {
	if rule == policy.WhomNone && len(ids) > 0 {
		return errs.New(errs.Conflict, "按本县办法，不安排口头述职。")
	}
	for _, d := range all {
		if rule == policy.WhomAll && d.May(supervision.DutyChoose) && !slices.Contains(ids, d.MatterID) {
			return errs.Form(errs.Field{Name: "matter", Message: "按本县办法，任命人员都口头述职，" + d.Person + "没有选上。"})
		}
	}
	return nil
}

// DraftDutySummary keeps the text of the year's review report (起草审查报告).
func (f *Flow) DraftDutySummary(ctx context.Context, who authz.Actor, year, version int, text string) error {
	return f.onCall(ctx, who, authz.ReportDuty, year, func(tx *store.Tx, c *store.DutyCall) (map[string]any, error) {
		if c.Version != version {
			return nil, errs.New(errs.Conflict, "审查报告刚由他人修改，请刷新页面，看清现在的内容后再改。")
		}
		if c.Summary = strings.TrimSpace(text); c.Summary == "" {
			return nil, errs.Form(errs.Field{Name: "summary", Message: "请写明审查报告的内容。"})
		}
		return map[string]any{"drafted": len([]rune(c.Summary))}, tx.SaveDutySummary(ctx, *c)
	})
}

// onCall is the road of every write on a call.
func (f *Flow) onCall(
	ctx context.Context,
	who authz.Actor,
	act authz.Action,
	year int,
	change func(tx *store.Tx, c *store.DutyCall) (map[string]any, error),
) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		c, err := tx.LockDutyCall(ctx, year)
		if err != nil {
			return err
		}
		if !c.ReportedOn.IsZero() && act == authz.ReportDuty {
			return errs.New(errs.Conflict, "%d 年的述职审查情况已于%s报告。", year, c.ReportedOn)
		}
		detail, err := change(tx, &c)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, act, callSubject(c), detail)
	})
}

// ReportDuty records that the review report was given at a meeting (会议通报)〔SB-11〕; written reports that are done end with it.
func (f *Flow) ReportDuty(ctx context.Context, who authz.Actor, year int, meetingID int64, on calendar.Day) error {
	return f.onCall(ctx, who, authz.ReportDuty, year, func(tx *store.Tx, c *store.DutyCall) (map[string]any, error) {
		today := calendar.Of(tx.Now())
		var fields []errs.Field
		addDayProblem(func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }, on, today, "报告")
		if meetingID == 0 {
			fields = append(fields, errs.Field{Name: "meeting", Message: "请选择在哪次常委会会议上报告。"})
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		switch {
		case c.Summary == "":
			return nil, errs.New(errs.Conflict, "还没有起草审查报告。")
		case c.Reviewed && c.InReview > 0:
			return nil, errs.New(errs.Conflict, "还有 %d 份述职报告没有审查，审查以后再报告。", c.InReview)
		}
		c.MeetingID, c.ReportedOn = meetingID, on
		if err := tx.SaveDutySummary(ctx, *c); err != nil {
			return nil, err
		}
		all, err := tx.DutyReports(ctx, c.ID, today, store.DutyFilter{Open: true, Limit: 5000})
		if err != nil {
			return nil, err
		}
		_, p, err := tx.PolicyOn(ctx, today)
		if err != nil {
			return nil, err
		}
		if n := unheard(all); n > 0 && p.Supervision.DutyReport.Oral == policy.WhomAll {
			return nil, errs.New(errs.Conflict, "按本县办法，任命人员都口头述职，还有 %d 人没有确定口头述职的会议。", n)
		}
		slices.SortFunc(all, func(a, b store.DutyReport) int { return int(a.MatterID - b.MatterID) })
		closed := 0
		for _, d := range all {
			if d.Over() == "" {
				continue
			}
			m, err := tx.LockMatter(ctx, d.MatterID)
			if err != nil {
				return nil, err
			}
			if err := settleDuty(ctx, tx, m, d); err != nil {
				return nil, err
			}
			closed++
		}
		return map[string]any{"meeting": meetingID, "on": on, "closed": closed}, nil
	})
}

// unheard counts those who have handed in and are not chosen to be heard.
func unheard(all []store.DutyReport) (n int) {
	for _, d := range all {
		if (d.Stage == supervision.DutyFiled || d.Stage == supervision.DutyReviewed) && d.OralOn.IsZero() {
			n++
		}
	}
	return n
}

// CompileVolume binds the year's reports as one (汇编)〔ZY-17〕, as they stand.
func (f *Flow) CompileVolume(ctx context.Context, who authz.Actor, year int) (id int64, err error) {
	err = f.onCall(ctx, who, authz.CompileVolume, year, func(tx *store.Tx, c *store.DutyCall) (map[string]any, error) {
		switch {
		case c.InReview+c.Judged == 0:
			return nil, errs.New(errs.Conflict, "还没有可以汇编的述职报告。")
		case c.Reviewed && c.InReview > 0:
			return nil, errs.New(errs.Conflict, "还有 %d 份述职报告没有审查，审查以后再汇编。", c.InReview)
		}
		id, err = tx.InsertDutyVolume(ctx, c.ID)
		return map[string]any{"volume": id, "reports": c.InReview + c.Judged}, err
	})
	return id, err
}

// IssueVolume delivers the volume to all members (印发).
func (f *Flow) IssueVolume(ctx context.Context, who authz.Actor, id int64) error {
	return f.do(ctx, who, authz.IssueVolume, func(tx *store.Tx) error {
		today := calendar.Of(tx.Now())
		term, err := tx.CurrentTerm(ctx, today)
		if err != nil {
			return err
		}
		members, err := tx.Members(ctx, term.ID, today)
		if err != nil {
			return err
		}
		ids := make([]int64, len(members))
		for i, m := range members {
			ids[i] = m.ID
		}
		if err := tx.IssueDutyVolume(ctx, id, ids); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.IssueVolume, store.Subject{Kind: "duty_volume", ID: id}, map[string]any{"members": len(ids)})
	})
}

// OpenVolume notes that a member reads the volume; while ballots are out nothing that a member does is noted.
func (f *Flow) OpenVolume(ctx context.Context, who authz.Actor, id int64) error {
	if !authz.Can(who, authz.OpenVolume) || who.MemberID == 0 {
		return nil
	}
	all, err := f.db.VolumeReceipts(ctx, id)
	if err != nil || !slices.ContainsFunc(all, func(x store.VolumeReceipt) bool { return x.MemberID == who.MemberID && x.OpenedAt.IsZero() }) {
		return err
	}
	if voting, err := f.db.AnyVoting(ctx); err != nil || voting {
		return err
	}
	return f.do(ctx, who, authz.OpenVolume, func(tx *store.Tx) error {
		if _, err := tx.OpenDutyVolume(ctx, id, who.MemberID); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.OpenVolume, store.Subject{Kind: "duty_volume", ID: id}, nil)
	})
}
