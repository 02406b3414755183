package server

import (
	"fmt"
	"net/http"
	"strconv"

	"renmian/internal/store"
	"renmian/internal/workflow"
)

// actOnItem carries out one act on an item and comes back to its page.
func (s *Server) actOnItem(act func(r *http.Request, i store.Item) (name string, done string, err error)) http.HandlerFunc {
	return s.onItemPage(func(w http.ResponseWriter, r *http.Request, m store.Meeting, i store.Item) error {
		name, done, err := act(r, i)
		return s.answer(w, r, name, err, done, itemPath(i), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
			return s.showItem(w, r, status, m, i, t)
		})
	})
}

func (s *Server) introduceItem(r *http.Request, i store.Item) (string, string, error) {
	return "introduce", "已开始审议。", s.flow.IntroduceItem(r.Context(), actor(r), i.ID)
}

func (s *Server) concludeItem(r *http.Request, i store.Item) (string, string, error) {
	return "conclude", "本项已审议完毕。", s.flow.ConcludeItem(r.Context(), actor(r), i.ID)
}

func (s *Server) recordPresentation(r *http.Request, i store.Item) (string, string, error) {
	return "present", "说明已登记。", s.flow.RecordPresentation(r.Context(), actor(r), i.ID, 0, r.PostFormValue("presenter"))
}

func (s *Server) recordSpeech(r *http.Request, i store.Item) (string, string, error) {
	id, err := pathID(r, "case")
	if err != nil {
		return "", "", err
	}
	return "speech", "供职发言已登记。", s.flow.RecordSpeech(r.Context(), actor(r), i.ID, id, r.PostFormValue("speech"))
}

func (s *Server) recordQuestion(r *http.Request, i store.Item) (string, string, error) {
	err := s.flow.RecordQuestion(r.Context(), actor(r), i.ID, formID(r, "case"), r.PostFormValue("asked_by"), r.PostFormValue("question"))
	return "question", "询问已登记。", renamed(err, "text", "question")
}

func (s *Server) answerQuestion(r *http.Request, i store.Item) (string, string, error) {
	id, err := pathID(r, "question")
	if err != nil {
		return "", "", err
	}
	value := func(field string) string { return r.PostFormValue(fmt.Sprintf("%s-%d", field, id)) }
	err = s.flow.AnswerQuestion(r.Context(), actor(r), i.ID, id, workflow.Answer{By: value("by"), Text: value("answer"), Unresolved: value("unresolved") != ""})
	return answerAct(store.Question{ID: id}), "答复已登记。", renamed(err, "answer", fmt.Sprintf("answer-%d", id))
}

func (s *Server) recordDeliberation(r *http.Request, i store.Item) (string, string, error) {
	group, err := strconv.Atoi(r.PostFormValue("group"))
	if err != nil {
		group = -1
	}
	return "deliberate", "审议情况已登记。", s.flow.RecordDeliberation(r.Context(), actor(r), i.ID, group, r.PostFormValue("convener"),
		unixLines(r.PostFormValue("summary")))
}

func (s *Server) nomineeLeaves(r *http.Request, i store.Item) (string, string, error) {
	id, err := pathID(r, "case")
	if err == nil {
		err = s.flow.NomineeLeaves(r.Context(), actor(r), i.ID, id)
	}
	return "leave", "已登记离场。", err
}

func (s *Server) nomineeReturns(r *http.Request, i store.Item) (string, string, error) {
	id, err := pathID(r, "case")
	if err == nil {
		err = s.flow.NomineeReturns(r.Context(), actor(r), i.ID, id)
	}
	return "return", "已登记返回。", err
}

func (s *Server) suspendCase(r *http.Request, i store.Item) (string, string, error) {
	id, err := pathID(r, "case")
	if err != nil {
		return "", "", err
	}
	field := fmt.Sprintf("reason-%d", id)
	err = s.flow.SuspendCase(r.Context(), actor(r), i.ID, id, r.PostFormValue(field))
	return fmt.Sprintf("suspend-%d", id), "已登记：本次会议暂不付表决。", renamed(err, "reason", field)
}

func (s *Server) voteSeparately(r *http.Request, i store.Item) (string, string, error) {
	return "separate", "改为逐人表决。", s.flow.VoteSeparately(r.Context(), actor(r), i.ID)
}

// moveItem moves an item on the agenda (编排会议议程).
func (s *Server) moveItem(up bool) http.HandlerFunc {
	return s.onItemPage(func(w http.ResponseWriter, r *http.Request, m store.Meeting, i store.Item) error {
		if err := s.flow.MoveItem(r.Context(), actor(r), i.ID, up); err != nil {
			return err
		}
		return seeOther(w, r, meetingPath(m.ID)+"/agenda")
	})
}

// removeItem takes an item off the agenda (编排会议议程).
func (s *Server) removeItem(w http.ResponseWriter, r *http.Request, m store.Meeting, i store.Item) error {
	if err := s.flow.RemoveItem(r.Context(), actor(r), i.ID); err != nil {
		return err
	}
	s.flash(r, "“"+i.Title+"”已移出议程。")
	return seeOther(w, r, meetingPath(m.ID)+"/agenda")
}
