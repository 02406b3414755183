package e2e

import (
	"fmt"
	"testing"

	"renmian/internal/browsertest"
	"renmian/internal/exam"
	"renmian/internal/workflow"
)

// An examiner goes from the blueprint of the policy to a sealed set of papers; the bank is first too small for
// what is asked, a question is replaced, a second person approves, two open it for the printer.
func TestPapersFromBlueprintToSeal(t *testing.T) {
	h := open(t)
	_, err := h.Flow.LoadStartingBank(t.Context(), h.Examiner)
	h.Must(err)
	examiner := h.enter(browsertest.Desktop, h.Examiner)
	menu(examiner, "任前考试")
	examiner.Goto("/exams/papers")
	examiner.See("还没有组卷")
	examiner.Click("组卷")
	examiner.Click("法院")
	examiner.See("《法官法》")
	look(examiner, "papers-order")
	examiner.Fill("论述题题数", "30")
	examiner.Fill("单项选择题题数", "1")
	examiner.Submit("组卷")
	examiner.See("各题分值合计")
	examiner.Fill("论述题题数", "6")
	examiner.Fill("简答题题数", "")
	examiner.Fill("单项选择题题数", "10")
	examiner.Fill("多项选择题题数", "5")
	examiner.Fill("判断题题数", "20")
	for _, law := range []string{"宪法", "地方组织法", "监督法", "人民法院组织法"} {
		examiner.Fill("《"+law+"》至少几题", "")
	}
	examiner.Fill("《法官法》至少几题", "38")
	examiner.Submit("组卷")
	examiner.See("缺", "请在题库中补足，或者调整要求", "《法官法》")
	if got := examiner.Value("《法官法》至少几题"); got != "38" {
		t.Errorf("the form lost what was typed: %q", got)
	}
	glance(examiner, "papers-gaps")
	examiner.Goto("/exams/papers/new?group=court")
	examiner.Fill("随机种子", "20261102")
	examiner.Submit("组卷")
	examiner.See("已成卷", "待审定", "各卷没有相同的试题", "由组卷、换题以外的一人审定")
	look(examiner, "papers-draft")
	examiner.Click("看 B 卷")
	examiner.See("B 卷卷面")
	examiner.Click("#paper tbody tr:first-child .rowlink")
	examiner.See("B 卷第 1 题", "答案", "依据")
	examiner.Goto(replaceable(t, h))
	look(examiner, "papers-question")
	was := examiner.Text(".stem")
	browsertest.Eval[bool](examiner, `(document.querySelector("#replace input[type=radio]").click(), true)`)
	examiner.Submit("换成所选的题")
	examiner.See("已换题")
	if now := examiner.Text(".stem"); now == was {
		t.Errorf("the question is still %q", now)
	}

	second := h.enter(browsertest.Tablet, h.Examiner2)
	second.Goto("/exams/papers")
	second.Click("2026-01")
	second.Submit("审定封存")
	second.See("已审定封存", "卷面不向任何人显示", "封存校验值")
	second.NotSee("打印试卷")
	look(second, "papers-sealed")

	second.Fill("启封事由", "印制考试用卷")
	second.Submit("同意启封（第一人）")
	second.See("已登记启封", "由另一人办理")
	examiner.Goto(second.Path())
	examiner.Fill("启封事由", "印制考试用卷")
	examiner.Submit("启封（第二人）")
	examiner.See("已启封", "打印试卷")
	set := examiner.Path()
	for _, kind := range []string{"paper", "sheet", "key"} {
		examiner.Goto(set + "/A/" + kind)
		examiner.See("（A 卷", "封存校验值")
		look(examiner, "papers-print-"+kind)
	}
}

// replaceable is the page of the first question for which the bank has another.
func replaceable(t *testing.T, h *house) string {
	t.Helper()
	sets, err := h.DB.PaperSets(t.Context(), 0, 1)
	h.Must(err)
	papers, err := h.DB.Papers(t.Context(), sets[0].ID)
	h.Must(err)
	bank, err := h.DB.UsableItems(t.Context(), sets[0].Group)
	h.Must(err)
	for _, q := range papers[0].Questions {
		if len(exam.Substitutes(bank, sets[0].Group, workflow.Questions(papers), 0, q.Position)) > 0 {
			return fmt.Sprintf("/exams/papers/%d/A/%d", sets[0].ID, q.Position)
		}
	}
	t.Fatal("no question can be replaced")
	return ""
}
