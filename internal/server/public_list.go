package server

import (
	"fmt"
	"net/http"
	"path"
	"strings"

	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/public"
	"renmian/web/ui"
)

var (
	resultsCrumb = ui.Link{Label: "履职监督", Href: "/results"}
	rulesCrumb   = ui.Link{Label: "法规与办法", Href: "/rules"}
)

// searched is the text of a search, no longer than a person would type.
func searched(r *http.Request) string {
	text := []rune(strings.TrimSpace(r.URL.Query().Get("q")))
	return string(text[:min(len(text), 50)])
}

// results lists the published results of reviews (履职监督).
func (s *Server) results(w http.ResponseWriter, r *http.Request) error {
	f := store.NoticeFilter{
		Search: searched(r),
		Kinds:  []store.NoticeKind{store.ResultNotice},
		Before: noticeKey(r.URL.Query().Get("before")),
		Limit:  listOfNotices + 1,
	}
	all, err := s.db.PublishedNotices(r.Context(), f)
	if err != nil {
		return err
	}
	page := public.ListingPage{Frame: s.frame(r, resultsCrumb.Label, publicHome), Filter: ui.Filter{Action: "/results", Label: "查找"},
		Heading: ui.Heading{Title: resultsCrumb.Label, Lead: "常委会对任命人员和有关工作开展评议、测评后，依照规定公布的结果，以及任命人员的供职承诺。"},
		Search:  ui.Text{Name: "q", Label: "姓名、单位或者事项", Value: f.Search, Optional: true, Width: ui.Medium, MaxLength: 50},
		More:    []ui.Link{{Label: "查看任命人员的供职承诺", Href: "/pledges"}, {Label: "查看年度监督计划", Href: publicPlans}}}
	if len(all) == f.Limit {
		last := all[f.Limit-2]
		all = all[:f.Limit-1]
		page.Pager.Next = withQuery("/results", "q", f.Search, "before", fmt.Sprintf("%d.%d", last.PublishedAt.UnixMicro(), last.ID))
	}
	if !f.Before.At.IsZero() {
		page.Pager.Prev = withQuery("/results", "q", f.Search)
	}
	page.Parts = []public.ListingPart{{Title: "评议结果", Dated: datedNotices(all), Empty: "还没有公布过评议结果。"}}
	if f.Search != "" {
		page.Filter.Clear, page.Parts[0].Empty = "/results", "没有找到。请换一个说法，或者查看全部结果。"
	}
	page.Frame.Meta = s.siteMeta(r, resultsCrumb.Label)
	return s.render(w, r, http.StatusOK, public.Listing(page))
}

// pledges lists whose commitments are public (供职承诺). TM-15
func (s *Server) pledges(w http.ResponseWriter, r *http.Request) error {
	_, rules, err := s.db.PolicyOn(r.Context(), s.today())
	if err != nil {
		return err
	}
	page := public.ListingPage{Frame: s.frame(r, "供职承诺", publicHome, resultsCrumb), Filter: ui.Filter{Action: "/pledges", Label: "查找"},
		Heading: ui.Heading{Title: "供职承诺", Lead: "任命人员任职前向常委会作出的承诺，接受社会监督。"}}
	part := public.ListingPart{Empty: "还没有公布过供职承诺。"}
	if rules.Publication.PublishCommitments {
		text := searched(r)
		page.Search = ui.Text{Name: "q", Label: "姓名或者职务", Value: text, Optional: true, Width: ui.Medium, MaxLength: 50}
		var before store.DecisionKey
		_, _ = fmt.Sscanf(r.URL.Query().Get("before"), "%d.%d", &before.Notice, &before.Case) // a broken address starts at the top
		all, err := s.db.Promises(r.Context(), text, before, listOfNotices+1)
		if err != nil {
			return err
		}
		if len(all) > listOfNotices {
			all = all[:listOfNotices]
			last := all[listOfNotices-1]
			page.Pager.Next = withQuery("/pledges", "q", text, "before", fmt.Sprintf("%d.%d", last.NoticeID, last.CaseID))
		}
		if before.Notice != 0 {
			page.Pager.Prev = withQuery("/pledges", "q", text)
		}
		for _, d := range all {
			part.Dated = append(part.Dated,
				ui.DatedLink{Label: d.Name + "　" + d.Office, Href: fmt.Sprintf("%s/commitments#p%d", noticePath(d.NoticeID), d.CaseID), Date: d.On.String()})
		}
		if text != "" {
			page.Filter.Clear, part.Empty = "/pledges", "没有找到。请换一个说法。"
		}
	} else {
		part.Empty = "本县人事任免办法没有规定公布供职承诺。"
	}
	page.Parts = []public.ListingPart{part}
	page.Frame.Meta = s.siteMeta(r, "供职承诺")
	return s.render(w, r, http.StatusOK, public.Listing(page))
}

func publicPersonPath(id int64) string { return fmt.Sprintf("/persons/%d", id) }

// publicPersonPage shows what was decided about a person and what they hold (任职人员). It says nothing that
// a published paper or the list of office holders does not say.
func (s *Server) publicPersonPage(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	p, err := s.db.PublicPerson(ctx, id)
	if err != nil {
		return err
	}
	held, err := s.db.TenuresOf(ctx, id)
	if err != nil {
		return err
	}
	decisions, err := s.db.DecisionsAbout(ctx, id)
	if err != nil {
		return err
	}
	_, rules, err := s.db.PolicyOn(ctx, s.today())
	if err != nil {
		return err
	}
	page := newPersonPage(p, held, decisions, rules.Publication.PublishCommitments)
	page.Frame = s.frame(r, p.Name, publicHome, ui.Link{Label: "任职人员", Href: "/offices"})
	page.Frame.Meta = s.siteMeta(r, "任职人员")
	return s.render(w, r, http.StatusOK, public.Listing(page))
}

func newPersonPage(p store.PublicPerson, held []store.Tenure, decisions []store.PublicDecision, promises bool) public.ListingPage {
	page := public.ListingPage{Heading: ui.Heading{Over: "任职人员", Title: p.Name, Lead: strings.Join(nonEmpty(p.Sex, p.Ethnicity), "，")}}
	offices := ui.Table{Caption: "任职", HideCaption: true, Columns: []ui.Column{{Label: "职务"}, {Label: "任职日期", Narrow: true}, {Label: "离任日期", Narrow: true}}}
	for _, t := range held {
		until := "在任"
		if !t.EndsOn.IsZero() {
			until = t.EndsOn.String()
		}
		title := t.Title
		if t.Acting {
			title = "代理" + title
		}
		offices.Rows = append(offices.Rows, ui.Row{Cells: []ui.Cell{{Text: title}, {Text: t.StartsOn.String()}, {Text: until}}})
	}
	var list, filed ui.Dated
	for _, d := range decisions {
		sentence := document.Decision{Action: d.Action, Office: d.Office, Person: document.Person{Name: d.Name}}.Sentence()
		list = append(list, ui.DatedLink{Label: sentence, Href: noticePath(d.NoticeID), Date: d.On.String()})
		if promises && d.Promised {
			filed = append(filed,
				ui.DatedLink{Label: "任" + d.Office + "的供职承诺", Href: fmt.Sprintf("%s/commitments#p%d", noticePath(d.NoticeID), d.CaseID), Date: d.On.String()})
		}
	}
	page.Parts = []public.ListingPart{{Title: "任职", Table: offices}, {Title: "任免决定", Dated: list, Empty: "没有在本网站公布过的任免决定。"}}
	if len(offices.Rows) == 0 {
		page.Parts = page.Parts[1:]
	}
	if len(filed) > 0 {
		page.Parts = append(page.Parts, public.ListingPart{Title: "供职承诺", Dated: filed})
	}
	page.More = []ui.Link{{Label: "查找提到此人的评议结果", Href: withQuery("/results", "q", p.Name)}}
	return page
}

func nonEmpty(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

func publicRulePath(c store.CountyRule) string { return fmt.Sprintf("/rules/%d/%d", c.RuleID, c.ID) }

// publicRules is the library of the county's own rules (法规与办法). TM-01, DZ-01
func (s *Server) publicRules(w http.ResponseWriter, r *http.Request) error {
	all, err := s.db.CountyRules(r.Context(), true)
	if err != nil {
		return err
	}
	page := public.ListingPage{Frame: s.frame(r, rulesCrumb.Label, publicHome),
		Heading: ui.Heading{Title: rulesCrumb.Label, Lead: "本县常委会制定的办法和规则。修订、废止的旧文本也可以查阅。"}}
	for _, category := range policy.RuleCategories() {
		part := public.ListingPart{Title: category.Label()}
		for _, c := range currentRules(all, s.today()) {
			if c.Category == category {
				part.Dated = append(part.Dated, ui.DatedLink{
					Label: c.Name,
					Href:  fmt.Sprintf("/rules/%d", c.RuleID),
					Date:  c.StateOn(s.today()).Label() + "，" + c.Effective.String() + "起施行",
				})
			}
		}
		if len(part.Dated) > 0 {
			page.Parts = append(page.Parts, part)
		}
	}
	if len(page.Parts) == 0 {
		page.Parts = []public.ListingPart{{Empty: "还没有公布过法规与办法。"}}
	}
	page.Frame.Meta = s.siteMeta(r, rulesCrumb.Label)
	return s.render(w, r, http.StatusOK, public.Listing(page))
}

// publishedRule reads the version of the address, the current one when none is named, and the others.
func (s *Server) publishedRule(r *http.Request) (one store.CountyRule, all []store.CountyRule, err error) {
	read, one, err := s.versionsOf(r)
	if err != nil {
		return one, nil, err
	}
	for _, c := range read {
		if c.Published {
			all = append(all, c)
		}
	}
	if one.ID == 0 && len(all) > 0 {
		one = currentRules(all, s.today())[0]
	}
	if !one.Published {
		return one, nil, errs.New(errs.NotFound, "查无此法规办法，请从列表重新进入。")
	}
	return one, all, nil
}

func (s *Server) publicRule(w http.ResponseWriter, r *http.Request) error {
	c, all, err := s.publishedRule(r)
	if err != nil {
		return err
	}
	page := public.NoticePage{
		Article:      ui.Article{Title: []string{c.Name}, Session: "（" + c.Adopted + "）", Date: minute(c.PublishedAt), Print: publicRulePath(c) + "/print"},
		RelatedTitle: "各次文本",
	}
	page.Lines = paper(rulePaper(c)).Text.Lines
	if c.FileID != 0 {
		page.Article.File = ui.Link{
			Label: "下载印发的文件（" + strings.TrimPrefix(strings.ToUpper(path.Ext(c.FileName)), ".") + "，" + fileSize(c.FileSize) + "）",
			Href:  publicRulePath(c) + "/file",
		}
	}
	if state := c.StateOn(s.today()); !state.Applies() {
		text := "此文本" + state.Label() + "。"
		switch state {
		case policy.RuleAhead:
			text = "此文本自" + c.Effective.String() + "起施行。"
		case policy.RuleAmended:
			text = "此文本已由" + c.Next.String() + "起施行的新文本代替。"
		case policy.RuleRepealed:
			text = "此文本自" + c.Repealed.String() + "起废止：" + c.RepealNote
		}
		page.Notices = []public.Remark{{Title: state.Label(), Text: text}}
	}
	for _, x := range all {
		page.Related = append(page.Related,
			ui.DatedLink{Label: x.StateOn(s.today()).Label() + "：" + x.Adopted, Href: publicRulePath(x), Date: x.Effective.String() + "起施行"})
	}
	page.Frame = s.frame(r, c.Name, publicHome, rulesCrumb)
	page.Article.Source = page.Frame.Site.Short + "办公室"
	page.Frame.Meta = append(
		s.siteMeta(r, rulesCrumb.Label),
		ui.Meta{Name: "ArticleTitle", Content: c.Name},
		ui.Meta{
			Name:    "PubDate",
			Content: c.PublishedAt.In(calendar.Zone).Format("2006-01-02 15:04"),
		},
		ui.Meta{Name: "ContentSource", Content: page.Article.Source},
	)
	return s.render(w, r, http.StatusOK, public.Notice(page))
}

func rulePaper(c store.CountyRule) document.Document {
	return document.Document{Name: c.Category.Label(), Title: []string{c.Name}, SubTitle: "（" + c.Adopted + "，自" + c.Effective.String() + "起施行）",
		Blocks: document.BodyBlocks(c.Body, false)}
}

// fileSize is a size as people say it.
func fileSize(bytes int64) string {
	const kb = 1 << 10
	if bytes < 1<<20 {
		return fmt.Sprintf("%d KB", (bytes+kb-1)/kb)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}

// publicRuleFile sends the text of a rule as it was issued. It is not kept with the pages: a file may be large.
func (s *Server) publicRuleFile(w http.ResponseWriter, r *http.Request) error {
	c, _, err := s.publishedRule(r)
	if err != nil {
		return err
	}
	return s.sendIssued(w, r, c)
}

// printPublicRule shows a rule as it is printed.
func (s *Server) printPublicRule(w http.ResponseWriter, r *http.Request) error {
	c, _, err := s.publishedRule(r)
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, ui.Link{Label: "返回", Href: publicRulePath(c)}, rulePaper(c))
}
