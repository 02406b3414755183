package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// onOversight carries out one form of a report's or inspection's page.
func (s *Server) onOversight(w http.ResponseWriter, r *http.Request, act, done, part string, do func(id int64, f *fields) error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return s.answer(w, r, act, do(id, typedIn(r)), done, fmt.Sprintf("%s/%d%s", oversightPath, id, part), s.showOversight)
}

func (s *Server) seekOversight(w http.ResponseWriter, r *http.Request) error {
	return s.onOversight(w, r, "seek", "征求意见已登记。", "", func(id int64, f *fields) error {
		on := f.day("held_on")
		return f.err(func() error {
			return s.flow.SeekForOversight(r.Context(), actor(r), id, on, f.value("from"), f.value("reply"))
		})
	})
}

// reportStep takes a report with its files.
func (s *Server) reportStep(w http.ResponseWriter, r *http.Request, act string, step func(f *fields, id int64, files []workflow.Upload) error) error {
	return s.onOversight(w, r, act, "报告已登记。", "#report", func(id int64, f *fields) error {
		files, err := uploads(r, "files")
		if err != nil {
			return err
		}
		return step(f, id, files)
	})
}

func (s *Server) submitOversight(w http.ResponseWriter, r *http.Request) error {
	return s.reportStep(w, r, "submit", func(f *fields, id int64, files []workflow.Upload) error {
		on := f.day("held_on")
		return f.err(func() error { return s.flow.SubmitOversight(r.Context(), actor(r), id, on, f.value("report"), files) })
	})
}

func (s *Server) writeOversight(w http.ResponseWriter, r *http.Request) error {
	return s.reportStep(w, r, "write", func(f *fields, id int64, files []workflow.Upload) error {
		on := f.day("held_on")
		return f.err(func() error { return s.flow.WriteOversight(r.Context(), actor(r), id, on, f.value("report"), files) })
	})
}

func (s *Server) deliverOversight(w http.ResponseWriter, r *http.Request) error {
	return s.onOversight(w, r, "deliver", "印发已登记。", "", func(id int64, f *fields) error {
		on := f.day("held_on")
		return f.err(func() error { return s.flow.DeliverOversight(r.Context(), actor(r), id, on) })
	})
}

func (s *Server) hearOversight(w http.ResponseWriter, r *http.Request) error {
	return s.onOversight(w, r, "hear", "听取审议已登记。", "", func(id int64, f *fields) error {
		on := f.day("held_on")
		return f.err(func() error { return s.flow.HearOversight(r.Context(), actor(r), id, on, f.value("at")) })
	})
}

func (s *Server) closeOversight(w http.ResponseWriter, r *http.Request) error {
	return s.onOversight(w, r, "close", "已办结。", "", func(id int64, f *fields) error {
		return s.flow.CloseOversight(r.Context(), actor(r), id, f.value("outcome"))
	})
}

func (s *Server) setSites(w http.ResponseWriter, r *http.Request) error {
	return s.onOversight(w, r, "sites", "已列入。", "#sites", func(id int64, f *fields) error {
		return s.flow.SetSites(r.Context(), actor(r), id, f.value("kind"), strings.Split(unixLines(r.PostFormValue("names")), "\n"))
	})
}

// setSitesAgain lists the townships and streets of the study before (照上一次列出).
func (s *Server) setSitesAgain(w http.ResponseWriter, r *http.Request) error {
	return s.onOversight(w, r, "sites", "已照上一次列出。", "#sites", func(id int64, _ *fields) error {
		names, err := s.db.LastSites(r.Context(), id)
		if err != nil {
			return err
		}
		if len(names) == 0 {
			return errs.New(errs.Conflict, "以前没有列过乡镇街道，请直接填写名称。")
		}
		return s.flow.SetSites(r.Context(), actor(r), id, "township", names)
	})
}

// siteOf is the place the address names.
func siteOf(r *http.Request, x oversightOf) (store.Site, error) {
	id, err := pathID(r, "site")
	if err != nil {
		return store.Site{}, err
	}
	i := slices.IndexFunc(x.sites, func(p store.Site) bool { return p.ID == id })
	if i < 0 {
		return store.Site{}, errs.New(errs.NotFound, "查无此点位，可能已被撤去，请返回重新查找。")
	}
	return x.sites[i], nil
}

func (s *Server) recordSite(w http.ResponseWriter, r *http.Request) error {
	x, err := s.oversightOf(r)
	if err != nil {
		return err
	}
	p, err := siteOf(r, x)
	if err != nil {
		return err
	}
	f := typedIn(r)
	p.VisitedOn, p.Findings, p.Version = f.day("held_on"), r.PostFormValue("findings"), formVersion(r)
	err = f.err(func() error { return s.flow.RecordSite(r.Context(), actor(r), x.ID, p) })
	return s.answer(w, r, "site", err, p.Name+"的察看情况已登记。", matterPath(x.Kind, x.ID)+"#sites", s.showSite)
}

func (s *Server) addSitePhoto(w http.ResponseWriter, r *http.Request) error {
	x, err := s.oversightOf(r)
	if err != nil {
		return err
	}
	p, err := siteOf(r, x)
	if err != nil {
		return err
	}
	photo, err := upload(r, "photo")
	if err != nil {
		return err
	}
	err = s.flow.AddSitePhoto(r.Context(), actor(r), x.ID, p.ID, photo, r.PostFormValue("alt"))
	return s.answer(w, r, "photo", err, "已上传。", fmt.Sprintf("%s/sites/%d", matterPath(x.Kind, x.ID), p.ID),
		func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
			return s.showSite(w, r, status, t.lostFile(r, "photo"))
		})
}

func (s *Server) dropSite(w http.ResponseWriter, r *http.Request) error {
	return s.onOversight(w, r, "drop", "已撤去。", "#sites", func(id int64, _ *fields) error {
		site, err := pathID(r, "site")
		if err != nil {
			return err
		}
		return s.flow.DropSite(r.Context(), actor(r), id, site)
	})
}

func (s *Server) noteFinding(w http.ResponseWriter, r *http.Request) error {
	return s.onOversight(w, r, "finding", "已登记，并记入任职档案。", "#findings", func(id int64, f *fields) error {
		return s.flow.NoteFinding(r.Context(), actor(r), id,
			store.MatterFinding{PersonID: f.id("person"), Kind: supervision.FindingKind(f.value("kind")), Body: f.value("body")})
	})
}

func (s *Server) addAdvice(w http.ResponseWriter, r *http.Request) error {
	return s.onOversight(w, r, "advice", "建议已提出。", "#advice", func(id int64, f *fields) error {
		return renamed(s.flow.AddAdvice(r.Context(), actor(r), id, store.Advice{Body: f.value("advice"), Recipient: f.value("recipient")}), "body", "advice")
	})
}

func (s *Server) settleAdvice(w http.ResponseWriter, r *http.Request) error {
	advice, err := pathID(r, "advice")
	if err != nil {
		return err
	}
	act := "advice-" + idText(advice)
	return s.onOversight(w, r, act, "采纳情况已登记。", "#advice", func(id int64, f *fields) error {
		on := f.day(act + "-on")
		err := f.err(func() error {
			return s.flow.SettleAdvice(r.Context(), actor(r), id,
				store.Advice{ID: advice, Outcome: supervision.AdviceOutcome(f.value(act + "-outcome")), OutcomeOn: on, Note: f.value(act + "-note")})
		})
		for _, n := range [][2]string{{"outcome", act + "-outcome"}, {"held_on", act + "-on"}, {"note", act + "-note"}} {
			err = renamed(err, n[0], n[1])
		}
		return err
	})
}

// dropFromOversight takes a person or unit off (撤去).
func (s *Server) dropFromOversight(w http.ResponseWriter, r *http.Request) error {
	return s.onOversight(w, r, "drop", "已撤去。", "", func(id int64, f *fields) error {
		return s.flow.DropFromOversight(r.Context(), actor(r), id, f.id("person"), f.id("organ"))
	})
}
