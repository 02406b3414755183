package supervision

import (
	"fmt"
	"slices"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

// RatingObject is what a rating (测评) is of.
type RatingObject string

const (
	RatePerson RatingObject = "person" // 对人
	RateWork   RatingObject = "work"   // 对工作
	RateInUnit RatingObject = "unit"   // 在单位内民主测评〔ZJ-10〕
)

var objectLabels = map[RatingObject]string{RatePerson: "对人的测评", RateWork: "对工作的满意度测评", RateInUnit: "单位民主测评"}

// Label returns the object's Chinese name.
func (o RatingObject) Label() string { return objectLabels[o] }

// RatingState is how far a rating has gone.
type RatingState string

const (
	RatingPlanned   RatingState = "planned"   // 待测评: the operator opens it
	RatingHeld      RatingState = "held"      // 测评中: its round goes on
	RatingAnnounced RatingState = "announced" // 已宣布: the chairpersons decide what follows
	RatingDropped   RatingState = "dropped"   // 已取消: nobody acts
)

var ratingStateLabels = map[RatingState]string{RatingPlanned: "待测评", RatingHeld: "正在测评", RatingAnnounced: "已宣布", RatingDropped: "已取消"}

// Label returns the state's Chinese name.
func (s RatingState) Label() string { return ratingStateLabels[s] }

// RoundState is how far one holding of ratings has gone.
type RoundState string

const (
	RoundIssuing   RoundState = "issuing"   // 发票
	RoundCasting   RoundState = "casting"   // 投票
	RoundCounting  RoundState = "counting"  // 计票: papers are counted
	RoundCounted   RoundState = "counted"   // 待宣布: the chair announces
	RoundAnnounced RoundState = "announced" // 已宣布
	RoundVoid      RoundState = "void"      // 作废: to be held again
)

var roundStateLabels = map[RoundState]string{
	RoundIssuing:   "发票",
	RoundCasting:   "投票",
	RoundCounting:  "计票",
	RoundCounted:   "待宣布",
	RoundAnnounced: "已宣布",
	RoundVoid:      "作废",
}

// Label returns the state's Chinese name.
func (s RoundState) Label() string { return roundStateLabels[s] }

// Way is how a group of raters gives its ballots.
type Way string

const (
	OnTablets Way = "tablets" // 席位平板
	ByCodes   Way = "codes"   // 手机凭测评码
	OnPaper   Way = "paper"   // 纸质测评票
)

var wayLabels = map[Way]string{OnTablets: "席位平板", ByCodes: "手机凭测评码", OnPaper: "纸质测评票"}

// Ways lists the ways in the order they are offered.
var Ways = []Way{OnTablets, ByCodes, OnPaper}

// Label returns the way's Chinese name.
func (w Way) Label() string { return wayLabels[w] }

// HiddenBelow is the number of ballots below which a group's counts are shown to nobody: of so few, everybody could
// guess who chose what.
const HiddenBelow = 5

// GroupCount is the count of one rating in one group of raters.
type GroupCount struct {
	Key, Label string
	Decides    bool // counts towards the result; else for reference only〔业务参考 4.3〕
	Invited    int  // 应到; of the members, all of them
	Present    int  // 实到
	Issued     int  // 发出
	Returned   int  // 收回
	Marks      []int
	Blank      int // 不选
	Invalid    int // 多选、无法辨认; only on paper
}

// valid is how many ballots count as valid ones, by what the county makes of blanks 〔S5〕.
func (g GroupCount) valid(blank policy.Blank) int {
	n := g.Returned - g.Invalid
	if blank == policy.BlankInvalid {
		n -= g.Blank
	}
	return n
}

// CheckCount refuses a count that cannot be one.
func (g GroupCount) CheckCount() error {
	sum := g.Blank + g.Invalid
	for _, n := range g.Marks {
		sum += n
	}
	switch {
	case g.Issued > g.Invited:
		return errs.New(errs.Invalid, "%s发出 %d 票，多于应到的 %d 人。", g.Label, g.Issued, g.Invited)
	case g.Returned > g.Issued:
		return errs.New(errs.Conflict, "%s收回 %d 票，多于发出的 %d 票，本次测评无效，须重新测评。", g.Label, g.Returned, g.Issued)
	case sum != g.Returned:
		return errs.New(errs.Invalid, "%s各等次、不选和无效票合计 %d 票，与收回的 %d 票不符。", g.Label, sum, g.Returned)
	}
	return nil
}

// RatingVerdict is the result of a rating and what the rules propose to follow.
type RatingVerdict struct {
	Result string
	Next   policy.NextAction
	Rule   int         // which of the rules held, from 0
	Base   int         // the number its share was taken of
	Sum    int         // what it added up
	Of     policy.Base // what the base is
}

// DecideRating applies the rules of a scale in order to the groups that count; the first that holds gives the result.
// Base total is all members, absent ones as well: an empty chair speaks for nobody. Fewer than five deciding ballots
// give no result.
func DecideRating(s policy.Scale, blank policy.Blank, groups []GroupCount) (RatingVerdict, error) {
	counts := map[string]int{}
	base := map[policy.Base]int{}
	returned := 0
	for _, g := range groups {
		if err := g.CheckCount(); err != nil {
			return RatingVerdict{}, err
		}
		if !g.Decides {
			continue
		}
		for i, n := range g.Marks {
			counts[s.Grades[i]] += n
		}
		returned += g.Returned
		base[policy.BaseTotal] += g.Invited
		base[policy.BasePresent] += g.Present
		base[policy.BaseValid] += g.valid(blank)
	}
	if returned < HiddenBelow {
		return RatingVerdict{}, errs.New(errs.Conflict, "计入结果的测评票只有 %d 票，不足 %d 票，不公布票数，也不评定等次。请重新组织测评。", returned, HiddenBelow)
	}
	for i, r := range s.Rules {
		if r.Holds(counts, base[r.Base]) {
			v := RatingVerdict{Result: r.Result, Next: r.Next, Rule: i, Base: base[r.Base], Of: r.Base}
			if v.Next == "" {
				v.Next = policy.NextNone
			}
			for _, g := range r.Sum {
				v.Sum += counts[g]
			}
			return v, nil
		}
	}
	return RatingVerdict{}, errs.New(errs.Conflict, "本县办法的测评结果规则没有一条适用，请先修改办法。")
}

// Shown is one row of counts as they may be shown: a group, groups merged because each had too few ballots, or a group
// of which nothing is shown.
type Shown struct {
	GroupCount
	Merged []string // labels of what was merged
	Hidden bool     // 不足五票，不显示
}

// ShowGroups hides the groups with fewer than five ballots: those are merged, and shown together when they are five or
// more. Nothing else is added up anywhere, so that no difference of two sums gives a hidden group away. A group that
// returned nothing has nothing to hide.
func ShowGroups(groups []GroupCount) []Shown {
	var out, few []Shown
	for _, g := range groups {
		if g.Returned > 0 && g.Returned < HiddenBelow {
			few = append(few, Shown{GroupCount: g})
			continue
		}
		out = append(out, Shown{GroupCount: g})
	}
	sum := 0
	for _, g := range few {
		sum += g.Returned
	}
	if len(few) < 2 || sum < HiddenBelow {
		for _, g := range few {
			hidden := GroupCount{Key: g.Key, Label: g.Label, Decides: g.Decides, Invited: g.Invited}
			out = append(out, Shown{GroupCount: hidden, Hidden: true})
		}
		return out
	}
	m := Shown{GroupCount: GroupCount{Label: "合并统计", Marks: make([]int, len(few[0].Marks))}}
	for _, g := range few {
		m.Merged = append(m.Merged, g.Label)
		m.Decides = m.Decides || g.Decides
		m.Invited, m.Present, m.Issued, m.Returned = m.Invited+g.Invited, m.Present+g.Present, m.Issued+g.Issued, m.Returned+g.Returned
		m.Blank, m.Invalid = m.Blank+g.Blank, m.Invalid+g.Invalid
		for i, n := range g.Marks {
			m.Marks[i] += n
		}
	}
	return append(out, m)
}

// Poor reports whether a result is one of those to be worried about: the last grade of the scale, or one that the
// rules answer with anything.
func Poor(s policy.Scale, result string, next policy.NextAction) bool {
	n := len(s.Grades)
	return result != "" && (n > 0 && result == s.Grades[n-1] || next != policy.NextNone && next != "")
}

// Decision is what the chairpersons make of a result (结果处理): what the rule proposes or something else, with a reason.
type Decision string

const (
	DecideNothing Decision = "none"            // 不作处理
	DecideRectify Decision = "rectify"         // 限期整改并书面报告
	DecideReport  Decision = "report_again"    // 再次报告
	DecideSuggest Decision = "suggest_removal" // 建议免职: to the Party committee or the superior authority〔DZ-15〕
	DecideDismiss Decision = "dismiss"         // 启动撤职程序 〔监督法 第六十条〕〔SN-19〕
)

var decisionLabels = map[Decision]string{DecideNothing: "不作处理", DecideRectify: "限期整改并书面报告", DecideReport: "要求再次报告",
	DecideSuggest: "向县委或者上级主管部门建议免职", DecideDismiss: "启动撤职案程序"}

// Label returns the decision's Chinese name.
func (d Decision) Label() string { return decisionLabels[d] }

// Decisions lists what may follow a rating: a dismissal case only where a person was rated.
func Decisions(person bool) []Decision {
	all := []Decision{DecideNothing, DecideRectify, DecideReport, DecideSuggest}
	if person {
		all = append(all, DecideDismiss)
	}
	return all
}

// Proposed is the decision that a rule proposes.
func Proposed(n policy.NextAction) Decision {
	switch n {
	case policy.NextRectify:
		return DecideRectify
	case policy.NextReportAgain:
		return DecideReport
	case policy.NextSuggestRemoval:
		return DecideSuggest
	}
	return DecideNothing
}

// CheckDecision refuses what is not offered, and a decision without a reason.
func CheckDecision(d Decision, person bool, reason string) error {
	switch {
	case !slices.Contains(Decisions(person), d):
		return errs.Form(errs.Field{Name: "decision", Message: "请选择怎样处理。"})
	case reason == "":
		return errs.Form(errs.Field{Name: "reason", Message: "请写明理由，如“经主任会议研究，同意按办法处理”。"})
	}
	return nil
}

// RatingTask is what is to be done for a rating; false when nothing is.
func RatingTask(id int64, title string, s RatingState, round int64, next policy.NextAction, decided bool, due calendar.Day) (Task, bool) {
	t := Task{Key: fmt.Sprintf("rating:%d:", id), Label: "测评：" + title, Due: due, Path: fmt.Sprintf("/supervision/ratings/%d", id)}
	switch {
	case s == RatingPlanned:
		t.By, t.Hint = PartyOperator, "会上用席位平板、手机测评码或者纸质测评票"
	case s == RatingHeld:
		t.By, t.Hint, t.Path, t.Due = PartyOperator, "正在测评", fmt.Sprintf("/supervision/ratings/rounds/%d", round), calendar.Day{}
	case s == RatingAnnounced && !decided && next != policy.NextNone:
		t.By, t.Label, t.Hint, t.Due = PartyChair, "决定测评结果怎样处理："+title, "按规则建议："+Proposed(next).Label(), calendar.Day{}
	default:
		return Task{}, false
	}
	return t, true
}
