package server

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/public"
	"renmian/web/ui"
)

// Answering a questionnaire. As at the box nobody is known here: no session, no middleware, no address, no line in a log.

const askForm = 128 << 10

// ask shows a questionnaire to whoever has its address, and answerAsk takes the answers.
func (s *Server) ask(w http.ResponseWriter, r *http.Request) {
	s.asked(w, r, func(w http.ResponseWriter, r *http.Request) error {
		q, err := s.db.QuestionnaireByCode(r.Context(), chi.URLParam(r, "code"))
		if err != nil {
			return err
		}
		return s.showAsk(w, r, http.StatusOK, q, nil)
	})
}

func (s *Server) answerAsk(w http.ResponseWriter, r *http.Request) {
	s.asked(w, r, func(w http.ResponseWriter, r *http.Request) error {
		r.Body = http.MaxBytesReader(w, r.Body, askForm)
		if r.ParseForm() != nil {
			return errs.New(errs.Invalid, "收到的内容不完整，请重新填写。")
		}
		q, err := s.db.QuestionnaireByCode(r.Context(), chi.URLParam(r, "code"))
		if err != nil {
			return err
		}
		answers := make([]supervision.Answer, len(q.Questions))
		for i, x := range q.Questions {
			given := r.PostFormValue(fmt.Sprintf("q%d", i))
			if len(x.Options) == 0 {
				answers[i].Text = given
			} else if n, err := strconv.Atoi(given); err == nil {
				answers[i].Choice = n
			}
		}
		err = s.flow.AnswerQuestionnaire(r.Context(), q.Code, r.PostFormValue("key"), r.PostFormValue("code"), answers)
		if errs.KindOf(err) == errs.Invalid {
			return s.showAsk(w, r, http.StatusUnprocessableEntity, q, problems(err))
		}
		if err != nil {
			return err
		}
		http.Redirect(w, r, "/ask/"+q.Code+"?done=1", http.StatusSeeOther)
		return nil
	})
}

// asked answers without a word of who asks; what fails is said on a page and written down nowhere.
func (s *Server) asked(w http.ResponseWriter, r *http.Request, do func(w http.ResponseWriter, r *http.Request) error) {
	s.headers(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer quietly(w)
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "no-referrer")
		err := do(w, r)
		if err == nil {
			return
		}
		status, known := statusOf[errs.KindOf(err)]
		text := errs.Message(err)
		if !known {
			status, text = http.StatusServiceUnavailable, "系统正忙，没有计入，请稍后再试。"
		}
		page := public.AskPage{Frame: s.frame(r, "调查问卷"), Heading: ui.Heading{Title: "调查问卷"}, Say: text}
		_ = s.render(w, r, status, public.Ask(page))
	})).ServeHTTP(w, r)
}

func (s *Server) showAsk(w http.ResponseWriter, r *http.Request, status int, q store.Questionnaire, ps ui.Problems) error {
	page := public.AskPage{Frame: s.frame(r, q.Title), Heading: ui.Heading{Title: q.Title, Lead: q.Intro}, Problems: ps}
	page.Frame.Invalid = len(ps) > 0
	switch {
	case r.URL.Query().Get("done") != "":
		page.Say = "已收到，谢谢。答卷不记名，截止后按题汇总。"
		return s.render(w, r, status, public.Ask(page))
	case q.State != store.FormOpen || s.today().After(q.ClosesOn):
		page.Say = "问卷已经截止。"
		return s.render(w, r, status, public.Ask(page))
	}
	page.Note = "本问卷不记名：不用登录，不记录填答人、填答时间和网络地址。请不要在文字中写出自己的姓名。截止" + q.ClosesOn.String() + "。"
	page.Form = ui.Form{Action: "/ask/" + q.Code, Key: r.PostFormValue("key")}
	if q.Coded {
		page.Fields = append(page.Fields,
			ui.Text{Name: "code", Label: "答题码", Width: ui.Medium, Hint: "答题码条上的 12 位字母和数字，只能用一次。", Value: r.PostFormValue("code"), Error: ps.For("code")})
	}
	for i, x := range q.Questions {
		name := fmt.Sprintf("q%d", i)
		label := fmt.Sprintf("%d. %s", i+1, x.Text)
		var field templ.Component = ui.Area{Name: name, Label: label, Optional: true, Rows: 4, MaxLength: 500, Value: r.PostFormValue(name), Error: ps.For(name)}
		if len(x.Options) > 0 {
			radios := ui.Radios{Name: name, Label: label, Optional: true, Error: ps.For(name)}
			for n, o := range x.Options {
				v := strconv.Itoa(n + 1)
				radios.Options = append(radios.Options, ui.Option{Value: v, Label: o, Chosen: r.PostFormValue(name) == v})
			}
			field = radios
		}
		page.Fields = append(page.Fields, field)
	}
	page.Button = ui.Button{Label: "提交，不再更改"}
	return s.render(w, r, status, public.Ask(page))
}
