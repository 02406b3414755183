package server

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/public"
	"renmian/web/ui"
)

// publicNotice is what the public may know of a notice today.
type publicNotice struct {
	publicityData
	state appointment.PublicityState
	gone  string // why nothing of it is shown, empty while it is
	lang  policy.Language
}

// noticeOn reads a notice as the public sees it on the day; a staff page is not needed for it.
func (s *Server) noticeOn(r *http.Request) (n publicNotice, err error) {
	id, err := pathID(r, "id")
	if err != nil {
		return n, err
	}
	n.today = s.today()
	if n.p, err = s.db.Publicity(r.Context(), id); err != nil {
		return n, err
	}
	_, rules, err := s.db.PolicyOn(r.Context(), n.today)
	if err != nil {
		return n, err
	}
	n.lang = rules.Language
	n.state = appointment.PublicityStateOn(n.p.From, n.p.To, n.today)
	switch {
	case !n.p.DroppedAt.IsZero():
		n.gone = "这次公示已经撤下。"
	case n.state == appointment.PublicityAhead:
		n.gone = "这次公示自" + n.p.From.String() + "开始。"
	case !appointment.PublicityShown(n.p.To, rules, n.today):
		n.gone = "这次公示已于" + n.p.To.String() + "结束，公示内容已按规定撤下。"
	}
	if n.gone != "" {
		return n, nil
	}
	if n.persons, err = s.db.PublicityPersons(r.Context(), id); err != nil {
		return n, err
	}
	n.extensions, err = s.db.PublicityExtensions(r.Context(), id)
	return n, err
}

func publicPath(id int64) string { return fmt.Sprintf("/publicity/%d", id) }

// publicPublicity shows a notice to everybody (任前公示).
func (s *Server) publicPublicity(w http.ResponseWriter, r *http.Request) error {
	n, err := s.noticeOn(r)
	if err != nil {
		return err
	}
	page := newPublicPage(n)
	title := n.p.Title
	if n.gone != "" {
		title = "任前公示"
	}
	page.Frame = s.frame(r, title, publicHome)
	page.Committee, page.Address = page.Frame.Site.Committee, page.Frame.Site.Address
	return s.render(w, r, http.StatusOK, public.Publicity(page))
}

func newPublicPage(n publicNotice) public.PublicityPage {
	page := public.PublicityPage{Title: n.p.Title, Gone: n.gone}
	if n.gone != "" {
		page.Title = "任前公示"
		return page
	}
	page.Body = n.p.Body
	page.Second = n.lang.Printed(n.lang.Publicity)
	page.Period = n.p.From.String() + "至" + n.p.To.String()
	page.Office, page.Telephone = n.p.OfficeName, n.p.Telephone
	page.Print = publicPath(n.p.ID) + "/print"
	if n.state == appointment.PublicityRunning {
		page.State = ui.Tag{State: ui.Doing, Label: "公示中"}
		page.Left = daysLeft(n.p.To, n.today)
		page.Respond = publicPath(n.p.ID) + "/opinion"
	} else {
		page.State = ui.Tag{State: ui.Idle, Label: "已结束"}
	}
	for _, x := range n.extensions {
		page.Extended = append(page.Extended, "公示期由"+x.WasTo.String()+"延长至"+x.To.String()+"："+x.Reason)
	}
	for _, x := range n.persons {
		page.Persons = append(page.Persons, publicPerson(x, n.lang))
	}
	return page
}

// publicPerson shows a nominee; of one whose case has ended before a decision only that.
func publicPerson(x store.PublicityPerson, lang policy.Language) public.Nominee {
	p := public.Nominee{Name: x.Name, Second: lang.Printed(x.Second), Proposed: "拟" + x.Action.Label() + x.Office}
	if x.Stage == appointment.StageWithdrawn || x.Stage == appointment.StageEnded {
		p.Ended = "这项提请已经撤回或终止，不再公示。"
		return p
	}
	for _, line := range strings.Split(x.Profile, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			p.Lines = append(p.Lines, line)
		}
	}
	p.Score = x.ExamScore
	return p
}

// publicPublicityPaper is the notice to print.
func (s *Server) publicPublicityPaper(w http.ResponseWriter, r *http.Request) error {
	n, err := s.noticeOn(r)
	if err != nil {
		return err
	}
	if n.gone != "" {
		return errs.New(errs.NotFound, "%s", n.gone)
	}
	var shown []store.PublicityPerson
	for _, x := range n.persons {
		if publicPerson(x, n.lang).Ended == "" {
			x.Profile = strings.TrimRight(x.Profile+"\n"+n.lang.Printed(x.Second), "\n")
			shown = append(shown, x)
		}
	}
	issuer, err := s.county(r.Context())
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, ui.Link{Label: n.p.Title, Href: publicPath(n.p.ID)}, noticeOf(n.p, shown).Paper(issuer))
}

// opinionForm lets everybody answer a notice.
func (s *Server) opinionForm(w http.ResponseWriter, r *http.Request) error {
	return s.showOpinionForm(w, r, http.StatusOK, nil)
}

func (s *Server) showOpinionForm(w http.ResponseWriter, r *http.Request, status int, ps ui.Problems) error {
	n, err := s.noticeOn(r)
	if err != nil {
		return err
	}
	if n.gone != "" || n.state != appointment.PublicityRunning {
		return errs.New(errs.Conflict, "%s", cmp.Or(n.gone, "公示已于"+n.p.To.String()+"结束，网上不再受理意见。如有情况，请电话联系："+n.p.Telephone+"。"))
	}
	f := typedIn(r)
	page := public.OpinionPage{Title: n.p.Title, Problems: ps, Action: publicPath(n.p.ID) + "/opinion", Back: publicPath(n.p.ID), Key: f.value("key"),
		Office: n.p.OfficeName, Telephone: n.p.Telephone,
		About: ui.Radios{Name: "about", Label: "反映对象", Options: aboutOptions(n.persons, f.value("about")), Error: ps.For("about")},
		Text: ui.Area{Name: "text", Label: "意见", Hint: "请实事求是，写明具体的人、事、时间、地点。", Rows: 8, MaxLength: 3000,
			Value: f.value("text"), Error: ps.For("text")},
		How: ui.Radios{Name: "anonymous", Label: "是否署名", Options: []ui.Option{
			{Value: "", Label: "署名", Hint: "便于核实，核实情况可以向您反馈。", Chosen: f.value("anonymous") == ""},
			{Value: "1", Label: "匿名", Hint: "须提供可以核查的线索；无法向您反馈。", Chosen: f.value("anonymous") != ""}}},
		Name: ui.Text{
			Name:         "name",
			Label:        "姓名",
			Hint:         "署名的填写。",
			Width:        ui.Medium,
			MaxLength:    100,
			Autocomplete: "name",
			Value:        f.value("name"),
			Error:        ps.For("name"),
		},
		Contact: ui.Text{Name: "contact", Label: "联系方式", Hint: "署名的填写：电话、地址或者电子邮箱。", MaxLength: 100, Value: f.value("contact"), Error: ps.For("contact")},
		Clue: ui.Area{Name: "clue", Label: "可以核查的线索", Hint: "匿名的填写：时间、地点、经过、知情人。", Rows: 4, MaxLength: 3000,
			Value: f.value("clue"), Error: ps.For("clue")},
		Trap: f.value("website"),
	}
	page.Frame = s.frame(r, "提交意见", publicHome, ui.Link{Label: n.p.Title, Href: publicPath(n.p.ID)})
	page.Frame.Invalid = len(ps) > 0
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, status, public.Opinion(page))
}

// giveOpinion takes an opinion of the public (提交公示意见).
func (s *Server) giveOpinion(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f := typedIn(r)
	if status, message := s.unwanted(r, f); message != "" {
		return s.showOpinionForm(w, r, status, ui.Problems{{Message: message}})
	}
	x := readOpinion(f)
	x.Key = f.value("key")
	receipt, err := s.flow.GiveOpinion(r.Context(), id, x)
	if errs.KindOf(err) == errs.Invalid {
		return s.showOpinionForm(w, r, http.StatusUnprocessableEntity, problems(err))
	} else if err != nil {
		return err
	}
	return seeOther(w, r, withQuery(publicPath(id)+"/received", "no", receipt))
}

// unwanted says with which status and words to refuse what the public sends: from a program that fills in a field no
// person sees, or too often from one place; no words when it is welcome.
func (s *Server) unwanted(r *http.Request, f *fields) (status int, message string) {
	switch {
	case f.value("website") != "":
		return http.StatusUnprocessableEntity, "请把“请勿填写”一栏清空后再提交。"
	case !s.opinions.allow(placeOf(r), s.db.Now()):
		return http.StatusTooManyRequests, "刚才从您所在的网络提交得过于频繁，请过十分钟再提交，已填写的内容还在下面；也可以电话反映。"
	}
	return 0, ""
}

// opinionReceived confirms that an opinion came in, by its number.
func (s *Server) opinionReceived(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	p, err := s.db.Publicity(r.Context(), id)
	if err != nil {
		return err
	}
	receipt := r.URL.Query().Get("no")
	day, err := s.db.ReceivedOn(r.Context(), id, receipt)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, http.StatusOK, public.Received(public.ReceivedPage{Frame: s.frame(r, "已收到您的意见", publicHome), Receipt: receipt,
		Day: day.String(), Office: p.OfficeName, Telephone: p.Telephone, Back: publicPath(id)}))
}
