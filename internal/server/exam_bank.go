package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

const bankPath = "/exams/bank"

// bankSheet is the style sheet of pages that show questions.
const bankSheet = "css/bank.css"

var bankCrumb = ui.Link{Label: "题库", Href: bankPath}

func examItemPath(id int64) string { return bankPath + "/" + strconv.FormatInt(id, 10) }

var difficultyWords = []string{"", "容易", "较易", "中等", "较难", "难"}

func difficultyText(n int) string { return fmt.Sprintf("%d %s", n, difficultyWords[n]) }

var originWords = map[store.ItemOrigin]string{store.ItemWritten: "本县命题", store.ItemImported: "表格导入", store.ItemStarting: "起始题库"}

func examItemTag(i store.BankItem) ui.Tag {
	switch {
	case i.State == exam.Retired:
		return ui.Tag{State: ui.Idle, Label: i.State.Label()}
	case i.SentBack():
		return ui.Tag{State: ui.Stop, Label: "退回修改"}
	case i.State == exam.Draft:
		return ui.Tag{State: ui.Todo, Label: i.State.Label()}
	}
	return ui.Tag{State: ui.Done, Label: i.State.Label()}
}

// readItemFilter reads the choices of the bank's list from the address.
func readItemFilter(r *http.Request) store.ItemFilter {
	q := r.URL.Query()
	f := store.ItemFilter{Article: strings.TrimSpace(q.Get("article")), Kind: policy.QuestionKind(q.Get("kind")), Group: policy.Group(q.Get("group")),
		State: exam.ItemState(q.Get("state")), Origin: store.ItemOrigin(q.Get("origin")), Unsure: q.Get("mark") == "unsure",
		Practice: q.Get("mark") == "practice", Text: strings.TrimSpace(q.Get("text")), Limit: pageSize + 1}
	f.LawID, _ = strconv.ParseInt(q.Get("law"), 10, 64)
	f.Difficulty, _ = strconv.Atoi(q.Get("difficulty"))
	f.BeforeID, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	return f
}

// bankQuery is the address of a page of the bank with the choices of a filter.
func bankQuery(path string, f store.ItemFilter) string {
	mark := ""
	switch {
	case f.Unsure:
		mark = "unsure"
	case f.Practice:
		mark = "practice"
	}
	return withQuery(path, "law", idText(f.LawID), "article", f.Article, "kind", string(f.Kind), "group", string(f.Group),
		"difficulty", digits(f.Difficulty), "state", string(f.State), "origin", string(f.Origin), "mark", mark, "text", f.Text, "before", idText(f.BeforeID))
}

// bank lists the questions of the bank (题库).
func (s *Server) bank(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewBank); err != nil {
		return err
	}
	f := readItemFilter(r)
	items, err := s.db.BankItems(r.Context(), f)
	if err != nil {
		return err
	}
	laws, err := s.db.Laws(r.Context())
	if err != nil {
		return err
	}
	count, err := s.db.CountBank(r.Context())
	if err != nil {
		return err
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "题库", examsCrumb), Tabs: examTabsAt(actor(r), bankPath),
		Heading: ui.Heading{Title: "题库", Lead: "每道题都注明所依据的条文，由命题人以外的一人审定后才能组卷。"},
		Buttons: bankButtons(f, count), Filter: ui.Filter{Action: bankPath}, Fields: bankFilterFields(f, laws), Stats: bankStats(count)}
	if f != (store.ItemFilter{Limit: f.Limit}) {
		page.Filter.Clear = bankPath
	}
	first := f
	first.BeforeID = 0
	if f.BeforeID != 0 {
		page.Pager.Prev = bankQuery(bankPath, first)
	}
	if len(items) > pageSize {
		items = items[:pageSize]
		first.BeforeID = items[pageSize-1].ID
		page.Pager.Next = bankQuery(bankPath, first)
	}
	table, err := s.bankTable(r, items)
	if err != nil {
		return err
	}
	page.Tables = []ui.Table{table}
	if count.All == 0 {
		page.Post = &ui.Post{Action: bankPath + "/starting", Label: "载入起始题库"}
		page.PostText = "系统附有一套按现行法律编写的起始题库，每题注明条文。载入后可以修改、停用，也可以再加本县的题。"
	}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func bankButtons(f store.ItemFilter, c store.BankCount) []ui.Button {
	f.BeforeID = 0
	buttons := []ui.Button{{Label: "命题", Href: bankPath + "/new"}}
	if c.Draft > 0 {
		buttons = append(buttons, ui.Button{Label: "审题", Href: bankPath + "/review", Kind: ui.Plain})
	}
	buttons = append(buttons, ui.Button{Label: "从表格导入", Href: bankPath + "/import", Kind: ui.Plain}, ui.Button{Label: "法规和条文", Href: lawsPath, Kind: ui.Plain})
	if c.All > 0 {
		buttons = append(buttons, ui.Button{Label: "导出", Href: bankQuery(bankPath+"/export", f), Kind: ui.Plain})
	}
	return buttons
}

func bankStats(c store.BankCount) ui.Stats {
	return ui.Stats{{Label: "可以组卷", Value: strconv.Itoa(c.Usable), Unit: "道", Href: bankPath + "?state=reviewed"},
		{Label: "待审", Value: strconv.Itoa(c.Draft), Unit: "道", Href: bankPath + "?state=draft"},
		{Label: "待核", Value: strconv.Itoa(c.Unsure), Unit: "道", Href: bankPath + "?mark=unsure"},
		{Label: "只供练习", Value: strconv.Itoa(c.Practice), Unit: "道", Href: bankPath + "?mark=practice"},
		{Label: "停用", Value: strconv.Itoa(c.Retired), Unit: "道", Href: bankPath + "?state=retired"}}
}

func lawOptions(laws []exam.Law, chosen int64) []ui.Option {
	var options []ui.Option
	for _, l := range laws {
		options = append(options, ui.Option{Value: idText(l.ID), Label: l.Short, Chosen: l.ID == chosen, Group: l.Kind.Label()})
	}
	return options
}

func kindOptions(chosen policy.QuestionKind) []ui.Option {
	var options []ui.Option
	for _, o := range chosen.Options() {
		options = append(options, ui.Option{Value: o.Value, Label: o.Label, Chosen: o.Value == string(chosen)})
	}
	return options
}

func difficultyOptions(chosen int) []ui.Option {
	var options []ui.Option
	for n := 1; n < len(difficultyWords); n++ {
		options = append(options, ui.Option{Value: strconv.Itoa(n), Label: difficultyText(n), Chosen: n == chosen})
	}
	return options
}

func bankFilterFields(f store.ItemFilter, laws []exam.Law) []templ.Component {
	var states, origins []ui.Option
	for _, st := range []exam.ItemState{exam.Draft, exam.Reviewed, exam.Retired} {
		states = append(states, ui.Option{Value: string(st), Label: st.Label(), Chosen: st == f.State})
	}
	for _, o := range []store.ItemOrigin{store.ItemStarting, store.ItemWritten, store.ItemImported} {
		origins = append(origins, ui.Option{Value: string(o), Label: originWords[o], Chosen: o == f.Origin})
	}
	marks := []ui.Option{{Value: "unsure", Label: "待核", Chosen: f.Unsure}, {Value: "practice", Label: "只供练习", Chosen: f.Practice}}
	return []templ.Component{
		ui.Text{Name: "text", Label: "题干含有", Value: f.Text, Width: ui.Medium},
		ui.Select{Name: "law", Label: "法规", Options: lawOptions(laws, f.LawID), Prompt: "全部", Width: ui.Medium},
		ui.Select{Name: "kind", Label: "题型", Options: kindOptions(f.Kind), Prompt: "全部"},
		ui.Select{Name: "group", Label: "机关", Options: groupOptions(f.Group), Prompt: "全部"},
		ui.Select{Name: "difficulty", Label: "难度", Options: difficultyOptions(f.Difficulty), Prompt: "全部"},
		ui.Select{Name: "state", Label: "状态", Options: states, Prompt: "全部"},
		ui.Select{Name: "mark", Label: "标记", Options: marks, Prompt: "全部"},
		ui.Select{Name: "origin", Label: "来源", Options: origins, Prompt: "全部"},
	}
}

// bankTable shows questions with how candidates fared with them.
func (s *Server) bankTable(r *http.Request, items []store.BankItem) (ui.Table, error) {
	t := ui.Table{Caption: "试题", HideCaption: true, Empty: "没有符合条件的试题。", Columns: []ui.Column{{Label: "题干"}, {Label: "题型", Narrow: true},
		{Label: "难度", Narrow: true}, {Label: "机关"}, {Label: "作答", Numeric: true, Narrow: true}, {Label: "得分率", Numeric: true, Narrow: true},
		{Label: "区分度", Numeric: true, Narrow: true}, {Label: "状态", Narrow: true}}}
	ids := make([]int64, len(items))
	for n, i := range items {
		ids[n] = i.ID
	}
	stats, err := s.db.ItemStats(r.Context(), ids)
	if err != nil {
		return t, err
	}
	for _, i := range items {
		st := stats[i.ID]
		state := ui.Cell{Tag: examItemTag(i), Note: itemMarks(i)}
		t.Rows = append(t.Rows, ui.Row{Href: examItemPath(i.ID), Cells: []ui.Cell{{Text: cut(i.Stem, 60), Note: i.Cites()}, {Text: i.Kind.Label()},
			{Text: difficultyText(i.Difficulty)}, {Text: strings.ReplaceAll(exam.GroupsText(i.Groups), " ", "、")}, {Text: answersText(st)}, {Text: rateText(st)},
			{Text: discriminationText(st)}, state}})
	}
	return t, nil
}

func itemMarks(i store.BankItem) string {
	var marks []string
	if i.Unsure {
		marks = append(marks, "待核")
	}
	if i.Practice {
		marks = append(marks, "只供练习")
	}
	return strings.Join(marks, "、")
}

func answersText(s store.ItemStat) string {
	if s.Answers == 0 {
		return "—"
	}
	return strconv.Itoa(s.Answers)
}

func rateText(s store.ItemStat) string {
	if s.Answers == 0 {
		return "—"
	}
	return fmt.Sprintf("%.0f%%", 100*s.Rate)
}

func discriminationText(s store.ItemStat) string {
	if !s.Telling() {
		return "—"
	}
	return fmt.Sprintf("%.2f", s.Discrimination)
}

// cut shortens a text for a list.
func cut(text string, n int) string {
	runes := []rune(strings.ReplaceAll(text, "\n", " "))
	if len(runes) <= n {
		return string(runes)
	}
	return string(runes[:n-1]) + "…"
}

// loadStarting takes the questions that come with the system into the bank (载入起始题库).
func (s *Server) loadStarting(w http.ResponseWriter, r *http.Request) error {
	n, err := s.flow.LoadStartingBank(r.Context(), actor(r))
	if err != nil {
		return err
	}
	s.flash(r, fmt.Sprintf("起始题库已载入，新增 %d 道题。", n))
	return seeOther(w, r, bankPath)
}

// itemViewOf shows a question with its answer.
func itemViewOf(i exam.Item, body string) staff.ItemView {
	v := staff.ItemView{Stem: i.Stem, Note: i.Note, Cites: i.Cites(), Body: body}
	for n, o := range i.Options {
		right := strings.Contains(strings.Join(i.Key, ""), exam.Letter(n))
		v.Options = append(v.Options, staff.ItemOption{Letter: exam.Letter(n), Text: o, Right: right})
	}
	switch i.Kind {
	case policy.FillIn:
		for n, k := range i.Key {
			v.Key = append(v.Key, fmt.Sprintf("第 %d 空：%s", n+1, strings.Join(exam.Alternatives(k), " 或 ")))
		}
	case policy.ShortAnswer, policy.Essay:
		v.Key = i.Key
	default:
		v.Key = []string{i.Key.Text(i.Kind)}
	}
	return v
}

func (s *Server) bankItemOf(r *http.Request) (store.BankItem, error) {
	if err := authz.Check(actor(r), authz.ViewBank); err != nil {
		return store.BankItem{}, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return store.BankItem{}, err
	}
	return s.db.BankItem(r.Context(), id)
}

// bankItem shows one question with its statistics and what was done with it.
func (s *Server) bankItem(w http.ResponseWriter, r *http.Request) error {
	i, err := s.bankItemOf(r)
	if err != nil {
		return err
	}
	return s.showBankItem(w, r, http.StatusOK, i, typed{})
}

func (s *Server) showBankItem(w http.ResponseWriter, r *http.Request, status int, i store.BankItem, t typed) error {
	body, err := s.db.ArticleBody(r.Context(), i.ArticleID)
	if err != nil {
		return err
	}
	stats, err := s.db.ItemStats(r.Context(), []int64{i.ID})
	if err != nil {
		return err
	}
	near, err := s.flow.NearItems(r.Context(), i)
	if err != nil {
		return err
	}
	history, err := s.db.SubjectHistory(r.Context(), "exam_item", i.ID)
	if err != nil {
		return err
	}
	page := newItemPage(i, body, stats[i.ID], t, actor(r))
	page.Near = nearTable(near)
	page.History = itemHistory(history)
	page.Frame = s.frame(r, fmt.Sprintf("第 %d 号题", i.ID), examsCrumb, bankCrumb)
	page.Frame.Sheets = []string{bankSheet}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Item(page))
}

func nearTable(near []exam.NearItem) ui.Table {
	t := ui.Table{Caption: "相近的题", HideCaption: true, Columns: []ui.Column{{Label: "题干"}, {Label: "相近", Numeric: true, Narrow: true}, {Label: "状态", Narrow: true}}}
	for _, n := range near {
		if len(t.Rows) == 5 {
			break
		}
		t.Rows = append(t.Rows, ui.Row{Href: examItemPath(n.ID), Cells: []ui.Cell{{Text: cut(n.Stem, 60), Note: n.Cites()},
			{Text: fmt.Sprintf("%.0f%%", 100*n.Share)}, {Tag: examItemTag(store.BankItem{Item: n.Item})}}})
	}
	return t
}

func itemHistory(events []store.Event) ui.Timeline {
	line := timeline(events)
	for n, e := range events {
		var d struct {
			Reason string `json:"reason"`
			Stem   string `json:"stem"`
		}
		if json.Unmarshal(e.Detail, &d) == nil {
			line[n].Note = d.Reason
			if d.Stem != "" {
				line[n].Note = "原题干：" + cut(d.Stem, 80)
			}
		}
	}
	return line
}

func newItemPage(i store.BankItem, body string, st store.ItemStat, t typed, who authz.Actor) staff.ItemPage {
	path := examItemPath(i.ID)
	page := staff.ItemPage{Tabs: examTabsAt(who, bankPath), Problems: t.problems, Item: itemViewOf(i.Item, body),
		Heading: ui.Heading{Over: fmt.Sprintf("第 %d 号题", i.ID), Title: i.Kind.Label(), Tag: examItemTag(i)}}
	if i.ReviewNote != "" {
		page.Warning = examItemTag(i).Label + "：" + i.ReviewNote
	}
	facts := ui.Summary{{Key: "难度", Value: difficultyText(i.Difficulty)}, {Key: "机关", Value: strings.ReplaceAll(exam.GroupsText(i.Groups), " ", "、")},
		{Key: "来源", Value: originWords[i.Origin]}, {Key: "命题", Value: orText(i.Author, "随系统提供"), Note: minute(i.CreatedAt)}}
	if i.ReviewedBy != "" {
		facts = append(facts, ui.Item{Key: "审题", Value: i.ReviewedBy, Note: minute(i.ReviewedAt)})
	}
	if marks := itemMarks(i); marks != "" {
		facts = append(facts, ui.Item{Key: "标记", Value: marks, Note: yesNo(i.Unsure, "条文序号或者内容待核，不进入试卷", "不进入试卷")})
	}
	used := ui.Summary{{Key: "用于试卷", Value: fmt.Sprintf("%d 份", st.Papers)}, {Key: "作答", Value: fmt.Sprintf("%d 人次", st.Answers)},
		{Key: "得分率", Value: rateText(st)}, {Key: "区分度", Value: discriminationText(st), Note: yesNo(st.Telling(), "前 27% 与后 27% 得分率之差", "满 10 人次后计算")}}
	page.Aside = []staff.Panel{{Card: ui.Card{Title: "试题"}, Summary: facts}, {Card: ui.Card{Title: "使用情况"}, Summary: used}}
	if i.State == exam.Retired {
		page.Panels = []staff.Panel{{Card: ui.Card{Title: "恢复"}, Text: []string{"恢复后须重新审定，才能组卷。"},
			Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/restore", Version: strconv.Itoa(i.Version)}, Buttons: []ui.Button{{Label: "恢复这道题"}}}}}}
		return page
	}
	if i.State == exam.Draft {
		review := ui.Button{Label: "审题", Href: path + "/review"}
		if why := exam.MayReview(i.State, i.SentBack(), i.AuthorID, who.AccountID); why != "" {
			review.Why = why
		}
		page.Buttons = append(page.Buttons, review)
	}
	page.Buttons = append(page.Buttons, ui.Button{Label: "修改", Href: path + "/edit", Kind: ui.Plain})
	page.Panels = []staff.Panel{{Card: ui.Card{Title: "停用"}, Folded: []staff.PanelFold{{Title: "停用这道题", Open: t.act == "retire",
		Text: "法条修改或者题目有误的，停用。已经用过它的试卷和成绩不受影响。",
		Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/retire", Version: strconv.Itoa(i.Version)},
			Fields:  []templ.Component{ui.Text{Name: "reason", Label: "理由", Width: ui.Wide, Value: t.value("retire", "reason", ""), Error: t.wrong("retire", "reason")}},
			Buttons: []ui.Button{{Label: "停用", Kind: ui.Plain}}}}}}}}
	return page
}

// retireItem takes a question out of use (停用试题).
func (s *Server) retireItem(w http.ResponseWriter, r *http.Request) error {
	i, err := s.bankItemOf(r)
	if err != nil {
		return err
	}
	err = s.flow.RetireItem(r.Context(), actor(r), i.ID, formVersion(r), r.PostFormValue("reason"))
	return s.answer(w, r, "retire", err, "试题已停用。", examItemPath(i.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showBankItem(w, r, status, i, t)
	})
}

// restoreItem brings a question back (恢复试题).
func (s *Server) restoreItem(w http.ResponseWriter, r *http.Request) error {
	i, err := s.bankItemOf(r)
	if err != nil {
		return err
	}
	if err := s.flow.RestoreItem(r.Context(), actor(r), i.ID, formVersion(r)); err != nil {
		return err
	}
	s.flash(r, "试题已恢复，待审。")
	return seeOther(w, r, examItemPath(i.ID))
}
