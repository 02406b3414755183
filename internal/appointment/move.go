package appointment

import (
	"slices"

	"renmian/internal/errs"
)

// Move is one step of a case from a stage to the next.
type Move string

const (
	MoveAccept      Move = "accept"       // 受理
	MoveReturn      Move = "return"       // 退回补正
	MoveAnswer      Move = "answer"       // 补正后交回
	MovePassReview  Move = "pass_review"  // 初审合格，提请主任会议
	MoveToCommittee Move = "to_committee" // 主任会议同意提请常委会会议审议
	MoveHold        Move = "hold"         // 主任会议暂缓
	MoveTakeUp      Move = "take_up"      // 恢复办理，再次提请主任会议
	MoveIntroduce   Move = "introduce"    // 会议开始审议本案
	MoveSuspend     Move = "suspend"      // 暂不付表决
	MoveResume      Move = "resume"       // 恢复，列入会议
	MoveAdopt       Move = "adopt"        // 表决通过
	MoveReject      Move = "reject"       // 表决未通过
	MoveWithdraw    Move = "withdraw"     // 提请机关撤回
	MoveEnd         Move = "end"          // 终止
	MoveClose       Move = "close"        // 办结
)

// moves is the whole procedure: from which stages, to which, in which words, by whom.
var moves = []struct {
	Move  Move
	From  []Stage
	To    Stage
	Label string
	By    Party
}{
	{MoveAccept, []Stage{StageIntake}, StageReview, "受理", PartyClerk},
	{MoveReturn, []Stage{StageReview, StageChairs}, StageCorrection, "退回补正", PartyClerk},
	{MoveAnswer, []Stage{StageCorrection}, StageReview, "补正后交回", PartyOrgan},
	{MovePassReview, []Stage{StageReview}, StageChairs, "初审合格，提请主任会议", PartyClerk},
	{MoveToCommittee, []Stage{StageChairs, StageHeld}, StageCommittee, "同意提请常委会会议审议", PartyChair},
	{MoveHold, []Stage{StageChairs, StageCommittee}, StageHeld, "暂缓提请", PartyChair},
	{MoveTakeUp, []Stage{StageHeld}, StageChairs, "恢复办理", PartyClerk},
	{MoveIntroduce, []Stage{StageCommittee}, StageDeliberation, "开始审议", PartyOperator},
	{MoveSuspend, []Stage{StageDeliberation}, StageSuspended, "暂不付表决", PartyChair},
	{MoveResume, []Stage{StageSuspended}, StageCommittee, "恢复审议", PartyChair},
	{MoveAdopt, []Stage{StageDeliberation}, StageAdopted, "表决通过", PartyOperator},
	{MoveReject, []Stage{StageDeliberation}, StageRejected, "表决未通过", PartyOperator},
	// 提名人撤回须在交付表决前 〔本县任免办法，业务参考 2.3〕
	{MoveWithdraw, []Stage{StageIntake, StageReview, StageCorrection, StageChairs, StageHeld, StageCommittee,
		StageDeliberation, StageSuspended}, StageWithdrawn, "撤回", PartyOrgan},
	{MoveEnd, []Stage{StageReview, StageChairs, StageHeld, StageCommittee, StageDeliberation, StageSuspended}, StageEnded, "终止", PartyChair},
	{MoveClose, []Stage{StageAdopted}, StageClosed, "办结", PartyClerk},
}

// Label is the move's name on the button.
func (m Move) Label() string {
	for _, row := range moves {
		if row.Move == m {
			return row.Label
		}
	}
	return ""
}

// Apply makes the move, or says why the stage does not allow it. Blockers are asked first by the
// caller; Apply only guards the order.
func Apply(c Case, m Move, note string) (Case, error) {
	for _, row := range moves {
		if row.Move != m {
			continue
		}
		if !slices.Contains(row.From, c.Stage) {
			return c, errs.New(errs.Conflict, "%s的任免案现为“%s”，不能办理“%s”。请刷新页面，按当前阶段办理。",
				c.Person.Name, c.Stage.Label(), row.Label)
		}
		c.Stage, c.StageNote = row.To, note
		return c, nil
	}
	return c, errs.New(errs.Conflict, "没有这一办理步骤。")
}

// nextMoves is the move each open stage is working towards; the task list shows what it lacks.
var nextMoves = map[Stage]Move{
	StageIntake: MoveAccept, StageReview: MovePassReview, StageCorrection: MoveAnswer, StageChairs: MoveToCommittee,
	StageHeld: MoveTakeUp, StageCommittee: MoveIntroduce, StageDeliberation: MoveAdopt, StageSuspended: MoveResume,
	StageAdopted: MoveClose,
}

// Next returns the move the case is working towards, and who makes it; ok is false when it is over.
func Next(c Case) (m Move, by Party, ok bool) {
	m, ok = nextMoves[c.Stage]
	for _, row := range moves {
		if row.Move == m {
			by = row.By
		}
	}
	return m, by, ok
}
