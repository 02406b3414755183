package document

import (
	"strings"

	"renmian/internal/policy"
)

// BallotPaper is the form of the ballot (表决票). It has no number and nothing that leads to a seat, and
// no space to write in another name 〔业务参考 2.5、6.2〕. blankAbstains says how an unmarked line counts.
// Where the county's papers carry a second language, its words stand beside the Chinese.
func BallotPaper(c County, s Session, items []Decision, blankAbstains bool, lang policy.Language) Document {
	d := Document{
		Name:     "表决票",
		Title:    []string{c.Full(s), "人事任免表决票"},
		Second:   lang.Printed(lang.Ballot),
		SubTitle: "（" + s.Day.String() + "）",
	}
	rows := make([][]string, len(items))
	for i, it := range items {
		rows[i] = []string{itoa(i + 1), SpacedName(it.Person.Name), lang.Beside(it.Action.Label()+it.Office, it.Second), "", "", ""}
	}
	d.table([]string{"序号", "姓名", "任（免）职务", lang.Beside("赞成", lang.For), lang.Beside("反对", lang.Against), lang.Beside("弃权", lang.Abstain)}, rows)
	d.para("说明：")
	d.para("1. 每人只选一项，在相应栏内画“○”；一人选两项以上的，该人票无效。")
	d.para("2. 一项也不选的，" + yesNo(blankAbstains, "视为弃权", "该人票无效") + "。")
	d.para("3. 表决票不另写他人，不作其他记号。")
	return d
}

// Count is the count of one round.
type Count struct {
	Members, Present int
	Issued, Returned int
	Scrutineers      []string // 监票人
	Chief            string   // 总监票人
	Tellers          []string // 计票人
	Results          []Result
	Box              string   // hash of the box file of an electronic vote
	Objections       []string // 书面异议、决定和保留意见, a sentence each
}

// CountReport is the count report that scrutineers sign (计票报告单).
func CountReport(c County, s Session, n Count) Document {
	d := Document{
		Name:     "计票报告单",
		Title:    []string{c.Full(s), "人事任免表决计票报告单"},
		SubTitle: "（" + s.Day.String() + "）",
	}
	d.para("应到" + itoa(n.Members) + "人，实到" + itoa(n.Present) + "人，缺席" + itoa(n.Members-n.Present) + "人。发出表决票" +
		itoa(n.Issued) + "张，收回" + itoa(n.Returned) + "张。")
	switch {
	case n.Returned > n.Issued:
		d.para("收回票数多于发出票数，本次表决无效，重新投票。")
	case n.Returned == n.Issued:
		d.para("收回票数等于发出票数，本次表决有效。")
	default:
		d.para("收回票数少于发出票数，本次表决有效。")
	}
	if n.Returned <= n.Issued {
		rows := make([][]string, len(n.Results))
		last := yesNo(n.Box == "", "无效", "未按") // nothing invalid can be cast on a tablet
		for i, r := range n.Results {
			left := r.Invalid
			if n.Box != "" {
				left = r.NotCast - (n.Present - n.Returned) // the others kept their ballot
			}
			rows[i] = []string{itoa(i + 1), SpacedName(r.Item.Person.Name), r.Item.Action.Label() + r.Item.Office,
				itoa(r.For), itoa(r.Against), itoa(r.Abstain), itoa(left), itoa(r.For + r.Against + r.Abstain + left), r.verdict()}
		}
		d.table([]string{"序号", "姓名", "任（免）职务", "赞成", "反对", "弃权", last, "合计", "结果"}, rows)
		d.para("收回" + itoa(n.Returned) + "张＋未投" + itoa(n.Issued-n.Returned) + "张＝发出" + itoa(n.Issued) + "张；发出" + itoa(n.Issued) + "张＋未领" +
			itoa(n.Present-n.Issued) + "张＝出席" + itoa(n.Present) + "人；各人选的合计＝收回" + itoa(n.Returned) + "张。")
		d.para("赞成票超过全体组成人员" + itoa(n.Members) + "人的半数（" + itoa(n.Members/2+1) + "票以上）为通过。")
	}
	if n.Box != "" {
		d.para("本次表决用平板进行，票箱文件的校验值（SHA-256）：" + n.Box + "。持票箱文件，可以在任何一台电脑上用 renmian verify ballots 重新计票核对。")
	}
	if len(n.Objections) > 0 {
		d.para("书面异议：")
		for _, x := range n.Objections {
			d.para(ended(x))
		}
	}
	d.fillIn("总监票人（签名）：" + n.Chief)
	d.fillIn("监票人（签名）：" + strings.Join(n.Scrutineers, "、"))
	d.fillIn("计票人（签名）：" + strings.Join(n.Tellers, "、"))
	d.fillIn("时间：" + s.Day.String() + "　　时　　分")
	return d
}
