package server

import (
	"fmt"
	"net/http"
	"testing"

	"renmian/internal/appointment"
)

// ZY-12: how long before the meeting each member got and opened the file stands beside each name.
func TestReceiptsTellHowLongBefore(t *testing.T) {
	h := newHouse(t)
	c := h.Case(appointment.StageCommittee)
	h.Item(c.ID)
	h.Deliver(c.ID)
	got := h.MeetingOn.Sub(h.Today())
	h.Pass(3)
	papers, err := h.DB.Materials(t.Context(), h.Meeting, h.Member.MemberID)
	h.Must(err)
	h.Must(h.Flow.OpenMaterial(t.Context(), h.Member, papers[0].ID))
	h.enter(h.Operator).get(fmt.Sprintf("/meetings/%d/materials", h.Meeting)).want(t, http.StatusOK, "阅件回执",
		fmt.Sprintf("会前 %d 日", got), fmt.Sprintf("会前 %d 日", got-3), "1 / 1", "未阅")
}
