package meeting

import (
	"fmt"

	"renmian/internal/errs"
)

// Rank is a member's place in the standing committee 〔地方组织法 第四十七条〕.
type Rank string

const (
	Chairperson     Rank = "chairperson"      // 主任
	ViceChairperson Rank = "vice_chairperson" // 副主任
	Ordinary        Rank = "member"           // 委员
)

// Quorum reports whether more than half of all members attend 〔地方组织法 第五十一条〕.
func Quorum(attended, total int) bool { return 2*attended > total }

// Majority is the least number of votes for a decision: more than half of all members, however many
// attend 〔地方组织法 第五十一条〕.
func Majority(total int) int { return total/2 + 1 }

// CheckTotal refuses a number of 全体组成人员 that is neither the members in office nor lies between
// them and the seats of the term: whether vacancies count is the county's to confirm 〔业务参考 1.2〕.
func CheckTotal(total, serving, seats int) error {
	if total < serving || total > max(serving, seats) {
		return errs.Form(errs.Field{Name: "total", Message: fmt.Sprintf("全体组成人员应在现有 %d 人与本届名额 %d 人之间，请核对。", serving, seats)})
	}
	return nil
}

// CheckQuorum refuses to open or vote without a quorum, with the number still missing.
func CheckQuorum(attended, total int) error {
	switch {
	case total <= 0:
		return errs.New(errs.Conflict, "请先确认本次会议的全体组成人员人数。")
	case attended > total:
		return errs.New(errs.Conflict, "出席 %d 人，多于全体组成人员 %d 人，请核对签到。", attended, total)
	case !Quorum(attended, total):
		return errs.New(errs.Conflict, "全体组成人员 %d 人，出席 %d 人，未过半数，还差 %d 人，不得举行会议和表决。〔地方组织法 第五十一条〕",
			total, attended, Majority(total)-attended)
	}
	return nil
}

// CheckPresider refuses anyone but the chairperson, or a vice chairperson whom the chairperson has
// entrusted, to preside 〔地方组织法 第五十一条〕.
func CheckPresider(r Rank, entrusted bool) error {
	switch {
	case r == Chairperson || r == ViceChairperson && entrusted:
		return nil
	case r == ViceChairperson:
		return errs.New(errs.Conflict, "副主任主持会议须由主任委托，请登记委托。〔地方组织法 第五十一条〕")
	}
	return errs.New(errs.Conflict, "常委会会议由主任主持，或者由主任委托副主任主持。〔地方组织法 第五十一条〕")
}
