// Package appointment is the rules of the case (任免案), from 提请 to the end of the procedure: which
// evidence the county's policy asks for, what still blocks a step, who acts next.
//
// The procedure in order, and the stage that waits for each step:
//
//	intake        提请机关提请，工委受理          〔地方组织法 第五十条〕
//	review        工委初审、考察、公示、考试      〔本县任免办法〕
//	correction    退回提请机关补正
//	chairs        主任会议决定是否提请审议        〔地方组织法 第五十四条〕
//	held          主任会议暂缓
//	committee     列入常委会会议议程，会前送达材料
//	deliberation  说明、供职发言、询问、审议、表决  〔地方组织法 第五十一条〕
//	suspended     暂不付表决
//	adopted       通过：任命书、宣誓、公布、通知、备案
//	rejected      未通过
//	withdrawn     提请机关撤回
//	ended         终止
//	closed        办结
//
// Everything here is a function of values: the Case with its evidence, the policy in force for it,
// and a day. It imports policy, calendar and errs, and no other rules. The words: case 任免案,
// nominee 拟任人员, office 职务, proposal 提请件, mover 提案人,
// blocker 尚未具备的条件, basis 依据. Sources: 地方组织法 (2022), 监督法 (2024), 本县任免办法 (policy).
package appointment
