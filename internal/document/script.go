package document

import (
	"strings"

	"renmian/internal/policy"
)

// The sentences the presider reads aloud (主持词). Each is one step of the run sheet 〔业务参考 6.2〕.

// SayOpen opens the meeting once there is a quorum.
func SayOpen(c County, s Session, members, present int) string {
	return "现在开会。" + c.Full(s) + "，应到" + itoa(members) + "人，实到" + itoa(present) + "人，符合法定人数。"
}

// SayAgenda puts the agenda to the meeting.
func SayAgenda() string {
	return "会议议程已印发各位组成人员。对议程有没有意见？（停顿）没有意见，通过。"
}

// Matter is what an item is about as the presider names it: the one decision, or the item by its title with
// how many persons are voted on.
func Matter(title string, all []Decision, enBloc bool) string {
	if len(all) == 1 {
		return all[0].Sentence()
	}
	return "“" + title + "”，共" + itoa(len(all)) + "人，" + yesNo(enBloc, "合并表决", "逐人表决")
}

// SayPresent calls for the explanation of an item: the one decision, or all of them by the item's title, under
// the headings of the county's rules 〔TM-10、SB-06、SN-08〕.
func SayPresent(n int, speaker, title string, all []Decision, headings []string) string {
	if len(all) == 1 {
		title = "审议" + all[0].Sentence() + "的议案"
	}
	return "下面进行第" + Numeral(n) + "项：" + title + "。请" + speaker + about("就", headings, "") + "作说明。"
}

// about names what is spoken of, nothing where the county's rules name nothing.
func about(before string, headings []string, after string) string {
	if len(headings) == 0 {
		return ""
	}
	return before + strings.Join(headings, "、") + after
}

// SaySpeech calls the nominee to speak, under the headings of the county's rules 〔SB-07、SN-09〕.
func SaySpeech(name string, minutes int, headings []string) string {
	return "请拟任人员" + name + about("围绕", headings, "，") + "作供职发言，时间不超过" + itoa(minutes) + "分钟。"
}

// SayStatement calls one who has just been appointed to speak where the county hears it after the vote 〔ST-04〕.
func SayStatement(name string, minutes int, headings []string) string {
	return "请" + name + about("围绕", headings, "，") + "作任职表态发言，时间不超过" + itoa(minutes) + "分钟。"
}

// SayDefence tells a person named in a dismissal case that the meeting will hear an answer.
func SayDefence(name string) string {
	return "依照监督法的规定，" + name + "有权在会议上申辩，也可以书面申辩。请" + name + "申辩；书面申辩意见已印发的，请各位阅读。"
}

// SayQuestions opens the questions.
func SayQuestions() string {
	return "各位组成人员对以上议案有什么询问，请提出，由提请机关负责同志答复。"
}

// SayDeliberate opens the deliberation, in plenary or in groups.
func SayDeliberate(m policy.DeliberationMode, nomineeLeaves bool) string {
	leave := yesNo(nomineeLeaves, "请拟任人员暂时离场回避。", "")
	if m == policy.InGroups {
		return leave + "下面分组审议，审议后由各组召集人向全体会议汇报。"
	}
	return leave + "下面请各位组成人员审议，发表意见。"
}

// SayScrutineers puts the scrutineers to the meeting.
func SayScrutineers(names []string) string {
	return "表决采用无记名投票方式。推选" + strings.Join(names, "、") + "为监票人，请各位审议。有没有不同意见？（停顿）没有不同意见，通过。请监票人、计票人就位。"
}

// SayVote starts a secret ballot or a show of hands.
func SayVote(matter string, m policy.Method, members, present int) string {
	head := "现在表决" + matter + "。全体组成人员" + itoa(members) + "人，现在出席" + itoa(present) + "人，符合法定人数，" +
		itoa(members/2+1) + "票以上赞成为通过。"
	if m == policy.Hands {
		return head + "赞成的请举手。（计数）请放下。反对的请举手。（计数）请放下。弃权的请举手。（计数）请放下。"
	}
	return head + "请工作人员分发表决票。（停顿）没有领到票的请举手。请填写后投票，监票人先投。"
}

// SayIssue puts a matter to the vote on tablets, while these take their ballots.
func SayIssue(matter string, members, present int) string {
	return "现在表决" + matter + "。全体组成人员" + itoa(members) + "人，现在出席" + itoa(present) + "人，符合法定人数，" +
		itoa(members/2+1) + "票以上赞成为通过。表决票正在发到各位的平板，没有领到票的请举手。"
}

// SaySuspend announces that a case is not put to the vote 〔业务参考 2.3〕.
func SaySuspend(name string) string {
	return "鉴于" + name + "一案有需要进一步查清的问题，主任会议决定，本次会议暂不付表决。"
}

// SayAgain opens a vote that follows a void one.
func SayAgain() string { return "刚才的表决无效，现在重新表决。" }

// SayCast opens the voting on tablets.
func SayCast() string {
	return "表决票已经发齐，请各位在平板上表决，核对后提交，提交后不能更改。（停顿）还有没有没提交的？没有了，截止。"
}

// SayConfirm hands the opened box to the scrutineers.
func SayConfirm() string { return "投票截止，请监票人核对并确认计票结果。" }

// SayAnnounce reads a result.
func SayAnnounce(r Result, members int) string {
	return "根据计票结果，" + r.Item.Person.Name + "获" + itoa(r.For) + "票赞成，" + itoa(r.Against) + "票反对，" + itoa(r.Abstain) + "票弃权，" +
		yesNo(r.Adopted, "超过", "没有超过") + "全体组成人员" + itoa(members) + "人的半数，" + r.Item.Sentence() + "，" + r.verdict() + "。"
}

// SayAnnounceTogether reads the one result of an item on which n persons were voted on together.
func SayAnnounceTogether(title string, n int, r Result, members int) string {
	return "根据计票结果，“" + title + "”共" + itoa(n) + "人合并表决，获" + itoa(r.For) + "票赞成，" + itoa(r.Against) + "票反对，" + itoa(r.Abstain) + "票弃权，" +
		yesNo(r.Adopted, "超过", "没有超过") + "全体组成人员" + itoa(members) + "人的半数，" + r.verdict() + "。"
}

// SayCertificate hands out the certificates and states what is asked of the appointed 〔TM-16〕.
func SayCertificate(names []string) string {
	return "现在颁发任命书。请" + strings.Join(names, "、") + "上台领取。（颁发后）希望各位模范遵守宪法和法律，坚决执行人大及其常委会的决议决定，" +
		"自觉接受人大监督，廉洁履职，不负人民重托。"
}

// SayOath opens the oath ceremony; in some places each names himself at the end.
func SayOath(leader string, stateName bool) string {
	text := "现在举行宪法宣誓。请全体起立，奏唱国歌。（毕）请坐。请宣誓人就位"
	if leader != "" {
		text += "，由" + leader + "领誓"
	}
	return text + "。" + yesNo(stateName, "诵读誓词后，请宣誓人报出自己的姓名。", "")
}

// SayResume goes on with it.
func SayResume(members, present int) string {
	return "现在继续开会。应到" + itoa(members) + "人，实到" + itoa(present) + "人，符合法定人数。"
}

// SayClose closes the meeting.
func SayClose(c County, s Session) string {
	return "本次会议各项议程已经进行完毕。现在宣布" + c.Full(s) + "闭会。"
}
