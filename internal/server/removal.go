package server

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

const removalsPath = supervisionPath + "/removals"

var removalsCrumb = ui.Link{Label: "撤职罢免", Href: removalsPath}

func removalPath(id int64) string { return fmt.Sprintf("%s/%d", removalsPath, id) }

func removalTag(v store.Removal) ui.Tag {
	switch {
	case v.Dropped != "":
		return ui.Tag{State: ui.Idle, Label: "不再提出"}
	case !v.AnsweredOn.IsZero():
		return ui.Tag{State: ui.Done, Label: "已答复"}
	case v.State == store.ProposalDraft:
		return ui.Tag{State: ui.Todo, Label: "补齐材料"}
	case v.Adopted > 0: // two offices of one motion may be decided apart
		return ui.Tag{State: ui.Done, Label: map[supervision.Means]string{supervision.Dismissal: "已撤职", supervision.Recall: "已罢免"}[v.Means]}
	case v.Cases > 0 && v.Over == v.Cases:
		return ui.Tag{State: ui.Idle, Label: "未获通过或者终止"}
	case v.ProposalID != 0:
		return ui.Tag{State: ui.Doing, Label: "已提请"}
	case v.Means == supervision.SuggestRemoval:
		return ui.Tag{State: ui.Doing, Label: "待答复"}
	}
	return ui.Tag{State: ui.Todo, Label: "联名中"}
}

// removals lists motions that are to end an office (撤职案、罢免案、免职建议).
func (s *Server) removals(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewRemovals); err != nil {
		return err
	}
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	all, err := s.db.Removals(r.Context(), who, 0, 0, before, listSize(r)+1)
	if err != nil {
		return err
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "撤职罢免", supervisionCrumb), Tabs: supervisionTabsAt(who, removalsPath),
		Heading: ui.Heading{Title: "撤职罢免", Lead: "由监督事项引出的撤职案、罢免案和免职建议。撤职案送交后按任免案办理，表决以前本人可以申辩。"},
		Buttons: []ui.Button{{Label: "四种刚性手段", Href: removalsPath + "/means", Kind: ui.Plain}}}
	if authz.Can(who, authz.MoveRemoval) {
		page.Buttons = append([]ui.Button{{Label: "提出", Href: removalsPath + "/new"}}, page.Buttons...)
	}
	if len(all) > listSize(r) {
		all = all[:listSize(r)]
		page.Pager.Next = withQuery(removalsPath, "before", idText(all[listSize(r)-1].ID))
	}
	page.Tables = []ui.Table{removalTable(all)}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func removalTable(all []store.Removal) ui.Table {
	t := ui.Table{
		Caption:     "撤职罢免",
		HideCaption: true,
		Empty:       "没有撤职案、罢免案和免职建议。",
		Columns:     []ui.Column{{Label: "对象"}, {Label: "种类", Narrow: true}, {Label: "提出"}, {Label: "日期", Narrow: true}, {Label: "情况", Narrow: true}},
	}
	for _, v := range all {
		by := v.Mover.Label()
		if v.Organ != "" {
			by = v.Organ
		}
		t.Rows = append(t.Rows, ui.Row{
			Href: removalPath(v.ID),
			Cells: []ui.Cell{
				{Text: v.Person, Note: v.Titles},
				{Text: v.Means.Label()},
				{Text: by, Note: v.Matter},
				{Text: v.StartedOn.ISO()},
				{Tag: removalTag(v)},
			},
		})
	}
	return t
}

func (s *Server) removalDetail(w http.ResponseWriter, r *http.Request) error {
	return s.showRemoval(w, r, http.StatusOK, typed{})
}

func (s *Server) showRemoval(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewRemovals); err != nil {
		return err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	v, err := s.db.RemovalFor(r.Context(), who, id)
	if err != nil {
		return err
	}
	movers, err := s.db.RemovalSignatures(r.Context(), id)
	if err != nil {
		return err
	}
	path := removalPath(id)
	page := staff.BoardPage{
		Frame:    s.frame(r, v.Means.Label(), supervisionCrumb, removalsCrumb),
		Problems: t.problems,
		Heading:  ui.Heading{Over: v.Means.Label(), Title: v.Person, Tag: removalTag(v), Lead: v.Titles},
	}
	page.Frame.Invalid = len(t.problems) > 0
	sum := ui.Summary{{Key: "提出", Value: v.Mover.Label(), Note: joinHint(v.Organ, v.Starter+"，"+v.StartedOn.String())}}
	if v.MatterID != 0 {
		sum = append(sum, ui.Item{Key: "由来", Value: v.Matter, Href: matterPath(v.MatterKind, v.MatterID)})
	}
	sum = item(item(item(sum, "送交", v.Recipient), "答复", v.Answer), "不再提出", v.Dropped)
	main := staff.Panel{Card: ui.Card{Title: "理由"}, Summary: sum, Prose: strings.Split(v.Reason, "\n")}
	if v.ProposalID != 0 {
		if v.Cases > 0 && v.Adopted+v.Over == v.Cases {
			main.Text = []string{"已按任免案办理完毕，表决结果和有关文书见提请件。"}
		} else {
			main.Text = []string{"已形成提请件，由提请机关补齐材料后提交，按任免案办理：初审、主任会议、本人申辩、无记名投票。"}
		}
		if href := s.proposalHref(r.Context(), who, v.ProposalID); href != "" {
			main.Buttons = []ui.Button{{Label: "打开提请件", Href: href, Kind: ui.Plain}}
		}
	}
	letter, err := s.db.DispatchOfRemoval(r.Context(), id)
	if err != nil {
		return err
	}
	if letter.ID != 0 {
		main.Summary = append(main.Summary, ui.Item{
			Key:   "发函",
			Value: letter.Title,
			Note:  joinHint(letter.SentOn.String(), dispatchTag(letter).Label),
			Href:  supervision.DispatchPath(letter.ID),
		})
	}
	page.Panels = []staff.Panel{main}
	if len(movers) > 0 {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "联名", ID: "movers"}, Table: signatureTable(movers)})
	}
	if v.Open() {
		acts, err := s.removalActs(r, v, movers, path, t)
		if err != nil {
			return err
		}
		page.Panels = append(page.Panels, acts...)
	}
	return s.render(w, r, status, staff.Board(page))
}

// proposalHref leads to a proposal for those who may open it.
func (s *Server) proposalHref(ctx context.Context, who authz.Actor, id int64) string {
	p, err := s.db.Proposal(ctx, id)
	if err != nil || !workflow.SeesProposal(who, p) || !authz.Can(who, authz.ViewProposals) {
		return ""
	}
	return proposalPath(id)
}

func (s *Server) removalActs(r *http.Request, v store.Removal, movers []store.Signature, path string, t typed) (panels []staff.Panel, err error) {
	who := actor(r)
	mine := v.StartedBy == who.AccountID
	if v.Mover == supervision.MoverMembers {
		members, err := s.db.MemberCount(r.Context())
		if err != nil {
			return nil, err
		}
		enough := ""
		if !supervision.Fifth(v.Signed, members) {
			enough = fmt.Sprintf("已签署 %d 人，须 %d 人以上", v.Signed, supervision.FifthOf(members))
		}
		if panels, err = s.signingPanels(r, path, mine, movers, enough, "提出后由常委会工作机构补齐材料，主任会议决定是否提请常委会会议审议。", t); err != nil {
			return nil, err
		}
	}
	letter, err := s.db.DispatchOfRemoval(r.Context(), v.ID)
	if err != nil {
		return nil, err
	}
	if v.Means == supervision.SuggestRemoval && who.Has(authz.RoleClerk) && !letter.ReceivedOn.IsZero() {
		panels = append(panels, actPanel("登记答复", path+"/answer", nil, ui.Button{Label: "登记"},
			t.text("answer", ui.Text{Name: "answered_on", Label: "答复日期", Type: ui.Date, Width: ui.Medium}, s.today().ISO()),
			t.area("answer", ui.Area{Name: "answer", Label: "答复", Rows: 3}, "")))
	}
	if mine {
		panels = append(panels, staff.Panel{Card: ui.Card{Title: "不再提出"}, Buttons: []ui.Button{{Label: "不再提出", Kind: ui.Plain, Href: path + "/drop"}}})
	}
	return panels, nil
}

// droppingRemoval is the page on which a motion is given up.
func (s *Server) droppingRemoval(w http.ResponseWriter, r *http.Request) error {
	return s.showDroppingRemoval(w, r, http.StatusOK, typed{})
}

func (s *Server) showDroppingRemoval(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	if err := authz.Check(actor(r), authz.DropRemoval); err != nil {
		return err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	v, err := s.db.RemovalFor(r.Context(), actor(r), id)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "不再提出", supervisionCrumb, removalsCrumb, ui.Link{Label: v.Person, Href: removalPath(id)}), Problems: t.problems,
		Heading: ui.Heading{Over: v.Means.Label() + "　" + v.Person, Title: "不再提出", Lead: "不再提出以后，已有的签名一并作废；需要时重新提出。"}}
	page.Panels = []staff.Panel{actPanel("", removalPath(id)+"/drop", nil, ui.Button{Label: "不再提出", Kind: ui.Danger},
		t.area("drop", ui.Area{Name: "reason", Label: "理由", Rows: 3}, ""))}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// removalDeeds are the acts on one motion, by the last part of the address.
func (s *Server) removalDeeds() map[string]http.HandlerFunc {
	act := func(name, done string, again pageAgain, read func(r *http.Request, f *fields, id int64) func() error) http.HandlerFunc {
		return s.acted(name, done, again, read)
	}
	return map[string]http.HandlerFunc{
		"sign": act("sign", "已登记您的决定。", s.showRemoval, func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.SignRemoval(r.Context(), actor(r), id, f.yes("yes")) }
		}),
		"ask": act("ask", "已请求联名。", s.showRemoval, func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.AskForRemoval(r.Context(), actor(r), id, formIDs(r, "members")) }
		}),
		"file": act("file", "已送交常委会工作机构补齐材料。", s.showRemoval, func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.FileRemoval(r.Context(), actor(r), id) }
		}),
		"answer": act("answer", "已登记。", s.showRemoval, func(r *http.Request, f *fields, id int64) func() error {
			day := f.day("answered_on")
			return func() error { return s.flow.AnswerRemoval(r.Context(), actor(r), id, f.value("answer"), day) }
		}),
		"drop": act("drop", "不再提出。", s.showDroppingRemoval, func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.DropRemoval(r.Context(), actor(r), id, f.value("reason")) }
		}),
	}
}

// signatureTasks are what waits for a member's signature or opinion, and for an organ to complete.
func (s *Server) signatureTasks(ctx context.Context, who authz.Actor) (all []staff.DeskGroup, err error) {
	if who.Has(authz.RoleMember) && who.MemberID != 0 {
		waiting, err := s.db.WaitingFor(ctx, who.MemberID)
		if err != nil {
			return nil, err
		}
		for _, x := range waiting {
			g := staff.DeskGroup{Title: x.Title, Over: supervision.Kind(x.Kind).Label(), Href: questioningPath(x.ID)}
			task := ui.Task{Label: "请您决定是否联名", Hint: minute(x.Since) + "请求", Href: g.Href, Tag: ui.Tag{State: ui.Todo, Label: "待办"}}
			if x.Kind == "removal" {
				g.Over, g.Href = "撤职、罢免", removalPath(x.ID)
				task.Href = g.Href
			}
			if x.Judge {
				task.Label, task.Hint = "对质询的答复表示意见", "您是提案人"
			}
			g.Tasks = ui.Tasks{task}
			all = append(all, g)
		}
	}
	if who.Has(authz.RoleOrgan) && who.OrganID != 0 {
		drafts, err := s.db.RemovalDrafts(ctx, who.OrganID)
		if err != nil {
			return nil, err
		}
		letters, err := s.db.Dispatches(ctx, store.DispatchFilter{Who: who, Waiting: true, Limit: 20})
		if err != nil {
			return nil, err
		}
		for _, x := range letters {
			href := supervision.DispatchPath(x.ID)
			all = append(all, staff.DeskGroup{
				Title: x.Title,
				Over:  "常委会来函",
				Href:  href,
				Tasks: ui.Tasks{{Label: "签收", Hint: x.SentOn.String() + "发出", Href: href, Tag: ui.Tag{State: ui.Todo, Label: "待办"}}},
			})
		}
		for _, v := range drafts {
			all = append(all, staff.DeskGroup{
				Title: v.Person,
				Over:  v.Means.Label(),
				Href:  proposalPath(v.ProposalID),
				Tasks: ui.Tasks{{Label: "补齐材料，提交" + v.Means.Label(), Hint: v.Mover.Label(),
					Href: proposalPath(v.ProposalID), Tag: ui.Tag{State: ui.Todo, Label: "待办"}}},
			})
		}
	}
	return all, nil
}

// removalsPanel shows what was brought against people out of a matter, and where more may be.
func (s *Server) removalsPanel(r *http.Request, matterID int64, people []store.MatterPerson) (staff.Panel, bool, error) {
	who := actor(r)
	p := staff.Panel{Card: ui.Card{Title: "撤职、罢免和免职建议", ID: "removals"}}
	if !authz.Can(who, authz.ViewRemovals) {
		return p, false, nil
	}
	all, err := s.db.Removals(r.Context(), who, matterID, 0, 0, 20)
	if err != nil {
		return p, false, err
	}
	if len(all) > 0 {
		p.Table = removalTable(all)
	}
	for _, x := range people {
		if href := removalLink(who, matterID, x.PersonID); href != "" {
			p.Buttons = append(p.Buttons, ui.Button{Label: "对" + x.Name + "提出", Href: href, Kind: ui.Plain})
		}
	}
	return p, len(all)+len(p.Buttons) > 0, nil
}
