package demo

import (
	"fmt"
	"slices"

	"renmian/internal/appointment"
	"renmian/internal/document"
	"renmian/internal/document/docx"
	"renmian/internal/meeting"
	"renmian/internal/workflow"
)

// follow plans what comes after a meeting: certificates and the oath on the day, the list published,
// organs told, reports made, whoever missed the oath sworn in later, and the cases closed. Of a fresh
// meeting only the day itself and the drafts are done.
func (c *county) follow(s *session) {
	after := func(days, minutes int, do func()) { c.at(s.day.Add(days), minutes, do) }
	after(0, 240, func() { c.certify(s) })
	after(0, 300, func() { s.oath = c.swear(s, c.sworn(s, nil), 0) })
	after(1, 60, func() { must(c.flow.DraftNotices(c.ctx, c.clerk, s.id)) })
	if s.fresh {
		return
	}
	after(1, 120, func() { c.publishResults(s) })
	after(2, 60, func() {
		c.useTemplate()
		must(c.flow.SendOrganNotices(c.ctx, c.clerk, s.id))
		county := got(c.db.County(c.ctx))
		for _, g := range got(c.db.OrganNoticesOfMeeting(c.ctx, s.id)) {
			_, _, err := c.flow.FinishPaper(c.ctx, c.clerk, fmt.Sprintf("/organ-notices/%d/paper", g.ID),
				[]document.Document{workflow.SentNoticePaper(county, g)})
			must(err)
			for _, organ := range []string{"government", "supervision", "court", "procuratorate", "congress"} {
				if who := c.of(organ); who.OrganID == g.OrganID {
					must(c.flow.ReceiveOrganNotice(c.ctx, who, g.ID))
				}
			}
		}
	})
	after(6, 60, func() {
		for i, f := range got(c.db.FilingsOfMeeting(c.ctx, s.id)) {
			must(c.flow.MarkFiled(c.ctx, c.clerk, f.ID, c.day(), fmt.Sprintf("示府报〔%d〕%d号", c.day().Year(), 11+s.number+i)))
		}
	})
	after(13, 60, func() {
		late := c.sworn(s, func(m *matter) bool { return m.unsworn != "" })
		for _, m := range late {
			m.unsworn = ""
		}
		c.swear(s, late, s.oath)
	})
	after(14, 60, func() { got(c.flow.CloseCases(c.ctx, c.clerk, s.id)) })
}

// useTemplate puts the county's own template for notices to organs to use, once.
func (c *county) useTemplate() {
	k, _ := docx.KindOf("notice")
	if _, known, err := c.db.ActiveTemplate(c.ctx, k.Code); err != nil || known {
		must(err)
		return
	}
	id := got(
		c.flow.AddTemplate(c.ctx, c.clerk, k.Code,
			workflow.Upload{Name: "任免通知（红头）.docx", Data: got(k.Starter(document.County{Name: got(c.db.County(c.ctx)).Name}))}),
	)
	must(c.flow.ActivateTemplate(c.ctx, c.clerk, id))
}

// certify makes and prints the certificates of a meeting and hands them over, but to those away.
func (c *county) certify(s *session) {
	due := 0
	for _, m := range s.all() {
		if appointment.CheckCertificate(got(c.db.Case(c.ctx, m.id)), c.policy) == nil {
			due++
		}
	}
	if due == 0 {
		return
	}
	must(c.flow.MakeCertificates(c.ctx, c.clerk, s.id))
	got(c.flow.PrintCertificates(c.ctx, c.clerk, s.id))
	var here []int64
	for _, t := range got(c.db.CertificatesOfMeeting(c.ctx, s.id)) {
		away := slices.ContainsFunc(s.all(), func(m *matter) bool { return m.id == t.CaseID && m.unsworn != "" && s.fresh })
		if !away {
			here = append(here, t.CaseID)
		}
	}
	must(c.flow.HandOverCertificates(c.ctx, c.clerk, s.id, c.day(), c.members[0].Name, here...))
}

// sworn lists the matters of a meeting for which the oath is due, narrowed when only is given.
func (c *county) sworn(s *session, only func(*matter) bool) (due []*matter) {
	for _, m := range s.all() {
		if (only == nil || only(m)) && appointment.CheckOath(got(c.db.Case(c.ctx, m.id)), c.policy) == nil {
			due = append(due, m)
		}
	}
	return due
}

// swear holds a ceremony, or a make-up of one, and returns its id.
func (c *county) swear(s *session, takers []*matter, makeupOf int64) int64 {
	if len(takers) == 0 {
		return 0
	}
	text, _ := meeting.OathOn(c.day())
	plan := workflow.OathPlan{MeetingID: s.id, HeldOn: c.day(), Place: "县人大常委会会议厅", Organiser: "县人大常委会主任会议", Form: meeting.Single,
		Version: text.Version, MakeupOf: makeupOf}
	var results []workflow.OathResult
	for _, m := range takers {
		plan.CaseIDs = append(plan.CaseIDs, m.id)
		results = append(results, workflow.OathResult{CaseID: m.id, Sworn: m.unsworn == "", Absence: m.unsworn})
	}
	if len(takers) > 1 {
		plan.Form, plan.Leader = meeting.Collective, takers[0].name()
		for _, m := range takers {
			if m.unsworn == "" {
				plan.Leader = m.name()
				break
			}
		}
	}
	id := got(c.flow.ArrangeOath(c.ctx, c.operator, plan))
	must(c.flow.RecordOath(c.ctx, c.operator, id, results))
	return id
}

// publishResults proofreads every paper as a second person and makes them public.
func (c *county) publishResults(s *session) {
	for _, n := range got(c.db.NoticesOfMeeting(c.ctx, s.id)) {
		must(c.flow.ProofreadNotice(c.ctx, c.clerk2, n.ID, n.Version, true, ""))
	}
	must(c.flow.PublishNotices(c.ctx, c.clerk, s.id))
}
