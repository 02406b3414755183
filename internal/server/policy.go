package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

const (
	policyHome     = "/policy"
	policyCompare  = "/policy/compare"
	policyCounties = "/policy/counties"
	policyNew      = "/policy/new"
)

func policyPath(id int64) string { return fmt.Sprintf("/policy/%d", id) }

func policyTabs(at string) ui.Tabs {
	tabs := ui.Tabs{{Label: "本县办法", Href: policyHome}, {Label: "两个版本对照", Href: policyCompare}, {Label: "各县做法对照", Href: policyCounties}}
	for i := range tabs {
		tabs[i].Current = tabs[i].Href == at
	}
	return tabs
}

// policyVersions is how many versions a page lists; a county adopts one in years.
const policyVersions = 50

// policyInForce shows the county's rules in force today (本县办法).
func (s *Server) policyInForce(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewPolicy); err != nil {
		return err
	}
	id, p, err := s.db.PolicyOn(r.Context(), s.today())
	if err != nil {
		return err
	}
	return s.showPolicy(w, r, policyHome, id, p)
}

// policyVersion shows one version of the county's rules.
func (s *Server) policyVersion(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewPolicy); err != nil {
		return err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	p, err := s.db.Policy(r.Context(), id)
	if err != nil {
		return err
	}
	return s.showPolicy(w, r, "", id, p)
}

func (s *Server) showPolicy(w http.ResponseWriter, r *http.Request, tab string, id int64, p policy.Policy) error {
	who := actor(r)
	versions, err := s.db.PolicyVersions(r.Context(), policyVersions)
	if err != nil {
		return err
	}
	var cases []store.CaseLine
	if who.Has(authz.RoleClerk, authz.RoleExaminer, authz.RoleChair, authz.RoleOperator) {
		if cases, err = s.db.Cases(r.Context(), store.CaseFilter{Policy: id, Open: true, Limit: pageSize}); err != nil {
			return err
		}
	}
	page := newPolicyPage(versions, id, p, s.today(), cases)
	if page.Heading.Title, err = s.policyTitle(r, p); err != nil {
		return err
	}
	page.Tabs = policyTabs(tab)
	if authz.Can(who, authz.AdoptPolicy) {
		page.Buttons = append(page.Buttons, ui.Button{Label: "修订办法", Href: withQuery(policyNew, "from", versionKey(id))})
	}
	if tab == "" {
		page.Frame = s.frame(r, page.Heading.Title, ui.Link{Label: "本县办法", Href: policyHome})
	} else {
		page.Frame = s.frame(r, "本县办法")
	}
	return s.render(w, r, http.StatusOK, staff.Policy(page))
}

// newPolicyPage tells a version in plain words, which versions there are, and which cases still follow it.
func newPolicyPage(versions []store.PolicyVersion, id int64, p policy.Policy, today calendar.Day, cases []store.CaseLine) staff.PolicyPage {
	page := staff.PolicyPage{Heading: ui.Heading{Title: p.Title},
		Versions: ui.Table{Caption: "各个版本", Columns: []ui.Column{{Label: "施行日期"}, {Label: "在办", Numeric: true, Narrow: true}}}}
	current := inForce(versions, today)
	for _, v := range versions {
		row := ui.Row{Href: policyPath(v.ID), Cells: []ui.Cell{{Text: v.EffectiveOn.String(), Note: v.Name}, {Text: fmt.Sprintf("%d件", v.Open)}}}
		switch {
		case v.EffectiveOn.After(today):
			row.Cells[0].Tag = ui.Tag{State: ui.Todo, Label: "未到施行"}
			page.Later = fmt.Sprintf("《%s》自%s起施行；在此以前提交的任免案，仍按现行办法办理。", v.Name, v.EffectiveOn)
		case v.ID == current:
			row.Cells[0].Tag = ui.Tag{State: ui.Done, Label: "现行"}
		}
		if v.ID == id {
			page.Heading.Lead = versionLead(v, current, today)
		}
		page.Versions.Rows = append(page.Versions.Rows, row)
	}
	if len(cases) > 0 {
		page.Cases = ui.Table{Caption: "按这个版本办理的在办任免案", Columns: []ui.Column{{Label: "任免案"}, {Label: "阶段", Narrow: true}}}
		for _, c := range cases {
			page.Cases.Rows = append(page.Cases.Rows, ui.Row{Href: casePath(c.ID), Cells: []ui.Cell{
				{Text: caseTitle(c.Person, c.Action, c.Office), Note: c.Number}, {Text: c.Stage.Label()}}})
		}
	}
	for _, c := range policy.Chapters() {
		chapter := staff.PolicyChapter{ID: c.Key, Title: c.Title}
		for _, x := range c.Settings {
			chapter.Settings = append(chapter.Settings, ui.Item{Key: x.Label, Value: x.Words(p), Note: strings.TrimSuffix(x.Effect, "每行一项。")})
		}
		page.Chapters = append(page.Chapters, chapter)
		page.Sections = append(page.Sections, ui.Link{Label: c.Title, Href: "#" + c.Key})
	}
	return page
}

// inForce is the version that applies on a day, of versions listed latest first.
func inForce(versions []store.PolicyVersion, today calendar.Day) int64 {
	for _, v := range versions {
		if !v.EffectiveOn.After(today) {
			return v.ID
		}
	}
	return 0
}

func versionLead(v store.PolicyVersion, current int64, today calendar.Day) string {
	by := v.AdoptedBy
	if by == "" {
		by = "系统初始"
	}
	lead := fmt.Sprintf("自%s起施行，%s录入。", v.EffectiveOn, by)
	switch {
	case v.EffectiveOn.After(today):
		return lead + "尚未到施行日期。"
	case v.ID == current:
		return lead + "现行版本；每件任免案在提交时定下所依据的版本，办法修订后仍按原版本办完。"
	case v.Open > 0:
		return lead + fmt.Sprintf("已不是现行版本，还有 %d 件在办任免案按它办理。", v.Open)
	}
	return lead + "已不是现行版本。"
}

// versionKey is how addresses name a version beside the presets: v12.
func versionKey(id int64) string { return "v" + strconv.FormatInt(id, 10) }

// policyOf reads a version or a preset by its key; the name is what the pages call it.
func (s *Server) policyOf(r *http.Request, key string) (name string, p policy.Policy, err error) {
	if x, ok := policy.PresetOf(key); ok {
		return x.Name, x.Policy, nil
	}
	id, err := strconv.ParseInt(strings.TrimPrefix(key, "v"), 10, 64)
	if err != nil || !strings.HasPrefix(key, "v") {
		return "", p, errs.New(errs.NotFound, "没有这个版本，请从列表中选择。")
	}
	p, err = s.db.Policy(r.Context(), id)
	return p.Title, p, err
}

// policyChoices lists the versions and the presets for a select.
func policyChoices(versions []store.PolicyVersion, today calendar.Day, chosen string) []ui.Option {
	var out []ui.Option
	current := inForce(versions, today)
	for _, v := range versions {
		label := v.EffectiveOn.String() + "起施行"
		if v.ID == current {
			label += "（现行）"
		}
		out = append(out, ui.Option{Value: versionKey(v.ID), Label: label, Group: "本县的版本", Chosen: chosen == versionKey(v.ID)})
	}
	for _, x := range policy.Presets() {
		out = append(out, ui.Option{Value: x.Key, Label: x.Name, Group: "各县做法", Chosen: chosen == x.Key})
	}
	return out
}

// comparePolicies shows two versions or presets side by side.
func (s *Server) comparePolicies(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewPolicy); err != nil {
		return err
	}
	versions, err := s.db.PolicyVersions(r.Context(), policyVersions)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	left, right := q.Get("left"), q.Get("right")
	current := versionKey(inForce(versions, s.today()))
	if ahead := len(versions) > 0 && versions[0].EffectiveOn.After(s.today()); left == "" && right == "" && ahead { // what will change
		left, right = current, versionKey(versions[0].ID)
	}
	if left == "" {
		left = "default"
	}
	if right == "" {
		right = current
	}
	name, a, err := s.policyOf(r, left)
	if err != nil {
		return err
	}
	other, b, err := s.policyOf(r, right)
	if err != nil {
		return err
	}
	page := staff.PolicyComparePage{Frame: s.frame(r, "两个版本对照", ui.Link{Label: "本县办法", Href: policyHome}), Tabs: policyTabs(policyCompare),
		Heading: ui.Heading{Title: "两个版本对照", Lead: "只列两者不同的事项。"}, Filter: ui.Filter{Action: policyCompare, Label: "对照"},
		Choices: []ui.Select{{Name: "left", Label: "左栏", Prompt: "-", Options: policyChoices(versions, s.today(), left)},
			{Name: "right", Label: "右栏", Prompt: "-", Options: policyChoices(versions, s.today(), right)}}}
	page.Frame.Sheets = []string{figuresSheet}
	page.Chapters = policyDifferences(a, b, columnName(name, versions, left), columnName(other, versions, right))
	if len(page.Chapters) == 0 {
		page.Same = "两者没有不同。"
	}
	return s.render(w, r, http.StatusOK, staff.PolicyCompare(page))
}

// policyDifferences are the settings on which two policies do not agree, a table for each stage.
func policyDifferences(a, b policy.Policy, left, right string) (all []ui.Table) {
	for _, c := range policy.Differences(a, b) {
		t := ui.Table{Caption: c.Title, Columns: []ui.Column{{Label: "事项"}, {Label: left}, {Label: right}}}
		for _, x := range c.Settings {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Label}, {Text: x.Words(a)}, {Text: x.Words(b)}}})
		}
		all = append(all, t)
	}
	return all
}

// columnName tells versions of the same title apart by their day.
func columnName(name string, versions []store.PolicyVersion, key string) string {
	for _, v := range versions {
		if versionKey(v.ID) == key {
			return v.EffectiveOn.String() + "起施行"
		}
	}
	return name
}

// countyPractices shows on what the nine counties and the default differ (各县做法对照).
func (s *Server) countyPractices(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewPolicy); err != nil {
		return err
	}
	page := newCountiesPage(policy.Presets(), policy.Refusals(), authz.Can(actor(r), authz.AdoptPolicy))
	page.Frame, page.Tabs = s.frame(r, "各县做法对照", ui.Link{Label: "本县办法", Href: policyHome}), policyTabs(policyCounties)
	page.Frame.Sheets = []string{figuresSheet}
	return s.render(w, r, http.StatusOK, staff.PolicyCompare(page))
}

func newCountiesPage(presets []policy.Preset, refusals []policy.Refusal, mayAdopt bool) staff.PolicyComparePage {
	page := staff.PolicyComparePage{Heading: ui.Heading{Title: "各县做法对照",
		Lead: "九个自治县交流材料里写明的做法，与通行做法对照；材料没有写明的不列。县名照原文，原文隐去的不补。点县名与本县办法对照。"},
		Presets: ui.Table{Caption: "九县", Columns: []ui.Column{{Label: "县"}, {Label: "特点"}}},
		Refused: ui.Table{Caption: "不提供的做法", Columns: []ui.Column{{Label: "做法"}, {Label: "哪个县"}, {Label: "依据"}, {Label: "本系统怎样办"}}}}
	if mayAdopt {
		page.Presets.Columns = append(page.Presets.Columns, ui.Column{Label: "起草", Narrow: true})
	}
	names := map[string]string{}
	var all []policy.Policy
	for _, x := range presets {
		names[x.Key], all = x.Name, append(all, x.Policy)
		row := ui.Row{Cells: []ui.Cell{{Text: x.Name, Href: withQuery(policyCompare, "left", x.Key)}, {Text: x.Sentence}}}
		if mayAdopt {
			row.Cells = append(row.Cells, ui.Cell{Text: "以此起草", Href: withQuery(policyNew, "from", x.Key)})
		}
		page.Presets.Rows = append(page.Presets.Rows, row)
	}
	for _, c := range policy.Differences(all...) {
		t := ui.Table{Caption: c.Title, Columns: []ui.Column{{Label: "事项"}, {Label: "做法"}, {Label: "哪些县"}}}
		for _, x := range c.Settings {
			t.Rows = append(t.Rows, practices(x, presets)...)
		}
		page.Chapters = append(page.Chapters, t)
	}
	for _, f := range refusals {
		page.Refused.Rows = append(page.Refused.Rows,
			ui.Row{Cells: []ui.Cell{{Text: f.Practice}, {Text: names[f.Preset]}, {Text: f.Ground}, {Text: f.Instead}}})
	}
	return page
}

// practices is one setting as the presets have it: a row for each value, with the counties that state it.
func practices(x policy.Setting, presets []policy.Preset) []ui.Row {
	var values []string
	who := map[string][]string{}
	for i, p := range presets {
		words := x.Words(p.Policy)
		if !slices.Contains(values, words) {
			values = append(values, words)
		}
		switch {
		case i == 0:
			who[words] = append(who[words], p.Name)
		case p.States(x.Field):
			who[words] = append(who[words], p.Name)
		}
	}
	rows := make([]ui.Row, len(values))
	for i, v := range values {
		rows[i] = ui.Row{Cells: []ui.Cell{{Text: x.Label}, {Text: v}, {Text: strings.Join(who[v], "；")}}}
	}
	return rows
}
