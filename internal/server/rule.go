package server

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

var rulebookCrumb = ui.Link{Label: "法规与办法", Href: "/rulebook"}

func rulePath(id int64) string { return fmt.Sprintf("/rulebook/%d", id) }

func versionPath(c store.CountyRule) string { return fmt.Sprintf("%s/%d", rulePath(c.RuleID), c.ID) }

var ruleTags = map[policy.RuleState]ui.State{policy.RuleDraft: ui.Todo, policy.RuleAhead: ui.Doing, policy.RuleInForce: ui.Done,
	policy.RuleProvisional: ui.Done, policy.RuleAmended: ui.Idle, policy.RuleRepealed: ui.Stop}

func ruleTag(c store.CountyRule, day calendar.Day) ui.Tag {
	state := c.StateOn(day)
	return ui.Tag{State: ruleTags[state], Label: state.Label()}
}

// current picks of each rule the version that applies, else the newest one.
func currentRules(all []store.CountyRule, day calendar.Day) []store.CountyRule {
	var out []store.CountyRule
	for _, c := range all {
		n := len(out)
		switch {
		case n == 0 || out[n-1].RuleID != c.RuleID:
			out = append(out, c)
		case !out[n-1].StateOn(day).Applies() && c.StateOn(day).Applies():
			out[n-1] = c
		}
	}
	return out
}

// rulebook lists the county's own rules to the staff (法规与办法). K01
func (s *Server) rulebook(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewRules); err != nil {
		return err
	}
	all, err := s.db.CountyRules(r.Context(), !authz.Can(who, authz.SaveRule))
	if err != nil {
		return err
	}
	table := ui.Table{Caption: "法规与办法", HideCaption: true, Empty: "还没有登记。先登记本县人事任免办法，任免案的页面就会引用它。",
		Columns: []ui.Column{{Label: "名称"}, {Label: "类别", Narrow: true}, {Label: "施行日期", Narrow: true}, {Label: "状态", Narrow: true}}}
	for _, c := range currentRules(all, s.today()) {
		table.Rows = append(table.Rows, ui.Row{Href: rulePath(c.RuleID), Cells: []ui.Cell{{Text: c.Name, Note: c.Adopted}, {Text: c.Category.Label()},
			{Text: c.Effective.Short()}, {Tag: ruleTag(c, s.today())}}})
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "法规与办法"), Tables: []ui.Table{table},
		Heading: ui.Heading{Title: "法规与办法", Lead: "本县常委会制定的办法和规则，每次修订登记为新文本，两人核对后在公众网站公布，旧文本保留。"}}
	if authz.Can(who, authz.SaveRule) {
		page.Buttons = []ui.Button{{Label: "登记法规办法", Href: "/rulebook/new"}}
	}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

// versions reads the rule of the address, the newest version first, and the version it names, if any.
func (s *Server) versions(r *http.Request) (all []store.CountyRule, one store.CountyRule, err error) {
	if err := authz.Check(actor(r), authz.ViewRules); err != nil {
		return nil, one, err
	}
	return s.versionsOf(r)
}

func (s *Server) versionsOf(r *http.Request) (all []store.CountyRule, one store.CountyRule, err error) {
	id, err := pathID(r, "id")
	if err != nil {
		return nil, one, err
	}
	if all, err = s.db.RuleVersions(r.Context(), id); err != nil {
		return nil, one, err
	}
	if chi.URLParam(r, "version") == "" {
		return all, one, nil
	}
	version, err := pathID(r, "version")
	for _, c := range all {
		if c.ID == version {
			return all, c, nil
		}
	}
	if err == nil {
		err = errs.New(errs.NotFound, "没有这一文本，请从列表重新进入。")
	}
	return nil, one, err
}

// ruleDetail shows every version of a rule with what is to be done about it.
func (s *Server) ruleDetail(w http.ResponseWriter, r *http.Request) error {
	return s.showRule(w, r, http.StatusOK, typed{})
}

func (s *Server) showRule(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	all, _, err := s.versions(r)
	if err != nil {
		return err
	}
	who := actor(r)
	page := staff.BoardPage{Frame: s.frame(r, all[0].Name, rulebookCrumb), Problems: t.problems,
		Heading: ui.Heading{Over: all[0].Category.Label(), Title: all[0].Name}}
	for _, c := range all {
		if !c.Published && !authz.Can(who, authz.SaveRule) {
			continue
		}
		page.Panels = append(page.Panels, s.versionPanel(c, who, t))
	}
	if authz.Can(who, authz.SaveRule) {
		page.Aside = []staff.Panel{{Card: ui.Card{Title: "修订"}, Text: []string{"修订后的全文登记为新文本，施行之日起代替旧文本。"},
			Buttons: []ui.Button{{Label: "登记新文本", Href: rulePath(all[0].RuleID) + "/new", Kind: ui.Plain}}}}
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func (s *Server) versionPanel(c store.CountyRule, who authz.Actor, t typed) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: c.Effective.String() + "起施行", ID: "v" + idText(c.ID), Tag: ruleTag(c, s.today())},
		Summary: ui.Summary{{Key: "通过", Value: c.Adopted}, {Key: "登记", Value: c.DraftedBy}}}
	if c.Published {
		p.Summary = append(p.Summary, ui.Item{Key: "公布", Value: c.PublishedBy, Note: minute(c.PublishedAt)})
		p.Buttons = []ui.Button{{Label: "查看公布的页面", Href: publicRulePath(c), Kind: ui.Plain}}
	}
	if c.FileID != 0 {
		p.Summary = append(p.Summary, ui.Item{Key: "印发的文件", Value: c.FileName, Href: versionPath(c) + "/file", Note: fileSize(c.FileSize)})
	}
	if !c.Repealed.IsZero() {
		p.Summary = append(p.Summary, ui.Item{Key: "废止", Value: c.Repealed.String(), Note: c.RepealNote})
	}
	act := "publish" + idText(c.ID)
	switch {
	case !c.Published:
		p.Prose = []string{c.Body}
		p.Buttons = append(p.Buttons, ui.Button{Label: "修改", Href: versionPath(c) + "/edit", Kind: ui.Plain})
		if who.AccountID == c.DraftedByID {
			p.Text = []string{"此文本由您登记，请交另一位同事与通过的文本逐字核对后公布。"}
		} else if authz.Can(who, authz.PublishRule) {
			p.Forms = []staff.PanelForm{{Form: ui.Form{Action: versionPath(c) + "/publish", Version: version(c.Version)}, Buttons: []ui.Button{{Label: "公布"}},
				Fields: []templ.Component{ui.Check{Name: "compared", Label: "已与会议通过的文本逐字核对", Error: t.wrong(act, "compared")}}}}
		}
	case c.Repealed.IsZero() && authz.Can(who, authz.RepealRule):
		act = "repeal" + idText(c.ID)
		p.Folded = []staff.PanelFold{{Title: "废止", Open: t.act == act, Text: "废止后文本仍在公众网站上，注明已废止。", Forms: []staff.PanelForm{{
			Form: ui.Form{
				Action:  versionPath(c) + "/repeal",
				Version: version(c.Version),
			}, Buttons: []ui.Button{{Label: "登记废止", Kind: ui.Danger}}, Fields: []templ.Component{
				t.text(act, ui.Text{Name: "on", Label: "废止日期", Type: ui.Date, Width: ui.Medium}, ""),
				t.text(act, ui.Text{Name: "note", Label: "依据", Hint: "由哪次会议决定废止。"}, "")}}}}}
	}
	return p
}

func (s *Server) newRule(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.SaveRule); err != nil {
		return err
	}
	if r.URL.Path == "/rulebook/new" {
		return s.ruleForm(w, r, store.CountyRule{}, known(map[string]string{"category": string(policy.PersonnelRule)}), nil)
	}
	all, _, err := s.versions(r)
	if err != nil {
		return err
	}
	return s.ruleForm(w, r, store.CountyRule{RuleID: all[0].RuleID, Name: all[0].Name}, known(map[string]string{"body": all[0].Body}), nil)
}

func (s *Server) editRule(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.SaveRule); err != nil {
		return err
	}
	_, c, err := s.versions(r)
	if err != nil {
		return err
	}
	if c.Published {
		return errs.New(errs.Conflict, "此文本已经公布，不能再改；修订的请登记新文本。")
	}
	return s.ruleForm(w, r, c, known(map[string]string{"adopted": c.Adopted, "effective": c.Effective.ISO(), "provisional": yesNo(c.Provisional, "1", ""),
		"body": c.Body, "version": strconv.Itoa(c.Version)}), nil)
}

func (s *Server) ruleForm(w http.ResponseWriter, r *http.Request, c store.CountyRule, f *fields, failed error) error {
	ps := problems(failed)
	page := staff.RegisterFormPage{
		Heading: ui.Heading{Title: "登记法规办法"},
		Form:    ui.Form{Action: "/rulebook", Guard: true, Files: true, Version: f.value("version")},
		Button:  ui.Button{Label: "登记"},
		Back:    "/rulebook",
	}
	var head []templ.Component
	if c.RuleID == 0 {
		var categories []ui.Option
		for _, k := range policy.RuleCategories() {
			categories = append(categories, ui.Option{Value: string(k), Label: k.Label()})
		}
		head = []templ.Component{f.text(ps, ui.Text{Name: "name", Label: "全称", Width: ui.Wide}),
			f.radios(ps, ui.Radios{Name: "category", Label: "类别", Options: categories, Inline: true})}
	} else {
		page.Heading = ui.Heading{Over: c.Name, Title: "登记新文本"}
		page.Form.Action, page.Back = rulePath(c.RuleID), rulePath(c.RuleID)
	}
	if c.ID != 0 {
		page.Heading.Title, page.Form.Action, page.Button.Label = "修改文本", versionPath(c), "保存修改"
	}
	page.Groups = []staff.RegisterFields{{Fields: append(head,
		f.text(ps, ui.Text{Name: "adopted", Label: "通过", Width: ui.Wide, Hint: "由哪次会议、哪一天通过。"}),
		f.text(ps, ui.Text{Name: "effective", Label: "施行日期", Type: ui.Date, Width: ui.Medium}),
		ui.Check{Name: "provisional", Label: "暂行或者试行", Checked: f.value("provisional") != ""},
		ui.Area{Name: "body", Label: "全文", Rows: 18, Hint: "从公布的文本复制粘贴，一行为一段。", Value: f.value("body"), Error: ps.For("body")},
		ui.Files{Name: "file", Label: "印发的文件（选填）", Accept: ".pdf,.ofd,.docx", Hint: issuedHint(c), Error: ps.For("file")})}}
	page.Frame = s.frame(r, page.Heading.Title, rulebookCrumb)
	return s.showRegisterForm(w, r, failed, page)
}

func issuedHint(c store.CountyRule) string {
	if c.FileID != 0 {
		return "现有“" + c.FileName + "”；重新选择的，代替现有文件。"
	}
	return "PDF、OFD 或者 .docx，不超过 20 MB，公布后供公众下载。"
}

// saveRule registers a rule, a version of it, or what was changed in one that is not public yet.
func (s *Server) saveRule(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	c := store.CountyRule{Name: f.value("name"), Category: policy.RuleCategory(f.value("category"))}
	if r.URL.Path != "/rulebook" {
		all, one, err := s.versions(r)
		if err != nil {
			return err
		}
		c = one
		c.RuleID, c.Name = all[0].RuleID, all[0].Name
	}
	c.Version, c.Adopted, c.Provisional, c.Body = formVersion(r), f.value("adopted"), f.value("provisional") != "", unixLines(r.PostFormValue("body"))
	c.Effective = f.day("effective")
	files, err := uploads(r, "file")
	if err != nil {
		return err
	}
	id := int64(0)
	err = f.err(func() (err error) {
		id, err = s.flow.SaveRuleVersion(r.Context(), actor(r), c, append(files, workflow.Upload{})[0])
		return err
	})
	return s.answer(w, r, "rule", err, "文本已登记，请交另一位同事核对后公布。", rulePath(id), func(w http.ResponseWriter, r *http.Request, _ int, _ typed) error {
		return s.ruleForm(w, r, c, f, err)
	})
}

// ruleFile sends the text as it was issued to those who prove it.
func (s *Server) ruleFile(w http.ResponseWriter, r *http.Request) error {
	_, c, err := s.versions(r)
	if err != nil {
		return err
	}
	if !c.Published {
		if err := authz.Check(actor(r), authz.SaveRule); err != nil {
			return err
		}
	}
	return s.sendIssued(w, r, c)
}

func (s *Server) sendIssued(w http.ResponseWriter, r *http.Request, c store.CountyRule) error {
	if c.FileID == 0 {
		return errs.New(errs.NotFound, "此文本没有登记印发的文件，请看网页上的全文。")
	}
	file, err := s.db.File(r.Context(), c.FileID)
	if err != nil {
		return err
	}
	return sendFile(w, file)
}

func (s *Server) publishRule(w http.ResponseWriter, r *http.Request) error {
	_, c, err := s.versions(r)
	if err != nil {
		return err
	}
	err = s.flow.PublishRule(r.Context(), actor(r), c.ID, formVersion(r), r.PostFormValue("compared") != "")
	return s.answer(w, r, "publish"+idText(c.ID), err, "已公布。", rulePath(c.RuleID), s.showRule)
}

func (s *Server) repealRule(w http.ResponseWriter, r *http.Request) error {
	_, c, err := s.versions(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	on := f.day("on")
	err = f.err(func() error {
		return s.flow.RepealRule(r.Context(), actor(r), c.ID, formVersion(r), on, f.value("note"))
	})
	return s.answer(w, r, "repeal"+idText(c.ID), err, "已登记废止。", rulePath(c.RuleID), s.showRule)
}
