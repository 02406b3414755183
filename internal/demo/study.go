package demo

import (
	"renmian/internal/exam"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// study plans the education of those who are put to the vote tomorrow, held two days before their exam, and the
// training of those appointed at the last meeting, which is today.
func (c *county) study(tomorrow *session) {
	c.at(c.today.Add(-18), 30, func() {
		id := got(c.flow.PlanStudy(c.ctx, c.examiner, store.StudySession{Phase: store.StudyBefore, Title: "拟提请任命人员任前法律学习", HeldOn: c.day(),
			Place: "县委党校二楼报告厅", Host: "县人大常委会法制工作委员会", Body: "与党的纪律、法律知识、预防职务犯罪三项教育一并进行。",
			Speakers: []store.Speaker{{Name: c.members[0].Name, Post: "县人大常委会主任", Topic: "人民代表大会制度"},
				{Name: "董克俭", Post: "县人民检察院检察长", Topic: "预防职务犯罪"}, {Name: "梁守正", Post: "县监察委员会主任", Topic: "监察法"}}}))
		var people []int64
		var marks []store.StudyPerson
		for _, m := range tomorrow.all() {
			if m.action.Begins() {
				state, note := store.StudyPresent, ""
				if len(people) == 2 {
					state, note = store.StudyLeave, "因公出差，已补看录像"
				}
				people = append(people, c.named(m.who, 44).id)
				marks = append(marks, store.StudyPerson{PersonID: c.named(m.who, 44).id, State: state, Note: note})
			}
		}
		must(c.flow.CallToStudy(c.ctx, c.examiner, id, people))
		must(c.flow.RecordStudy(c.ctx, c.examiner, id, marks))
	})
	c.at(c.today.Add(-1), 90, func() {
		id := got(c.flow.PlanStudy(c.ctx, c.clerk, store.StudySession{Phase: store.StudyAfter, Title: "新任命人员任后培训：预算监督和依法行政", HeldOn: c.today,
			Place: "县人大常委会二楼会议室", Host: "县人大常委会选举任免联络工作委员会",
			Speakers: []store.Speaker{{Name: c.members[1].Name, Post: "县人大常委会副主任", Topic: "怎样接受人大监督"}}}))
		var people []int64
		for _, who := range []string{"蓝正青", "佟欣*", "裴雪*"} {
			people = append(people, c.named(who, 44).id)
		}
		must(c.flow.CallToStudy(c.ctx, c.clerk, id, people))
	})
	c.at(c.today.Add(-17), 600, func() { // a nominee practises in the evening
		who := c.nominees["nominee01"]
		id := got(c.flow.StartPractice(c.ctx, who, workflow.PracticeForm{}))
		given := map[int64]exam.Answer{}
		for i, item := range got(c.db.Practicable(c.ctx, got(c.db.PracticeRun(c.ctx, who.AccountID, id)).Items)) {
			if exam.Objective(item.Kind) && i%4 != 3 {
				given[item.ID] = filled(item.Key)
			}
		}
		must(c.flow.EndPractice(c.ctx, who, id, given))
	})
}
