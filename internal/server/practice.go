package server

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

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

const practicePath = "/practice"

var practiceCrumb = ui.Link{Label: "法律学习", Href: practicePath}

func practiceRunPath(id int64) string { return practicePath + "/runs/" + strconv.FormatInt(id, 10) }

func practiceLawPath(id int64) string { return practicePath + "/laws/" + strconv.FormatInt(id, 10) }

// studyTabs is the line of tabs above the pages of study; nominees have only these pages and get none.
func studyTabs(who authz.Actor) ui.Tabs {
	if !authz.Can(who, authz.ViewExams) {
		return nil
	}
	return examTabsAt(who, practicePath)
}

// practice offers questions by law, by group, and mistakes again (练习).
func (s *Server) practice(w http.ResponseWriter, r *http.Request) error {
	return s.showPractice(w, r, http.StatusOK, typed{})
}

func (s *Server) showPractice(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	who := actor(r)
	if err := s.flow.MayPractise(r.Context(), who); err != nil {
		return err
	}
	laws, err := s.db.LawStudies(r.Context(), who.AccountID)
	if err != nil {
		return err
	}
	runs, err := s.db.PracticeRuns(r.Context(), who.AccountID, 10)
	if err != nil {
		return err
	}
	var choices []exam.Law
	for _, l := range laws {
		choices = append(choices, l.Law)
	}
	start := staff.PanelForm{Form: ui.Form{Action: practicePath}, Buttons: []ui.Button{{Label: fmt.Sprintf("开始练习（%d 题）", workflow.PracticeSize)}},
		Fields: []templ.Component{ui.Select{Name: "law", Label: "法规", Options: lawOptions(choices, 0), Prompt: "全部", Width: ui.Wide, Optional: true},
			ui.Select{Name: "group", Label: "机关", Options: groupOptions(""), Prompt: "全部", Width: ui.Wide, Optional: true},
			ui.Check{Name: "mistakes", Label: "只做上次答错的"}}}
	page := staff.BoardPage{Frame: s.frame(r, "法律学习"), Tabs: studyTabs(who), Problems: t.problems,
		Heading: ui.Heading{Title: "法律学习", Lead: "按法规学条文、做练习，供任前考试复习和平时学习使用。练习成绩只有本人能看。"},
		Panels:  []staff.Panel{{Card: ui.Card{Title: "练习"}, Forms: []staff.PanelForm{start}}, {Card: ui.Card{Title: "法规"}, Table: studyTable(laws)}}}
	if len(runs) > 0 {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "练习记录"}, Table: practiceTable(runs)})
	}
	if authz.Can(who, authz.SetPractice) {
		if page.Panels, err = s.withPracticeScope(r, page.Panels, t); err != nil {
			return err
		}
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func (s *Server) withPracticeScope(r *http.Request, panels []staff.Panel, t typed) ([]staff.Panel, error) {
	scope, err := s.db.PracticeScope(r.Context())
	if err != nil {
		return nil, err
	}
	choice := ui.Radios{Name: "scope", Label: "练习向谁开放", Error: t.wrong("scope", "scope")}
	for _, o := range store.PracticeScopes {
		choice.Options = append(choice.Options, ui.Option{Value: string(o), Label: o.Label(), Chosen: o == scope})
	}
	return append(panels, staff.Panel{Card: ui.Card{Title: "开放范围"}, Text: []string{"现在：" + scope.Label() + "。公众练习不留记录，网址是 /practice/open 。"},
		Folded: []staff.PanelFold{{Title: "修改开放范围", Open: t.act == "scope", Forms: []staff.PanelForm{{Form: ui.Form{Action: practicePath + "/scope"},
			Fields: []templ.Component{choice}, Buttons: []ui.Button{{Label: "保存", Kind: ui.Plain}}}}}}}), nil
}

func studyTable(laws []store.LawStudy) ui.Table {
	t := ui.Table{
		Caption:     "法规",
		HideCaption: true,
		Empty:       "题库还没有载入，请与考务人员联系。",
		Columns:     []ui.Column{{Label: "法规"}, {Label: "练习题", Numeric: true, Narrow: true}, {Label: "已学条文", Narrow: true}},
	}
	for _, l := range laws {
		t.Rows = append(t.Rows, ui.Row{Href: practiceLawPath(l.ID), Cells: []ui.Cell{{Text: l.Title, Note: l.Edition}, {Text: strconv.Itoa(l.Items)},
			{Text: fmt.Sprintf("%d / %d", l.Read, l.Articles)}}})
	}
	return t
}

func practiceTable(runs []store.PracticeRun) ui.Table {
	t := ui.Table{Caption: "练习记录", HideCaption: true, Columns: []ui.Column{{Label: "范围"}, {Label: "时间"}, {Label: "结果", Narrow: true}}}
	for _, u := range runs {
		result := ui.Cell{Tag: ui.Tag{State: ui.Doing, Label: "未交"}}
		if !u.EndedAt.IsZero() {
			result = ui.Cell{Text: fmt.Sprintf("答对 %d / %d", u.Correct, len(u.Items))}
		}
		t.Rows = append(t.Rows, ui.Row{Href: practiceRunPath(u.ID), Cells: []ui.Cell{{Text: u.Title}, {Text: minute(u.StartedAt)}, result}})
	}
	return t
}

// startPractice draws questions (开始练习).
func (s *Server) startPractice(w http.ResponseWriter, r *http.Request) error {
	id, err := s.flow.StartPractice(r.Context(), actor(r), workflow.PracticeForm{LawID: formID(r, "law"), Group: policy.Group(r.PostFormValue("group")),
		Mistakes: r.PostFormValue("mistakes") != ""})
	return s.answer(w, r, "practice", err, "", practiceRunPath(id), s.showPractice)
}

// setPracticeScope sets who may practise (设置练习范围).
func (s *Server) setPracticeScope(w http.ResponseWriter, r *http.Request) error {
	err := s.flow.SetPracticeScope(r.Context(), actor(r), store.PracticeScope(r.PostFormValue("scope")))
	return s.answer(w, r, "scope", err, "开放范围已修改。", practicePath, s.showPractice)
}

// practiceRun shows the questions of a practice, or how it was answered.
func (s *Server) practiceRun(w http.ResponseWriter, r *http.Request) error {
	if err := s.flow.MayPractise(r.Context(), actor(r)); err != nil {
		return err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	p, err := s.db.PracticeRun(r.Context(), actor(r).AccountID, id)
	if err != nil {
		return err
	}
	items, err := s.db.ExamItems(r.Context(), p.Items)
	if err != nil {
		return err
	}
	if p.EndedAt.IsZero() {
		page := questionsPage(items, ui.Form{Action: practiceRunPath(id), Guard: true}, p.Title)
		page.Tabs, page.Frame = studyTabs(actor(r)), s.frame(r, "练习", practiceCrumb)
		return s.render(w, r, http.StatusOK, staff.Board(page))
	}
	page := answeredPage(items, p.Answers, p.Correct, p.Title)
	page.Tabs, page.Frame = studyTabs(actor(r)), s.frame(r, "练习结果", practiceCrumb)
	page.Frame.Sheets = []string{bankSheet}
	page.Buttons = []ui.Button{{Label: "再练一次", Href: practicePath}}
	return s.render(w, r, http.StatusOK, staff.Practice(page))
}

// questionsPage sets questions as one form, so that a phone scrolls and nothing else.
func questionsPage(items []exam.Item, form ui.Form, title string) staff.BoardPage {
	page := staff.BoardPage{Heading: ui.Heading{Over: "练习", Title: title, Lead: "全部答完再交；交后逐题显示答案、依据和说明。"}}
	f := staff.PanelForm{Form: form, Buttons: []ui.Button{{Label: "交练习"}}}
	for n, i := range items {
		f.Fields = append(f.Fields, answerField(n+1, i))
	}
	page.Panels = []staff.Panel{{Card: ui.Card{Title: fmt.Sprintf("共 %d 题", len(items))}, Forms: []staff.PanelForm{f}}}
	return page
}

// answerField is where one question is answered.
func answerField(n int, i exam.Item) templ.Component {
	name := "q-" + idText(i.ID)
	label := fmt.Sprintf("%d. %s（%s）", n, i.Stem, i.Kind.Label())
	var options []ui.Option
	for m, o := range i.Options {
		options = append(options, ui.Option{Value: exam.Letter(m), Label: exam.Letter(m) + "　" + o})
	}
	switch i.Kind {
	case policy.MultipleChoice:
		return ui.Checks{Name: name, Label: label, Options: options, Optional: true}
	case policy.TrueFalse:
		options = []ui.Option{{Value: exam.True, Label: exam.True}, {Value: exam.False, Label: exam.False}}
	case policy.FillIn:
		return ui.Text{
			Name:      name,
			Label:     label,
			Hint:      yesNo(len(i.Key) > 1, "几个空之间用“；”隔开。", ""),
			Width:     ui.Wide,
			Optional:  true,
			MaxLength: exam.MaxBlank * len(i.Key),
		}
	}
	return ui.Radios{Name: name, Label: label, Options: options, Inline: i.Kind == policy.TrueFalse, Optional: true}
}

// givenAnswers reads what was answered to the questions.
func givenAnswers(r *http.Request, items []exam.Item) map[int64]exam.Answer {
	given := map[int64]exam.Answer{}
	for _, i := range items {
		values := r.PostForm["q-"+idText(i.ID)]
		if i.Kind == policy.FillIn && len(values) > 0 {
			values = strings.FieldsFunc(values[0], func(r rune) bool { return r == '；' || r == ';' })
		}
		given[i.ID] = exam.Answer(values)
	}
	return given
}

func answeredPage(items []exam.Item, answers map[int64]store.PracticeGiven, correct int, title string) staff.PracticePage {
	page := staff.PracticePage{Heading: ui.Heading{Over: "练习结果", Title: title},
		Stats: ui.Stats{{Label: "答对", Value: strconv.Itoa(correct), Unit: "题"}, {Label: "共", Value: strconv.Itoa(len(items)), Unit: "题"}}}
	for n, i := range items {
		a := answers[i.ID]
		tag := ui.Tag{State: ui.Stop, Label: "答错"}
		if a.Right {
			tag = ui.Tag{State: ui.Done, Label: "答对"}
		} else if len(a.Given) == 0 {
			tag.Label = "未答"
		}
		page.Items = append(page.Items, staff.PracticeItem{Title: fmt.Sprintf("第 %d 题　%s", n+1, i.Kind.Label()), Tag: tag, Item: itemViewOf(i, ""),
			Given: cmp.Or(strings.Join(a.Given, yesNo(i.Kind == policy.FillIn, "；", "")), "没有作答")})
	}
	return page
}

// endPractice marks what was answered (交练习).
func (s *Server) endPractice(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	p, err := s.db.PracticeRun(r.Context(), actor(r).AccountID, id)
	if err != nil {
		return err
	}
	items, err := s.db.ExamItems(r.Context(), p.Items)
	if err != nil {
		return err
	}
	if err := s.flow.EndPractice(r.Context(), actor(r), id, givenAnswers(r, items)); err != nil {
		return err
	}
	return seeOther(w, r, practiceRunPath(id))
}

// practiceLaw lists the articles of a law to study (学习条文).
func (s *Server) practiceLaw(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := s.flow.MayPractise(r.Context(), who); err != nil {
		return err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	l, err := s.db.Law(r.Context(), id)
	if err != nil {
		return err
	}
	articles, err := s.db.Articles(r.Context(), id)
	if err != nil {
		return err
	}
	read, err := s.db.ArticlesRead(r.Context(), who.AccountID, id)
	if err != nil {
		return err
	}
	list := ui.Checks{Name: "article", Label: "条文", Hint: "学过的打勾。", Optional: true}
	for _, a := range articles {
		list.Options = append(list.Options, ui.Option{Value: idText(a.ID), Label: a.Number, Hint: cmp.Or(a.Body, fmt.Sprintf("原文见公布的法律文本；题库有 %d 道题。", a.Items)),
			Chosen: slices.Contains(read, a.ID)})
	}
	page := staff.BoardPage{Frame: s.frame(r, l.Short, practiceCrumb), Tabs: studyTabs(who),
		Heading: ui.Heading{Over: l.Kind.Label(), Title: l.Title, Lead: l.Edition},
		Panels: []staff.Panel{
			{
				Card: ui.Card{Title: "练习"},
				Forms: []staff.PanelForm{{Form: ui.Form{Action: practicePath}, Fields: []templ.Component{ui.Hidden{Name: "law", Value: idText(id)}},
					Buttons: []ui.Button{{Label: fmt.Sprintf("练这部法律（%d 题）", workflow.PracticeSize)}}}},
			},
			{
				Card: ui.Card{Title: fmt.Sprintf("条文（已学 %d / %d）", len(read), len(articles))},
				Forms: []staff.PanelForm{{Form: ui.Form{Action: practiceLawPath(id)},
					Fields: []templ.Component{list}, Buttons: []ui.Button{{Label: "保存已学", Kind: ui.Plain}}}},
			}}}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// markArticlesRead keeps which articles were studied (登记已学条文).
func (s *Server) markArticlesRead(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.flow.MarkArticlesRead(r.Context(), actor(r), id, formIDs(r, "article")); err != nil {
		return err
	}
	s.flash(r, "已学的条文已记下。")
	return seeOther(w, r, practiceLawPath(id))
}

// openPractice lets anybody practise where the county has opened it; nothing is kept.
func (s *Server) openPractice(w http.ResponseWriter, r *http.Request) error {
	if err := s.practiceIsPublic(r); err != nil {
		return err
	}
	items, err := s.db.PracticeItems(r.Context(), store.PracticeFilter{}, rand.Text(), workflow.PracticeSize)
	if err != nil {
		return err
	}
	page := questionsPage(items, ui.Form{Action: practicePath + "/open"}, "法律知识练习")
	page.Frame = s.frame(r, "法律知识练习")
	if len(items) == 0 {
		page.Panels = []staff.Panel{{Text: []string{"还没有可以练习的题。"}}}
		return s.render(w, r, http.StatusOK, staff.Board(page))
	}
	for _, i := range items {
		page.Panels[0].Forms[0].Fields = append(page.Panels[0].Forms[0].Fields, ui.Hidden{Name: "item", Value: idText(i.ID)})
	}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

func (s *Server) practiceIsPublic(r *http.Request) error {
	scope, err := s.db.PracticeScope(r.Context())
	if err == nil && scope != store.PracticePublic {
		err = errs.New(errs.NotFound, "没有这个页面，请从首页重新进入。")
	}
	return err
}

// answerOpenPractice shows a member of the public what was right.
func (s *Server) answerOpenPractice(w http.ResponseWriter, r *http.Request) error {
	if err := s.practiceIsPublic(r); err != nil {
		return err
	}
	ids := formIDs(r, "item")
	items, err := s.db.Practicable(r.Context(), ids[:min(len(ids), workflow.PracticeSize)])
	if err != nil {
		return err
	}
	answers, correct := workflow.MarkPractice(items, givenAnswers(r, items))
	page := answeredPage(items, answers, correct, "法律知识练习")
	page.Frame = s.frame(r, "练习结果")
	page.Frame.Sheets = []string{bankSheet}
	page.Buttons = []ui.Button{{Label: "再练一次", Href: practicePath + "/open"}}
	return s.render(w, r, http.StatusOK, staff.Practice(page))
}
