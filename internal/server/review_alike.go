package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

func (s *Server) reviewAlikePage(w http.ResponseWriter, r *http.Request) error {
	return s.reviewAlikeForm(w, r, nil)
}

// reviewAlikeForm asks for one text at each gate and one opinion, and for those who are reviewed alone (成批初审).
func (s *Server) reviewAlikeForm(w http.ResponseWriter, r *http.Request, failed error) error {
	if err := authz.Check(actor(r), authz.ReviewAlike); err != nil {
		return err
	}
	p, err := s.visibleProposal(r)
	if err != nil {
		return err
	}
	cases, err := s.db.CasesOfProposal(r.Context(), p.ID)
	if err != nil {
		return err
	}
	all := proposalData{cases: cases}.reviewable()
	if len(all) == 0 {
		return errs.New(errs.Conflict, "没有可以成批初审的任免案，请回到提请件查看。")
	}
	rules, err := s.db.Policy(r.Context(), all[0].PolicyID)
	if err != nil {
		return err
	}
	ps := problems(failed)
	typed := func(name, usual string) string {
		if failed == nil {
			return usual
		}
		return r.PostFormValue(name)
	}
	page := staff.RegisterFormPage{Frame: s.frame(r, "成批初审", proposalsCrumb, ui.Link{Label: proposalName(p), Href: proposalPath(p.ID)}),
		Heading: ui.Heading{Title: "成批初审", Over: proposalName(p), Lead: fmt.Sprintf("%d 案正在初审。各关和意见相同的一次写明，每案分别记入初审报告。", len(all))},
		Form:    ui.Form{Action: proposalPath(p.ID) + "/review", Guard: true}, Button: ui.Button{Label: "初审合格，提请主任会议"}, Back: proposalPath(p.ID)}
	var gates []templ.Component
	for _, g := range rules.Review.Gates {
		name := "finding-" + string(g)
		gates = append(gates, ui.Area{Name: name, Label: g.Label() + "关的审查情况", Rows: 2, Value: typed(name, "经核对，符合要求。"), Error: ps.For(name)})
	}
	gates = append(gates, ui.Area{Name: "opinion", Label: "初审意见", Rows: 3, Value: typed("opinion", "经初审，符合任职条件，建议提请主任会议研究。"), Error: ps.For("opinion")})
	except := ui.Checks{Name: "except", Label: "不列入本批的", Columns: true, Optional: true, Hint: "有疑点、需要另行审查的勾选出来。", Open: foldAfter(len(all))}
	for _, c := range all {
		value := idText(c.ID)
		except.Options = append(except.Options, ui.Option{Value: value, Label: c.Person.Name, Chosen: slices.Contains(r.PostForm["except"], value)})
	}
	page.Groups = []staff.RegisterFields{{Legend: "审查情况", Fields: gates}, {Legend: "人员", Fields: []templ.Component{except}}}
	return s.showRegisterForm(w, r, failed, page)
}

// reviewAlike reviews the cases of a proposal together (成批初审).
func (s *Server) reviewAlike(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f := typedIn(r)
	x := workflow.AlikeReview{Texts: map[policy.Gate]string{}, Opinion: f.value("opinion")}
	for name := range r.PostForm {
		if gate, ok := strings.CutPrefix(name, "finding-"); ok {
			x.Texts[policy.Gate(gate)] = f.value(name)
		}
	}
	x.Except = formIDs(r, "except")
	passed, held, err := s.flow.ReviewAlike(r.Context(), actor(r), id, x)
	if errs.KindOf(err) == errs.Invalid {
		return s.reviewAlikeForm(w, r, err)
	} else if err != nil {
		return err
	}
	s.flash(r, fmt.Sprintf("%d 案初审合格，已提请主任会议。", passed)+heldText(held))
	return seeOther(w, r, proposalPath(id))
}

// heldText names who was left out of something done to many, with why.
func heldText(held []workflow.Held) string {
	const most = 5
	text := ""
	for i, h := range held {
		if i == most {
			return text + fmt.Sprintf("另有 %d 案，请逐案办理。", len(held)-most)
		}
		text += h.Person + "没有列入：" + h.Why + "。"
	}
	return text
}

func (s *Server) agreeAtChairsPage(w http.ResponseWriter, r *http.Request) error {
	return s.agreeAtChairsForm(w, r, nil)
}

// agreeAtChairsForm lists the undecided cases of the agenda, all of them chosen (成批同意提请).
func (s *Server) agreeAtChairsForm(w http.ResponseWriter, r *http.Request, failed error) error {
	if err := authz.Check(actor(r), authz.DecideAtChairs); err != nil {
		return err
	}
	m, err := s.chairsMeetingOf(r)
	if err != nil {
		return err
	}
	items, err := s.db.ChairsItems(r.Context(), m.ID)
	if err != nil {
		return err
	}
	_, rules, err := s.db.PolicyOn(r.Context(), s.today())
	if err != nil {
		return err
	}
	ps := problems(failed)
	list := ui.Checks{Name: "case", Label: "同意提请常委会会议审议的", Columns: true, Error: ps.For("case")}
	for _, i := range items {
		if i.Decision == "" {
			value := idText(i.Case.ID)
			list.Options = append(list.Options, ui.Option{
				Value:  value,
				Label:  caseTitle(i.Case.Person.Name, i.Case.Action, i.Case.Office.Title),
				Chosen: failed == nil || slices.Contains(r.PostForm["case"], value),
			})
		}
	}
	list.Open = foldAfter(len(list.Options))
	if len(list.Options) == 0 {
		return errs.New(errs.Conflict, "议程上没有待决定的任免案。")
	}
	fields := []templ.Component{list}
	if rules.Vote.EnBloc != policy.EnBlocNever {
		fields = append([]templ.Component{ui.Check{Name: "en_bloc", Label: "无异议的可与他案合并表决", Checked: r.PostFormValue("en_bloc") != ""}}, fields...)
	}
	return s.showRegisterForm(
		w,
		r,
		failed,
		staff.RegisterFormPage{Frame: s.frame(r, "成批同意提请", chairsCrumb, ui.Link{Label: chairsTitle(m), Href: chairsPath(m.ID)}),
			Heading: ui.Heading{Title: "成批同意提请", Over: chairsTitle(m), Lead: "会议一并同意的，一次登记。不同意或者需要另议的，取消勾选，逐案决定。"},
			Form:    ui.Form{Action: chairsPath(m.ID) + "/agree"}, Button: ui.Button{Label: "登记决定"}, Back: chairsPath(m.ID),
			Groups: []staff.RegisterFields{{Fields: fields}}},
	)
}

// agreeAtChairs records one decision on several cases (主任会议成批同意提请).
func (s *Server) agreeAtChairs(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	agreed, held, err := s.flow.AgreeAtChairs(r.Context(), actor(r), id, formIDs(r, "case"), r.PostFormValue("en_bloc") != "")
	if errs.KindOf(err) == errs.Invalid {
		return s.agreeAtChairsForm(w, r, err)
	} else if err != nil {
		return err
	}
	s.flash(r, fmt.Sprintf("%d 案同意提请，决定已登记。", agreed)+heldText(held))
	return seeOther(w, r, chairsPath(id))
}
