package server

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// wanted lists the papers the county asks for, for the whole proposal (no case) or for one case.
func (d proposalData) wanted(c *appointment.Case) []policy.Document {
	var all []policy.Document
	for _, x := range d.cases {
		if c != nil && x.ID != c.ID {
			continue
		}
		for _, k := range appointment.RequiredDocuments(x.Office, x.Action, d.rules) {
			if k != policy.Form && workflow.ProposalWide(k) == (c == nil) && !slices.Contains(all, k) {
				all = append(all, k)
			}
		}
	}
	return all
}

// handedIn lists the papers of a kind that count, of the whole proposal or of one case.
func (d proposalData) handedIn(caseID int64, kind policy.Document) []store.Document {
	return slices.DeleteFunc(slices.Clone(d.documents), func(x store.Document) bool {
		return x.CaseID != caseID || x.Kind != kind || !x.ReplacedAt.IsZero()
	})
}

// papers is the checklist with what has come in; papers that were replaced stand at the end.
func (d proposalData) papers(who authz.Actor) ui.Table {
	t := ui.Table{Caption: "提请材料", HideCaption: true, Empty: "填入人员和事项后，按本县办法列出应交材料。",
		Columns: []ui.Column{{Label: "材料"}, {Label: "适用"}, {Label: "文件"}, {Label: "情况", Narrow: true}}}
	path, mayRead := proposalPath(d.p.ID), authz.Can(who, authz.ViewDocument)
	file := func(x store.Document) ui.Cell {
		if x.FileID == 0 {
			return ui.Cell{Text: "纸质件", Note: x.PaperNote}
		}
		cell := ui.Cell{Text: x.FileName, Note: x.PaperNote}
		if mayRead {
			cell.Href = fmt.Sprintf("%s/documents/%d", path, x.ID)
		}
		return cell
	}
	add := func(label, scope string, caseID int64, kind policy.Document, due bool) {
		have := d.handedIn(caseID, kind)
		for _, x := range have {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: label}, {Text: scope}, file(x), {Tag: ui.Tag{State: ui.Done, Label: "已交"}}}})
		}
		if len(have) == 0 && due {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: label}, {Text: scope}, {Text: "—"}, {Tag: ui.Tag{State: ui.Todo, Label: "未交"}}}})
		}
	}
	each := func(scope string, c *appointment.Case) {
		var id int64
		if c != nil {
			id = c.ID
		}
		due := d.wanted(c)
		for _, kind := range policy.Documents() {
			add(kind.Label(), scope, id, kind, slices.Contains(due, kind))
		}
	}
	each("全件", nil)
	for i := range d.cases {
		each(d.cases[i].Person.Name+"（"+d.cases[i].Action.Label()+"）", &d.cases[i])
	}
	for _, x := range d.documents {
		if !x.ReplacedAt.IsZero() {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Kind.Label()}, {Text: "—"}, file(x),
				{Tag: ui.Tag{State: ui.Idle, Label: "已换下"}, Note: minute(x.ReplacedAt)}}})
		}
	}
	return t
}

// papersPage shows the form for handing papers in, of the whole proposal or of one case (?case=).
func (s *Server) papersPage(w http.ResponseWriter, r *http.Request) error {
	caseID, _ := strconv.ParseInt(r.URL.Query().Get("case"), 10, 64)
	return s.showPapers(w, r, http.StatusOK, caseID, nil, nil)
}

func (s *Server) showPapers(w http.ResponseWriter, r *http.Request, status int, caseID int64, notes map[policy.Document]string, ps ui.Problems) error {
	p, err := s.visibleProposal(r)
	if err == nil {
		err = authz.Check(actor(r), authz.AddDocument)
	}
	if err != nil {
		return err
	}
	d, err := s.proposalData(r.Context(), p)
	if err != nil {
		return err
	}
	page, err := newPapersPage(d, caseID, notes, ps)
	if err != nil {
		return err
	}
	page.Frame = s.frame(r, "提请材料", proposalsCrumb, proposalCrumb(p))
	page.Frame.Invalid = len(ps) > 0
	return s.render(w, r, status, staff.Papers(page))
}

func newPapersPage(d proposalData, caseID int64, notes map[policy.Document]string, ps ui.Problems) (staff.PapersPage, error) {
	path := proposalPath(d.p.ID)
	page := staff.PapersPage{Problems: ps, Back: path, Action: path + "/documents",
		Heading: ui.Heading{Title: "提请材料", Lead: "PDF、OFD、Word、Excel、JPG、PNG，每个不超过 20 MB。涉密件不要上传，填写纸质件份号，线下传阅。"}}
	page.Targets = append(page.Targets, ui.Link{Label: "全件", Href: path + "/documents", Current: caseID == 0})
	var target *appointment.Case
	for i, c := range d.cases {
		if c.Office.Assessor() && c.ID != caseID && len(d.wanted(&d.cases[i])) == 0 {
			continue // hundreds of whom no paper is asked for
		}
		page.Targets = append(page.Targets, ui.Link{Label: c.Person.Name + "（" + c.Action.Label() + "）",
			Href: fmt.Sprintf("%s/documents?case=%d", path, c.ID), Current: c.ID == caseID})
		if c.ID == caseID {
			target = &d.cases[i]
		}
	}
	if caseID != 0 && target == nil {
		return page, errs.New(errs.NotFound, "本提请件中没有这一事项，请从提请件重新进入。")
	}
	if target != nil {
		page.Action = fmt.Sprintf("%s/documents?case=%d", path, caseID)
		page.Heading.Over = target.Person.Name + target.Action.Label() + target.Office.Title
	}
	due := d.wanted(target)
	for _, kind := range policy.Documents() {
		if kind == policy.Form || workflow.ProposalWide(kind) != (target == nil) {
			continue
		}
		page.Papers = append(page.Papers, d.slot(caseID, kind, slices.Contains(due, kind), notes[kind], ps))
	}
	slices.SortStableFunc(page.Papers, func(a, b staff.PaperSlot) int { return len(a.Hint) - len(b.Hint) }) // 应交 before 可交
	return page, nil
}

func (d proposalData) slot(caseID int64, kind policy.Document, due bool, note string, ps ui.Problems) staff.PaperSlot {
	slot := staff.PaperSlot{Label: kind.Label(), Hint: "应交",
		File: ui.Files{Name: "file-" + string(kind), Label: "文件", Multiple: true, Optional: true, Error: ps.For("file-" + string(kind)),
			Accept: ".pdf,.ofd,.doc,.docx,.wps,.xls,.xlsx,.jpg,.jpeg,.png"},
		Note: ui.Text{Name: "note-" + string(kind), Label: "纸质件份号", Hint: "如：第 3 号，共 2 份", Value: note, Width: ui.Medium, Optional: true}}
	if !due {
		slot.Hint = "按需要提交"
	}
	for _, x := range d.handedIn(caseID, kind) {
		item := ui.Item{Key: "已交", Value: x.FileName, Note: x.PaperNote, Href: fmt.Sprintf("%s/documents/%d", proposalPath(d.p.ID), x.ID),
			Change: fmt.Sprintf("%s/documents/%d/drop", proposalPath(d.p.ID), x.ID)}
		if x.FileID == 0 {
			item.Value, item.Note, item.Href = "纸质件 "+x.PaperNote, "", ""
		}
		slot.Have = append(slot.Have, item)
	}
	return slot
}

// addPapers hands in every paper of the form; what is good is kept even when something else is not.
func (s *Server) addPapers(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	caseID, _ := strconv.ParseInt(r.URL.Query().Get("case"), 10, 64)
	var ps ui.Problems
	notes := map[policy.Document]string{}
	kept := 0
	for _, kind := range policy.Documents() {
		files, err := uploads(r, "file-"+string(kind))
		if err != nil {
			return err
		}
		note := r.PostFormValue("note-" + string(kind))
		if len(files) == 0 && note != "" {
			files = []workflow.Upload{{}}
		}
		for _, file := range files {
			err := s.flow.AddDocument(r.Context(), actor(r), id, workflow.DocumentForm{CaseID: caseID, Kind: kind, File: file, PaperNote: note})
			if errs.KindOf(err) == errs.Invalid {
				notes[kind] = note
				ps = append(ps, ui.Problem{Name: "file-" + string(kind), Message: errs.Message(err)})
				continue
			}
			if err != nil {
				return err
			}
			kept++
		}
	}
	switch {
	case len(ps) > 0:
		return s.showPapers(w, r, http.StatusUnprocessableEntity, caseID, notes, ps)
	case kept == 0:
		return s.showPapers(w, r, http.StatusUnprocessableEntity, caseID, notes, ui.Problems{{Message: "请至少选择一个文件，或填写一份纸质件的份号。"}})
	}
	s.flash(r, fmt.Sprintf("已收存 %d 份材料。", kept))
	return seeOther(w, r, proposalPath(id)+"#papers")
}

// documentFile sends one paper to those who may see its proposal.
func (s *Server) documentFile(w http.ResponseWriter, r *http.Request) error {
	d, err := s.documentOf(r)
	if err != nil {
		return err
	}
	if err := authz.Check(actor(r), authz.ViewDocument); err != nil {
		return err
	}
	f, err := s.db.File(r.Context(), d.FileID)
	if err != nil {
		return err
	}
	return sendFile(w, f)
}

func (s *Server) documentOf(r *http.Request) (store.Document, error) {
	p, err := s.visibleProposal(r)
	if err != nil {
		return store.Document{}, err
	}
	id, err := pathID(r, "document")
	if err != nil {
		return store.Document{}, err
	}
	return s.db.Document(r.Context(), p.ID, id)
}

func (s *Server) askDropDocument(w http.ResponseWriter, r *http.Request) error {
	d, err := s.documentOf(r)
	if err != nil {
		return err
	}
	back := proposalPath(d.ProposalID) + "/documents"
	if d.CaseID != 0 {
		back += fmt.Sprintf("?case=%d", d.CaseID)
	}
	return s.confirm(w, r, http.StatusOK, staff.ConfirmPage{Heading: ui.Heading{Title: "撤换材料", Over: d.Kind.Label()},
		Lines:  []string{"撤下“" + cmp.Or(d.FileName, d.PaperNote) + "”。提交过的材料仍留存在案，注明已换下；未提交的直接删除。"},
		Action: r.URL.Path, Button: ui.Button{Label: "撤下这份材料"}, Back: back}, proposalsCrumb, ui.Link{Label: "提请件", Href: proposalPath(d.ProposalID)})
}

func (s *Server) dropDocument(w http.ResponseWriter, r *http.Request) error {
	d, err := s.documentOf(r)
	if err == nil {
		err = s.flow.DropDocument(r.Context(), actor(r), d.ProposalID, d.ID)
	}
	if err != nil {
		return err
	}
	s.flash(r, "材料已撤下。")
	if d.CaseID != 0 {
		return seeOther(w, r, fmt.Sprintf("%s/documents?case=%d", proposalPath(d.ProposalID), d.CaseID))
	}
	return seeOther(w, r, proposalPath(d.ProposalID)+"/documents")
}

// confirm shows a page that asks before an act.
func (s *Server) confirm(w http.ResponseWriter, r *http.Request, status int, page staff.ConfirmPage, crumbs ...ui.Link) error {
	page.Frame = s.frame(r, page.Heading.Title, crumbs...)
	page.Frame.Invalid = len(page.Problems) > 0
	return s.render(w, r, status, staff.Confirm(page))
}
