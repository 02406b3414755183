package server

import (
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

func (o outcome) certificatePanel(who authz.Actor, today calendar.Day, t typed) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "任命书", ID: "certificate", Link: ui.Link{Label: "登记簿", Href: "/certificates"}}}
	path := outcomePath(o.m.ID)
	toMake := 0
	for _, c := range o.adopted() {
		if appointment.CheckCertificate(c, o.rules[c.PolicyID]) == nil {
			toMake++
		}
	}
	var toPrint, toHand, valid int
	for _, x := range o.certificates {
		if x.Voided != "" {
			continue
		}
		valid++
		if x.Prints == 0 {
			toPrint++
		} else if x.HandedOn.IsZero() {
			toHand++
		}
	}
	if len(o.certificates) == 0 && toMake == 0 {
		p.Text = []string{"本次会议通过的事项不颁发任命书。"}
		return p
	}
	if len(o.certificates) > 0 {
		p.Table = certificateTable(o.certificates)
		p.Table.Open = 2 * many
		p.Table.HideCaption = true
	}
	if toMake > 0 && authz.Can(who, authz.MakeCertificate) {
		p.Text = append(p.Text, fmt.Sprintf("%d 件待制作：按议程次序编号，日期为通过之日，由主任署名。", toMake))
		p.Forms = append(p.Forms, act(path+"/certificates", fmt.Sprintf("制作任命书（%d 件）", toMake)))
	}
	if valid > 0 {
		p.Buttons = append(p.Buttons, ui.Button{Label: "看校样", Href: meetingPath(o.m.ID) + "/certificates/proof", Kind: ui.Plain})
	}
	if toPrint > 0 && authz.Can(who, authz.PrintCertificate) {
		p.Text = append(p.Text, "先打印校样核对无误，再打印任命书。")
		p.Forms = append(p.Forms, act(path+"/print", fmt.Sprintf("打印任命书（%d 件）", toPrint)))
	}
	if toHand > 0 && authz.Can(who, authz.HandOverCertificate) {
		p.Forms = append(p.Forms, staff.PanelForm{Form: ui.Form{Action: path + "/handover"}, Fields: handoverFields("handover", t, o.chairperson(), today),
			Buttons: []ui.Button{{Label: fmt.Sprintf("登记颁发（%d 件）", toHand), Kind: ui.Plain}}})
	}
	return p
}

// chairperson is who signed the meeting's certificates, and usually hands them over.
func (o outcome) chairperson() string {
	for _, x := range o.certificates {
		_, name, _ := strings.Cut(x.Signed, "　")
		return strings.ReplaceAll(name, "　", "")
	}
	return o.m.Presider
}

func handoverFields(act string, t typed, by string, today calendar.Day) []templ.Component {
	return []templ.Component{
		t.text(act, ui.Text{Name: "on", Label: "颁发日期", Type: ui.Date, Width: ui.Medium}, today.ISO()),
		t.text(act, ui.Text{Name: "by", Label: "颁发人", Width: ui.Medium, Hint: "主任，或者受主任委托的副主任。"}, by)}
}

// oathTakers are the persons who may be put on a roster: for a first oath, or for a make-up of the
// ceremony they missed.
func (o outcome) oathTakers(makeup int64) []appointment.Case {
	missed, arranged := map[int64]int64{}, map[int64]bool{}
	for _, y := range o.ceremonies {
		for _, x := range y.Roster {
			if !y.Recorded {
				arranged[x.CaseID] = true
			} else if !x.Sworn {
				missed[x.CaseID] = y.ID
			}
		}
	}
	return slices.DeleteFunc(o.adopted(), func(c appointment.Case) bool {
		return appointment.CheckOath(c, o.rules[c.PolicyID]) != nil || arranged[c.ID] || missed[c.ID] != makeup
	})
}

func (o outcome) oathPanel(who authz.Actor) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "宪法宣誓", ID: "oath", Link: ui.Link{Label: "宣誓登记", Href: "/oaths"}}}
	due := 0
	for _, c := range o.adopted() {
		if appointment.CheckOath(c, o.rules[c.PolicyID]) == nil {
			due++
		}
	}
	if due == 0 && len(o.ceremonies) == 0 {
		p.Text = []string{"本次会议通过的事项不由常委会组织宣誓。"}
		return p
	}
	if len(o.ceremonies) > 0 {
		p.Table = ceremonyTable(o.ceremonies)
	}
	if due > 0 {
		p.Text = []string{fmt.Sprintf("%d 人尚未宣誓。宣誓由主任会议组织，誓词只能用现行文本。", due)}
		if len(o.oathTakers(0)) > 0 && authz.Can(who, authz.ArrangeOath) {
			p.Buttons = []ui.Button{{Label: "安排宣誓", Href: fmt.Sprintf("/oaths/new?meeting=%d", o.m.ID), Kind: ui.Plain}}
		}
	}
	return p
}

func (o outcome) noticePanel(who authz.Actor) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "名单、决定和公告", ID: "notice", Link: ui.Link{Label: "公布与备案", Href: open(who, "/publishing")}}}
	if o.undecided > 0 {
		p.Text = []string{fmt.Sprintf("还有 %d 件任免案没有宣布结果，全部宣布以后起草、公布。", o.undecided)}
		return p
	}
	if len(o.notices) > 0 {
		p.Table = noticeTable(o.notices)
		p.Table.HideCaption = true
		openRows(who, p.Table)
	}
	path := outcomePath(o.m.ID)
	ready := len(o.notices) > 0
	waiting := 0
	for _, n := range o.notices {
		ready = ready && !n.ProofreadAt.IsZero()
		if n.PublishedAt.IsZero() {
			waiting++
		}
	}
	switch {
	case len(o.adopted()) == 0:
		p.Text = []string{"没有通过的任免案，不必公布。"}
	case len(o.notices) == 0 && authz.Can(who, authz.DraftNotice):
		p.Text = []string{"由表决结果生成任免名单、辞职和撤职的决定以及公告，再由起草人以外的一人逐字校核。"}
		p.Forms = []staff.PanelForm{act(path+"/notices", "起草名单和公告")}
	case waiting > 0 && ready && authz.Can(who, authz.PublishNotice):
		p.Text = []string{"都已校核，公布后即在公众网站上可见，文字不再改动。"}
		p.Forms = []staff.PanelForm{act(path+"/publish", fmt.Sprintf("一并公布（%d 件）", waiting))}
	}
	return p
}

func (o outcome) toldPanel(who authz.Actor) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "通知提请机关", ID: "organ"}}
	told := map[int64]bool{}
	t := ui.Table{Caption: "通知", HideCaption: true, Columns: []ui.Column{{Label: "机关"}, {Label: "文号", Narrow: true}, {Label: "签收", Narrow: true}}}
	for _, g := range o.told {
		told[g.OrganID] = true
		t.Rows = append(t.Rows, ui.Row{Href: open(who, organNoticePath(g.ID)), Cells: []ui.Cell{{Text: g.Organ}, {Text: g.Number}, receivedCell(g)}})
	}
	if len(t.Rows) > 0 {
		p.Table = t
	}
	seen := map[int64]bool{}
	var names []string
	for _, c := range o.decided {
		if id := c.Proposal.OrganID; !told[id] && !seen[id] {
			seen[id] = true
			names = append(names, c.Proposal.OrganName)
		}
	}
	if len(names) > 0 {
		p.Text = []string{"待通知：" + strings.Join(names, "、") + "。"}
		if o.undecided == 0 && authz.Can(who, authz.SendOrganNotice) {
			p.Forms = []staff.PanelForm{act(outcomePath(o.m.ID)+"/organs", fmt.Sprintf("发出通知（%d 个机关）", len(names)))}
		}
	}
	return p
}

func receivedCell(g store.OrganNotice) ui.Cell {
	if g.ReceivedAt.IsZero() {
		return ui.Cell{Tag: ui.Tag{State: ui.Doing, Label: "待签收"}}
	}
	return ui.Cell{Tag: ui.Tag{State: ui.Done, Label: "已签收"}, Note: g.ReceivedBy + "，" + calendar.Of(g.ReceivedAt).Short()}
}

func (o outcome) filingPanel(who authz.Actor, today calendar.Day) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "备案", ID: "filing", Link: ui.Link{Label: "备案事项", Href: open(who, "/filings")}}}
	if len(o.filings) == 0 {
		p.Text = []string{"没有需要报送备案的事项。"}
		return p
	}
	p.Table = filingTable(o.filings, today)
	openRows(who, p.Table)
	return p
}

// closingPanel says what is still missing, or offers to close what is complete.
func (o outcome) closingPanel(who authz.Actor, today calendar.Day) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "办结"}}
	ready, open := 0, 0
	for _, c := range o.adopted() {
		if c.Stage != appointment.StageAdopted {
			continue
		}
		open++
		if len(appointment.Blockers(c, o.rules[c.PolicyID], appointment.MoveClose, today)) == 0 {
			ready++
		}
	}
	switch {
	case open == 0:
		p.Text = []string{"本次会议通过的任免案都已办结，转入任后监督。"}
	case ready == 0:
		p.Text = []string{fmt.Sprintf("%d 件待办结：颁证、宣誓、公布、通知、备案办齐后，从这里办结。", open)}
	case authz.Can(who, authz.CloseCase):
		p.Text = []string{fmt.Sprintf("%d 件已经办齐，可以办结。", ready)}
		p.Forms = []staff.PanelForm{{Form: ui.Form{Action: outcomePath(o.m.ID) + "/close"}, Buttons: []ui.Button{{Label: fmt.Sprintf("办结（%d 件）", ready)}}}}
	}
	return p
}

func (o outcome) duesPanel(today calendar.Day) staff.Panel {
	p := o.rules[o.decided[0].PolicyID]
	day := o.decided[len(o.decided)-1].Vote.On
	item := func(key string, due calendar.Day) ui.Item {
		return ui.Item{Key: key, Value: due.String(), Note: remaining(due, today)}
	}
	s := ui.Summary{{Key: "通过日期", Value: day.String(), Note: "任免自通过之日起生效"}, item("公布、通知", p.PublicationDue(day))}
	if len(o.filings) > 0 {
		s = append(s, item("备案", p.FilingDue(day)))
	}
	for _, c := range o.adopted() {
		if appointment.OathDue(c, o.rules[c.PolicyID]) && (c.Oath == nil || !c.Oath.Sworn) {
			s = append(s, item("宪法宣誓", p.OathDue(day)))
			break
		}
	}
	return staff.Panel{Card: ui.Card{Title: "期限"}, Summary: s}
}

// remaining is how far a deadline is that stands beside.
func remaining(due, today calendar.Day) string {
	if n := today.Sub(due); n > 0 {
		return fmt.Sprintf("已逾期 %d 天", n)
	}
	return daysTo(due, today)
}
