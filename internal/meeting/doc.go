// Package meeting holds the rules of a standing committee meeting (常委会会议): who counts, when the
// meeting may open and vote, in which order items come, what a vote decides, and how the meeting ends.
//
// In order: members sign in or are on leave (attendance.go); the meeting opens when more than half of all
// members are there (membership.go); the agenda stands in lawful order (agenda.go); each item runs through the
// steps the county's policy gives it (runsheet.go) and may be voted on once nothing of it is missing
// (appointment.MoveAdopt); scrutineers are chosen and count twice (scrutineer.go); the tally decides (tally.go);
// the appointed take the oath (oath.go). It imports policy, calendar and errs; what a case still lacks is said in
// package appointment.
//
// Sources: 地方组织法（2022）第五十一条; 监督法（2024）第六十至六十二条; 全国人大常委会关于实行宪法宣誓制度的决定
// （2018 修订）; and, where named so, the provincial rules R1–R5 of 业务参考, which the county's policy adopts.
//
// Words: 全体组成人员 members (everybody in office, present or not), 出席 present, 请假 on leave,
// 列席 observer (may speak, never votes), 监票人 scrutineer, 收回 returned, 未按 not cast.
package meeting
