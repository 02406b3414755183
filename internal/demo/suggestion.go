package demo

import (
	"bytes"
	"fmt"
	"strconv"

	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

var topics = [][3]string{{"关于加快城东污水管网改造的建议", "城乡建设", "住房和城乡建设局"}, {"关于增加乡镇寄宿制学校床位的建议", "教科文卫", "教育和体育局"},
	{"关于修复青石镇水毁河堤的建议", "农业农村", "水利局"}, {"关于延伸二路公交到工业园的建议", "城乡建设", "交通运输局"}, {"关于在白杨镇设立村级卫生室的建议", "教科文卫", "卫生健康局"},
	{"关于扩大高标准农田面积的建议", "农业农村", "农业农村局"}, {"关于规范夜市经营秩序的建议", "城乡建设", "市场监督管理局"}, {"关于建设养老服务中心的建议", "社会建设", "民政局"},
	{"关于加强林区防火道路建设的建议", "农业农村", "林业局"}, {"关于简化企业开办手续的建议", "财政经济", "行政审批服务局"}, {"关于涉农纠纷巡回审判的建议", "监察司法", "人民法院"},
	{"关于公开政府采购结果的建议", "财政经济", "财政局"},
	{"关于整治城区内涝积水点的建议", "城乡建设", "住房和城乡建设局"}, {"关于配齐乡村教学点音体美教师的建议", "教科文卫", "教育和体育局"},
	{"关于加固云溪水库灌渠的建议", "农业农村", "水利局"}, {"关于在学校门口设置减速带和护栏的建议", "城乡建设", "交通运输局"}, {"关于提高乡村医生待遇的建议", "教科文卫", "卫生健康局"},
	{"关于支持跨县灌区农田连片整治的建议", "农业农村", "农业农村局"}, {"关于治理占道烧烤的建议", "城乡建设", "市场监督管理局"}, {"关于控制广场夜间噪声的建议", "社会建设", "民政局"},
	{"关于提高护林员补助标准的建议", "农业农村", "林业局"}, {"关于政务服务延伸到乡镇的建议", "财政经济", "行政审批服务局"}, {"关于加大拖欠农民工工资案件执行力度的建议", "监察司法", "人民法院"},
	{"关于压减非急需支出、保障基层运转的建议", "财政经济", "财政局"}}

// suggestionsOf imports the suggestions of a session from a spreadsheet, hands them over at one meeting, and lets then go on.
func (c *county) suggestionsOf(
	session string,
	received calendar.Day,
	n int,
	then func(session string, handed calendar.Day, find func(number int) store.Suggestion),
) {
	find := func(number int) store.Suggestion {
		for _, x := range got(c.db.Suggestions(c.ctx, store.SuggestionFilter{Session: session, Search: strconv.Itoa(number), Limit: 50})) {
			if x.Number == number {
				return x
			}
		}
		panic(stopped{fmt.Errorf("no suggestion %d of %s", number, session)})
	}
	c.at(received, 200, func() {
		var rows [][]string
		for i := range n {
			t, joint := topics[i], ""
			if i%4 == 0 {
				joint = name + "财政局"
			}
			if t[2] == "财政局" {
				joint = ""
			}
			rows = append(rows, []string{
				strconv.Itoa(i + 1),
				t[0],
				c.members[i%29].Name + "、代表联名",
				"第" + document.Numeral(i%5+1) + "代表团",
				t[1],
				"代表在走访中了解到群众反映集中。\n建议：列入年度计划，明确责任单位和完成时限。",
				name + t[2],
				joint,
			})
		}
		var b bytes.Buffer
		must(document.WriteRows(&b, "代表建议", []string{"编号", "题目", "代表", "代表团", "类别", "内容", "主办单位", "协办单位"}, rows))
		id := got(c.flow.CheckSuggestions(c.ctx, c.clerk, session, c.day(), workflow.Upload{Name: "代表建议.xlsx", Data: b.Bytes()}))
		if added := got(c.flow.AcceptSuggestions(c.ctx, c.clerk, id)); added != n {
			panic(stopped{fmt.Errorf("%d of %d suggestions were imported", added, n)})
		}
	})
	handed := received.Add(6)
	c.at(handed, 200, func() {
		var ids []int64
		for i := range n {
			ids = append(ids, find(i+1).ID)
		}
		must(c.flow.HandSuggestions(c.ctx, c.clerk, ids, workflow.HandForm{HandedOn: c.day(), HandedAt: "县人大常委会、县人民政府联合召开代表建议交办会"}))
	})
	then(session, handed, find)
}

// reply speaks with the deputies and answers, as the organ that acts for the leading unit.
func (c *county) reply(x store.Suggestion, o supervision.ReplyOutcome) {
	who := c.gov
	if x.LeadID == c.organs["court"] {
		who = c.court
	}
	must(c.flow.ContactDeputy(c.ctx, who, x.ID, c.day(), "到代表所在乡镇当面沟通，代表同意办理意见。"))
	must(
		c.flow.ReplySuggestion(
			c.ctx,
			who,
			x.ID,
			workflow.ReplyForm{
				Outcome:    o,
				DocumentNo: fmt.Sprintf("示办复〔%d〕%d号", c.day().Year(), x.Number),
				Text:       "您提出的建议收悉。经研究，已列入年度计划，明确专人负责，年底前完成。感谢您对政府工作的关心支持。",
			},
		),
	)
}

func (c *county) judged(id int64, j supervision.Judgement) {
	comment := ""
	if j == supervision.Dissatisfied {
		comment = "只有计划，没有资金和时限。"
	}
	must(c.flow.JudgeSuggestion(c.ctx, c.clerk, id, j, comment))
}

// lastYear: every suggestion has ended, and the committee has heard the report.
func (c *county) lastYear(session string, handed calendar.Day, find func(int) store.Suggestion) {
	c.at(handed.Add(70), 210, func() {
		for n := 1; n <= 12; n++ {
			c.reply(find(n), supervision.ReplyOutcomes[n%3])
		}
	})
	c.at(handed.Add(85), 210, func() {
		for n := 1; n <= 11; n++ {
			c.judged(find(n).ID, [...]supervision.Judgement{supervision.Satisfied, supervision.MostlySatisfied, supervision.Satisfied}[n%3])
		}
		c.judged(find(12).ID, supervision.Dissatisfied)
	})
	c.at(handed.Add(125), 210, func() { c.reply(find(12), supervision.ReplySolved) })
	c.at(handed.Add(130), 210, func() { c.judged(find(12).ID, supervision.Satisfied) })
	c.at(handed.Add(200), 210, func() {
		must(
			c.flow.HearSuggestions(c.ctx, c.clerk,
				workflow.HearForm{Session: session, Reporter: "副县长受县人民政府委托", HeardOn: c.day(), Opinion: "一、提高 A 类办成率，防止“重答复、轻落实”。\n二、对列入计划的逐件建账，年底前向代表通报。"}),
		)
	})
}

// thisYear: suggestions at every stage; the answers of three are due today.
func (c *county) thisYear(_ string, handed calendar.Day, find func(int) store.Suggestion) {
	c.at(handed.Add(3), 210, func() {
		must(c.flow.MarkKeySuggestion(c.ctx, c.chair, find(1).ID, c.members[0].Name))
		must(c.flow.MarkKeySuggestion(c.ctx, c.chair, find(3).ID, c.members[1].Name))
		must(c.flow.MarkKeySuggestion(c.ctx, c.chair, find(21).ID, c.members[2].Name))
		must(c.flow.RefuseSuggestion(c.ctx, c.gov, find(20).ID, "夜间噪声由公安机关管理，建议由公安局主办。"))
		must(c.flow.RefuseSuggestion(c.ctx, c.gov, find(19).ID, "市场监管部门只管食品安全，占道经营建议由住房和城乡建设局主办。"))
	})
	c.at(handed.Add(7), 210, func() { must(c.flow.RuleOnRefusal(c.ctx, c.clerk, find(20).ID, true, c.unit("公安局"))) })
	c.at(handed.Add(20), 210, func() {
		for n := 1; n <= 14; n++ {
			c.reply(find(n), supervision.ReplyOutcomes[n%3])
		}
	})
	c.at(handed.Add(22), 210, func() { // of 22 nobody has spoken with the deputies yet
		for _, n := range []int{18, 20, 24} {
			must(c.flow.ContactDeputy(c.ctx, c.gov, find(n).ID, c.day(), "登门听取代表意见，说明办理打算。"))
		}
		must(c.flow.ContactDeputy(c.ctx, c.court, find(23).ID, c.day(), "邀请代表旁听执行案件，当面沟通。"))
	})
	c.at(handed.Add(30), 210, func() {
		for n := 1; n <= 13; n++ {
			j := supervision.Satisfied
			switch {
			case n >= 9 && n <= 11:
				j = supervision.MostlySatisfied
			case n >= 12:
				j = supervision.Dissatisfied
			}
			c.judged(find(n).ID, j)
		}
	})
	c.at(handed.Add(50), 210, func() {
		c.reply(find(13), supervision.ReplySolved)
		must(c.flow.ExtendSuggestion(c.ctx, c.clerk, find(18).ID, "涉及跨县工程，需与邻县协调。"))
	})
	c.at(handed.Add(60), 210, func() {
		c.judged(find(13).ID, supervision.Satisfied)
		c.judged(find(14).ID, supervision.Unanswered)
	})
	c.at(c.today.Add(-6), 210, func() {
		for n := 15; n <= 17; n++ {
			c.reply(find(n), supervision.ReplyPlanned)
		}
	})
	c.at(c.today.Add(-4), 210, func() {
		must(c.flow.ContactDeputy(c.ctx, c.gov, find(21).ID, c.day(), "电话沟通。"))
	})
	c.at(c.today.Add(-14), 210, func() {
		got(
			c.flow.EnterSuggestion(
				c.ctx,
				c.clerk,
				workflow.SuggestionForm{Session: "闭会期间", Number: 1, Title: "关于增设城南社区警务室的建议", Deputies: "梁静怡", Category: "社会建设",
					Text: "城南新区入住三千户，最近的派出所在四公里外。", ReceivedOn: c.day(), LeadID: c.unit("公安局")},
			),
		)
	})
}
