package server

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// accountLinks are the choices of whom an account belongs to.
func (s *Server) accountLinks(ctx context.Context, form workflow.AccountForm, ps ui.Problems) ([]ui.Select, error) {
	organs, err := s.db.Organs(ctx, false)
	if err != nil {
		return nil, err
	}
	organ := ui.Select{Name: "organ", Label: "所在机关", Hint: "提请机关经办人必选。", Optional: true, Prompt: "不选", Error: ps.For("organ")}
	for _, o := range organs {
		organ.Options = append(organ.Options, ui.Option{Value: strconv.FormatInt(o.ID, 10), Label: o.Name, Chosen: o.ID == form.OrganID})
	}
	member := ui.Select{Name: "member", Label: "常委会组成人员", Hint: "常委会组成人员必选本人。", Optional: true, Prompt: "不选", Error: ps.For("member")}
	term, err := s.db.CurrentTerm(ctx, s.today())
	if errs.KindOf(err) == errs.NotFound {
		return []ui.Select{organ, member}, nil
	}
	if err != nil {
		return nil, err
	}
	members, err := s.db.Members(ctx, term.ID, s.today())
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		member.Options = append(member.Options, ui.Option{Value: strconv.FormatInt(m.ID, 10), Label: m.Duty.Label() + " " + m.Name,
			Chosen: m.ID == form.MemberID})
	}
	return []ui.Select{organ, member}, nil
}

// personByName finds the person a name means; namesakes are told apart by the month of birth behind
// the name: 王丽 1976-05.
func (s *Server) personByName(ctx context.Context, typed string) (int64, error) {
	name, month, _ := strings.Cut(strings.TrimSpace(typed), " ")
	if name == "" {
		return 0, nil
	}
	var born calendar.Day
	if month = strings.TrimSpace(month); month != "" {
		var err error
		if born, err = calendar.Parse(month + "-01"); err != nil {
			return 0, errs.Form(errs.Field{Name: "person", Message: "姓名后的出生年月请按 1976-05 的样子填写。"})
		}
	}
	found, err := s.db.FindPerson(ctx, name, born)
	switch {
	case err != nil:
		return 0, err
	case len(found) == 0:
		return 0, errs.Form(errs.Field{Name: "person", Message: "没有这个人的档案，请核对姓名；尚未建档的，先由选任联工委登记。"})
	case len(found) > 1:
		return 0, errs.Form(errs.Field{Name: "person", Message: "有同名人员，请在姓名后空一格写上出生年月，如“王丽 1976-05”。"})
	}
	return found[0].ID, nil
}

// personName is what personByName understands.
func personName(p store.Person) string {
	if p.Born.IsZero() {
		return p.Name
	}
	return p.Name + " " + p.Born.ISO()[:len("1976-05")]
}

// readAccountForm reads the form and finds the person it names.
func (s *Server) readAccountForm(r *http.Request) (workflow.AccountForm, error) {
	form := accountForm(r)
	var err error
	form.PersonID, err = s.personByName(r.Context(), r.PostFormValue("person"))
	return form, err
}

// linkSummary shows whom an account belongs to.
func (s *Server) linkSummary(ctx context.Context, a store.Account, page *staff.AccountDetailPage) error {
	if a.OrganID != 0 {
		o, err := s.db.Organ(ctx, a.OrganID)
		if err != nil {
			return err
		}
		page.Summary = append(page.Summary, ui.Item{Key: "所在机关", Value: o.Name})
	}
	if a.MemberID != 0 {
		m, err := s.db.Member(ctx, a.MemberID)
		if err != nil {
			return err
		}
		page.Summary = append(page.Summary, ui.Item{Key: "常委会组成人员", Value: m.Duty.Label() + " " + m.Name})
	}
	if a.PersonID != 0 {
		p, err := s.db.Person(ctx, a.PersonID)
		if err != nil {
			return err
		}
		page.Summary = append(page.Summary, ui.Item{Key: "人员档案", Value: personName(p)})
	}
	return nil
}
