package server

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/web/chamber"
)

// oathUnderWay is the oath that an open meeting has arranged for today and not yet recorded; the zero
// Ceremony when there is none.
func (s *Server) oathUnderWay(ctx context.Context, m store.Meeting) (store.Ceremony, error) {
	if m.Phase != meeting.Open {
		return store.Ceremony{}, nil
	}
	all, err := s.db.CeremoniesOfMeeting(ctx, m.ID)
	if err != nil {
		return store.Ceremony{}, err
	}
	for _, y := range all {
		if !y.Recorded && y.HeldOn == s.today() {
			return y, nil
		}
	}
	return store.Ceremony{}, nil
}

// hallOath shows the words of the oath, which everybody reads along, and who takes it.
func hallOath(h *chamber.Hall, m store.Meeting, y store.Ceremony) {
	h.Title = meeting.StepOath.Label()
	day := m.HeldOn
	if y.ID != 0 {
		day = y.HeldOn
		var names []string
		for _, x := range y.Roster {
			names = append(names, x.Name)
		}
		if len(names) > hallRows {
			names = []string{fmt.Sprintf("%s等 %d 人", strings.Join(names[:hallRows], "、"), len(names))}
		}
		h.Sub = "宣誓人　" + strings.Join(names, "、")
		if y.Leader != "" {
			h.Sub += "　　领誓人　" + y.Leader
		}
	}
	if text, ok := meeting.OathOn(day); ok {
		h.Lines = []string{text.Text}
	}
}

// hallWaiting lists those of an item whose certificates are being handed out.
func (s *Server) hallWaiting(ctx context.Context, m store.Meeting, items []store.Item, itemID int64) ([]chamber.HallRow, error) {
	at := slices.IndexFunc(items, func(i store.Item) bool { return i.ID == itemID })
	if at < 0 || items[at].State != meeting.ItemAnnounced {
		return nil, nil
	}
	all, err := s.db.CertificatesOfMeeting(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	absent, err := s.db.CertificateAbsences(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	var rows []chamber.HallRow
	for _, x := range all {
		of := slices.ContainsFunc(items[at].Cases, func(c store.ItemCase) bool { return c.CaseID == x.CaseID })
		if of && x.Voided == "" && x.HandedOn.IsZero() && absent[x.CaseID] == "" {
			rows = append(rows, chamber.HallRow{Name: x.Name, Note: x.Office})
		}
	}
	return rows, nil
}
