package server

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// The form shows so many closer wishes, and some empty ones behind those of the blueprint; no blueprint has more
// than the second number.
const (
	orderCells    = 6
	maxOrderCells = 60
)

// newPapers is the form of a set of papers for one group, filled in from the policy in force.
func (s *Server) newPapers(w http.ResponseWriter, r *http.Request) error {
	return s.showOrder(w, r, http.StatusOK, typed{})
}

func (s *Server) showOrder(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	_, rules, err := s.db.PolicyOn(r.Context(), s.today())
	if err != nil {
		return err
	}
	return s.showOrderOf(w, r, status, rules.Exam.Blueprints[orderGroup(r)], "", t)
}

// orderGroup is the group whose papers are ordered.
func orderGroup(r *http.Request) policy.Group {
	if group := policy.Group(r.FormValue("group")); group.Valid() {
		return group
	}
	return policy.Government
}

// showOrderOf shows the form filled in from a blueprint: the policy's, or that of the file named.
func (s *Server) showOrderOf(w http.ResponseWriter, r *http.Request, status int, b policy.Blueprint, file string, t typed) error {
	if err := authz.Check(actor(r), authz.AssemblePapers); err != nil {
		return err
	}
	group := orderGroup(r)
	laws, err := s.db.Laws(r.Context())
	if err != nil {
		return err
	}
	bank, err := s.db.UsableItems(r.Context(), group)
	if err != nil {
		return err
	}
	page := newOrderPage(group, exam.ByShortTitles(b, laws), laws, bank, t)
	if file != "" {
		page.Heading.Lead = "要求已按“" + file + "”填好，请看过再组卷；没有写的，不作要求。"
	}
	page.Frame = s.frame(r, "组卷", examsCrumb, papersCrumb)
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Order(page))
}

func newOrderPage(group policy.Group, b policy.Blueprint, laws []exam.Law, bank []exam.Item, t typed) staff.OrderPage {
	const act = "order"
	page := staff.OrderPage{Heading: ui.Heading{Title: "组卷", Lead: "要求已按现行任免办法填好，可以调整。系统从题库随机抽题，几秒钟成卷。"}, Problems: t.problems, Group: string(group),
		Form: ui.Form{Action: "/exams/papers", Guard: true}, Buttons: []ui.Button{{Label: "组卷"}, {Label: "返回", Href: papersCrumb.Href, Kind: ui.Plain}},
		CellsTitle: "更细的要求：按题型、法规、难度"}
	if len(bank) == 0 {
		page.Heading.Lead = group.Label() + "类还没有可以组卷的题。请先到题库载入系统附带的起始题库，或者命题、导入并审定。"
		page.Buttons = []ui.Button{{Label: "到题库", Href: bankPath}, page.Buttons[1]}
	}
	for _, g := range policy.Groups() {
		page.Groups = append(page.Groups, ui.Link{Label: g.Label(), Href: withQuery("/exams/papers/new", "group", string(g)), Current: g == group})
	}
	page.Top = []templ.Component{
		t.text(act, ui.Text{Name: "title", Label: "试卷名称", Width: ui.Wide, MaxLength: 60}, group.Label()+"类任前法律知识考试试卷"),
	}
	for _, k := range (policy.QuestionKind("")).Options() {
		page.Sections = append(page.Sections, orderSection(policy.QuestionKind(k.Value), b, t))
		page.Kinds = append(page.Kinds, k.Label)
	}
	page.Laws = orderLaws(b, laws, bank, t)
	room := max(orderCells, len(b.Cells)+2)
	for t.act == act && room < maxOrderCells && t.form.Has("cell-kind"+strconv.Itoa(room+1)) {
		room++
	}
	for i := range min(room, maxOrderCells) {
		page.Cells = append(page.Cells, orderCell(i, b, laws, t))
	}
	page.Sheet, page.SheetFields, page.SheetButtons = orderSheet(t)
	page.SheetOpen = t.act == "sheet"
	page.CellsOpen = len(b.Cells) > 0 || t.problems.For("cells") != "" || t.act == act && t.value(act, "cell-min1", "") != ""
	page.Bottom = []templ.Component{
		ui.Select{
			Name:    "papers",
			Label:   "份数",
			Hint:    "各份题目不同、难度相当，考前抽签定卷或者按座号轮发。",
			Width:   ui.Medium,
			Prompt:  "-",
			Error:   t.wrong(act, "papers"),
			Options: paperCounts(t.value(act, "papers", "2")),
		},
		t.text(act, ui.Text{Name: "tolerance", Label: "各卷平均难度允许差", Type: ui.Number, Step: "0.01", Width: ui.Short, Hint: "难度 1 容易至 5 难，按分值平均。"}, "0.1"),
		t.text(act, ui.Text{Name: "seed", Label: "随机种子", Optional: true, Width: ui.Medium, Hint: "留空由系统抽取；要重现以前的一套，填写那一套的种子。"}, ""),
	}
	return page
}

func orderSection(k policy.QuestionKind, b policy.Blueprint, t typed) staff.OrderSection {
	x := staff.OrderSection{Label: k.Label(), Kind: string(k), Error: t.wrong("order", "count-"+string(k))}
	if i := slices.IndexFunc(b.Sections, func(s policy.Section) bool { return s.Kind == k }); i >= 0 {
		x.Count, x.Points = strconv.Itoa(b.Sections[i].Count), points(b.Sections[i].Points)
	}
	x.Count, x.Points = t.value("order", "count-"+x.Kind, x.Count), t.value("order", "points-"+x.Kind, x.Points)
	return x
}

// orderLaws lists the laws of the bank, and those of the blueprint that the bank does not have.
func orderLaws(b policy.Blueprint, laws []exam.Law, bank []exam.Item, t typed) []staff.OrderLaw {
	var all []staff.OrderLaw
	add := func(name string) {
		x := staff.OrderLaw{Index: strconv.Itoa(len(all)), Name: name, Label: "《" + name + "》"}
		for _, l := range b.Laws {
			if l.Law == name {
				x.Min = strconv.Itoa(l.Min)
			}
		}
		x.Min = t.value("order", "min"+x.Index, x.Min)
		for _, k := range (policy.QuestionKind("")).Options() {
			n := 0
			for _, it := range bank {
				if it.Law == name && string(it.Kind) == k.Value {
					n++
				}
			}
			x.Have = append(x.Have, strconv.Itoa(n))
		}
		all = append(all, x)
	}
	for _, l := range laws {
		add(l.Short)
	}
	for _, l := range b.Laws {
		if !slices.ContainsFunc(laws, func(x exam.Law) bool { return x.Short == l.Law }) {
			add(l.Law)
		}
	}
	return all
}

func orderCell(i int, b policy.Blueprint, laws []exam.Law, t typed) staff.OrderCell {
	var c policy.CellPart
	if i < len(b.Cells) {
		c = b.Cells[i]
	}
	n := strconv.Itoa(i + 1)
	x := staff.OrderCell{Index: n, Min: t.value("order", "cell-min"+n, yesNo(c.Min > 0, strconv.Itoa(c.Min), ""))}
	choice := func(name, value string, options ...ui.Option) []ui.Option {
		value = t.value("order", name+n, value)
		for i := range options {
			options[i].Chosen = options[i].Value == value
		}
		return options
	}
	kinds, names, levels := []ui.Option{{Label: "—"}}, []ui.Option{{Label: "不限"}}, []ui.Option{{Label: "不限"}}
	for _, k := range (policy.QuestionKind("")).Options() {
		kinds = append(kinds, ui.Option{Value: k.Value, Label: k.Label})
	}
	for _, l := range laws {
		names = append(names, ui.Option{Value: l.Short, Label: "《" + l.Short + "》"})
	}
	if !slices.ContainsFunc(names, func(o ui.Option) bool { return o.Value == c.Law }) { // unknown to the bank
		names = append(names, ui.Option{Value: c.Law, Label: "《" + c.Law + "》"})
	}
	for level := 1; level <= 5; level++ {
		levels = append(levels, ui.Option{Value: strconv.Itoa(level), Label: exam.LevelLabel(level)})
	}
	x.Kinds, x.Laws = choice("cell-kind", string(c.Kind), kinds...), choice("cell-law", c.Law, names...)
	x.Level = choice("cell-level", yesNo(c.Level > 0, strconv.Itoa(c.Level), ""), levels...)
	return x
}

func paperCounts(chosen string) []ui.Option {
	var all []ui.Option
	for i, label := range []string{"1 份", "2 份（A、B 卷）", "3 份（A、B、C 卷）", "4 份（A 至 D 卷）"} {
		value := strconv.Itoa(i + 1)
		all = append(all, ui.Option{Value: value, Label: label, Chosen: value == chosen})
	}
	return all
}

// createPapers makes a set of papers (组卷).
func (s *Server) createPapers(w http.ResponseWriter, r *http.Request) error {
	o, err := readOrder(r.PostForm)
	var id int64
	if err == nil {
		id, err = s.flow.AssemblePapers(r.Context(), actor(r), o)
	}
	return s.answer(w, r, "order", err, "已成卷，请逐题看过，交另一人审定。", papersPath(id), s.showOrder)
}

// readOrder reads the form; what is left empty is not asked for.
func readOrder(form url.Values) (workflow.PaperOrder, error) {
	value := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	o := workflow.PaperOrder{Title: value("title"), Group: policy.Group(value("group")), Papers: number(value("papers"))}
	var wrong []errs.Field
	whole := func(name, text, message string) int {
		n := number(text)
		if n < 0 {
			wrong = append(wrong, errs.Field{Name: name, Message: message})
		}
		return n
	}
	for _, k := range (policy.QuestionKind("")).Options() {
		kind := policy.QuestionKind(k.Value)
		count, each := value("count-"+k.Value), value("points-"+k.Value)
		if count == "" || count == "0" {
			continue
		}
		x := policy.Section{Kind: kind, Count: whole("count-"+k.Value, count, k.Label+"的题数请填整数。")}
		var err error
		if x.Points, err = decimal(each); err != nil || !(x.Points > 0 && x.Points <= 100) {
			wrong = append(wrong, errs.Field{Name: "sections", Message: k.Label + "的每题分值请填数字，如 1 或者 1.5。"})
		}
		o.Blueprint.Sections = append(o.Blueprint.Sections, x)
	}
	for i := 0; form.Has("law" + strconv.Itoa(i)); i++ {
		n := strconv.Itoa(i)
		if least := value("min" + n); least != "" && least != "0" {
			name := value("law" + n)
			o.Blueprint.Laws = append(o.Blueprint.Laws, policy.LawPart{Law: name, Min: whole("laws", least, "《"+name+"》的最少题数请填整数。")})
		}
	}
	for i := 0; i < maxOrderCells && form.Has("cell-kind"+strconv.Itoa(i+1)); i++ {
		n := strconv.Itoa(i + 1)
		if kind, least := value("cell-kind"+n), value("cell-min"+n); kind == "" && least != "" {
			wrong = append(wrong, errs.Field{Name: "cells", Message: "更细的要求第 " + n + " 项填了最少题数，请选题型；不要的，请清空。"})
		} else if kind != "" {
			o.Blueprint.Cells = append(o.Blueprint.Cells, policy.CellPart{Kind: policy.QuestionKind(kind), Law: value("cell-law" + n),
				Level: max(0, number(value("cell-level"+n))), Min: whole("cells", least, "第 "+n+" 项请填最少题数；不要这一项的，题型改选“—”。")})
		}
	}
	var err error
	if o.Tolerance, err = decimal(value("tolerance")); err != nil || o.Tolerance != o.Tolerance {
		wrong = append(wrong, errs.Field{Name: "tolerance", Message: "允许差请填数字，如 0.1。"})
	}
	if o.Seed, err = readSeed(value("seed")); err != nil {
		wrong = append(wrong, errs.Fields(err)...)
	}
	return o, errs.Form(wrong...)
}

// readSeed reads a seed; an empty one is drawn here, for nobody to choose.
func readSeed(text string) (int64, error) {
	if text = document.HalfWidth(text); text == "" {
		n, err := rand.Int(rand.Reader, big.NewInt(900_000_000))
		if err != nil {
			return 0, fmt.Errorf("draw a seed: %w", err)
		}
		return n.Int64() + 100_000_000, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, errs.Form(errs.Field{Name: "seed", Message: "随机种子请填正整数，或者留空由系统抽取。"})
	}
	return n, nil
}

// printPaper shows a paper, its answer sheet or its key to print (试卷、答题纸、参考答案).
func (s *Server) printPaper(kind func(document.ExamPaper, document.County) document.Document) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		x, papers, err := s.setOf(r)
		if err != nil {
			return err
		}
		label := chi.URLParam(r, "label")
		at := slices.IndexFunc(papers, func(p store.Paper) bool { return p.Label == label })
		if at < 0 {
			return errs.New(errs.NotFound, "%s", yesNo(x.Open(), "没有这份试卷，请返回试卷页面重新选择。", "试卷已经封存，由两人启封以后才能打印。"))
		}
		issuer, err := s.county(r.Context())
		if err != nil {
			return err
		}
		_, rules, err := s.db.PolicyOn(r.Context(), s.today())
		if err != nil {
			return err
		}
		paper := printed(x, papers[at], rules.Exam)
		paper.Year = s.today().Year()
		return s.renderPapers(w, r, ui.Link{Label: x.Number + " 号试卷", Href: papersPath(x.ID)}, kind(paper, issuer))
	}
}

var answerHints = map[policy.QuestionKind]string{policy.SingleChoice: "每题只有一个正确答案", policy.MultipleChoice: "每题有两个以上正确答案",
	policy.TrueFalse: "正确的填“√”，错误的填“×”", policy.FillIn: "填写法律条文的用语", policy.ShortAnswer: "写明要点", policy.Essay: "结合条文和实际论述"}

// printed sets a paper as it is printed.
func printed(x store.PaperSet, p store.Paper, rules policy.Exam) document.ExamPaper {
	d := document.ExamPaper{Number: x.Number, Title: x.Title, Label: p.Label, OpenBook: rules.OpenBook, Minutes: rules.Minutes}
	if len(x.Digest) > 0 {
		d.Check = fmt.Sprintf("%x", x.Digest[:8])
	}
	for i, s := range x.Blueprint.Sections {
		section := document.ExamSection{Kind: s.Kind.Label(), Points: s.Points, Hint: answerHints[s.Kind], Long: !exam.Objective(s.Kind)}
		if s.Kind == policy.MultipleChoice {
			section.Hint += yesNo(rules.PartialCredit, "，少选的得部分分，错选不得分", "，多选、少选、错选均不得分")
		}
		for _, q := range p.Questions {
			if q.Section == i+1 {
				section.Questions = append(section.Questions, printedQuestion(q))
			}
		}
		d.Sections = append(d.Sections, section)
	}
	return d
}

func printedQuestion(q exam.Question) document.ExamQuestion {
	d := document.ExamQuestion{Number: q.Position, Stem: q.Stem, Options: q.Options, Answer: q.Key.Text(q.Kind), Cites: q.Cites, Note: q.Note}
	switch q.Kind {
	case policy.FillIn:
		d.Blanks = len(q.Key)
	case policy.TrueFalse:
		d.Answer = yesNo(d.Answer == "对", "√", "×")
		if !strings.Contains(q.Stem, "（　") {
			d.Stem += "（　　）"
		}
	case policy.ShortAnswer, policy.Essay:
		parts, _ := q.Key.MarkingPoints() // checked when the item was reviewed
		for _, m := range parts {
			d.Points = append(d.Points, fmt.Sprintf("%s（%s 分）", m.Text, points(m.Points*q.Points/10)))
		}
	}
	return d
}
