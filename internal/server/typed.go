package server

import (
	"crypto/rand"
	"net/http"
	"net/url"

	"renmian/internal/errs"
	"renmian/web/ui"
)

// typed is a refused form on a page that has several: which one, what was typed, what is wrong. The
// zero typed is a page shown for the first time.
type typed struct {
	act      string
	form     url.Values
	problems ui.Problems
	late     bool // not wrongly filled in: the meeting does not stand where the form belongs
}

// alerts are what a page says above itself of a refused form: what to correct, or why it may not be now.
func (t typed) alerts() (ui.Problems, ui.Blockers) {
	if !t.late {
		return t.problems, ui.Blockers{}
	}
	late := ui.Blockers{Title: titleOf[errs.Conflict]}
	for _, p := range t.problems {
		late.Reasons = append(late.Reasons, ui.Reason{Text: p.Message})
	}
	return nil, late
}

// refused keeps what was typed into a form that the workflow refused.
func refused(r *http.Request, act string, err error) typed {
	return typed{act: act, form: r.PostForm, problems: problems(err)}
}

// lostFile tells beside a file field that the file has to be chosen again, which browsers do not keep.
func (t typed) lostFile(r *http.Request, field string) typed {
	if t.act != "" && r.MultipartForm != nil && len(r.MultipartForm.File[field]) > 0 && t.problems.For(field) == "" {
		t.problems = append(t.problems, ui.Problem{Name: field, Message: "请重新选择文件；其他填写的内容都还在。"})
	}
	return t
}

// value is what was typed into a field of a form, else what it shows at first.
func (t typed) value(act, field, otherwise string) string {
	if t.act == act && t.form.Has(field) {
		return t.form.Get(field)
	}
	return otherwise
}

// chosen reports whether a box of a form was ticked, or is at first.
func (t typed) chosen(act, field, value string, otherwise bool) bool {
	if t.act != act {
		return otherwise
	}
	for _, v := range t.form[field] {
		if v == value {
			return true
		}
	}
	return false
}

// wrong is the message beside a field of a form.
func (t typed) wrong(act, field string) string {
	if t.act != act {
		return ""
	}
	return t.problems.For(field)
}

// text is a field of one line of a form: what was typed into it, else what it shows at first, and what is wrong with it.
func (t typed) text(act string, f ui.Text, otherwise string) ui.Text {
	f.Value, f.Error = t.value(act, f.Name, otherwise), t.wrong(act, f.Name)
	return f
}

// area is a field of several lines, as text is one of one.
func (t typed) area(act string, f ui.Area, otherwise string) ui.Area {
	f.Value, f.Error = t.value(act, f.Name, otherwise), t.wrong(act, f.Name)
	return f
}

// formKey makes a form that adds something count once, however often it is sent.
func formKey() string { return rand.Text() }

// answer sends the browser on after a form was carried out, or shows the page again with what was typed
// into a form that was filled in wrongly.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, act string, err error, done, to string,
	again func(w http.ResponseWriter, r *http.Request, status int, t typed) error) error {
	room, show, inRoom := s.back(r)
	if inRoom {
		to, again = room, show
	}
	switch kind := errs.KindOf(err); {
	case kind == errs.Invalid:
		return again(w, r, http.StatusUnprocessableEntity, refused(r, act, err))
	case kind == errs.Conflict && inRoom: // told where the meeting is run, beside how it stands by now
		t := refused(r, act, err)
		t.late = true
		return again(w, r, http.StatusConflict, t)
	case err != nil:
		return err
	}
	if done != "" {
		s.flash(r, done)
	}
	return seeOther(w, r, to)
}
