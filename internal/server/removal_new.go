package server

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// newRemoval is where a motion is brought, perhaps out of a matter: ?matter=7&person=3.
func (s *Server) newRemoval(w http.ResponseWriter, r *http.Request) error {
	return s.showNewRemoval(w, r, http.StatusOK, typed{})
}

// removalLink leads from a matter and a person to the form, for those who may bring a motion.
func removalLink(who authz.Actor, matterID, personID int64) string {
	if !authz.Can(who, authz.MoveRemoval) {
		return ""
	}
	return withQuery(removalsPath+"/new", "matter", idText(matterID), "person", idText(personID))
}

func (s *Server) showNewRemoval(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "removal"
	who := actor(r)
	if err := authz.Check(who, authz.MoveRemoval); err != nil {
		return err
	}
	q := r.URL.Query()
	value := func(name string) string { return t.value(act, name, q.Get(name)) }
	matterID, _ := strconv.ParseInt(value("matter"), 10, 64)
	personID, _ := strconv.ParseInt(value("person"), 10, 64)
	page := staff.BoardPage{Frame: s.frame(r, "提出撤职罢免", supervisionCrumb, removalsCrumb), Problems: t.problems,
		Heading: ui.Heading{Title: "提出撤职案、罢免案", Lead: "写明对象和理由，提供有关材料；表决以前本人有申辩的权利，以无记名投票表决〔监督法 第六十至六十二条〕。"}}
	page.Frame.Invalid = len(t.problems) > 0
	if personID == 0 {
		names, err := s.holderSuggestions(r.Context())
		if err != nil {
			return err
		}
		page.Panels = []staff.Panel{
			actPanel("对谁提出", removalsPath+"/find", nil, ui.Button{Label: "下一步"}, ui.Hidden{Name: "matter", Value: idText(matterID)},
				ui.Hidden{Name: "means", Value: value("means")},
				t.text("find", ui.Text{Name: "name", Label: "姓名", Width: ui.Wide, Suggest: names}, "")),
		}
		return s.render(w, r, status, staff.Board(page))
	}
	person, err := s.db.Person(r.Context(), personID)
	if err != nil {
		return err
	}
	panel, err := s.removalForm(r, person, matterID, supervision.Means(value("means")), t)
	if err != nil {
		return err
	}
	if matterID != 0 {
		m, err := s.db.MatterFor(r.Context(), who, matterID)
		if err != nil {
			return err
		}
		panel.Summary = append(panel.Summary, ui.Item{Key: "由来", Value: m.Title, Note: m.Kind.Label(), Href: matterPath(m.Kind, m.ID)})
	}
	page.Panels = []staff.Panel{panel}
	return s.render(w, r, status, staff.Board(page))
}

func (s *Server) removalForm(r *http.Request, person store.Person, matterID int64, means supervision.Means, t typed) (staff.Panel, error) {
	const act = "removal"
	who := actor(r)
	mover := supervision.MoverMembers
	switch {
	case who.Has(authz.RoleChair):
		mover = supervision.MoverChairs
	case who.Has(authz.RoleOrgan):
		mover = supervision.MoverOrgan
	}
	offices, err := s.removalOffices(r.Context(), person.ID, &means, t)
	if err != nil {
		return staff.Panel{}, err
	}
	kinds := ui.Radios{Name: "means", Label: "种类", Error: t.wrong(act, "means")}
	for _, v := range []supervision.Means{supervision.Dismissal, supervision.Recall, supervision.SuggestRemoval} {
		if v == supervision.SuggestRemoval && mover != supervision.MoverChairs || v == supervision.Recall && mover == supervision.MoverOrgan {
			continue
		}
		kinds.Options = append(kinds.Options, ui.Option{Value: string(v), Label: v.Label(), Chosen: t.value(act, "means", string(means)) == string(v),
			Hint: map[supervision.Means]string{supervision.Recall: "只对本级人大选出的上一级人大代表", supervision.SuggestRemoval: "建议县委或者上级主管机关免职"}[v]})
	}
	p := actPanel("", removalsPath, nil, ui.Button{Label: "提出"}, ui.Hidden{Name: "matter", Value: idText(matterID)},
		ui.Hidden{Name: "person", Value: idText(person.ID)}, kinds, offices,
		t.area(act, ui.Area{Name: "reason", Label: "理由和事实", Rows: 6}, ""))
	if len(offices.Options) == 0 {
		p.Forms, p.Text = nil, []string{person.Name + "现在没有担任职务，不能提出。"}
	}
	p.Summary = ui.Summary{{Key: "对象", Value: person.Name}, {Key: "提出者", Value: mover.Label()}}
	switch mover {
	case supervision.MoverMembers:
		members, err := s.memberChecks(r.Context(), "members", "请求联名的组成人员", map[int64]bool{who.MemberID: true}, t, act)
		if err != nil {
			return p, err
		}
		members.Hint = "五分之一以上组成人员书面联名；各人在自己的账号里签署。"
		if len(p.Forms) > 0 {
			p.Forms[0].Fields = append(p.Forms[0].Fields, members)
			p.Forms[0].Buttons[0].Label = "发起联名"
		}
	case supervision.MoverChairs:
		if len(p.Forms) > 0 {
			to := ui.Radios{Name: "to", Label: "建议送交", Hint: "只在建议免职时选择，提出后即形成函件。"}
			for _, v := range supervision.SuggestTo {
				to.Options = append(to.Options, ui.Option{Value: string(v), Label: v.Label(), Chosen: t.value(act, "to", "") == string(v),
					Hint: map[supervision.Recipient]string{supervision.ToProposer: "提请任命这一职务的机关，在本系统签收", supervision.ToSuperior: "请填写机关的全称"}[v]})
			}
			p.Forms[0].Fields = append(p.Forms[0].Fields, to,
				t.text(act, ui.Text{Name: "recipient", Label: "收函机关全称", Hint: "与所选机关的名称不同的填写，如“示例市交通运输局”。", Optional: true, Width: ui.Wide}, ""))
		}
	}
	return p, nil
}

// removalOffices offers the offices that a person holds, says of each what may be brought, and marks those that fit the means;
// where none is given, it is recall for who can only be recalled.
func (s *Server) removalOffices(ctx context.Context, personID int64, means *supervision.Means, t typed) (ui.Checks, error) {
	const act = "removal"
	offices := ui.Checks{Name: "office", Label: "职务", Hint: "一案可以涉及本人的几项职务。", Error: t.wrong(act, "office")}
	held, err := s.db.TenuresOf(ctx, personID)
	if err != nil {
		return offices, err
	}
	fits := map[supervision.Means][]int64{}
	for _, x := range held {
		if !x.EndsOn.IsZero() {
			continue
		}
		o, err := s.db.CatalogueEntry(ctx, x.OfficeID)
		if err != nil {
			return offices, err
		}
		hint := "不属于撤职案、罢免案的范围"
		switch {
		case o.Dismissible:
			hint = "可以提出撤职案"
			fits[supervision.Dismissal] = append(fits[supervision.Dismissal], x.OfficeID)
		case o.FilledBy == appointment.FilledByDeputy:
			hint = "可以提出罢免案"
			fits[supervision.Recall] = append(fits[supervision.Recall], x.OfficeID)
		}
		offices.Options = append(offices.Options, ui.Option{Value: idText(x.OfficeID), Label: x.Title, Hint: hint})
	}
	switch {
	case *means != "":
	case len(fits[supervision.Dismissal]) == 0 && len(fits[supervision.Recall]) > 0:
		*means = supervision.Recall
	default:
		*means = supervision.Dismissal
	}
	for i, o := range offices.Options {
		fit := slices.ContainsFunc(fits[*means], func(id int64) bool { return idText(id) == o.Value })
		offices.Options[i].Chosen = t.chosen(act, "office", o.Value, fit || *means == supervision.SuggestRemoval)
	}
	return offices, nil
}

// findForRemoval turns a name into the person and leads on to the form.
func (s *Server) findForRemoval(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	if f.value("name") == "" {
		f.wrong("name", "请填写姓名。")
	}
	id := s.person(r.Context(), f, "name")
	err := f.err(func() error { return nil })
	return s.answer(w, r, "find", err, "", withQuery(removalsPath+"/new", "matter", f.value("matter"), "means", f.value("means"), "person", idText(id)),
		s.showNewRemoval)
}

// moveRemoval brings a motion that is to end an office (提出撤职案、罢免案、免职建议).
func (s *Server) moveRemoval(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	who := actor(r)
	x := workflow.RemovalForm{
		MatterID:  f.id("matter"),
		PersonID:  f.id("person"),
		Means:     supervision.Means(f.value("means")),
		Offices:   formIDs(r, "office"),
		Reason:    f.value("reason"),
		Members:   formIDs(r, "members"),
		To:        supervision.Recipient(f.value("to")),
		Recipient: f.value("recipient"),
		Mover:     supervision.MoverMembers,
	}
	switch {
	case who.Has(authz.RoleChair):
		x.Mover = supervision.MoverChairs
	case who.Has(authz.RoleOrgan):
		x.Mover = supervision.MoverOrgan
	}
	var id int64
	err := f.err(func() (err error) {
		id, err = s.flow.MoveRemoval(r.Context(), who, x)
		return err
	})
	return s.answer(w, r, "removal", err, "已提出。", removalPath(id), s.showNewRemoval)
}
