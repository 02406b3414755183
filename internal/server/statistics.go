package server

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

const statisticsPath = "/statistics"

// asked is what the figures are about.
type asked struct {
	from, to int // years
	term     store.Term
	filter   store.DecidedFilter
}

// query is the address of a page about the same, with more parameters.
func (q asked) query(path string, pairs ...string) string {
	own := []string{"from", strconv.Itoa(q.from), "to", strconv.Itoa(q.to), "group", string(q.filter.Group)}
	if q.term.ID != 0 {
		own = []string{"term", idText(q.term.ID), "group", string(q.filter.Group)}
	}
	if q.filter.OrganID != 0 {
		own = append(own, "organ", idText(q.filter.OrganID))
	}
	if q.filter.MeetingID != 0 {
		own = append(own, "meeting", idText(q.filter.MeetingID))
	}
	return withQuery(path, append(own, pairs...)...)
}

func (q asked) years() []int {
	var years []int
	for y := q.from; y <= q.to; y++ {
		years = append(years, y)
	}
	return years
}

// statistics shows what was decided, by every figure; each number opens its list.
func (s *Server) statistics(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewStatistics); err != nil {
		return err
	}
	q, err := s.askedFor(r)
	status := http.StatusOK
	page := staff.StatisticsPage{}
	var all []appointment.Decided
	var taken []appointment.Examined
	if err == nil {
		all, taken, err = s.counted(r, q)
	}
	switch {
	case errs.KindOf(err) == errs.Invalid:
		status, page.Problems = http.StatusUnprocessableEntity, problems(err)
	case err != nil:
		return err
	default:
		page = newStatisticsPage(all, taken, q, authz.Can(who, authz.ListCases))
		if err := s.reconcile(r, q, all, &page); err != nil {
			return err
		}
	}
	if err := s.statisticsForm(r, q, &page); err != nil {
		return err
	}
	if authz.Can(who, authz.ViewDuty) {
		page.Reports = append(page.Reports, ui.Button{Label: "监督统计", Href: figuresPath, Kind: ui.Plain})
	}
	page.Frame = s.frame(r, "统计")
	page.Frame.Invalid, page.Frame.Sheets = len(page.Problems) > 0, []string{figuresSheet}
	return s.render(w, r, status, staff.Statistics(page))
}

// counted reads what all figures are counted from: the decisions, and the exams of the same cases and days.
func (s *Server) counted(r *http.Request, q asked) (all []appointment.Decided, taken []appointment.Examined, err error) {
	if all, err = s.db.Decided(r.Context(), q.filter); err == nil {
		taken, err = s.db.Examined(r.Context(), q.filter)
	}
	return all, taken, err
}

// askedFor reads what is asked: a term, or years, the last five when nothing was asked.
func (s *Server) askedFor(r *http.Request) (q asked, err error) {
	given := r.URL.Query()
	id := func(name string) int64 { n, _ := strconv.ParseInt(given.Get(name), 10, 64); return n }
	q.filter = store.DecidedFilter{Group: policy.Group(given.Get("group")), OrganID: id("organ"), MeetingID: id("meeting")}
	if term := id("term"); term > 0 {
		if q.term, err = s.db.Term(r.Context(), term); err != nil {
			return q, err
		}
		q.from, q.to = q.term.StartsOn.Year(), min(q.term.EndsOn.Year(), s.today().Year())
		q.filter.From, q.filter.To = q.term.StartsOn, q.term.EndsOn
		return q, nil
	}
	q.from, q.to, err = yearRange(r, s.today())
	q.filter.From, q.filter.To = calendar.Date(q.from, 1, 1), calendar.Date(q.to, 12, 31)
	return q, err
}

// yearRange reads the years asked for; the last five when nothing was asked.
func yearRange(r *http.Request, today calendar.Day) (from, to int, err error) {
	read := func(name string, otherwise int) (int, error) {
		text := r.URL.Query().Get(name)
		if text == "" {
			return otherwise, nil
		}
		y, err := strconv.Atoi(text)
		if err != nil || y < 1979 || y > today.Year()+1 {
			return otherwise, errs.Form(errs.Field{Name: name, Message: fmt.Sprintf("请填 1979 至 %d 之间的年份。", today.Year()+1)})
		}
		return y, nil
	}
	if to, err = read("to", today.Year()); err != nil {
		return to - 4, to, err
	}
	if from, err = read("from", to-4); err != nil {
		return from, to, err
	}
	switch {
	case from > to:
		return from, to, errs.Form(errs.Field{Name: "from", Message: "起始年份不能晚于截止年份。"})
	case to-from > 19:
		return from, to, errs.Form(errs.Field{Name: "from", Message: "一次最多统计二十年，请缩小范围。"})
	}
	return from, to, nil
}

// statisticsForm offers terms, years, organs and meetings to choose from.
func (s *Server) statisticsForm(r *http.Request, q asked, page *staff.StatisticsPage) error {
	ctx, given := r.Context(), r.URL.Query()
	terms, err := s.db.Terms(ctx)
	if err != nil {
		return err
	}
	organs, err := s.db.Organs(ctx, true)
	if err != nil {
		return err
	}
	meetings, err := s.db.Meetings(ctx, store.MeetingKey{}, true, 100)
	if err != nil {
		return err
	}
	term := ui.Select{Name: "term", Label: "届", Optional: true, Prompt: "按年份"}
	for _, t := range terms {
		term.Options = append(term.Options, ui.Option{Value: idText(t.ID), Label: document.County{Term: t.Number}.TermName(), Chosen: t.ID == q.term.ID})
	}
	group := ui.Select{Name: "group", Label: "机关类别", Optional: true, Prompt: "全部"}
	for _, g := range policy.Groups() {
		group.Options = append(group.Options, ui.Option{Value: string(g), Label: g.Label(), Chosen: g == q.filter.Group})
	}
	organ := ui.Select{Name: "organ", Label: "提请机关", Optional: true, Prompt: "全部"}
	for _, o := range organs {
		if o.Kind != "department" && o.Kind != "party" {
			organ.Options = append(organ.Options, ui.Option{Value: idText(o.ID), Label: o.Name, Chosen: o.ID == q.filter.OrganID})
		}
	}
	meeting := ui.Select{Name: "meeting", Label: "会议", Optional: true, Prompt: "全部"}
	for _, m := range meetings {
		meeting.Options = append(meeting.Options,
			ui.Option{Value: idText(m.ID), Label: meetingTitle(m) + "（" + m.HeldOn.Short() + "）", Chosen: m.ID == q.filter.MeetingID})
	}
	year := func(name, label string, n int) ui.Text {
		return ui.Text{
			Name:  name,
			Label: label,
			Type:  ui.Number,
			Width: ui.Short,
			Value: cmp.Or(given.Get(name), strconv.Itoa(n)),
			Error: page.Problems.For(name),
		}
	}
	page.Action = statisticsPath
	page.Reports = append([]ui.Button{{Label: "生成工作情况", Href: q.query(statisticsPath + "/report"), Kind: ui.Plain}}, page.Reports...)
	page.Fields = []templ.Component{term, year("from", "起始年份", q.from), year("to", "截止年份", q.to), group, organ, meeting}
	if page.Heading.Title == "" {
		page.Heading = ui.Heading{Title: "任免统计"}
	}
	return nil
}
