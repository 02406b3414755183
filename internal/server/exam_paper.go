package server

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

var papersCrumb = ui.Link{Label: "试卷", Href: "/exams/papers"}

func papersPath(id int64) string { return fmt.Sprintf("/exams/papers/%d", id) }

func paperTag(s store.PaperSet) ui.Tag {
	switch {
	case s.State == store.PapersDraft:
		return ui.Tag{State: ui.Todo, Label: "待审定"}
	case s.State == store.PapersDiscarded:
		return ui.Tag{State: ui.Stop, Label: "已作废"}
	case s.Open():
		return ui.Tag{State: ui.Done, Label: yesNo(s.Started, "已开考", "已启封")}
	}
	return ui.Tag{State: ui.Done, Label: "已封存"}
}

// papers lists the sets of papers (试卷).
func (s *Server) papers(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewPapers); err != nil {
		return err
	}
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	sets, err := s.db.PaperSets(r.Context(), before, listSize(r)+1)
	if err != nil {
		return err
	}
	list := staff.Panel{Card: ui.Card{Title: "试卷"}, Table: ui.Table{Caption: "试卷", HideCaption: true, Empty: "还没有组卷。",
		Columns: []ui.Column{{Label: "编号"}, {Label: "名称"}, {Label: "份数"}, {Label: "组卷"}, {Label: "审定"}, {Label: "状态", Narrow: true}}}}
	if authz.Can(who, authz.AssemblePapers) {
		list.Buttons = append(list.Buttons, ui.Button{Label: "组卷", Href: "/exams/papers/new"})
	}
	if len(sets) > listSize(r) {
		sets = sets[:listSize(r)]
		list.Buttons = append(list.Buttons,
			ui.Button{Label: "更早的试卷", Kind: ui.Plain, Href: withQuery("/exams/papers", "before", idText(sets[listSize(r)-1].ID))})
	}
	for _, x := range sets {
		list.Table.Rows = append(list.Table.Rows, ui.Row{Href: papersPath(x.ID), Cells: []ui.Cell{{Text: x.Number}, {Text: x.Title, Note: x.Group.Label()},
			{Text: paperLabels(x)}, {Text: x.AssembledBy, Note: minute(x.AssembledAt)}, {Text: x.ApprovedBy, Note: minute(x.ApprovedAt)}, {Tag: paperTag(x)}}})
	}
	page := staff.BoardPage{Frame: s.frame(r, "试卷", examsCrumb), Tabs: examTabsAt(who, papersCrumb.Href), Panels: []staff.Panel{list},
		Heading: ui.Heading{Title: "试卷", Lead: "按组卷要求从题库随机抽题成卷，由另一人审定后封存，开考以前不向任何人显示。"}}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

func paperLabels(x store.PaperSet) string {
	text := ""
	for i, l := range x.Labels {
		if i > 0 {
			text += "、"
		}
		text += l + " 卷"
	}
	return text
}

// setOf reads a set of papers; its papers only as far as they may be shown.
func (s *Server) setOf(r *http.Request) (x store.PaperSet, papers []store.Paper, err error) {
	if err := authz.Check(actor(r), authz.ViewPapers); err != nil {
		return x, nil, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return x, nil, err
	}
	if x, err = s.db.PaperSet(r.Context(), id); err != nil || !x.Open() {
		return x, nil, err
	}
	papers, err = s.db.Papers(r.Context(), id)
	return x, papers, err
}

// paperSet shows a set of papers with what may be done with it.
func (s *Server) paperSet(w http.ResponseWriter, r *http.Request) error {
	return s.showPaperSet(w, r, http.StatusOK, typed{})
}

func (s *Server) showPaperSet(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	x, papers, err := s.setOf(r)
	if err != nil {
		return err
	}
	openings, err := s.db.PaperOpenings(r.Context(), x.ID)
	if err != nil {
		return err
	}
	page := newPaperSetPage(x, papers, openings, t, actor(r), r.URL.Query().Get("paper"))
	page.Frame = s.frame(r, x.Number+" 号试卷", examsCrumb, papersCrumb)
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func newPaperSetPage(x store.PaperSet, papers []store.Paper, openings []store.PaperOpening, t typed, who authz.Actor, label string) staff.BoardPage {
	page := staff.BoardPage{Problems: t.problems, Heading: ui.Heading{Over: "试卷 " + x.Number, Title: x.Title, Tag: paperTag(x)}}
	facts := staff.Panel{Card: ui.Card{Title: "组卷"}, Summary: ui.Summary{{Key: "机关类别", Value: x.Group.Label()}, {Key: "份数", Value: paperLabels(x)},
		{Key: "题数和分值", Value: fmt.Sprintf("%d 题，%g 分", x.Blueprint.Questions(), x.Blueprint.Total())},
		{Key: "随机种子", Value: strconv.FormatInt(x.Seed, 10), Note: "题库不变时，同一种子抽出同样的题"},
		{Key: "组卷", Value: x.AssembledBy, Note: minute(x.AssembledAt)}}}
	if !x.ApprovedAt.IsZero() {
		facts.Summary = append(facts.Summary, ui.Item{Key: "审定", Value: x.ApprovedBy, Note: minute(x.ApprovedAt)},
			ui.Item{Key: "封存校验值", Value: hex.EncodeToString(x.Digest), Note: "SHA-256，卷面改动一字即不相符"})
	}
	for i, o := range openings {
		facts.Summary = append(facts.Summary, ui.Item{Key: fmt.Sprintf("启封第 %d 人", i+1), Value: o.Name, Note: minute(o.At) + "，" + o.Reason})
	}
	if x.DiscardedWhy != "" {
		facts.Summary = append(facts.Summary, ui.Item{Key: "作废理由", Value: x.DiscardedWhy})
	}
	page.Panels = []staff.Panel{facts}
	if x.Open() {
		weight, face := weightPanel(x, papers), facePanel(x, papers, label)
		weight.Buttons, face.Buttons = face.Buttons, nil // above the long list
		page.Panels = append(page.Panels, weight, face)
	} else {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "卷面"}, Text: []string{"试卷已经封存，卷面不向任何人显示。机考开考后自动启封；在纸上考试的，由两人先后启封后印制。"}})
	}
	if acts := paperActs(x, openings, t, who); len(acts) > 0 {
		page.Aside = acts
	}
	return page
}

// weightPanel compares the papers: points, mean difficulty, laws.
func weightPanel(x store.PaperSet, papers []store.Paper) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "各卷对照"}, Table: ui.Table{Caption: "各卷对照", HideCaption: true, Columns: []ui.Column{{Label: "项目"}}}}
	row := func(label string, of func([]exam.Question) string) {
		cells := []ui.Cell{{Text: label}}
		for _, paper := range papers {
			cells = append(cells, ui.Cell{Text: of(paper.Questions)})
		}
		p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: cells})
	}
	count := func(is func(exam.Question) bool) func([]exam.Question) string {
		return func(qs []exam.Question) string {
			n := 0
			for _, q := range qs {
				if is(q) {
					n++
				}
			}
			return strconv.Itoa(n)
		}
	}
	laws := []string{}
	for _, paper := range papers {
		p.Table.Columns = append(p.Table.Columns, ui.Column{Label: paper.Label + " 卷", Numeric: true})
		for _, q := range paper.Questions {
			if !slices.Contains(laws, q.Law()) {
				laws = append(laws, q.Law())
			}
		}
	}
	slices.Sort(laws)
	row("平均难度（按分值，1 容易至 5 难）", func(qs []exam.Question) string { return fmt.Sprintf("%.2f", exam.Mean(qs)) })
	for level := 1; level <= 5; level++ {
		row("难度："+exam.LevelLabel(level), count(func(q exam.Question) bool { return q.Difficulty == level }))
	}
	for _, law := range laws {
		row("《"+law+"》", count(func(q exam.Question) bool { return q.Law() == law }))
	}
	if len(papers) > 1 {
		p.Text = []string{fmt.Sprintf("各卷平均难度最多相差 %.2f，允许 %.2f。%s", exam.Spread(workflow.Questions(papers)), x.Tolerance, sharedWords(papers))}
	}
	return p
}

// sharedWords says how many items stand on more than one paper.
func sharedWords(papers []store.Paper) string {
	times, shared := map[int64]int{}, 0
	for _, p := range papers {
		for _, q := range p.Questions {
			if times[q.ItemID]++; times[q.ItemID] == 2 {
				shared++
			}
		}
	}
	if shared == 0 {
		return "各卷没有相同的试题。"
	}
	return fmt.Sprintf("题库可用的试题不够，有 %d 题同时在两份以上的试卷中。", shared)
}

// facePanel lists the questions of one paper, the first unless another is asked for.
func facePanel(x store.PaperSet, papers []store.Paper, label string) staff.Panel {
	at := max(0, slices.IndexFunc(papers, func(p store.Paper) bool { return p.Label == label }))
	paper := papers[at]
	base := papersPath(x.ID) + "/" + paper.Label
	p := staff.Panel{Card: ui.Card{Title: paper.Label + " 卷卷面", ID: "paper"}, Table: ui.Table{Caption: "卷面", HideCaption: true,
		Columns: []ui.Column{
			{Label: "题号", Narrow: true},
			{Label: "题目"},
			{Label: "依据"},
			{Label: "难度", Narrow: true},
			{Label: "分值", Numeric: true, Narrow: true},
		}}}
	for _, other := range papers {
		if other.Label != paper.Label {
			p.Buttons = append(p.Buttons,
				ui.Button{Label: "看 " + other.Label + " 卷", Kind: ui.Plain, Href: withQuery(papersPath(x.ID), "paper", other.Label) + "#paper"})
		}
	}
	p.Buttons = append(p.Buttons, ui.Button{Label: "打印试卷", Kind: ui.Plain, Href: base + "/paper"},
		ui.Button{Label: "打印答题纸", Kind: ui.Plain, Href: base + "/sheet"}, ui.Button{Label: "打印答案", Kind: ui.Plain, Href: base + "/key"})
	for _, q := range paper.Questions {
		p.Table.Rows = append(p.Table.Rows, ui.Row{Href: fmt.Sprintf("%s/%d", base, q.Position), Cells: []ui.Cell{{Text: strconv.Itoa(q.Position)},
			{Text: q.Stem, Note: q.Kind.Label()}, {Text: q.Cites}, {Text: exam.LevelLabel(q.Difficulty)}, {Text: points(q.Points)}}})
	}
	return p
}

func points(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// paperActs are the acts that the state allows, each with why this person may not.
func paperActs(x store.PaperSet, openings []store.PaperOpening, t typed, who authz.Actor) []staff.Panel {
	path, version := papersPath(x.ID), strconv.Itoa(x.Version)
	form := func(act string, fields []templ.Component, b ui.Button) staff.PanelForm {
		return staff.PanelForm{Form: ui.Form{Action: path + "/" + act, Version: version}, Fields: fields, Buttons: []ui.Button{b}}
	}
	why := func(a authz.Action, reason string) string {
		if !authz.Can(who, a) {
			return "由考务人员办理"
		}
		return reason
	}
	var all []staff.Panel
	switch {
	case x.State == store.PapersDraft:
		own := ""
		if x.AssembledByID == who.AccountID {
			own = "由组卷、换题以外的一人审定"
		}
		all = append(all, staff.Panel{Card: ui.Card{Title: "审定"}, Text: []string{"审定后即封存：卷面不能再改，开考以前不再显示。"},
			Forms: []staff.PanelForm{form("approve", nil, ui.Button{Label: "审定封存", Why: why(authz.ApprovePapers, own)})}})
		all = append(all, staff.Panel{Card: ui.Card{Title: "重新抽题"}, Text: []string{"要求不变，换一个种子另抽一套。个别试题不合适的，在卷面点开该题更换。"},
			Forms: []staff.PanelForm{
				form("reassemble",
					[]templ.Component{t.text("reassemble", ui.Text{Name: "seed", Label: "随机种子", Hint: "留空由系统抽取。", Optional: true, Width: ui.Medium}, "")},
					ui.Button{Label: "重新抽题", Kind: ui.Plain, Why: why(authz.AssemblePapers, "")}),
			}})
	case x.State == store.PapersApproved && !x.Open():
		own := ""
		if slices.ContainsFunc(openings, func(o store.PaperOpening) bool { return o.AccountID == who.AccountID }) {
			own = "您已同意启封，由另一人办理"
		}
		all = append(all, staff.Panel{Card: ui.Card{Title: "启封印制"}, Text: []string{"在纸上考试的，印制前由两人先后启封，记入办理记录。启封后考务人员都能看到卷面，请随即印制。"},
			Forms: []staff.PanelForm{
				form("open", []templ.Component{t.text("open", ui.Text{Name: "reason", Label: "启封事由"}, "")},
					ui.Button{Label: yesNo(len(openings) == 0, "同意启封（第一人）", "启封（第二人）"), Kind: ui.Plain, Why: why(authz.OpenPapers, own)}),
			}})
	}
	if x.State != store.PapersDiscarded && !x.Planned {
		all = append(all, staff.Panel{Card: ui.Card{Title: "作废"}, Folded: []staff.PanelFold{{Title: "作废这套试卷", Open: t.act == "discard",
			Text: "作废的试卷不能再用，记录保留。", Forms: []staff.PanelForm{form("discard", []templ.Component{t.area("discard", ui.Area{Name: "why", Label: "作废理由", Rows: 3}, "")}, ui.Button{Label: "作废", Kind: ui.Plain, Why: why(authz.DiscardPapers, "")})}}}})
	}
	return all
}

// actOnPapers carries out one act on a set and shows it again.
func (s *Server) actOnPapers(act, done string, do func(r *http.Request, id int64) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathID(r, "id")
		if err != nil {
			return err
		}
		return s.answer(w, r, act, do(r, id), done, papersPath(id), s.showPaperSet)
	}
}

// approvePapers approves and seals a set (审定封存).
func (s *Server) approvePapers(r *http.Request, id int64) error {
	return s.flow.ApprovePapers(r.Context(), actor(r), id, formVersion(r))
}

// reassemblePapers draws a set anew (重新抽题).
func (s *Server) reassemblePapers(r *http.Request, id int64) error {
	seed, err := readSeed(r.PostFormValue("seed"))
	if err != nil {
		return err
	}
	return s.flow.ReassemblePapers(r.Context(), actor(r), id, formVersion(r), seed)
}

// openPapers is one person's consent to open a sealed set (启封).
func (s *Server) openPapers(r *http.Request, id int64) error {
	return s.flow.OpenPapers(r.Context(), actor(r), id, r.PostFormValue("reason"))
}

// discardPapers puts a set out of use (作废).
func (s *Server) discardPapers(r *http.Request, id int64) error {
	return s.flow.DiscardPapers(r.Context(), actor(r), id, formVersion(r), r.PostFormValue("why"))
}

// questionPage shows one question of a paper with what may replace it.
func (s *Server) questionPage(w http.ResponseWriter, r *http.Request) error {
	return s.showQuestion(w, r, http.StatusOK, typed{})
}

func (s *Server) showQuestion(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	x, papers, err := s.setOf(r)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(papers, func(p store.Paper) bool { return p.Label == chi.URLParam(r, "label") })
	position, err := strconv.Atoi(chi.URLParam(r, "position"))
	if err != nil || at < 0 || position < 1 || position > len(papers[at].Questions) {
		return errs.New(errs.NotFound, "%s", yesNo(x.Open(), "试卷上没有这道题，请返回试卷重新选择。", "试卷已经封存，卷面不再显示。"))
	}
	q := papers[at].Questions[position-1]
	page := newQuestionPage(x, papers[at], q)
	page.Problems = t.problems
	if x.State == store.PapersDraft && authz.Can(actor(r), authz.ReplaceQuestion) {
		bank, err := s.db.UsableItems(r.Context(), x.Group)
		if err != nil {
			return err
		}
		offer(&page, exam.Substitutes(bank, x.Group, workflow.Questions(papers), at, position), t)
		page.Form = ui.Form{Action: r.URL.Path, Version: strconv.Itoa(x.Version)}
	}
	page.Frame = s.frame(r, page.Heading.Title, examsCrumb, papersCrumb, ui.Link{Label: x.Number + " 号", Href: papersPath(x.ID)})
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Question(page))
}

func newQuestionPage(x store.PaperSet, p store.Paper, q exam.Question) staff.QuestionPage {
	path := func(n int) string { return fmt.Sprintf("%s/%s/%d", papersPath(x.ID), p.Label, n) }
	page := staff.QuestionPage{
		Heading: ui.Heading{
			Over:  "试卷 " + x.Number,
			Title: fmt.Sprintf("%s 卷第 %d 题", p.Label, q.Position),
			Lead:  q.Kind.Label() + "，" + points(q.Points) + " 分",
		},
		Stem:  q.Stem,
		Facts: ui.Summary{{Key: "答案", Value: q.Key.Text(q.Kind)}, {Key: "依据", Value: q.Cites, Note: q.Note}, {Key: "难度", Value: exam.LevelLabel(q.Difficulty)}},
	}
	if !exam.Objective(q.Kind) {
		page.Facts[0] = ui.Item{Key: "评分要点", Value: q.Key[0], Lines: q.Key[1:]}
	}
	for i, o := range q.Options {
		page.Options = append(page.Options, staff.QuestionOption{Letter: exam.Letter(i), Text: o, Right: slices.Contains(q.Key, exam.Letter(i))})
	}
	if q.Position > 1 {
		page.Links = append(page.Links, ui.Link{Label: "上一题", Href: path(q.Position - 1)})
	}
	if q.Position < len(p.Questions) {
		page.Links = append(page.Links, ui.Link{Label: "下一题", Href: path(q.Position + 1)})
	}
	return page
}

// offer lists the substitutes, at most thirty.
func offer(page *staff.QuestionPage, items []exam.Item, t typed) {
	page.Button, page.Offer = ui.Button{Label: "换成所选的题", Kind: ui.Plain}, ui.Radios{Name: "item", Label: "换成哪一题", Error: t.wrong("replace", "item"),
		Hint: "只列同一法规、同一题型、同一难度，各卷都没有用过的试题，换后各项组卷要求仍然满足。"}
	for _, it := range items[:min(30, len(items))] {
		page.Offer.Options = append(page.Offer.Options, ui.Option{Value: idText(it.ID), Label: it.Stem, Hint: it.Cites()})
	}
	if len(items) == 0 {
		page.Empty = "题库中没有同一法规、同一题型、同一难度而没有用过的试题。可以重新抽题，或者先在题库中补充。"
	}
}

// replaceQuestion puts another item in the place of a question (换题).
func (s *Server) replaceQuestion(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	position, err := strconv.Atoi(chi.URLParam(r, "position"))
	if err != nil {
		return errs.New(errs.NotFound, "试卷上没有这道题，请返回试卷重新选择。")
	}
	label := chi.URLParam(r, "label")
	err = s.flow.ReplaceQuestion(r.Context(), actor(r), id, formVersion(r), label, position, formID(r, "item"))
	return s.answer(w, r, "replace", err, "已换题。", fmt.Sprintf("%s/%s/%d", papersPath(id), label, position), s.showQuestion)
}
