package server

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

const auditPath = "/admin/audit"

// auditFilter reads the filter as typed and what it means.
func (s *Server) auditFilter(r *http.Request, value func(string) string) (staff.AuditFilter, store.EventFilter, error) {
	typed := staff.AuditFilter{Account: strings.TrimSpace(value("account")), Action: value("action"),
		From: value("from"), To: value("to"), Case: strings.TrimSpace(value("case"))}
	f := store.EventFilter{Action: authz.Action(typed.Action), Limit: listSize(r) + 1}
	var fields []errs.Field
	if typed.Account != "" {
		a, err := s.db.AccountByUsername(r.Context(), strings.ToLower(typed.Account))
		if errs.KindOf(err) == errs.NotFound {
			fields = append(fields, errs.Field{Name: "account", Message: "没有这个用户名，请核对。"})
		} else if err != nil {
			return typed, f, err
		}
		f.AccountID = a.ID
	}
	from, err := calendar.Parse(typed.From)
	if err != nil {
		fields = append(fields, errs.Field{Name: "from", Message: "起始日期请按 2026-11-22 的样子填写。"})
	} else if !from.IsZero() {
		f.From = from.Time()
	}
	to, err := calendar.Parse(typed.To)
	if err != nil {
		fields = append(fields, errs.Field{Name: "to", Message: "截止日期请按 2026-11-22 的样子填写。"})
	} else if !to.IsZero() {
		f.To = to.Add(1).Time()
	}
	if typed.Case != "" {
		if f.CaseID, err = strconv.ParseInt(typed.Case, 10, 64); err != nil || f.CaseID <= 0 {
			fields = append(fields, errs.Field{Name: "case", Message: "任免案编号只填数字。"})
		}
	}
	f.Before, _ = strconv.ParseInt(value("before"), 10, 64)
	return typed, f, errs.Form(fields...)
}

// auditLog lists the log for the auditor.
func (s *Server) auditLog(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewAudit); err != nil {
		return err
	}
	typed, f, err := s.auditFilter(r, r.URL.Query().Get)
	status := http.StatusOK
	page := staff.AuditPage{Fields: typed, Actions: actionOptions(f.Action)}
	var events []store.Event
	switch errs.KindOf(err) {
	case errs.Invalid:
		status, page.Problem = http.StatusUnprocessableEntity, problems(err)
	default:
		if err == nil {
			events, err = s.db.Events(r.Context(), f)
		}
		if err != nil {
			return err
		}
	}
	page.Table, page.Pager = auditTable(typed, f, events)
	if page.Tasks, err = s.officerTasks(r.Context(), actor(r)); err != nil {
		return err
	}
	page.Frame = s.frame(r, "审计日志")
	page.Frame.Invalid = len(page.Problem) > 0
	return s.render(w, r, status, staff.Audit(page))
}

func actionOptions(chosen authz.Action) []ui.Option {
	var options []ui.Option
	for _, a := range authz.Actions() {
		options = append(options, ui.Option{Value: string(a), Label: a.Label(), Chosen: a == chosen})
	}
	return options
}

func auditTable(typed staff.AuditFilter, f store.EventFilter, events []store.Event) (ui.Table, ui.Pager) {
	table := ui.Table{Caption: "审计日志", HideCaption: true, Empty: "没有符合条件的记录。",
		Columns: []ui.Column{
			{Label: "编号", Numeric: true, Narrow: true},
			{Label: "时间", Narrow: true},
			{Label: "办理人"},
			{Label: "事项", Narrow: true},
			{Label: "对象", Narrow: true},
			{Label: "详情"},
		}}
	query := []string{"account", typed.Account, "action", typed.Action, "from", typed.From, "to", typed.To, "case", typed.Case}
	var pager ui.Pager
	if f.Before != 0 {
		pager.Prev = withQuery(auditPath, query...)
	}
	if len(events) == f.Limit {
		events = events[:f.Limit-1]
		pager.Next = withQuery(auditPath, append(query, "before", strconv.FormatInt(events[len(events)-1].ID, 10))...)
	}
	for _, e := range events {
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{
			{Text: strconv.FormatInt(e.ID, 10)}, {Text: minute(e.At)}, {Text: e.Actor}, {Text: actionLabel(e.Action)},
			{Text: subjectText(e.Subject)}, {Text: auditDetail(e)}}})
	}
	return table, pager
}

// auditDetail keeps what was decided in a case from the auditor, who watches the log and not the case.
func auditDetail(e store.Event) string {
	if e.Subject.CaseID != 0 {
		return "（任免案内容从略）"
	}
	return string(e.Detail)
}

func subjectText(s store.Subject) string {
	text := fmt.Sprintf("%s %d", s.Kind, s.ID)
	if s.CaseID != 0 {
		text += fmt.Sprintf("（任免案 %d）", s.CaseID)
	}
	return text
}

// exportAudit sends the filtered log as a table, all of it, read page by page.
func (s *Server) exportAudit(w http.ResponseWriter, r *http.Request) error {
	typed, f, err := s.auditFilter(r, r.PostFormValue)
	if err != nil {
		return err
	}
	if err := s.flow.ExportAudit(r.Context(), actor(r), typed); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="audit-`+s.today().ISO()+`.csv"`)
	_, _ = w.Write([]byte("\ufeff")) // spreadsheets take it for UTF-8 only with this mark
	out := csv.NewWriter(w)
	out.UseCRLF = true
	write := func(cells ...string) {
		for i := range cells {
			cells[i] = plainCell(cells[i])
		}
		_ = out.Write(cells) // a reader who went away shows in Flush
	}
	write("编号", "时间", "办理人", "账号", "事项", "对象", "任免案", "详情")
	f.Before, f.Limit = 0, 1000
	for {
		events, err := s.db.Events(r.Context(), f)
		if err != nil {
			return err
		}
		for _, e := range events {
			write(strconv.FormatInt(e.ID, 10), e.At.In(calendar.Zone).Format("2006-01-02 15:04:05"), e.Actor,
				strconv.FormatInt(e.AccountID, 10), actionLabel(e.Action), fmt.Sprintf("%s %d", e.Subject.Kind, e.Subject.ID),
				strconv.FormatInt(e.Subject.CaseID, 10), auditDetail(e))
		}
		if out.Flush(); out.Error() != nil || len(events) < f.Limit {
			return nil
		}
		f.Before = events[len(events)-1].ID
	}
}

// plainCell keeps spreadsheets from running a cell as a formula.
func plainCell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// auditTree shows the signed heads.
func (s *Server) auditTree(w http.ResponseWriter, r *http.Request) error {
	return s.showAuditTree(w, r, staff.AuditTreePage{})
}

func (s *Server) showAuditTree(w http.ResponseWriter, r *http.Request, page staff.AuditTreePage) error {
	if err := authz.Check(actor(r), authz.SignAuditHead); err != nil {
		return err
	}
	size, err := s.db.AuditSize(r.Context())
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	heads, err := s.db.AuditHeads(r.Context(), before, listSize(r)+1)
	if err != nil {
		return err
	}
	if len(heads) > listSize(r) {
		heads = heads[:listSize(r)]
		page.Pager.Next = withQuery(auditPath+"/tree", "before", strconv.FormatInt(heads[listSize(r)-1].Size, 10))
	}
	page.Heads = ui.Table{Caption: "已签署的树头", Empty: "还没有签署过树头。",
		Columns: []ui.Column{{Label: "记录数", Numeric: true, Narrow: true}, {Label: "签署时间"}, {Label: "文件"}}}
	for _, h := range heads {
		size := strconv.FormatInt(h.Size, 10)
		page.Heads.Rows = append(page.Heads.Rows, ui.Row{Cells: []ui.Cell{{Text: size}, {Text: minute(h.SignedAt)},
			{Text: "下载树头", Href: auditPath + "/heads/" + size}}})
	}
	page.Size, page.Key = strconv.FormatInt(size, 10), s.flow.AuditPublic()
	page.Frame = s.frame(r, "审计树")
	return s.render(w, r, http.StatusOK, staff.AuditTree(page))
}

func (s *Server) signAuditHead(w http.ResponseWriter, r *http.Request) error {
	head, err := s.flow.SignAuditHead(r.Context(), actor(r))
	if err != nil {
		return err
	}
	s.flash(r, fmt.Sprintf("已签署前 %d 条记录的树头，请下载后另行保存。", head.Size))
	return seeOther(w, r, auditPath+"/tree")
}

// checkAudit recomputes the whole log; that it was done stands in the log.
func (s *Server) checkAudit(w http.ResponseWriter, r *http.Request) error {
	report, err := s.flow.CheckAudit(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return s.showAuditTree(w, r, staff.AuditTreePage{Checked: true, Findings: report.Findings, Summary: ui.Summary{
		{Key: "重算的记录", Value: fmt.Sprintf("%d 条", report.Size)},
		{Key: "比对的树头", Value: fmt.Sprintf("%d 个", report.Heads)},
		{Key: "等待入树", Value: fmt.Sprintf("%d 条", report.Waiting)},
		{Key: "树根", Value: report.Root.String()},
	}})
}

// auditHead sends one signed head as a file.
func (s *Server) auditHead(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.SignAuditHead); err != nil {
		return err
	}
	size, err := pathID(r, "size")
	if err != nil {
		return err
	}
	heads, err := s.db.AuditHeads(r.Context(), size+1, 1)
	if err != nil {
		return err
	}
	if len(heads) == 0 || heads[0].Size != size {
		return s.notFound(w, r)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="audit-head-%d.txt"`, size))
	_, _ = w.Write([]byte(heads[0].Note))
	return nil
}
