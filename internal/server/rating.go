package server

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

const ratingsPath = supervisionPath + "/ratings"

var ratingsCrumb = ui.Link{Label: "测评", Href: ratingsPath}

func ratingPath(id int64) string { return fmt.Sprintf("%s/%d", ratingsPath, id) }

func newRatingPath(matterID int64) string { return matterFilesPath(matterID) + "/ratings/new" }

var ratingTags = map[supervision.RatingState]ui.State{supervision.RatingPlanned: ui.Todo, supervision.RatingHeld: ui.Doing,
	supervision.RatingAnnounced: ui.Done, supervision.RatingDropped: ui.Idle}

// ratingTag is the state of a rating, or its result once it is announced.
func ratingTag(t store.Rating) ui.Tag {
	if t.State != supervision.RatingAnnounced {
		return ui.Tag{State: ratingTags[t.State], Label: t.State.Label()}
	}
	if supervision.Poor(t.Scale, t.Result, t.Next) {
		return ui.Tag{State: ui.Stop, Label: t.Result}
	}
	return ui.Tag{State: ui.Done, Label: t.Result}
}

func ratingSubjectName(t store.Rating) string { return cmp.Or(t.Person, t.Organ, t.Matter) }

// ratings lists the ratings: what waits to be held, what goes on, what was announced (测评).
func (s *Server) ratings(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewRatings); err != nil {
		return err
	}
	q := r.URL.Query()
	state, search := supervision.RatingState(q.Get("state")), strings.TrimSpace(q.Get("q"))
	if state.Label() == "" {
		state = ""
	}
	year, _ := strconv.Atoi(q.Get("year"))
	result := strings.TrimSpace(q.Get("result"))
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	all, err := s.db.Ratings(r.Context(), store.RatingFilter{State: state, Year: year, Search: search, Result: result, Before: before, Limit: listSize(r) + 1})
	if err != nil {
		return err
	}
	rounds, err := s.db.RatingRounds(r.Context(), 8)
	if err != nil {
		return err
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "测评", supervisionCrumb), Tabs: supervisionTabsAt(who, ratingsPath),
		Heading: ui.Heading{Title: "测评", Lead: "无记名测评，各组分别统计；不足五票的组不显示。测评依据本县办法，由主任会议决定结果怎样处理。"},
		Filter:  ui.Filter{Action: ratingsPath, Label: "查找"}}
	if authz.Can(who, authz.OpenRating) {
		page.Buttons = append(page.Buttons, ui.Button{Label: "开始一场测评", Href: ratingsPath + "/rounds/new"})
	}
	if authz.Can(who, authz.ViewPassive) {
		page.Buttons = append(page.Buttons, ui.Button{Label: "预警名单", Kind: ui.Plain, Href: passivePath})
	}
	options := []ui.Option{{Label: "全部", Chosen: state == ""}}
	for _, x := range []supervision.RatingState{supervision.RatingPlanned, supervision.RatingHeld, supervision.RatingAnnounced, supervision.RatingDropped} {
		options = append(options, ui.Option{Value: string(x), Label: x.Label(), Chosen: x == state})
	}
	page.Fields = []templ.Component{ui.Text{Name: "q", Label: "测评对象", Width: ui.Medium, Optional: true, Value: search},
		ui.Select{Name: "state", Label: "情况", Options: options, Optional: true, Prompt: "-"},
		ui.Text{Name: "year", Label: "宣布年度", Width: ui.Short, Optional: true, Value: q.Get("year")},
		ui.Text{Name: "result", Label: "结果", Width: ui.Short, Optional: true, Value: result}}
	if result != "" || search != "" || state != "" || year != 0 {
		page.Filter.Clear = ratingsPath
	}
	if len(all) > listSize(r) {
		all = all[:listSize(r)]
		page.Pager.Next = withQuery(ratingsPath, "q", search, "state", string(state), "year", q.Get("year"), "result", result, "before",
			idText(all[listSize(r)-1].ID))
	}
	if going := roundTable(rounds); len(going.Rows) > 0 && before == 0 {
		page.Tables = append(page.Tables, going)
	}
	page.Tables = append(page.Tables, ratingTable(all))
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func ratingTable(all []store.Rating) ui.Table {
	t := ui.Table{Caption: "测评", Empty: "没有符合条件的测评。可以在任何一件监督事项上安排测评。",
		Columns: []ui.Column{{Label: "测评"}, {Label: "所属事项"}, {Label: "宣布", Narrow: true}, {Label: "情况", Narrow: true}}}
	for _, x := range all {
		when := ""
		if !x.AnnouncedOn.IsZero() {
			when = x.AnnouncedOn.ISO()
		} else if !x.DueOn.IsZero() && x.State == supervision.RatingPlanned {
			when = x.DueOn.ISO() + "前"
		}
		t.Rows = append(t.Rows, ui.Row{
			Href:  ratingPath(x.ID),
			Cells: []ui.Cell{{Text: x.Title, Note: x.Object.Label()}, {Text: x.Matter, Note: x.Kind.Label()}, {Text: when}, {Tag: ratingTag(x)}},
		})
	}
	return t
}

func roundTable(all []store.RatingRound) ui.Table {
	t := ui.Table{Caption: "正在进行的测评", Columns: []ui.Column{{Label: "场次"}, {Label: "日期", Narrow: true}, {Label: "情况", Narrow: true}}}
	for _, o := range all {
		if o.Going() {
			t.Rows = append(t.Rows, ui.Row{
				Href:  ratingRoundPath(o.ID),
				Cells: []ui.Cell{{Text: o.Title}, {Text: o.HeldOn.ISO()}, {Tag: ui.Tag{State: ui.Doing, Label: o.State.Label()}}},
			})
		}
	}
	return t
}

// mayLearn reports whether somebody who sees the matter may learn a result: staff and members may; the reviewed person
// and unit where the county feeds results back to them 〔TM-22〕.
func mayLearn(who authz.Actor, t store.Rating) bool {
	return authz.Can(who, authz.ViewRatings) || t.Publish == policy.PublishUnit || t.Publish == policy.PublishPublic
}

// ratingsPanel lists the ratings on a matter, as every page of a matter may show it.
func ratingsPanel(who authz.Actor, m store.Matter, all []store.Rating) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "测评", ID: "ratings"}, Table: ui.Table{Caption: "测评", HideCaption: true, Empty: "没有安排测评。",
		Columns: []ui.Column{{Label: "测评"}, {Label: "种类", Narrow: true}, {Label: "结果处理", Narrow: true}, {Label: "情况", Narrow: true}}}}
	for _, t := range all {
		tag := ratingTag(t)
		if t.State == supervision.RatingAnnounced && !mayLearn(who, t) {
			tag = ui.Tag{State: ui.Done, Label: "已测评"}
		}
		row := ui.Row{Cells: []ui.Cell{{Text: t.Title}, {Text: t.Object.Label()}, {Text: t.Decision.Label()}, {Tag: tag}}}
		if authz.Can(who, authz.ViewRatings) {
			row.Href = ratingPath(t.ID)
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	if authz.Can(who, authz.PlanRating) && m.Open() {
		p.Buttons = []ui.Button{{Label: "安排测评", Kind: ui.Plain, Href: newRatingPath(m.ID)}}
	}
	return p
}

// newRating shows the form to plan a rating on any matter.
func (s *Server) newRating(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r)
	if err != nil {
		return err
	}
	return s.showNewRating(w, r, http.StatusOK, m, typed{})
}

func (s *Server) showNewRating(w http.ResponseWriter, r *http.Request, status int, m store.Matter, t typed) error {
	if err := authz.Check(actor(r), authz.PlanRating); err != nil {
		return err
	}
	const act = "plan"
	_, p, err := s.db.PolicyOn(r.Context(), s.today())
	if err != nil {
		return err
	}
	people, err := s.db.MatterPeople(r.Context(), m.ID)
	if err != nil {
		return err
	}
	organs, err := s.db.MatterOrgans(r.Context(), m.ID)
	if err != nil {
		return err
	}
	held, err := s.db.RatingsOfMatter(r.Context(), m.ID)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "安排测评", supervisionCrumb, ui.Link{Label: m.Title, Href: matterPath(m.Kind, m.ID)}), Problems: t.problems,
		Heading: ui.Heading{Over: m.Title, Title: "安排测评", Lead: "按现行办法的等次、测评人员组和结果规则测评。测评依据本县办法，不是法定程序。"}}
	page.Frame.Invalid = len(t.problems) > 0
	object := t.value(act, "object",
		map[bool]string{true: "person", false: "work"}[m.Kind == supervision.PerformanceReview || m.Kind == supervision.DutyReport])
	objects := ui.Radios{Name: "object", Label: "测评什么", Error: t.wrong(act, "object")}
	for _, o := range []supervision.RatingObject{supervision.RatePerson, supervision.RateWork, supervision.RateInUnit} {
		hint := strings.Join(p.Supervision.Rating.Work.Grades, "、")
		switch o {
		case supervision.RatePerson:
			hint = strings.Join(p.Supervision.Rating.Person.Grades, "、")
		case supervision.RateInUnit:
			hint = "由本单位干部职工凭测评码无记名测评，作为调查的一种方式；对人用对人的等次"
		}
		objects.Options = append(objects.Options, ui.Option{Value: string(o), Label: o.Label(), Hint: hint, Chosen: object == string(o)})
	}
	subject := t.value(act, "subject", "")
	subjects := ui.Select{Name: "subject", Label: "测评对象", Error: t.wrong(act, "subject"), Optional: true, Prompt: "本事项的工作"}
	for n, x := range people {
		v := "p" + idText(x.PersonID)
		subjects.Options = append(subjects.Options, ui.Option{Value: v, Label: listName(x.Name, x.Sex) + "　" + x.Office, Group: "人员",
			Chosen: subject == v || subject == "" && t.act == "" && object == "person" && n == 0})
	}
	for n, x := range organs {
		v := "o" + idText(x.OrganID)
		subjects.Options = append(subjects.Options,
			ui.Option{Value: v, Label: x.Name, Group: "单位", Chosen: subject == v || subject == "" && t.act == "" && object == "work" && n == 0})
	}
	after := ui.Select{Name: "after", Label: "复评", Optional: true, Prompt: "不是复评", Error: t.wrong(act, "after"), Hint: "整改后再测评一次的，选择原来的测评；按原来的等次和规则评定。"}
	for _, x := range held {
		if x.State == supervision.RatingAnnounced && x.Repeated == 0 {
			after.Options = append(after.Options, ui.Option{
				Value:  idText(x.ID),
				Label:  x.Title + "（" + x.Result + "）",
				Chosen: t.value(act, "after", r.URL.Query().Get("after")) == idText(x.ID),
			})
		}
	}
	publish := ui.Radios{Name: "publish", Label: "结果公开范围", Error: t.wrong(act, "publish"), Inline: true}
	for _, v := range []policy.PublishScope{policy.PublishNone, policy.PublishMeeting, policy.PublishUnit, policy.PublishPublic} {
		publish.Options = append(publish.Options,
			ui.Option{Value: string(v), Label: v.Label(), Chosen: t.value(act, "publish", string(p.Supervision.Rating.Publish)) == string(v)})
	}
	form := staff.PanelForm{Form: ui.Form{Action: matterFilesPath(m.ID) + "/ratings", Guard: true}, Fields: []templ.Component{objects, subjects}}
	if len(after.Options) > 0 {
		form.Fields = append(form.Fields, after)
	}
	form.Fields = append(form.Fields, t.text(act, ui.Text{Name: "title", Label: "测评名称", Optional: true, Width: ui.Wide, Hint: "不填的，按对象和种类命名。"}, ""),
		t.text(act, ui.Text{Name: "due_on", Label: "测评日期", Type: ui.Date, Optional: true, Width: ui.Medium}, ""), publish)
	form.Buttons = []ui.Button{{Label: "安排测评"}, {Label: "返回", Kind: ui.Plain, Href: matterPath(m.Kind, m.ID)}}
	page.Panels = []staff.Panel{
		{Forms: []staff.PanelForm{form}},
		rulesPanel("现行结果规则：对人", p.Supervision.Rating.Person),
		rulesPanel("现行结果规则：对工作", p.Supervision.Rating.Work),
	}
	return s.render(w, r, status, staff.Board(page))
}

// rulesPanel tells in words how counts turn into a result.
func rulesPanel(title string, x policy.Scale) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: title}, Table: ui.Table{Caption: title, HideCaption: true,
		Columns: []ui.Column{{Label: "顺序", Numeric: true, Narrow: true}, {Label: "条件"}, {Label: "结果", Narrow: true}, {Label: "处理建议"}}}}
	for i, rule := range x.Rules {
		p.Table.Rows = append(p.Table.Rows, ui.Row{
			Cells: []ui.Cell{{Text: strconv.Itoa(i + 1)}, {Text: ruleWords(rule)}, {Text: rule.Result}, {Text: supervision.Proposed(rule.Next).Label()}},
		})
	}
	return p
}

func ruleWords(r policy.ResultRule) string {
	if len(r.Sum) == 0 {
		return "其余情形"
	}
	reach := "达到"
	if r.Over {
		reach = "超过"
	}
	return fmt.Sprintf("%s票%s%s的 %d/%d", strings.Join(r.Sum, "、"), reach, r.Base.Label(), r.Num, r.Den)
}

// planRating puts a rating to a matter (安排测评).
func (s *Server) planRating(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	x := workflow.RatingForm{Title: f.value("title"), Object: supervision.RatingObject(f.value("object")), AfterID: formID(r, "after"),
		Publish: policy.PublishScope(f.value("publish")), DueOn: f.day("due_on")}
	subject := f.value("subject")
	id, _ := strconv.ParseInt(strings.TrimLeft(subject, "po"), 10, 64)
	switch {
	case strings.HasPrefix(subject, "p"):
		x.PersonID = id
	case strings.HasPrefix(subject, "o"):
		x.OrganID = id
	}
	err = f.err(func() error {
		_, err := s.flow.PlanRating(r.Context(), actor(r), m.ID, x)
		return err
	})
	return s.answer(w, r, "plan", err, "已安排测评。", matterPath(m.Kind, m.ID)+"#ratings", func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showNewRating(w, r, status, m, t)
	})
}

// ratingOf reads the rating an address names.
func (s *Server) ratingOf(r *http.Request) (store.Rating, error) {
	if err := authz.Check(actor(r), authz.ViewRatings); err != nil {
		return store.Rating{}, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return store.Rating{}, err
	}
	t, err := s.db.Rating(r.Context(), id)
	if err != nil {
		return t, err
	}
	_, err = s.db.MatterFor(r.Context(), actor(r), t.MatterID) // confidential ones are the clerks' and the chairpersons'
	return t, err
}

func (s *Server) ratingDetail(w http.ResponseWriter, r *http.Request) error {
	t, err := s.ratingOf(r)
	if err != nil {
		return err
	}
	return s.showRating(w, r, http.StatusOK, t, typed{})
}
