package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/public"
	"renmian/web/ui"
)

const (
	homeNotices   = 10
	noticeColumn  = "任免公布"
	listOfNotices = 20
)

var (
	publicHome   = ui.Link{Label: "首页", Href: "/"}
	noticesCrumb = ui.Link{Label: noticeColumn, Href: "/notices"}
)

func noticePath(id int64) string { return fmt.Sprintf("/notices/%d", id) }

// noticeTitle is a notice in a list of the committee's own site: its title without the committee's name,
// and the meeting it comes from.
func noticeTitle(n store.Notice) string {
	title := n.Title
	if _, rest, ok := strings.Cut(title, "\n"); ok {
		title = rest
	}
	if n.Meeting == 0 {
		return workflow.FullTitle(title)
	}
	return workflow.FullTitle(title) + "（第" + document.Numeral(n.Meeting) + "次会议）"
}

// home is the front page of the public site.
func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	notices, err := s.db.PublishedNotices(ctx, store.NoticeFilter{Limit: homeNotices})
	if err != nil {
		return err
	}
	running, err := s.db.RunningPublicities(ctx, s.today())
	if err != nil {
		return err
	}
	page := public.HomePage{Frame: s.frame(r, "人事任免"), Empty: "还没有公布过任免事项。",
		Search: ui.Text{Name: "q", Label: "查任免公布", Width: ui.Wide, Hint: "姓名、职务或者会议，如“财政局”“第三十六次会议”。"},
		Entries: ui.Entries{{Label: "任免名单", Href: "/notices", Note: "任免名单、决定和公告"},
			{Label: "任前公示", Href: "#publicity", Note: publicityNote(len(running))},
			{Label: "履职监督", Href: "/results", Note: "评议结果和供职承诺"},
			{Label: "法规与办法", Href: "/rules", Note: "人事任免办法和各项规则"}}}
	page.Title = page.Frame.Site.Short + "人事任免"
	page.Frame.Meta = s.siteMeta(r, "首页")
	page.Notices = datedNotices(notices)
	for _, p := range running {
		page.Publicities = append(page.Publicities, public.Running{Title: p.Title, Href: fmt.Sprintf("/publicity/%d", p.ID),
			Persons: "拟任人员：" + strings.Join(p.Persons, "、"), Until: "公示至" + p.To.String() + "，" + daysLeft(p.To, s.today()),
			Contact: "反映意见：" + p.OfficeName + "，电话 " + p.Telephone + "，或者在公示页面填写。"})
	}
	return s.render(w, r, http.StatusOK, public.Home(page))
}

func publicityNote(n int) string {
	if n == 0 {
		return "拟任人员听取社会意见"
	}
	return fmt.Sprintf("%d 件正在公示，欢迎反映意见", n)
}

func daysLeft(to, today calendar.Day) string {
	if n := to.Sub(today); n > 0 {
		return fmt.Sprintf("还有 %d 天", n)
	}
	return "今天截止"
}

func datedNotices(all []store.Notice) ui.Dated {
	var list ui.Dated
	for _, n := range all {
		list = append(list, ui.DatedLink{Label: noticeTitle(n), Href: noticePath(n.ID), Date: calendar.Of(n.PublishedAt).String()})
	}
	return list
}

// noticeKey reads where a list of notices goes on: microseconds and id of the last one.
func noticeKey(text string) store.NoticeKey {
	at, id, _ := strings.Cut(text, ".")
	micros, err := strconv.ParseInt(at, 10, 64)
	k := store.NoticeKey{}
	if err == nil && micros > 0 {
		k.At = time.UnixMicro(micros)
		k.ID, _ = strconv.ParseInt(id, 10, 64) // a broken address starts at the top
	}
	return k
}

// notices lists what was published, found by name, office, meeting and year.
func (s *Server) notices(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	f := store.NoticeFilter{Search: searched(r), Kinds: store.MeetingNotices, Before: noticeKey(q.Get("before")), Limit: listOfNotices + 1}
	f.Year, _ = strconv.Atoi(q.Get("year"))
	f.MeetingID, _ = strconv.ParseInt(q.Get("meeting"), 10, 64)
	all, err := s.db.PublishedNotices(ctx, f)
	if err != nil {
		return err
	}
	meetings, err := s.db.NoticeMeetings(ctx, 100)
	if err != nil {
		return err
	}
	years, err := s.db.NoticeYears(ctx)
	if err != nil {
		return err
	}
	page := newNoticesPage(f, all, meetings, years)
	page.Frame = s.frame(r, noticeColumn, publicHome)
	page.Frame.Feed = ui.Link{Label: noticeColumn, Href: "/notices.atom"}
	page.Frame.Meta = s.siteMeta(r, noticeColumn)
	return s.render(w, r, http.StatusOK, public.Notices(page))
}

func newNoticesPage(f store.NoticeFilter, all []store.Notice, meetings []store.NoticeMeeting, years []int) public.NoticesPage {
	page := public.NoticesPage{Filter: ui.Filter{Action: "/notices", Label: "查找"}, Empty: "还没有公布过任免事项。",
		Search:  ui.Text{Name: "q", Label: "姓名、职务或者会议", Value: f.Search, Optional: true, Width: ui.Medium, MaxLength: 50},
		Meeting: ui.Select{Name: "meeting", Label: "会议", Optional: true, Prompt: "全部会议"},
		Year:    ui.Select{Name: "year", Label: "公布年份", Optional: true, Prompt: "全部年份"}}
	for _, m := range meetings {
		page.Meeting.Options = append(page.Meeting.Options, ui.Option{Value: strconv.FormatInt(m.ID, 10), Chosen: m.ID == f.MeetingID,
			Label: document.County{Term: m.Term}.TermName() + document.Session{No: m.Number}.Ordinal() + "（" + m.HeldOn.String() + "）"})
	}
	for _, y := range years {
		page.Year.Options = append(page.Year.Options, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y) + "年", Chosen: y == f.Year})
	}
	here := func(before string) string {
		var meeting, year string
		if f.MeetingID > 0 {
			meeting = strconv.FormatInt(f.MeetingID, 10)
		}
		if f.Year > 0 {
			year = strconv.Itoa(f.Year)
		}
		return withQuery("/notices", "q", f.Search, "meeting", meeting, "year", year, "before", before)
	}
	if here("") != "/notices" {
		page.Filter.Clear, page.Empty = "/notices", "没有找到。请换一个说法，或者查看全部公布。"
	}
	if !f.Before.At.IsZero() {
		page.Pager.Prev = here("")
	}
	if len(all) == f.Limit {
		all = all[:f.Limit-1]
		last := all[len(all)-1]
		page.Pager.Next = here(fmt.Sprintf("%d.%d", last.PublishedAt.UnixMicro(), last.ID))
	}
	page.Notices = datedNotices(all)
	return page
}

// noticePaper sets a notice as the official paper that was published.
func noticePaper(county document.County, n store.Notice, related []store.Notice, lang policy.Language) document.Document {
	d := document.Document{Name: n.Kind.Label(), Title: strings.Split(n.Title, "\n"), SubTitle: n.SessionLine, Second: titleBeside(n.Kind, lang),
		Blocks: document.BodyBlocks(n.Body, n.Kind == store.PersonnelList)}
	if n.Kind == store.EndingNotice {
		d.Sign = []string{county.StandingCommittee()}
		if !n.PublishedAt.IsZero() {
			d.Date = calendar.Of(n.PublishedAt).String()
		}
	}
	if n.Kind == store.AnnouncementNotice {
		d.SubTitle, d.Sign = n.Number, []string{county.StandingCommittee()} // its number stands below the title
		if !n.PublishedAt.IsZero() {
			d.Date = calendar.Of(n.PublishedAt).String()
		}
		for _, x := range related {
			if x.Kind != store.AnnouncementNotice {
				d.Attachments = append(d.Attachments, workflow.FullTitle(x.Title))
			}
		}
	}
	return d
}

// titleBeside is the title of a public paper in the county's second language.
func titleBeside(k store.NoticeKind, lang policy.Language) string {
	switch k {
	case store.PersonnelList:
		return lang.Printed(lang.List)
	case store.AnnouncementNotice, store.EndingNotice:
		return lang.Printed(lang.Announced)
	}
	return ""
}

// published reads a notice of the address with the others of its meeting.
func (s *Server) published(r *http.Request) (n store.Notice, related []store.Notice, err error) {
	id, err := pathID(r, "id")
	if err != nil {
		return n, nil, err
	}
	if n, err = s.db.PublishedNotice(r.Context(), id); err != nil {
		return n, nil, err
	}
	all, err := s.db.NoticesOfMeeting(r.Context(), n.MeetingID)
	for _, x := range all {
		if x.ID != n.ID && !x.PublishedAt.IsZero() {
			related = append(related, x)
		}
	}
	return n, related, err
}

// notice shows one published paper.
func (s *Server) notice(w http.ResponseWriter, r *http.Request) error {
	n, related, err := s.published(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	corrections, err := s.db.NoticeCorrections(ctx, n.ID)
	if err != nil {
		return err
	}
	older, newer, err := s.db.NoticeNeighbours(ctx, n)
	if err != nil {
		return err
	}
	_, rules, err := s.db.PolicyOn(ctx, n.HeldOn)
	if err != nil {
		return err
	}
	county, err := s.db.County(ctx)
	if err != nil {
		return err
	}
	page := newNoticePage(workflow.PaperCounty(county, n.Term), n, related, corrections, rules.Language)
	if rules.Publication.ShowCounts {
		if page.Votes, err = s.noticeVotes(r, n); err != nil {
			return err
		}
	}
	if rules.Publication.PublishCommitments && n.Kind == store.PersonnelList {
		promised, err := s.db.NoticeCommitments(ctx, n.ID)
		if err != nil {
			return err
		}
		if len(promised) > 0 {
			page.Related = append(page.Related, ui.DatedLink{Label: "任命人员的供职承诺", Href: noticePath(n.ID) + "/commitments"})
		}
	}
	page.Older, page.Newer = neighbour(older), neighbour(newer)
	column := noticesCrumb
	if n.Kind == store.ResultNotice {
		column = resultsCrumb
	}
	page.Frame = s.frame(r, workflow.FullTitle(n.Title), publicHome, column)
	page.Article.Source = page.Frame.Site.Short + "办公室"
	page.Frame.Data = noticeData(n, s.base(r), page.Frame.Site.Committee)
	page.Frame.Meta = append(s.siteMeta(r, column.Label), ui.Meta{Name: "ArticleTitle", Content: workflow.FullTitle(n.Title)},
		ui.Meta{Name: "PubDate", Content: n.PublishedAt.In(calendar.Zone).Format("2006-01-02 15:04")},
		ui.Meta{Name: "ContentSource", Content: page.Article.Source})
	return s.render(w, r, http.StatusOK, public.Notice(page))
}

func newNoticePage(
	county document.County,
	n store.Notice,
	related []store.Notice,
	corrections []store.NoticeCorrection,
	lang policy.Language,
) public.NoticePage {
	d := noticePaper(county, n, related, lang)
	page := public.NoticePage{Signed: d.Sign, RelatedTitle: "本次会议的其他公布", Related: datedNotices(related),
		Article: ui.Article{Title: d.Title, Second: d.Second, Session: d.SubTitle, Date: minute(n.PublishedAt), Print: noticePath(n.ID) + "/print"}}
	if d.Date != "" {
		page.Signed = append(page.Signed, d.Date)
	}
	page.Lines = paper(d).Text.Lines
	for _, c := range corrections {
		page.Corrections = append(page.Corrections, public.Correction{Date: calendar.Of(c.At).String(), Text: c.Text})
	}
	return page
}

func neighbour(n store.Notice) ui.Link {
	if n.ID == 0 {
		return ui.Link{}
	}
	return ui.Link{Label: noticeTitle(n), Href: noticePath(n.ID)}
}

func (s *Server) noticeVotes(r *http.Request, n store.Notice) (ui.Table, error) {
	votes, err := s.db.NoticeVotes(r.Context(), n.ID)
	t := ui.Table{Caption: "表决情况", Columns: []ui.Column{{Label: "事项"}, {Label: "全体组成人员", Numeric: true}, {Label: "赞成", Numeric: true},
		{Label: "反对", Numeric: true}, {Label: "弃权", Numeric: true}}, Empty: "没有表决情况。"}
	for _, v := range votes {
		d := document.Decision{Action: v.Action, Office: v.Office, Person: document.Person{Name: v.Name}}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: d.Sentence()}, {Text: strconv.Itoa(v.Total)}, {Text: strconv.Itoa(v.Yes)},
			{Text: strconv.Itoa(v.No)}, {Text: strconv.Itoa(v.Abstain)}}})
	}
	return t, err
}

// printPublished shows a published paper as it is printed.
func (s *Server) printPublished(w http.ResponseWriter, r *http.Request) error {
	n, related, err := s.published(r)
	if err != nil {
		return err
	}
	county, err := s.db.County(r.Context())
	if err != nil {
		return err
	}
	_, rules, err := s.db.PolicyOn(r.Context(), n.HeldOn)
	if err != nil {
		return err
	}
	d := noticePaper(workflow.PaperCounty(county, n.Term), n, related, rules.Language)
	return s.renderPapers(w, r, ui.Link{Label: "返回", Href: noticePath(n.ID)}, d)
}

// commitments shows what those appointed have promised, where the county publishes it.
func (s *Server) commitments(w http.ResponseWriter, r *http.Request) error {
	n, _, err := s.published(r)
	if err != nil {
		return err
	}
	_, rules, err := s.db.PolicyOn(r.Context(), n.HeldOn)
	if err != nil {
		return err
	}
	if !rules.Publication.PublishCommitments {
		return s.notFound(w, r)
	}
	all, err := s.db.NoticeCommitments(r.Context(), n.ID)
	if err != nil {
		return err
	}
	page := public.CommitmentsPage{Heading: ui.Heading{Title: "任命人员的供职承诺", Lead: "按照本县人事任免办法公布，接受社会监督。"}}
	for _, c := range all {
		page.Persons = append(page.Persons, publicCommitment(c))
	}
	page.Frame = s.frame(r, "供职承诺", publicHome, noticesCrumb, ui.Link{Label: workflow.FullTitle(n.Title), Href: noticePath(n.ID)})
	return s.render(w, r, http.StatusOK, public.Commitments(page))
}

// publicCommitment shows a promise unless personal data slipped into it V25.
func publicCommitment(c store.PublicCommitment) public.Commitment {
	p := public.Commitment{ID: fmt.Sprintf("p%d", c.CaseID), Title: c.Name + "　" + c.Office, Date: calendar.Of(c.FiledAt).String()}
	for _, a := range c.Answers {
		if len(document.PersonalDataIn(a.Text)) > 0 {
			return public.Commitment{ID: p.ID, Title: p.Title, Note: "承诺书正在核对，稍后公布。"}
		}
		var paragraphs []string
		for line := range strings.Lines(a.Text) {
			if line = strings.TrimSpace(line); line != "" {
				paragraphs = append(paragraphs, line)
			}
		}
		if len(paragraphs) > 0 {
			p.Answers = append(p.Answers, public.Answer{Heading: a.Heading, Paragraphs: paragraphs})
		}
	}
	if len(p.Answers) == 0 {
		p.Note = "以书面形式存档。"
	}
	return p
}
