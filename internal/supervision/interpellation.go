package supervision

import (
	"fmt"

	"renmian/internal/calendar"
	"renmian/internal/errs"
)

// The stages of an interpellation (质询案).
const (
	InterpellationSigning   = "signing"   // 联名: the co-signers act
	InterpellationFiled     = "filed"     // 已提出: the chairpersons' meeting decides how it is answered
	InterpellationAnswering = "answering" // 待答复: the organ answers
	InterpellationAnswered  = "answered"  // 已答复: the movers say whether they are satisfied
	InterpellationAgain     = "again"     // 要求再答复: the chairpersons' meeting decides
	InterpellationClosed    = "closed"
	InterpellationWithdrawn = "withdrawn"
)

// LeastMovers is how many members of a county's committee interpellate 〔监督法 第五十一条〕.
const LeastMovers = 3

// AnswerForm is how an interpellation is answered 〔监督法 第五十二条〕.
type AnswerForm string

const (
	AnswerAtCommittee AnswerForm = "committee_meeting" // 常委会会议上口头答复
	AnswerAtSpecial   AnswerForm = "special_committee" // 专门委员会会议上口头答复
	AnswerInWriting   AnswerForm = "written"           // 书面答复
)

// AnswerForms lists the ways in the order they are offered.
var AnswerForms = []AnswerForm{AnswerAtCommittee, AnswerAtSpecial, AnswerInWriting}

var answerLabels = map[AnswerForm]string{AnswerAtCommittee: "在常委会会议上口头答复", AnswerAtSpecial: "在专门委员会会议上口头答复", AnswerInWriting: "书面答复"}

// Label is the way in words.
func (a AnswerForm) Label() string { return answerLabels[a] }

// CanFile reports whether enough members have signed an interpellation 〔监督法 第五十一条〕.
func CanFile(signed int) error {
	if signed < LeastMovers {
		return errs.New(errs.Conflict, "已签署 %d 人；质询案须有组成人员 %d 人以上书面联名〔监督法 第五十一条〕。", signed, LeastMovers)
	}
	return nil
}

// CanWithdraw reports whether an interpellation may still be withdrawn: until the organ has answered.
func CanWithdraw(stage string) error {
	switch stage {
	case InterpellationSigning, InterpellationFiled, InterpellationAnswering:
		return nil
	}
	return errs.New(errs.Conflict, "受质询机关已经答复，质询案不能撤回。")
}

// CheckAnswerDecision checks what the chairpersons' meeting decides.
func CheckAnswerDecision(form AnswerForm, due, today calendar.Day) []errs.Field {
	var out []errs.Field
	if form.Label() == "" {
		out = append(out, errs.Field{Name: "form", Message: "请选择口头答复或者书面答复〔监督法 第五十二条〕。"})
	}
	switch {
	case due.IsZero():
		out = append(out, errs.Field{Name: "due_on", Message: "请填写答复的日期。"})
	case due.Before(today):
		out = append(out, errs.Field{Name: "due_on", Message: "答复的日期不能早于今天，请核对。"})
	}
	return out
}

// Verdict is what the movers of an interpellation think of an answer.
type Verdict struct{ Movers, Satisfied, Dissatisfied int }

// MayAskAgain reports whether more than half of the movers are dissatisfied 〔监督法 第五十三条〕.
func (v Verdict) MayAskAgain() bool { return 2*v.Dissatisfied > v.Movers }

// Complete reports whether every mover has said so, or the majority cannot change any more.
func (v Verdict) Complete() bool {
	return v.Satisfied+v.Dissatisfied == v.Movers || v.MayAskAgain() || 2*v.Satisfied >= v.Movers
}

// Interpellating is what the tasks of an interpellation follow from.
type Interpellating struct {
	ID      int64
	Stage   string
	OrganID int64
	Due     calendar.Day // of the answer
	Verdict Verdict
	Last    bool // the second answer, after which none can be asked for
}

// Tasks is what is to be done now; the movers' own signatures stand on their workbench by themselves.
func (x Interpellating) Tasks() []Task {
	path := Path(Interpellation, x.ID)
	switch x.Stage {
	case InterpellationFiled:
		return []Task{{Key: "decide", Label: "决定质询案的答复方式", Path: path, By: PartyChair}}
	case InterpellationAgain:
		return []Task{{Key: "decide", Label: "决定是否再作答复", Hint: "过半数提案人不满意", Path: path, By: PartyChair}}
	case InterpellationAnswering:
		return []Task{{Key: "answer", Label: "答复质询", Path: path, By: PartyOrgan, OrganID: x.OrganID, Due: x.Due},
			{Key: "watch", Label: "登记质询的答复", Hint: "口头答复的，由工作人员记录", Path: path, By: PartyClerk, Due: x.Due}}
	case InterpellationAnswered:
		if x.Verdict.Complete() && (x.Last || !x.Verdict.MayAskAgain()) {
			return []Task{{Key: "close", Label: "办结质询案", Path: path, By: PartyClerk}}
		}
		return []Task{
			{Key: "verdict", Label: "收集提案人对答复的意见", Hint: fmt.Sprintf("满意 %d 人，不满意 %d 人，共 %d 人", x.Verdict.Satisfied, x.Verdict.Dissatisfied, x.Verdict.Movers),
				Path: path, By: PartyClerk},
		}
	}
	return nil
}
