package demo

import (
	"slices"
	"time"

	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// planned is one item of a demonstration plan, so many days before today on which its matter begins; it stands in the plan of that
// day's year, in that day's month.
type planned struct {
	kind  supervision.Kind
	ago   int
	title string
	who   string // of a person
	organ string // of a unit
	lead  string
}

// topicReview is what the review of a piece of work is called.
const topicReview = "专项工作评议"

// undertakings are what the committee undertakes over two years, apart from the reviews that ended.
var undertakings = []planned{
	{kind: supervision.DutyReport, ago: 640, who: "薛克勤"},
	{kind: supervision.LawInspection, ago: 600, title: "检查《中华人民共和国水污染防治法》实施情况", lead: "城建环保工作委员会"},
	{kind: supervision.SpecialInquiry, ago: 370, title: "食品安全工作专题询问", lead: "财政经济工作委员会"},
	{kind: supervision.FieldStudy, ago: 330, title: "农村饮水安全专题调研", lead: "农业与农村工作委员会"},
	{kind: supervision.DutyReport, ago: 270, who: "秦书雅"},
	{kind: supervision.InspectionTour, ago: 240, title: "三级人大代表视察重点项目建设", lead: "代表工作委员会"},
	{kind: supervision.Audit, ago: 210, title: "领导干部经济责任审计和部门预算执行审计", lead: "财政经济工作委员会"},
	{kind: supervision.SpecialWorkReport, ago: 160, title: "听取县财政局局长贾思源关于惠企补贴资金管理的专项汇报", lead: "财政经济工作委员会"},
	{kind: supervision.SpecialWorkReport, ago: 130, title: "听取县人民政府关于林长制落实情况的专项工作报告", lead: "农业与农村工作委员会"},
	{kind: supervision.Suggestion, ago: 97, title: "重点督办城乡建设和民生类代表建议", lead: "代表工作委员会"},
	{kind: supervision.LawInspection, ago: 60, title: "检查《中华人民共和国安全生产法》实施情况", lead: "财政经济工作委员会"},
	{kind: supervision.WorkReview, ago: 40, organ: "示例县人民法院"},
	{kind: supervision.PerformanceReview, ago: 35, who: "谷长春"},
	{kind: supervision.FieldStudy, ago: 33, title: "基层公共法律服务专题调研", lead: "监察和司法工作委员会"},
	{kind: supervision.FieldStudy, ago: 25, title: "农村小规模学校办学情况专题调研", lead: "教科文卫工作委员会"},
	{kind: supervision.TopicReview, ago: 12, title: "优化营商环境工作" + topicReview, lead: "财政经济工作委员会"},
	{kind: supervision.WorkReview, ago: 6, organ: "示例县水利局"},
	{kind: supervision.DutyReport, who: "贾思源"}, {kind: supervision.DutyReport, who: "牛志明"},
	{kind: supervision.PerformanceReview, who: "贾思源"},
	{kind: supervision.SpecialWorkReport, title: "听取县人民政府关于审计查出问题整改情况的报告", lead: "财政经济工作委员会"},
	{kind: supervision.SpecialInquiry, ago: -3, title: "食品安全工作专题询问（第二次）", lead: "社会建设工作委员会"},
	{kind: supervision.SpecialInquiry, ago: -60, title: "国有资产管理专题询问", lead: "财政经济工作委员会"},
	{kind: supervision.SpecialWorkReport, ago: -150, title: "听取县人民政府关于养老服务体系建设情况的报告", lead: "社会建设工作委员会"},
	{kind: supervision.LawInspection, ago: -240, title: "与省、市联动检查《中华人民共和国安全生产法》实施情况", lead: "财政经济工作委员会"},
}

// undertaken is everything planned for a year.
func (c *county) undertaken(year int) (items []planned) {
	all := slices.Clone(undertakings)
	for _, x := range reviewed {
		p := planned{kind: x.kind, ago: x.ago, who: x.who, organ: x.organ}
		if x.topic != "" {
			p.title, p.organ, p.lead = x.topic+topicReview, "", "农业与农村工作委员会"
		}
		all = append(all, p)
	}
	for _, x := range all {
		if workday(c.today.Add(-x.ago)).Year() == year {
			items = append(items, x)
		}
	}
	return items
}

// plans plans the supervision plans: last year's, this year's with what came of each item, and next year's, half done.
func (c *county) plans() {
	year := c.today.Year()
	for _, y := range []int{year - 1, year} {
		adopted := calendar.Date(y, time.January, 8)
		if late := c.today.Add(-20); adopted.After(late) { // in January the plan was adopted in December
			adopted = late
		}
		c.at(adopted, 20, func() { c.planYear(y) })
		if y == year {
			adjusted := c.today.Add(-90)
			if adjusted.Before(adopted) {
				adjusted = adopted.Add(3)
			}
			c.at(adjusted, 20, func() { c.adjustPlans(year-1, year) })
		}
	}
	c.at(c.today, 25, func() { c.draftNextYear(year + 1) })
	c.at(c.today, 35, func() { c.tieToPlan(year-1, year) })
}

// itemForm is an item as the clerk writes it.
func (c *county) itemForm(i planned) workflow.PlanItemForm {
	_, month, _ := workday(c.today.Add(-i.ago)).Date()
	x := workflow.PlanItemForm{PlanItem: supervision.PlanItem{Kind: i.kind, Title: i.title, Month: int(month)}, Lead: i.lead}
	if i.who != "" {
		x.PersonID = c.holder(i.who)
	}
	if i.organ != "" {
		x.OrganID = c.organNamed(i.organ)
	}
	if x.Lead == "" {
		x.Lead = "选举任免联络工作委员会"
	}
	return x
}

// planYear draws a year's plan up, has it adopted, and makes it public.
func (c *county) planYear(year int) {
	must(c.flow.DraftPlan(c.ctx, c.clerk, year))
	for _, i := range c.undertaken(year) {
		got(c.flow.AddPlanItem(c.ctx, c.clerk, year, c.itemForm(i)))
	}
	must(c.flow.SubmitPlan(c.ctx, c.clerk, year))
	must(c.flow.ApprovePlan(c.ctx, c.chair, year, c.day()))
	must(c.flow.PublishPlan(c.ctx, c.clerk, year))
}

// adjustPlans takes one item off and adds another, with the reasons that the public reads.
func (c *county) adjustPlans(last, year int) {
	for _, y := range []int{last, year} {
		for _, i := range c.itemsOf(y) {
			if i.Title == "检查《中华人民共和国安全生产法》实施情况" {
				must(c.flow.DropPlanItem(c.ctx, c.clerk, y, i.ID, "省人大常委会统一部署，改在明年与上级联动检查。"))
			}
		}
	}
	_, month, _ := c.today.Date()
	got(
		c.flow.AddPlanItem(
			c.ctx,
			c.clerk,
			year,
			workflow.PlanItemForm{PlanItem: supervision.PlanItem{Kind: supervision.InspectionTour, Title: "视察校园食品安全和后勤管理", Month: int(month)},
				Lead: "社会建设工作委员会", Reason: "代表建议集中反映，主任会议研究增加。"},
		),
	)
}

func (c *county) itemsOf(year int) []store.PlanItem {
	p := got(c.db.PlanOf(c.ctx, year))
	return got(c.db.PlanItems(c.ctx, p.ID))
}

// draftNextYear leaves next year's plan half done: proposals for even spread, lots drawn before a witness, and a few topics.
func (c *county) draftNextYear(year int) {
	must(c.flow.DraftPlan(c.ctx, c.clerk, year))
	p := got(c.db.PlanOf(c.ctx, year))
	var ids []int64
	for _, x := range got(c.db.PlanCandidates(c.ctx, p.ID, supervision.DutyReport, c.termFrom, c.day()))[:4] {
		ids = append(ids, x.ID)
	}
	must(c.flow.AddProposedItems(c.ctx, c.clerk, year, supervision.DutyReport, ids, "选举任免联络工作委员会"))
	must(c.flow.DrawForPlan(c.ctx, c.clerk, year, supervision.PerformanceReview, 3, "县纪委监委驻人大机关纪检组 石磊"))
	for _, i := range c.undertaken(year) {
		got(c.flow.AddPlanItem(c.ctx, c.clerk, year, c.itemForm(i)))
	}
}

// tieToPlan starts the items of two plans with the matters that bear their titles; the audits of the year, and the key suggestions,
// are batches.
func (c *county) tieToPlan(years ...int) {
	for _, year := range years {
		for _, i := range c.itemsOf(year) {
			if i.MatterID != 0 || i.Dropped != "" {
				continue
			}
			var ids []int64
			if i.Kind == supervision.Suggestion {
				for _, s := range got(c.db.Suggestions(c.ctx, store.SuggestionFilter{Key: true, Free: year, Limit: 50})) {
					ids = append(ids, s.ID)
				}
			} else {
				for _, m := range got(c.db.MattersForItem(c.ctx, i.Kind, year)) {
					if m.Title == i.Title || i.Kind == supervision.Audit {
						ids = append(ids, m.ID)
					}
				}
			}
			if !supervision.Many(i.Kind) && len(ids) > 1 {
				ids = ids[:1]
			}
			if len(ids) > 0 {
				must(c.flow.StartPlanItem(c.ctx, c.clerk, year, i.ID, ids...))
			}
		}
	}
}
