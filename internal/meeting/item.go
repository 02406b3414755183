package meeting

import (
	"slices"

	"renmian/internal/errs"
)

// ItemState is where one item of the agenda stands; each constant's comment says who acts next.
type ItemState string

const (
	ItemPlanned      ItemState = "planned"      // 未开始：会务
	ItemIntroduced   ItemState = "introduced"   // 正在审议：会务登记说明、发言、询问
	ItemDeliberating ItemState = "deliberating" // 已有审议意见：会务交付表决
	ItemVoting       ItemState = "voting"       // 正在表决：监票人计票
	ItemCounted      ItemState = "counted"      // 已计票：主持人宣布
	ItemAnnounced    ItemState = "announced"    // 已有结果
	ItemSuspended    ItemState = "suspended"    // 暂不付表决
	ItemWithdrawn    ItemState = "withdrawn"    // 已撤回
)

var itemLabels = map[ItemState]string{
	ItemPlanned: "未开始", ItemIntroduced: "正在审议", ItemDeliberating: "正在审议", ItemVoting: "正在表决",
	ItemCounted: "待宣布", ItemAnnounced: "已有结果", ItemSuspended: "暂不付表决", ItemWithdrawn: "已撤回",
}

// Label is the state in words.
func (s ItemState) Label() string { return itemLabels[s] }

// Over reports whether nothing more happens to the item at this meeting.
func (s ItemState) Over() bool {
	return s == ItemAnnounced || s == ItemSuspended || s == ItemWithdrawn
}

// UnderDeliberation reports whether the item has been taken up and not been put to the vote.
func (s ItemState) UnderDeliberation() bool { return s == ItemIntroduced || s == ItemDeliberating }

// CheckItem refuses to do something to an item that stands elsewhere.
func CheckItem(at ItemState, title string, allowed ...ItemState) error {
	if slices.Contains(allowed, at) {
		return nil
	}
	return errs.New(errs.Conflict, "“%s”现为“%s”，不能这样办理。请刷新页面，按当前情况办理。", title, at.Label())
}
