package server

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/web/public"
	"renmian/web/staff"
	"renmian/web/ui"
)

const (
	papersLedger = "/papers"
	verifyPath   = "/verify"
	verifyForm   = 24 << 20 // bytes of a file that is checked
)

type paperKey struct{}

// takePapers is where a page to print puts its papers instead of showing them.
var takePapers paperKey

func finalPaperPath(id int64) string { return papersLedger + "/" + idText(id) }

// offerFinal puts the button that makes papers final on their page, or leads to their entry in the ledger.
func (s *Server) offerFinal(r *http.Request, f *ui.Frame, papers []document.Document) error {
	if !authz.Can(actor(r), authz.FinishPaper) || papers[0].Small {
		return nil
	}
	x, known, err := s.flow.FinalOf(r.Context(), actor(r), r.URL.RequestURI(), papers)
	if known {
		f.Final = ui.Link{Label: "已定稿：" + x.Number, Href: finalPaperPath(x.ID)}
	} else {
		f.Finish = papersLedger
	}
	return err
}

// finishPaper makes the papers of a page final (定稿编号). The page is asked for them under the rights of
// who presses the button, so that nobody makes final what they may not read.
func (s *Server) finishPaper(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.FinishPaper); err != nil {
		return err
	}
	source := r.PostFormValue("of")
	u, err := url.Parse(source)
	if err != nil || u.Host != "" || !strings.HasPrefix(u.Path, "/") {
		return errs.New(errs.Invalid, "没有指明哪一份文书，请从文书的打印页定稿。")
	}
	var papers []document.Document
	ctx := context.WithValue(context.WithValue(r.Context(), takePapers, &papers), chi.RouteCtxKey, nil)
	ask := r.Clone(ctx)
	ask.Method, ask.URL, ask.RequestURI, ask.Body, ask.ContentLength = http.MethodGet, u, source, http.NoBody, 0
	s.inside.ServeHTTP(&kept{header: http.Header{}}, ask)
	if len(papers) == 0 {
		return errs.New(errs.NotFound, "这一页不是可以定稿的文书，或不属于您办理的范围。")
	}
	id, again, err := s.flow.FinishPaper(r.Context(), actor(r), source, papers)
	if err != nil {
		return err
	}
	if again {
		s.flash(r, "这份文书此前已经定稿，内容没有变化，编号不变。")
	} else {
		s.flash(r, "已定稿编号，文件和校验值已存入定稿簿。")
	}
	return seeOther(w, r, finalPaperPath(id))
}

// finalPapers lists the ledger (文书定稿簿).
func (s *Server) finalPapers(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewFinalPapers); err != nil {
		return err
	}
	q := r.URL.Query()
	f := store.FinalPaperFilter{Search: strings.TrimSpace(q.Get("q")), Limit: listSize(r) + 1}
	if !who.Has(authz.RoleClerk) {
		f.MadeBy = who.AccountID
	}
	year, sequence, _ := strings.Cut(q.Get("before"), ".")
	f.Before[0], _ = strconv.Atoi(year)
	f.Before[1], _ = strconv.Atoi(sequence)
	all, err := s.db.FinalPapers(r.Context(), f)
	if err != nil {
		return err
	}
	page := newFinalPapersPage(f, all)
	page.Frame, page.Tabs = s.frame(r, "文书定稿簿"), paperTabs(who, papersLedger)
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func newFinalPapersPage(f store.FinalPaperFilter, all []store.FinalPaper) staff.RegisterListPage {
	page := staff.RegisterListPage{Heading: ui.Heading{Title: "文书定稿簿", Lead: "定稿的文书按年度连续编号，文件和校验值只增不改。在文书的打印页按“定稿编号”入簿。"},
		Buttons: []ui.Button{{Label: "文书核验", Href: verifyPath, Kind: ui.Plain}},
		Filter:  ui.Filter{Action: papersLedger, Label: "查找"},
		Fields:  []templ.Component{ui.Text{Name: "q", Label: "编号、文号、名称或者标题", Value: f.Search, Optional: true, Width: ui.Medium}}}
	if f.Search != "" {
		page.Filter.Clear = papersLedger
	}
	if f.Before[0] > 0 {
		page.Pager.Prev = withQuery(papersLedger, "q", f.Search)
	}
	if len(all) == f.Limit {
		all = all[:f.Limit-1]
		last := all[len(all)-1]
		page.Pager.Next = withQuery(papersLedger, "q", f.Search, "before", fmt.Sprintf("%d.%d", last.Year, last.Sequence))
	}
	t := ui.Table{Caption: "文书定稿簿", HideCaption: true, Empty: "没有符合条件的定稿文书。",
		Columns: []ui.Column{{Label: "定稿编号", Narrow: true}, {Label: "文书"}, {Label: "文号", Narrow: true}, {Label: "定稿", Narrow: true}}}
	for _, x := range all {
		t.Rows = append(t.Rows, ui.Row{Href: finalPaperPath(x.ID), Cells: []ui.Cell{{Text: x.Number}, {Text: x.Name, Note: x.Title}, {Text: x.DocumentNumber},
			{Text: calendar.Of(x.MadeAt).ISO(), Note: x.MadeBy}}})
	}
	page.Tables = []ui.Table{t}
	return page
}

func (s *Server) finalPaperOf(r *http.Request) (store.FinalPaper, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return store.FinalPaper{}, err
	}
	return s.flow.FinalPaper(r.Context(), actor(r), id)
}

// finalPaper shows one entry of the ledger.
func (s *Server) finalPaper(w http.ResponseWriter, r *http.Request) error {
	x, err := s.finalPaperOf(r)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, x.Number, ui.Link{Label: "文书定稿簿", Href: papersLedger}),
		Heading: ui.Heading{Over: x.Name, Title: x.Number, Lead: x.Title},
		Panels: []staff.Panel{
			{Card: ui.Card{Title: "定稿事项"}, Summary: ui.Summary{{Key: "文书", Value: x.Name, Href: x.Source}, {Key: "文号", Value: cmp.Or(x.DocumentNumber, "无")},
				{Key: "定稿", Value: minute(x.MadeAt), Note: x.MadeBy}, {Key: "校验值（SHA-256）", Value: hex.EncodeToString(x.SHA256)}},
				Text: []string{"文件不再改动。文书内容以后有变化的，在打印页重新定稿，另编一号，本号保留。"},
				Buttons: []ui.Button{
					{Label: "打开定稿文件（PDF）", Href: finalPaperPath(x.ID) + "/file"},
					{Label: "文书核验", Href: withQuery(verifyPath, "number", x.Number), Kind: ui.Plain},
				}},
		}}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// finalPaperFile sends the file as it was made final.
func (s *Server) finalPaperFile(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := s.flow.FinalPaperFile(r.Context(), actor(r), id)
	if err != nil {
		return err
	}
	return sendFile(w, f)
}

// verifyPage lets everybody check the number and the hash of a paper against the ledger (文书核验).
func (s *Server) verifyPage(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	return s.verify(w, r, strings.TrimSpace(q.Get("number")), strings.ToLower(strings.Join(strings.Fields(q.Get("sha256")), "")), "")
}

// verifyFile takes the file itself, which is hashed and not kept.
func (s *Server) verifyFile(w http.ResponseWriter, r *http.Request) error {
	f, err := upload(r, "file")
	if err != nil {
		return err
	}
	number := strings.TrimSpace(r.PostFormValue("number"))
	if len(f.Data) == 0 {
		return s.verify(w, r, number, "", "请选择要核验的 PDF 文件。")
	}
	sum := sha256.Sum256(f.Data)
	return s.verify(w, r, number, hex.EncodeToString(sum[:]), "")
}

// verify answers by name of the paper only: titles may name persons, and numbers can be guessed.
func (s *Server) verify(w http.ResponseWriter, r *http.Request, number, sum, wrong string) error {
	page := public.VerifyPage{Number: number, Sum: sum, Wrong: wrong}
	hash, err := hex.DecodeString(sum)
	status := http.StatusOK
	switch {
	case wrong != "":
		status = http.StatusUnprocessableEntity
	case sum != "" && (err != nil || len(hash) != sha256.Size):
		page.WrongSum, status = "校验值应为 64 位十六进制数字，请对照定稿簿核对。", http.StatusUnprocessableEntity
	case number != "" || sum != "":
		if page.Good, page.Answer, err = s.checkFinal(r.Context(), number, hash); err != nil {
			return err
		}
	}
	page.Frame = s.frame(r, "文书核验", publicHome)
	page.Frame.Invalid = status != http.StatusOK
	return s.render(w, r, status, public.Verify(page))
}

// checkFinal says what the ledger knows of a number, a hash, or both.
func (s *Server) checkFinal(ctx context.Context, number string, hash []byte) (good bool, answer string, err error) {
	if number == "" {
		x, known, err := s.db.FinalPaperOfHash(ctx, hash)
		if !known {
			return false, "定稿簿中没有这份文件。文件不是本机关定稿的，或者定稿后被改动过。", err
		}
		return true, "与定稿簿一致：" + x.Name + "，定稿编号 " + x.Number + "，" + calendar.Of(x.MadeAt).String() + "定稿，文件没有改动。", err
	}
	x, known, err := s.db.FinalPaperByNumber(ctx, number)
	switch {
	case !known:
		return false, "定稿簿中没有“" + number + "”这个编号，请对照纸面核对，注意括号和年份。", err
	case len(hash) == 0:
		return true, "有此编号：" + x.Name + "，" + calendar.Of(x.MadeAt).String() + "定稿。要核对文件有没有改动，请再提供文件或者校验值。", nil
	case string(hash) != string(x.SHA256):
		return false, "编号 " + number + " 的定稿文件与所提供的不一致。文件被改动过，或者不是这个编号的文书。", nil
	}
	return true, "与定稿簿一致：" + x.Name + "，" + calendar.Of(x.MadeAt).String() + "定稿，文件没有改动。", nil
}
