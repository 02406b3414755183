package meeting

import (
	"renmian/internal/errs"
	"renmian/internal/policy"
)

// Outcome is what a vote decided.
type Outcome string

const (
	Adopted  Outcome = "adopted"  // 通过
	Rejected Outcome = "rejected" // 未通过
	Void     Outcome = "void"     // 本轮无效，重新投票，原轮保留
)

// Tally is the count of one vote on one person.
type Tally struct {
	Method   policy.Method
	Members  int // 全体组成人员，会议时点的基数
	Present  int // 表决时出席
	Issued   int // 发出票；举手表决为 0
	Returned int // 收回票；举手表决为 0
	For      int // 赞成
	Against  int // 反对
	Abstain  int // 弃权
	Invalid  int // 该人票无效：一人多选，或按本县规定空白
	Blank    int // 未按：收回的电子表决票上该人未作选择
}

// Valid is the number of valid votes.
func (t Tally) Valid() int { return t.For + t.Against + t.Abstain }

// NotCast is how many of those present cast nothing (未按、未投); a number, never a choice.
func (t Tally) NotCast() int {
	if t.Method == policy.Hands {
		return t.Present - t.Valid()
	}
	return t.Present - t.Returned + t.Blank
}

// Decide applies 〔地方组织法 第五十一条〕. Quorum and majority are both counted against the whole
// membership, so an empty chair, a spoiled ballot and an abstention all work as a vote against. More
// ballots returned than issued void the round: the outcome is Void together with the reason, the
// round is kept, and the vote is taken again 〔业务参考 2.6，V03〕.
func Decide(t Tally) (Outcome, error) {
	if err := CheckQuorum(t.Present, t.Members); err != nil {
		return "", err
	}
	if min(t.Issued, t.Returned, t.For, t.Against, t.Abstain, t.Invalid, t.Blank) < 0 {
		return "", errs.New(errs.Conflict, "票数不能是负数，请核对计票报告单。")
	}
	if t.Method == policy.Hands {
		if t.Valid() > t.Present || t.Issued+t.Returned+t.Invalid+t.Blank > 0 {
			return "", errs.New(errs.Conflict, "举手表决合计 %d 人，与出席 %d 人不符，请重新举手表决。", t.Valid(), t.Present)
		}
		return t.majority(), nil
	}
	switch {
	case t.Issued > t.Present:
		return "", errs.New(errs.Conflict, "发出 %d 票，多于出席 %d 人，请收回表决票，核对人数后重新发票。", t.Issued, t.Present)
	case t.Returned > t.Issued:
		return Void, errs.New(errs.Conflict, "收回 %d 票，多于发出的 %d 票，本次表决无效，请重新投票。", t.Returned, t.Issued)
	case t.Valid()+t.Invalid+t.Blank != t.Returned:
		return "", errs.New(errs.Conflict, "赞成、反对、弃权、无效合计 %d 票，与收回 %d 票不符，请监票人重新计票。", t.Valid()+t.Invalid+t.Blank, t.Returned)
	}
	return t.majority(), nil
}

func (t Tally) majority() Outcome {
	if t.For >= Majority(t.Members) {
		return Adopted
	}
	return Rejected
}

// CheckMethod refuses a show of hands where the law or the county wants a secret ballot: always for a
// dismissal case 〔监督法 第六十二条〕 and the recall of a deputy 〔选举法〕, and wherever the policy says so.
func CheckMethod(p policy.Policy, a policy.Action, m policy.Method) error {
	switch {
	case !m.Valid():
		return errs.Form(errs.Field{Name: "method", Message: "请选择表决方式。"})
	case m == policy.Secret: // the stricter way is always open
		return nil
	case a == policy.Dismiss:
		return errs.New(errs.Conflict, "撤职案的表决采用无记名投票，不得举手表决。〔监督法 第六十二条〕")
	case a == policy.Recall:
		return errs.New(errs.Conflict, "罢免代表采用无记名的表决方式，不得举手表决。〔选举法〕")
	case p.VoteMethod(a) != policy.Hands:
		return errs.New(errs.Conflict, "“%s”按本县办法采用无记名投票，不得举手表决。", a.Label())
	}
	return nil
}

// Way is how an item is voted on in the room (表决方式), finer than the lawful method: a secret ballot is on
// tablets or on paper.
type Way string

const (
	ByTablet Way = "tablet" // 平板
	ByPaper  Way = "paper"  // 纸质表决票
	ByHands  Way = "hands"  // 举手表决
)

// Label is the way in words.
func (w Way) Label() string {
	switch w {
	case ByTablet:
		return "平板表决"
	case ByPaper:
		return "纸质表决票"
	case ByHands:
		return "举手表决"
	}
	return string(w)
}

// CheckWay refuses another way of voting that is the present one, or that the law or the county's rules do
// not allow for one of the actions voted on. The paper ballot, the stricter way, is always open.
func CheckWay(p policy.Policy, actions []policy.Action, from, to Way) error {
	switch {
	case to != ByPaper && to != ByHands:
		return errs.Form(errs.Field{Name: "way", Message: "请选择改用的表决方式。"})
	case to == from:
		return errs.New(errs.Conflict, "本项现在就是%s，无须改变。", to.Label())
	case to == ByHands:
		for _, a := range actions {
			if err := CheckMethod(p, a, policy.Hands); err != nil {
				return err
			}
		}
	}
	return nil
}

// CheckEnBloc allows several persons on one vote when the county does, nobody objects and all are
// voted on the same way; a dismissal is always voted on alone 〔R1 第二十二条、R5 第十九条〕.
func CheckEnBloc(p policy.Policy, actions []policy.Action, objected bool) error {
	if p.Vote.EnBloc == policy.EnBlocNever {
		return errs.New(errs.Conflict, "本县办法规定逐人表决，不能合并表决。")
	}
	if objected {
		return errs.New(errs.Conflict, "有组成人员提出异议的，应当逐人表决。")
	}
	for _, a := range actions {
		if a.Disciplinary() {
			return errs.New(errs.Conflict, "“%s”案应当单独表决。", a.Label())
		}
		if p.VoteMethod(a) != p.VoteMethod(actions[0]) {
			return errs.New(errs.Conflict, "“%s”与“%s”的表决方式不同，不能合并表决。", actions[0].Label(), a.Label())
		}
	}
	return nil
}
