package demo

import (
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/workflow"
)

// papers plans the question bank and, for each group, a set of two papers that a second person approved; one
// more set waits for approval.
func (c *county) papers() {
	c.at(c.today.Add(-30), 30, func() { got(c.flow.LoadStartingBank(c.ctx, c.examiner)) })
	for i, g := range policy.Groups() {
		var id int64
		c.at(c.today.Add(-29), 60+i, func() { id = c.assemble(g, int64(20260+i)) })
		c.at(c.today.Add(-28), 60+i, func() { must(c.flow.ApprovePapers(c.ctx, c.examiner2, id, 1)) })
	}
	c.at(c.today.Add(-1), 150, func() { c.assemble(policy.Government, 30260) })
}

// assemble makes a set by the blueprint of the policy in force.
func (c *county) assemble(g policy.Group, seed int64) int64 {
	_, rules, err := c.db.PolicyOn(c.ctx, c.today)
	must(err)
	b := exam.ByShortTitles(rules.Exam.Blueprints[g], got(c.db.Laws(c.ctx)))
	return got(c.flow.AssemblePapers(c.ctx, c.examiner, workflow.PaperOrder{Title: g.Label() + "类任前法律知识考试试卷", Group: g, Blueprint: b,
		Papers: 2, Tolerance: 0.1, Seed: seed}))
}
