// Package exam holds the rules of the law exam before appointment (任前法律知识考试): what a question of the
// bank must be, how papers of equal weight are put together, what an answer earns, when time is up. It knows
// papers and answers, but no case; what a score means for a case is decided in package appointment.
// It imports policy and errs.
//
// The procedure in order: questions are set and reviewed by two persons (命题、审题); a set of papers is
// assembled from a blueprint, approved and sealed (组卷、审定、封存); the lot gives the paper (抽签); the
// candidates sign in, write and hand in (签到、答题、交卷); choices are marked at once, essays by two persons who
// do not know whose they are (阅卷); the marks are locked and reported (成绩锁定、报告).
//
// Sources: 业务参考 3 and the counties' rules named there (E1–E9); rows *-EXAM of the acceptance map.
//
// Glossary: item 试题, law 法规, article 条文, question 卷面题目 (an item as it stands on a paper), set 一套试卷,
// paper 试卷 (A 卷, B 卷), sitting 场次, run 机考, entry 考生答卷, mark 评分, score 成绩, objection 成绩异议.
package exam
