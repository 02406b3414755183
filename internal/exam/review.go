package exam

// MayReview says why a person may not judge a question, "" when they may: it waits for a review, and whoever
// set it or changed it last is not its reviewer (命题与审题分开)〔业务参考 3 E7〕.
func MayReview(state ItemState, sentBack bool, authorID, reviewerID int64) string {
	switch {
	case state == Reviewed:
		return "这道题已经审定；要改动的，请修改后重新送审。"
	case state == Retired:
		return "这道题已经停用；要再用的，请先恢复。"
	case sentBack:
		return "这道题已退回修改，改好以后再审。"
	case authorID == reviewerID && reviewerID != 0:
		return "命题与审题由两人分别担任，您命题或者最后修改的题请由另一人审。"
	}
	return ""
}

// MayRetire says why a question cannot be taken out of use, "" when it can.
func MayRetire(state ItemState) string {
	if state == Retired {
		return "这道题已经停用。"
	}
	return ""
}

// MayRestore says why a question cannot be brought back, "" when it can.
func MayRestore(state ItemState) string {
	if state != Retired {
		return "这道题没有停用，不用恢复。"
	}
	return ""
}
