package server

import (
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
		Practice: q.Get("mark") == "practice", Text: strings.TrimSpace(q.Get("text")), Limit: listSize(r) + 1}
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
	if len(items) > listSize(r) {
		items = items[:listSize(r)]
		first.BeforeID = items[listSize(r)-1].ID
		page.Pager.Next = bankQuery(bankPath, first)
	}
	table, err := s.bankTable(r, items)
	if err != nil {
		return err
	}
	page.Tables = []ui.Table{table}
	page.Post, page.PostText = startingPost(count, actor(r))
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

// startingPost offers the questions that came with the system and are not in the bank yet: all of them in a new
// county, later what a newer edition brings.
func startingPost(c store.BankCount, who authz.Actor) (*ui.Post, string) {
	more := exam.StartingItems() - c.Starting
	switch {
	case more <= 0 || !authz.Can(who, authz.LoadStartingBank):
		return nil, ""
	case c.Starting > 0:
		return &ui.Post{Action: bankPath + "/starting", Label: "补充起始题库"}, fmt.Sprintf("这一版系统的起始题库新增 %d 道题。补充以后，已经修改、停用的题不受影响。", more)
	}
	return &ui.Post{Action: bankPath + "/starting", Label: "载入起始题库"},
		fmt.Sprintf("系统附有一套按现行法律编写、已经审定的起始题库，共 %d 道题，每题注明条文，载入后即可组卷。载入后可以修改、停用，也可以再加本县的题；条文号待核的不进入试卷。", more)
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
			{
				Text: difficultyText(i.Difficulty),
			}, {Text: strings.ReplaceAll(exam.GroupsText(i.Groups), " ", "、")}, {Text: answersText(st)}, {Text: rateText(st)},
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
