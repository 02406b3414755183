package server

import (
	"context"
	"net/http"

	"renmian/internal/errs"
	"renmian/web/public"
	"renmian/web/ui"
)

// takesPetitions reports whether the county takes petitions over the web.
func (s *Server) takesPetitions(ctx context.Context) bool {
	_, rules, err := s.db.PolicyOn(ctx, s.today())
	return err == nil && rules.Supervision.Petitions.Web
}

// petitionForm lets everybody tell something about an appointee, where the county takes it over the web.
func (s *Server) petitionForm(w http.ResponseWriter, r *http.Request) error {
	return s.showPetitionForm(w, r, http.StatusOK, nil)
}

func (s *Server) showPetitionForm(w http.ResponseWriter, r *http.Request, status int, ps ui.Problems) error {
	if !s.takesPetitions(r.Context()) {
		return errs.New(errs.NotFound, "本县暂不在网上受理信访举报，请来信、来访或者来电反映。")
	}
	county, err := s.db.County(r.Context())
	if err != nil {
		return err
	}
	f := typedIn(r)
	page := public.PetitionPage{
		Frame:     s.frame(r, "信访举报", publicHome),
		Problems:  ps,
		Key:       f.value("key"),
		Office:    county.Committee + county.PersonnelCommittee,
		Telephone: county.Telephone,
		Trap:      f.value("website"),
		About:     ui.Text{Name: "about", Label: "反映谁", Hint: "姓名、单位和职务。", MaxLength: 100, Value: f.value("about"), Error: ps.For("about")},
		Text: ui.Area{
			Name:      "text",
			Label:     "反映的情况",
			Hint:      "请实事求是，写明具体的人、事、时间、地点。",
			Rows:      8,
			MaxLength: 3000,
			Value:     f.value("text"),
			Error:     ps.For("text"),
		},
		How: ui.Radios{
			Name:  "anonymous",
			Label: "是否署名",
			Options: []ui.Option{{Value: "", Label: "署名", Hint: "便于核实，办理结果答复您。", Chosen: f.value("anonymous") == ""},
				{Value: "1", Label: "匿名", Hint: "无法向您答复。", Chosen: f.value("anonymous") != ""}},
		},
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
	}
	page.Frame.Invalid = len(ps) > 0
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, status, public.Petition(page))
}

// givePetition takes a petition of the public (提交信访举报).
func (s *Server) givePetition(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	if status, message := s.unwanted(r, f); message != "" {
		return s.showPetitionForm(w, r, status, ui.Problems{{Message: message}})
	}
	x := readPetition(f)
	x.Key = f.value("key")
	receipt, err := s.flow.GivePetition(r.Context(), x)
	if errs.KindOf(err) == errs.Invalid {
		return s.showPetitionForm(w, r, http.StatusUnprocessableEntity, problems(err))
	} else if err != nil {
		return err
	}
	return seeOther(w, r, withQuery("/petition/received", "no", receipt))
}

// petitionReceived confirms that a petition came in, by its number.
func (s *Server) petitionReceived(w http.ResponseWriter, r *http.Request) error {
	receipt := r.URL.Query().Get("no")
	day, err := s.db.PetitionReceived(r.Context(), receipt)
	if err != nil {
		return err
	}
	county, err := s.db.County(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.render(
		w,
		r,
		http.StatusOK,
		public.PetitionReceived(public.ReceivedPage{Frame: s.frame(r, "已收到您的反映", publicHome), Receipt: receipt, Day: day.String(),
			Office: county.Committee + county.PersonnelCommittee, Telephone: county.Telephone, Back: "/"}),
	)
}
