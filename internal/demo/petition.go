package demo

import (
	"fmt"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// petitions: one by the web today, one handed on and long delayed, one proved, one not.
func (c *county) petitions() {
	c.at(c.today, 20, func() {
		got(c.flow.GivePetition(c.ctx, workflow.PetitionForm{About: "县城管部门某科长", Anonymous: true, Text: "夜市摊位收费不开票据，每月每摊 200 元，大约从三月开始，在人民路东段。"}))
	})
	take := func(day calendar.Day, x workflow.PetitionForm, who, summary, unit string) *int64 {
		id := new(int64)
		c.at(day, 30, func() {
			x.ReceivedOn = c.day()
			if who != "" {
				x.PersonID = c.personOf(who)
			}
			*id = got(c.flow.EnterPetition(c.ctx, c.clerk, x))
			must(c.flow.SummarisePetition(c.ctx, c.clerk, *id, summary, 0))
			must(c.flow.TransferPetition(c.ctx, c.clerk, *id, c.unit(unit)))
		})
		return id
	}
	report := func(day calendar.Day, who *authz.Actor, id *int64, result string) {
		c.at(day, 40, func() {
			t := got(c.db.PetitionTransfers(c.ctx, *id))[0]
			must(c.flow.ReportPetition(c.ctx, *who, *id, t.ID, result))
		})
	}
	late := take(c.today.Add(-90),
		workflow.PetitionForm{About: "县交通运输局某领导", Text: "修路占了我家两亩地，补偿拖了一年半。", Name: "冯老汉", Contact: "0000-5550001", Channel: supervision.ByVisit}, "",
		"反映青石镇通村公路占地补偿一年半未兑现。", "交通运输局")
	c.at(c.today.Add(-20), 30, func() {
		t := got(c.db.PetitionTransfers(c.ctx, *late))[0]
		must(c.flow.UrgePetition(c.ctx, c.clerk, *late, t.ID))
	})
	take(c.today.Add(-60), workflow.PetitionForm{About: "县林业局工作人员", Anonymous: true, Text: "采伐许可优亲厚友。", Channel: supervision.ByLetter}, "", "反映采伐许可办理中优亲厚友。",
		"林业局")
	proved := take(c.today.Add(-260),
		workflow.PetitionForm{About: "樊正林（县林业局局长）", Text: "防火经费挪作他用，账在办公室。", Name: "护林员代表", Contact: "0000-5550002", Channel: supervision.ByLetter}, "樊正林",
		"反映县林业局挪用森林防火经费。", "林业局")
	report(c.today.Add(-230), &c.gov, proved, "经核查，挪用防火经费 18 万元属实，已责令归还。")
	c.at(c.today.Add(-225), 30, func() {
		must(
			c.flow.ConcludePetition(c.ctx, c.clerk, *proved,
				workflow.PetitionEnd{Conclusion: supervision.PetitionTrue, Finding: "挪用防火经费属实，作为提出撤职案的事实之一。", ToldOn: c.day(), InDossier: true}),
		)
	})
	untrue := take(c.today.Add(-140), workflow.PetitionForm{About: "秦书雅（县教育和体育局局长）", Anonymous: true, Text: "招生有猫腻。", Channel: supervision.ByCall}, "秦书雅",
		"反映义务教育招生不公。", "教育和体育局")
	report(c.today.Add(-115), &c.gov, untrue, "经查，招生全程摇号，有公证，反映不实。")
	c.at(c.today.Add(-112), 30, func() {
		must(c.flow.ConcludePetition(c.ctx, c.clerk, *untrue, workflow.PetitionEnd{Conclusion: supervision.PetitionUntrue, Finding: "反映不实，已在一定范围澄清。"}))
	})
}

// corrections: notices and what came from outside.
func (c *county) corrections() {
	notice := func(day, due int, unit, act, basis, demand string) *int64 {
		id := new(int64)
		c.at(c.today.Add(day), 80, func() {
			*id = got(
				c.flow.DraftCorrection(c.ctx, c.clerk, 0,
					supervision.CorrectionDraft{OrganID: c.unit(unit), Act: act, Basis: basis, Demand: demand, DueOn: c.today.Add(due)}),
			)
		})
		return id
	}
	issue := func(day int, id *int64, no int) {
		c.at(c.today.Add(day), 90, func() {
			must(c.flow.IssueCorrection(c.ctx, c.chair, *id, fmt.Sprintf("示人常纠〔%d〕%d号", c.day().Year(), no)))
		})
	}
	done := notice(-180, -150, "公安局", "对三起治安案件超期不作处理决定", "治安管理处罚法关于办案期限的规定", "依法作出处理决定，并清理同类积案")
	issue(-178, done, 1)
	c.at(c.today.Add(-155), 80, func() {
		must(c.flow.ReplyCorrection(c.ctx, c.gov, *done, "三起案件已依法处理，另清理积案十一件。", nil))
	})
	c.at(c.today.Add(-152), 80, func() { must(c.flow.AcceptCorrection(c.ctx, c.clerk, *done, true, "经核对，已经纠正。")) })
	open := notice(-31, 0, "自然资源局", "未经批准调整两宗土地的规划条件", "城乡规划法第四十三条", "撤销违法调整，依法重新办理")
	issue(-30, open, 2)
	notice(-1, 30, "市场监督管理局", "行政处罚决定未在规定期限内公示", "行政处罚法第四十八条", "补行公示并建立制度")
	c.at(c.today.Add(-250), 120, func() {
		got(
			c.flow.EnterRecord(
				c.ctx,
				c.clerk,
				supervision.OutsideForm{
					PersonID:   c.holderOf("水利局局长"),
					Source:     supervision.FromOrganisation,
					Sort:       supervision.Reminder,
					HappenedOn: c.day(),
					Text:       "因班子议事规则执行不严，进行提醒谈话。",
				},
				nil,
			),
		)
	})
	c.at(c.today.Add(-170), 120, func() {
		got(
			c.flow.EnterRecord(
				c.ctx,
				c.clerk,
				supervision.OutsideForm{
					PersonID:   c.holderOf("统计局局长"),
					Source:     supervision.FromOrganisation,
					Sort:       supervision.Admonition,
					HappenedOn: c.day(),
					UntilOn:    c.day().AddMonths(6),
					Text:       "因统计数据质量问题，进行诫勉谈话。",
				},
				nil,
			),
		)
		got(
			c.flow.EnterRecord(
				c.ctx,
				c.clerk,
				supervision.OutsideForm{
					PersonID:   c.personOf("樊正林"),
					Source:     supervision.FromDiscipline,
					Sort:       supervision.Sanction,
					DocumentNo: "示监决〔2026〕3号",
					HappenedOn: c.day(),
					Text:       "给予政务记大过处分。",
				},
				nil,
			),
		)
	})
	c.at(c.today.Add(-4), 120, func() {
		got(
			c.flow.EnterRecord(
				c.ctx,
				c.clerk,
				supervision.OutsideForm{
					PersonID:   c.holderOf("交通运输局局长"),
					Source:     supervision.FromMedia,
					Sort:       supervision.Report,
					HappenedOn: c.day(),
					Text:       "省报内参反映农村公路“重建轻养”。",
				},
				nil,
			),
		)
	})
}
