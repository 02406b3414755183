package supervision

import (
	"fmt"

	"renmian/internal/calendar"
)

// The stages of a petition (信访举报).
const (
	PetitionRegistered = "registered" // 已登记: read and passed on
	PetitionVerifying  = "verifying"  // 核查、转办中
	PetitionClosed     = "closed"
)

// Channel is how a petition came.
type Channel string

const (
	ByLetter Channel = "letter"
	ByVisit  Channel = "visit"
	ByCall   Channel = "call"
	ByWeb    Channel = "web"
)

// StaffChannels lists how petitions come that staff register.
var StaffChannels = []Channel{ByLetter, ByVisit, ByCall}

var channelLabels = map[Channel]string{ByLetter: "来信", ByVisit: "来访", ByCall: "来电", ByWeb: "网上"}

// Label is the channel in words.
func (c Channel) Label() string { return channelLabels[c] }

// Conclusion is what came of a petition.
type Conclusion string

const (
	PetitionTrue      Conclusion = "true"
	PetitionPartly    Conclusion = "partly"
	PetitionUntrue    Conclusion = "untrue"
	PetitionUnclear   Conclusion = "unclear"
	PetitionElsewhere Conclusion = "elsewhere"
)

// Conclusions lists them.
var Conclusions = []Conclusion{PetitionTrue, PetitionPartly, PetitionUntrue, PetitionUnclear, PetitionElsewhere}

var conclusionLabels = map[Conclusion]string{
	PetitionTrue:      "属实",
	PetitionPartly:    "部分属实",
	PetitionUntrue:    "不属实",
	PetitionUnclear:   "无法查实",
	PetitionElsewhere: "不属受理范围",
}

// Label is the conclusion in words.
func (c Conclusion) Label() string { return conclusionLabels[c] }

// InDossier reports whether a petition that ended so may stand in the dossier: what was not proved never does.
func (c Conclusion) InDossier() bool { return c == PetitionTrue || c == PetitionPartly }

// Transfer is one handing on (转办) of a petition.
type Transfer struct {
	ID, OrganID int64
	Organ       string
	SentOn, Due calendar.Day
	Urged       int
	ResultOn    calendar.Day
}

// LongDelayed reports whether a transfer is delayed so long that it is urged (久拖不决)〔DZ-24〕.
func (t Transfer) LongDelayed(today calendar.Day) bool {
	return t.ResultOn.IsZero() && t.Due.Before(today)
}

// PetitionTasks is what is to be done now. Titles of tasks say nothing of the source.
func PetitionTasks(id int64, stage string, transfers []Transfer) []Task {
	path := Path(Petition, id)
	switch stage {
	case PetitionRegistered:
		return []Task{{Key: "read", Label: "研究信访件，转办或者核查", Path: path, By: PartyClerk}}
	case PetitionVerifying:
		var out []Task
		for _, t := range transfers {
			if !t.ResultOn.IsZero() {
				continue
			}
			hint := ""
			if t.Urged > 0 {
				hint = fmt.Sprintf("已催办 %d 次", t.Urged)
			}
			out = append(out,
				Task{Key: fmt.Sprintf("result-%d", t.ID), Label: "报告转办信访件的办理结果", Hint: hint, Path: path, By: PartyOrgan, OrganID: t.OrganID, Due: t.Due},
				Task{Key: fmt.Sprintf("urge-%d", t.ID), Label: "催办：" + t.Organ, Hint: hint, Path: path, By: PartyClerk, Due: t.Due.Add(1)})
		}
		if len(out) == 0 {
			out = []Task{{Key: "conclude", Label: "形成信访结论，答复反映人", Path: path, By: PartyClerk}}
		}
		return out
	}
	return nil
}
