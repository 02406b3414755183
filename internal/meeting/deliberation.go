package meeting

import (
	"fmt"

	"renmian/internal/errs"
	"renmian/internal/policy"
)

// Deliberation is what has happened to an item before its vote.
type Deliberation struct {
	Presented  bool // 提请机关已到会说明
	Suspended  bool // 暂不付表决
	Withdrawn  bool // 提请机关已撤回
	Unanswered int  // 尚未答复清楚的询问
	Groups     int  // 分组数
	Summaries  int  // 已汇报的分组数
	NomineeOut bool // 审议时本人已回避
}

// BeforeVote returns every reason why an item may not be put to the vote yet: not explained 〔R2 第十三条〕,
// suspended 〔R1 第二十条、R3 第十四条〕, withdrawn 〔R1、R4、R5〕, or not talked over as the policy wants.
func BeforeVote(p policy.Policy, a policy.Action, d Deliberation) error {
	var reasons []string
	add := func(wrong bool, format string, args ...any) {
		if wrong {
			reasons = append(reasons, fmt.Sprintf(format, args...))
		}
	}
	add(d.Withdrawn, "提请机关已经撤回，审议终止，不再表决。〔本县任免办法〕")
	add(d.Suspended, "主任会议决定暂不付表决。〔本县任免办法〕")
	add(!d.Presented, "提请机关尚未作说明。〔本县任免办法〕")
	add(p.Deliberation.UnansweredSuspends && d.Unanswered > 0, "还有 %d 个询问没有答复清楚，请答复后再表决，或者报主任会议决定暂不付表决。〔本县任免办法〕", d.Unanswered)
	if p.Deliberation.Mode == policy.InGroups {
		add(d.Groups < 2, "分组审议至少分两个组，现有 %d 个。", d.Groups)
		add(d.Summaries < d.Groups, "%d 个组中有 %d 个组还没有向全体会议汇报审议情况。", d.Groups, d.Groups-d.Summaries)
	}
	add(p.Deliberation.NomineeLeaves && a.Begins() && !d.NomineeOut, "审议时拟任人员应当回避，请登记离场和返回时间。")
	return errs.Blocked(reasons)
}

// CheckWithdraw allows the proposing organ to withdraw an item before it is put to the vote and with
// the consent of the chairpersons' meeting 〔R1、R4、R5〕.
func CheckWithdraw(voted, consented bool) error {
	switch {
	case voted:
		return errs.New(errs.Conflict, "已经交付表决，不能撤回。")
	case !consented:
		return errs.New(errs.Conflict, "撤回须经主任会议同意，请先登记主任会议的决定。")
	}
	return nil
}
