package server

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// shownOptions is how many options the form of a question offers.
const shownOptions = 6

const itemAct = "item"

// newItem shows the form of a new question.
func (s *Server) newItem(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.WriteItem); err != nil {
		return err
	}
	blank := store.BankItem{Item: exam.Item{Kind: policy.SingleChoice, Groups: policy.Groups(), Difficulty: 2}}
	blank.LawID, _ = strconv.ParseInt(r.URL.Query().Get("law"), 10, 64)
	blank.Article = r.URL.Query().Get("article")
	return s.showItemForm(w, r, http.StatusOK, blank, typed{})
}

// editItem shows the form of an existing question.
func (s *Server) editItem(w http.ResponseWriter, r *http.Request) error {
	i, err := s.bankItemOf(r)
	if err != nil {
		return err
	}
	return s.showItemForm(w, r, http.StatusOK, i, typed{})
}

func (s *Server) showItemForm(w http.ResponseWriter, r *http.Request, status int, i store.BankItem, t typed) error {
	laws, err := s.db.Laws(r.Context())
	if err != nil {
		return err
	}
	page := staff.RegisterFormPage{Problems: t.problems, Heading: ui.Heading{Title: "命题", Lead: "写好后由另一人审定。"},
		Form: ui.Form{Action: bankPath, Guard: true}, Button: ui.Button{Label: "送审"}, Back: bankPath, Groups: itemFields(i, laws, t)}
	crumbs := []ui.Link{examsCrumb, bankCrumb}
	if i.ID != 0 {
		page.Heading = ui.Heading{Over: fmt.Sprintf("第 %d 号题", i.ID), Title: "修改试题", Lead: "修改后须由另一人重新审定。已经制成的试卷不变。"}
		page.Form.Action, page.Form.Version, page.Back = examItemPath(i.ID), strconv.Itoa(i.Version), examItemPath(i.ID)
		crumbs = append(crumbs, ui.Link{Label: fmt.Sprintf("第 %d 号题", i.ID), Href: examItemPath(i.ID)})
	}
	page.Frame = s.frame(r, page.Heading.Title, crumbs...)
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.RegisterForm(page))
}

func itemFields(i store.BankItem, laws []exam.Law, t typed) []staff.RegisterFields {
	law := lawOptions(laws, 0)
	for n := range law {
		law[n].Chosen = law[n].Value == t.value(itemAct, "law", idText(i.LawID))
	}
	kinds, levels := kindOptions(""), difficultyOptions(0)
	for n := range kinds {
		kinds[n].Chosen = kinds[n].Value == t.value(itemAct, "kind", string(i.Kind))
	}
	for n := range levels {
		levels[n].Chosen = levels[n].Value == t.value(itemAct, "difficulty", strconv.Itoa(i.Difficulty))
	}
	groups := groupOptions("")
	for n := range groups {
		groups[n].Chosen = t.chosen(itemAct, "groups", groups[n].Value, slices.Contains(i.Groups, policy.Group(groups[n].Value)))
	}
	text := func(name, label, hint, value string, width ui.Width, optional bool) templ.Component {
		return t.text(itemAct, ui.Text{Name: name, Label: label, Hint: hint, Width: width, Optional: optional}, value)
	}
	area := func(name, label, hint, value string, rows int, optional bool) templ.Component {
		return t.area(itemAct, ui.Area{Name: name, Label: label, Hint: hint, Rows: rows, Optional: optional}, value)
	}
	options := staff.RegisterFields{Legend: "选项", Hint: "单项、多项选择题填写，从 A 起不留空；其他题型不填。"}
	for n := range max(shownOptions, len(i.Options)) {
		value := ""
		if n < len(i.Options) {
			value = i.Options[n]
		}
		options.Fields = append(options.Fields, text("option_"+exam.Letter(n), exam.Letter(n), "", value, ui.Full, true))
	}
	last := staff.RegisterFields{Legend: "标记", Fields: []templ.Component{
		ui.Check{Name: "practice", Label: "只供练习", Hint: "不进入试卷，只在练习中出现。", Checked: t.chosen(itemAct, "practice", "1", i.Practice)},
		ui.Check{Name: "unsure", Label: "待核", Hint: "条文序号或者内容还没有核实，不进入试卷。", Checked: t.chosen(itemAct, "unsure", "1", i.Unsure)},
		ui.Check{Name: "near", Label: "已对照相近的题，确实不是重复的题", Checked: t.chosen(itemAct, "near", "1", false)}}}
	return []staff.RegisterFields{
		{Legend: "依据", Fields: []templ.Component{
			ui.Select{Name: "law", Label: "法规", Options: law, Width: ui.Wide, Error: t.wrong(itemAct, "law")},
			text("article", "条文", "如“第五十一条”。", i.Article, ui.Medium, false)}},
		{Legend: "题目", Fields: []templ.Component{
			ui.Radios{Name: "kind", Label: "题型", Options: kinds, Inline: true, Error: t.wrong(itemAct, "kind")},
			area("stem", "题干", "填空题的空写成四个下划线 ____ 。", i.Stem, 3, false)}},
		options,
		{Legend: "答案", Fields: []templ.Component{
			area("answer", "答案", "单选写 B，多选写 ACD，判断写“对”或“错”；填空逐空写，用“；”隔开，同一空的几种答法用“｜”隔开；简答、论述每行一个要点，末尾写分值如〔2分〕，合计 10 分。",
				i.Key.Text(i.Kind), 3, false),
			area("note", "说明", "为什么是这个答案，引用条文。", i.Note, 2, true)}},
		{Legend: "范围", Fields: []templ.Component{
			ui.Radios{Name: "difficulty", Label: "难度", Options: levels, Inline: true, Error: t.wrong(itemAct, "difficulty")},
			ui.Checks{Name: "groups", Label: "适用机关", Options: groups, Error: t.wrong(itemAct, "groups")}}},
		last,
	}
}

func readItem(r *http.Request, f *fields) workflow.ItemForm {
	x := workflow.ItemForm{LawID: f.id("law"), Article: exam.ReadArticle(f.value("article")), Kind: policy.QuestionKind(f.value("kind")), Stem: f.value("stem"),
		Note: f.value("note"), Difficulty: f.number("difficulty"), Practice: f.yes("practice"), Unsure: f.yes("unsure"), Near: f.yes("near")}
	for _, g := range r.PostForm["groups"] {
		x.Groups = append(x.Groups, policy.Group(g))
	}
	if x.Kind == policy.SingleChoice || x.Kind == policy.MultipleChoice {
		for n := range exam.Letters {
			x.Options = append(x.Options, f.value("option_"+exam.Letter(n)))
		}
		for len(x.Options) > 0 && x.Options[len(x.Options)-1] == "" {
			x.Options = x.Options[:len(x.Options)-1]
		}
	}
	x.Key = exam.ReadKey(x.Kind, f.value("answer"))
	return x
}

// writeItem sets a question (命题).
func (s *Server) writeItem(w http.ResponseWriter, r *http.Request) error {
	var id int64
	x := readItem(r, typedIn(r))
	id, err := s.flow.WriteItem(r.Context(), actor(r), x)
	return s.answer(w, r, itemAct, err, "试题已送审。", examItemPath(id), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showItemForm(w, r, status, store.BankItem{}, t)
	})
}

// changeItem changes a question (修改试题).
func (s *Server) changeItem(w http.ResponseWriter, r *http.Request) error {
	i, err := s.bankItemOf(r)
	if err != nil {
		return err
	}
	err = s.flow.ChangeItem(r.Context(), actor(r), i.ID, formVersion(r), readItem(r, typedIn(r)))
	return s.answer(w, r, itemAct, err, "试题已修改，重新送审。", examItemPath(i.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		i.Version = formVersion(r)
		return s.showItemForm(w, r, status, i, t)
	})
}

// reviewSize is how many questions are judged on one page.
const reviewSize = 20

const reviewPath = bankPath + "/review"

// itemsToReview lists the questions that wait for the reader's judgement.
func (s *Server) itemsToReview(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.PassItem); err != nil {
		return err
	}
	items, err := s.db.ItemsToReview(r.Context(), actor(r).AccountID, reviewSize)
	if err != nil {
		return err
	}
	return s.showItemReview(w, r, http.StatusOK, items, reviewPath, typed{})
}

// itemToReview shows one question to be judged.
func (s *Server) itemToReview(w http.ResponseWriter, r *http.Request) error {
	i, err := s.bankItemOf(r)
	if err != nil {
		return err
	}
	if why := exam.MayReview(i.State, i.SentBack(), i.AuthorID, actor(r).AccountID); why != "" {
		return errs.New(errs.Conflict, "%s", why)
	}
	return s.showItemReview(w, r, http.StatusOK, []store.BankItem{i}, examItemPath(i.ID)+"/review", typed{})
}

func (s *Server) showItemReview(w http.ResponseWriter, r *http.Request, status int, items []store.BankItem, action string, t typed) error {
	page := staff.ItemReviewPage{Frame: s.frame(r, "审题", examsCrumb, bankCrumb), Tabs: examTabsAt(actor(r), bankPath), Problems: t.problems,
		Heading: ui.Heading{Title: "审题", Lead: "逐题对照条文核对题干、选项、答案和难度。有问题的选“退回修改”并写明理由。"},
		Form:    ui.Form{Action: action, Guard: true}, Button: ui.Button{Label: "提交审题意见"},
		Back: ui.Button{Label: "返回题库", Href: bankPath, Kind: ui.Plain}, Empty: ui.Empty{Text: "没有等您审的题。", Link: ui.Link{Label: "返回题库", Href: bankPath}}}
	page.Frame.Invalid, page.Frame.Sheets = len(t.problems) > 0, []string{bankSheet}
	stocks := map[int64]*exam.Stock{}
	for _, i := range items {
		if stocks[i.LawID] == nil {
			all, err := s.db.Stems(r.Context(), i.LawID)
			if err != nil {
				return err
			}
			stocks[i.LawID] = exam.NewStock(all)
		}
		body, err := s.db.ArticleBody(r.Context(), i.ArticleID)
		if err != nil {
			return err
		}
		view := staff.ItemReview{Title: fmt.Sprintf("第 %d 号题　%s", i.ID, i.Kind.Label()), Item: itemViewOf(i.Item, body), Href: examItemPath(i.ID),
			By: cmp.Or(i.Author, originWords[i.Origin]) + "，难度 " + difficultyText(i.Difficulty) + "，" + exam.GroupsText(i.Groups), Fields: reviewFields(i, t)}
		if near := stocks[i.LawID].Near(i.Item); len(near) > 0 {
			view.Near = fmt.Sprintf("与第 %d 号题相近：%s", near[0].ID, near[0].Stem)
		}
		page.Items = append(page.Items, view)
	}
	return s.render(w, r, status, staff.ItemsReview(page))
}

func reviewFields(i store.BankItem, t typed) []templ.Component {
	id := idText(i.ID)
	chosen := t.value("review", "decide-"+id, "skip") // who reviews decides question by question
	fields := []templ.Component{
		ui.Hidden{Name: "item", Value: id}, ui.Hidden{Name: "version-" + id, Value: t.value("review", "version-"+id, strconv.Itoa(i.Version))},
		ui.Radios{Name: "decide-" + id, Label: "意见", Inline: true, Options: []ui.Option{{Value: "pass", Label: "审定", Chosen: chosen == "pass"},
			{Value: "return", Label: "退回修改", Chosen: chosen == "return"}, {Value: "skip", Label: "暂不审", Chosen: chosen == "skip"}}},
		ui.Text{
			Name:     "note-" + id,
			Label:    "退回的理由",
			Optional: true,
			Width:    ui.Wide,
			Value:    t.value("review", "note-"+id, ""),
			Error:    t.wrong("review", "note-"+id),
		},
	}
	if i.Unsure {
		fields = append(fields, ui.Check{Name: "sure-" + id, Label: "条文已核实，去掉“待核”", Checked: t.chosen("review", "sure-"+id, "1", false)})
	}
	return fields
}

// reviewItems takes a reviewer's judgements (审题).
func (s *Server) reviewItems(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.PassItem); err != nil {
		return err
	}
	var all []workflow.ItemDecision
	var items []store.BankItem
	for _, id := range formIDs(r, "item") {
		i, err := s.db.BankItem(r.Context(), id)
		if err != nil {
			return err
		}
		items = append(items, i)
		decide, key := r.PostFormValue("decide-"+idText(id)), idText(id)
		if decide == "pass" || decide == "return" {
			all = append(all, workflow.ItemDecision{ID: id, Version: formNumber(r, "version-"+key), Pass: decide == "pass",
				Sure: r.PostFormValue("sure-"+key) != "", Note: r.PostFormValue("note-" + key)})
		}
	}
	passed := 0
	for _, d := range all {
		if d.Pass {
			passed++
		}
	}
	err := s.flow.ReviewItems(r.Context(), actor(r), all)
	done := fmt.Sprintf("审定 %d 道题，退回 %d 道。", passed, len(all)-passed)
	to := reviewPath
	if r.URL.Path != reviewPath && len(items) == 1 {
		to = examItemPath(items[0].ID)
	}
	return s.answer(w, r, "review", err, done, to, func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showItemReview(w, r, status, items, r.URL.Path, t)
	})
}
