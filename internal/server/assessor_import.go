package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

func assessorsPath(proposal int64) string { return proposalPath(proposal) + "/assessors" }

func assessorImportPath(proposal, id int64) string {
	return fmt.Sprintf("%s/%d", assessorsPath(proposal), id)
}

// takesAssessors reports whether the organ's proposal may bring people's assessors: only a court's may.
func takesAssessors(p store.Proposal) bool { return p.OrganKind == "court" }

// assessorProposal is the proposal of the address, for its own organ.
func (s *Server) assessorProposal(r *http.Request) (store.Proposal, error) {
	p, err := s.visibleProposal(r)
	if err == nil {
		err = authz.Check(actor(r), authz.CheckAssessors)
	}
	if err == nil && !takesAssessors(p) {
		err = errs.New(errs.NotFound, "人民陪审员由人民法院院长提请任命，本机关的提请件没有这一页。")
	}
	return p, err
}

// assessorImports offers the upload of a list of people's assessors and lists the former ones.
func (s *Server) assessorImports(w http.ResponseWriter, r *http.Request) error {
	return s.showAssessorImports(w, r, http.StatusOK, typed{})
}

func (s *Server) showAssessorImports(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	p, err := s.assessorProposal(r)
	if err != nil {
		return err
	}
	all, err := s.db.AssessorImports(r.Context(), p.ID, 20)
	if err != nil {
		return err
	}
	path := assessorsPath(p.ID)
	page := staff.BoardPage{Frame: s.frame(r, "人民陪审员名单", proposalsCrumb, proposalCrumb(p)), Problems: t.problems,
		Heading: ui.Heading{Over: proposalName(p), Title: "成批提请人民陪审员", Lead: "先下载模板填写，每人一行。上传后逐行核对，看过报告再导入；导入的每人成为本提请件的一项任命。"}}
	o, ok, err := s.db.AssessorOffice(r.Context(), p.OrganID)
	if err != nil {
		return err
	}
	upload := staff.Panel{Card: ui.Card{Title: "上传"}, Buttons: []ui.Button{{Label: "下载模板", Href: path + "/template", Kind: ui.Plain}}}
	switch {
	case !ok:
		upload.Text = []string{"职务目录中没有本机关的人民陪审员，请联系工委登记职务和名额。"}
	case !workflow.Editable(p):
		upload.Text = []string{"提请件已经提交，不能再导入。"}
	case p.MeetingID == 0:
		upload.Text = []string{"请先在提请件中选定拟提请的会议，年龄按会议之日核对。"}
		upload.Buttons = append(upload.Buttons, ui.Button{Label: "选定会议", Href: proposalPath(p.ID) + "/edit#f-meeting"})
	default:
		_, quota, err := s.db.AssessorsKnown(r.Context(), p.ID, o, nil, s.today())
		if err != nil {
			return err
		}
		upload.Stats = ui.Stats{{Label: "名额", Value: strconv.Itoa(quota.Seats), Unit: "名"}, {Label: "现任和在办", Value: strconv.Itoa(quota.Taken), Unit: "名"},
			{Label: "还可提请", Value: strconv.Itoa(max(quota.Seats-quota.Taken, 0)), Unit: "名"}}
		upload.Text = []string{"须年满二十八周岁；个人申请和组织推荐产生的合计不超过名额的五分之一；任期五年，一般不得连任〔人民陪审员法第五条、第十一条、第十三条〕。"}
		upload.Forms = []staff.PanelForm{{Form: ui.Form{Action: path, Files: true, Guard: true},
			Fields:  []templ.Component{ui.Files{Name: "file", Label: "人民陪审员名单", Accept: ".xlsx", Hint: ".xlsx 表格，按模板的列填写。", Error: t.wrong("import", "file")}},
			Buttons: []ui.Button{{Label: "上传并核对"}}}}
	}
	table := ui.Table{Caption: "上传过的名单", HideCaption: true, Empty: "还没有上传过名单。", Columns: []ui.Column{{Label: "文件"}, {Label: "上传时间", Narrow: true},
		{Label: "上传人", Narrow: true}, {Label: "行数", Numeric: true, Narrow: true}, {Label: "有问题", Numeric: true, Narrow: true}, {Label: "状态", Narrow: true}}}
	for _, i := range all {
		table.Rows = append(
			table.Rows,
			ui.Row{Href: assessorImportPath(p.ID, i.ID), Cells: []ui.Cell{{Text: i.FileName}, {Text: minute(i.CreatedAt)}, {Text: i.CreatedBy},
				{Text: strconv.Itoa(len(i.Lines))}, {Text: strconv.Itoa(i.Wrong())}, {Tag: rosterTag(i.State)}}},
		)
	}
	page.Panels = []staff.Panel{upload, {Card: ui.Card{Title: "上传过的名单"}, Table: table}}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// assessorTemplate gives the empty list to fill in.
func (s *Server) assessorTemplate(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.assessorProposal(r); err != nil {
		return err
	}
	spreadsheet(w, "人民陪审员名单模板.xlsx")
	return workflow.WriteAssessorTemplate(w)
}

// checkAssessors reads an uploaded list and leads to its report (上传人民陪审员名单).
func (s *Server) checkAssessors(w http.ResponseWriter, r *http.Request) error {
	p, err := s.assessorProposal(r)
	if err != nil {
		return err
	}
	var id int64
	name, data, err := uploaded(r, "file")
	if err == nil {
		id, err = s.flow.CheckAssessors(r.Context(), actor(r), p.ID, name, data)
	}
	return s.answer(w, r, "import", err, "", assessorImportPath(p.ID, id), s.showAssessorImports)
}

// assessorReport shows what was found row by row.
func (s *Server) assessorReport(w http.ResponseWriter, r *http.Request) error {
	p, err := s.assessorProposal(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "import")
	if err != nil {
		return err
	}
	i, err := s.db.AssessorImport(r.Context(), p.ID, id)
	if err != nil {
		return err
	}
	page := newAssessorReport(i, workflow.Editable(p))
	page.Frame = s.frame(r, "核对报告", proposalsCrumb, proposalCrumb(p), ui.Link{Label: "人民陪审员名单", Href: assessorsPath(p.ID)})
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

func newAssessorReport(i store.AssessorImport, editable bool) staff.BoardPage {
	x := sheetReport{
		title:    "人民陪审员名单核对报告",
		fileName: i.FileName,
		uploaded: uploadedBy(i.CreatedBy, i.CreatedAt),
		state:    i.State,
		decided:  uploadedBy(i.DecidedBy, i.DecidedAt),
		path:     assessorImportPath(i.ProposalID, i.ID),
		upload:   assessorsPath(i.ProposalID),
		unit:     "人",
		about:    "姓名",
		doubted:  "须核实的行",
		closed:   yesNo(editable, "", "提请件已经提交，这份名单没有导入。"),
	}
	for _, l := range i.Lines {
		x.rows = append(x.rows, sheetRow{
			number:   l.Row,
			about:    ui.Cell{Text: orDash(l.Name), Note: strings.TrimSpace(l.Sex + " " + l.Born.ISO())},
			problems: l.Problems,
			doubt:    strings.Join(l.Hints, " "),
			done:     ui.Cell{Text: orDash(l.Post), Note: l.Education + "，" + l.Source},
		})
	}
	return x.page()
}

// acceptAssessors takes the rows that are right into the proposal (导入人民陪审员名单).
func (s *Server) acceptAssessors(w http.ResponseWriter, r *http.Request) error {
	p, err := s.assessorProposal(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "import")
	if err != nil {
		return err
	}
	n, err := s.flow.AcceptAssessors(r.Context(), actor(r), p.ID, id)
	if err != nil {
		return err
	}
	s.flash(r, fmt.Sprintf("已导入 %d 人。", n))
	return seeOther(w, r, proposalPath(p.ID)+"#people")
}

// discardAssessors leaves a list aside (放弃人民陪审员名单).
func (s *Server) discardAssessors(w http.ResponseWriter, r *http.Request) error {
	p, err := s.assessorProposal(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "import")
	if err != nil {
		return err
	}
	if err := s.flow.DiscardAssessors(r.Context(), actor(r), p.ID, id); err != nil {
		return err
	}
	s.flash(r, "名单已放弃，没有导入任何人。")
	return seeOther(w, r, assessorsPath(p.ID))
}
