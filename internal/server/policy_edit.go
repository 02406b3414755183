package server

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/web/staff"
	"renmian/web/ui"
)

// newPolicy offers the county's rules as a form, begun from a version or a preset.
func (s *Server) newPolicy(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.AdoptPolicy); err != nil {
		return err
	}
	from := r.URL.Query().Get("from")
	if from == "" {
		id, _, err := s.db.PolicyOn(r.Context(), s.today())
		if err != nil {
			return err
		}
		from = versionKey(id)
	}
	_, p, err := s.policyOf(r, from)
	if err != nil {
		return err
	}
	if p.Title, err = s.policyTitle(r, p); err != nil {
		return err
	}
	return s.showPolicyForm(w, r, from, typedPolicy(p, s.today()), nil, previewed{})
}

// adoptPolicy puts the rules typed in into force as a new version (采用新的任免办法).
func (s *Server) adoptPolicy(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.AdoptPolicy); err != nil {
		return err
	}
	from := r.PostFormValue("from")
	_, base, err := s.policyOf(r, from)
	if err != nil {
		return err
	}
	f := typedIn(r)
	day, p := f.day("effective_on"), readPolicy(f, r.PostForm, base)
	if r.PostFormValue("act") == "preview" {
		return s.previewPolicy(w, r, from, f, day, p)
	}
	var id int64
	err = f.err(func() (err error) {
		id, err = s.flow.AdoptPolicy(r.Context(), actor(r), day, p)
		return err
	})
	if errs.KindOf(err) == errs.Invalid {
		return s.showPolicyForm(w, r, from, r.PostForm, err, previewed{})
	} else if err != nil {
		return err
	}
	s.flash(r, "新的办法已采用，自"+day.String()+"起施行。在此以前提交的任免案仍按原来的版本办理。")
	return seeOther(w, r, policyPath(id))
}

// typedPolicy is a policy as the form holds it.
func typedPolicy(p policy.Policy, day calendar.Day) url.Values {
	form := url.Values{"effective_on": {day.ISO()}}
	for _, c := range policy.Chapters() {
		for _, x := range c.Settings {
			form[x.Field] = x.Typed(p)
		}
	}
	return form
}

// readPolicy reads the form over the policy it was begun from. When something cannot be read, what else is
// wrong is told with it, so that one sending finds everything.
func readPolicy(f *fields, form url.Values, p policy.Policy) policy.Policy {
	for _, c := range policy.Chapters() {
		for _, x := range c.Settings {
			if !x.Set(&p, form[x.Field]) {
				f.wrong(x.Field, unreadable(x))
			}
		}
	}
	if len(f.problems) > 0 {
		for _, pr := range policy.Check(p) {
			if !slices.ContainsFunc(f.problems, func(e errs.Field) bool { return e.Name == pr.Field }) {
				f.wrong(pr.Field, pr.String())
			}
		}
	}
	return p
}

func unreadable(x policy.Setting) string {
	switch x.Kind {
	case policy.Number:
		return "“" + x.Label + "”请填写数字。"
	case policy.One:
		return "请选择“" + x.Label + "”。"
	}
	return "“" + x.Label + "”有一行不能识别，请按说明的格式每行写一项。"
}

// previewed is what would change if the rules typed in were adopted.
type previewed struct {
	lead    string
	changes []ui.Table
}

// previewPolicy tells, before anything is adopted, on what the rules typed in differ from those that would apply on
// their day, and how many open cases keep the rules they have.
func (s *Server) previewPolicy(w http.ResponseWriter, r *http.Request, from string, f *fields, day calendar.Day, p policy.Policy) error {
	err := f.err(func() error {
		var wrong []errs.Field
		for _, pr := range policy.Check(p) {
			wrong = append(wrong, errs.Field{Name: pr.Field, Message: pr.String()})
		}
		return errs.Form(wrong...)
	})
	if err != nil {
		return s.showPolicyForm(w, r, from, r.PostForm, err, previewed{})
	}
	_, now, err := s.db.PolicyOn(r.Context(), day)
	if err != nil {
		return err
	}
	versions, err := s.db.PolicyVersions(r.Context(), policyVersions)
	if err != nil {
		return err
	}
	open, n := 0, 0
	for _, v := range versions {
		open += v.Open
	}
	pre := previewed{changes: policyDifferences(now, p, "原来的办法", "填写的办法")}
	for _, t := range pre.changes {
		n += len(t.Rows)
	}
	pre.lead = fmt.Sprintf("与%s应施行的办法有 %d 处不同，还没有采用。采用以后，现在在办的 %d 件任免案仍按原来的版本办完。", day, n, open)
	return s.showPolicyForm(w, r, from, r.PostForm, nil, pre)
}

// policyTitle is the title of the rules, with the county's name where they still have the title of the default.
func (s *Server) policyTitle(r *http.Request, p policy.Policy) (string, error) {
	if p.Title != policy.Default().Title {
		return p.Title, nil
	}
	county, err := s.db.County(r.Context())
	return county.Name + p.Title, err
}

func (s *Server) showPolicyForm(w http.ResponseWriter, r *http.Request, from string, form url.Values, failed error, pre previewed) error {
	versions, err := s.db.PolicyVersions(r.Context(), policyVersions)
	if err != nil {
		return err
	}
	page := newPolicyEditPage(form, problems(failed))
	page.Frame = s.frame(r, "修订办法", ui.Link{Label: "本县办法", Href: policyHome})
	page.From = ui.Filter{Action: policyNew, Label: "换用这个"}
	page.Choice = ui.Select{Name: "from", Label: "从哪个版本或哪县做法开始", Prompt: "-", Options: policyChoices(versions, s.today(), from)}
	page.Base = ui.Hidden{Name: "from", Value: from}
	page.Preview, page.Changes = pre.lead, pre.changes
	page.Frame.Sheets, page.Frame.Scripts = []string{figuresSheet}, []string{"js/rules.js"}
	status := http.StatusOK
	if failed != nil {
		page.Frame.Invalid, status = true, http.StatusUnprocessableEntity
	}
	return s.render(w, r, status, staff.PolicyEdit(page))
}

func newPolicyEditPage(form url.Values, ps ui.Problems) staff.PolicyEditPage {
	page := staff.PolicyEditPage{Problems: ps, Form: ui.Form{Action: policyNew, Guard: true}, Back: policyHome,
		Heading: ui.Heading{Title: "修订办法", Lead: "照本县办法逐章展开填写；没有写的保留原值。违法和自相矛盾的不能采用，会展开那一章，在该项旁边说明。"},
		Day: ui.Text{Name: "effective_on", Label: "施行日期", Type: ui.Date, Width: ui.Medium, Value: form.Get("effective_on"), Error: ps.For("effective_on"),
			Hint: "自这一天起提交的任免案按新办法办理，以前提交的仍按原来的版本办完。"}}
	for _, c := range policy.Chapters() {
		group, wrong := staff.PolicyFields{ID: c.Key, Title: c.Title, Count: fmt.Sprintf("%d 项", len(c.Settings))}, 0
		for _, x := range c.Settings {
			problem := ps.For(x.Field)
			if problem != "" {
				wrong++
			}
			group.Fields = append(group.Fields, settingField(x, form[x.Field], problem))
		}
		if wrong > 0 {
			group.Wrong = fmt.Sprintf("%d 处需要更正", wrong)
		}
		page.Groups = append(page.Groups, group)
	}
	return page
}

// manyChoices is how many options are still shown at once instead of in a list.
const manyChoices = 4

func settingField(x policy.Setting, typed []string, problem string) templ.Component {
	text := strings.Join(typed, "\n")
	var options []ui.Option
	for _, o := range x.Options {
		options = append(options, ui.Option{Value: o.Value, Label: o.Label, Chosen: slices.Contains(typed, o.Value)})
	}
	switch x.Kind {
	case policy.Number:
		return ui.Text{Name: x.Field, Label: x.Label, Hint: x.Effect, Value: text, Error: problem, Type: ui.Number, Width: ui.Short, Unit: x.Unit, Step: "any"}
	case policy.Many:
		return ui.Checks{Name: x.Field, Label: x.Label, Hint: x.Effect, Error: problem, Options: options, Columns: true}
	case policy.One:
		if len(options) > manyChoices {
			return ui.Select{Name: x.Field, Label: x.Label, Hint: x.Effect, Error: problem, Options: options}
		}
		return ui.Radios{Name: x.Field, Label: x.Label, Hint: x.Effect, Error: problem, Options: options, Inline: len(options) == 2}
	case policy.Lines:
		return ui.Area{Name: x.Field, Label: x.Label, Hint: x.Effect, Value: text, Error: problem, Rows: 1 + max(3, strings.Count(text, "\n")+1)}
	}
	return ui.Text{Name: x.Field, Label: x.Label, Hint: x.Effect, Value: text, Error: problem, Width: ui.Wide}
}
