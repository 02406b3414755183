package server

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/exam"
	"renmian/internal/fixture"
	"renmian/internal/policy"
)

// markers is a county where two nominees have sat an exam on computers and a third stayed away.
func markers(t *testing.T) (h *house, c appointment.Case, x fixture.Sat) {
	t.Helper()
	h, c = underReview(t)
	second, gone := h.Another("司马示例", "审计局"), h.Another("诸葛示例", "司法局")
	poor := fixture.RightAnswers()
	poor[fixture.OnSingle], poor[fixture.OnMultiple] = exam.Answer{"B"}, exam.Answer{"A"}
	delete(poor, fixture.OnEssay)
	return h, c, h.SatExam(fixture.SatSheet{Case: c, Answers: fixture.RightAnswers()}, fixture.SatSheet{Case: second, Answers: poor},
		fixture.SatSheet{Case: gone, State: exam.EntryAbsent})
}

func TestMarkingPages(t *testing.T) {
	h, c, x := markers(t)
	first, second := h.enter(h.Examiner), h.enter(h.Examiner2)
	path, short, essay := markingPath(x.Sitting), questionPath(x.Sitting, x.Paper, fixture.OnShort), questionPath(x.Sitting, x.Paper, fixture.OnEssay)
	for _, who := range []authz.Actor{h.Organ, h.Chair, h.Operator, h.Member, h.Admin} {
		v := h.enter(who)
		for _, p := range []string{path, short, short + "/1", path + "/confirm", sittingPath(x.Sitting) + "/report", sheetPath(x.Sitting, x.Entries[0]), sittingPath(x.Sitting) + "/report/export"} {
			v.get(p).want(t, 403)
		}
		v.post(path+"/lock").want(t, 403)
		v.post(path+"/confirm").want(t, 403)
		v.post(short+"/1", "points", "5").want(t, 403)
	}
	first.get("/desk").want(t, 200, "评阅主观题", "3 份答案等您评阅")
	first.get(sittingPath(x.Sitting)).want(t, 200, "阅卷和成绩").page.Lacks("a[href=" + sittingPath(x.Sitting) + "/results]")
	first.get(path).want(t, 200, "阅卷中", "还有 3 份答案等您评阅", "待您评 2 份", "只有卷号", "缺考").page.Omits("欧阳示例")
	first.get(sheetPath(x.Sitting, x.Entries[0])).want(t, 409, "还没有锁定")
	first.get(sittingPath(x.Sitting)+"/report").want(t, 409, "还没有核对")
	first.post(path+"/lock").want(t, 409, "还有 3 份")
	first.get(short).want(t, 200, "答卷（2 份）", "评分要点", "左手抚按宪法", "开始评阅").page.Omits("欧阳示例")
	first.get(questionPath(x.Sitting, x.Paper, fixture.OnSingle)).want(t, 404)
	first.get(short+"/9").want(t, 404)
	first.get(short+"/next").want(t, 303, short+"/1")
	first.get(short+"/1").want(t, 200, "应当公开进行", "满分 20", "《宪法》第二十七条").page.Omits("欧阳示例")
	bad := first.post(short+"/1", "points", "二十", "note", "少一个要点").want(t, 422, "请填数字")
	if bad.page.Value("note") != "少一个要点" {
		t.Error("the form lost what was typed")
	}
	first.post(short+"/1", "points", "20.5").want(t, 422, "0 至 20")
	first.post(short+"/1", "points", "１６．５", "note", "少一个要点").want(t, 303, short+"/2")
	if got := first.get(short+"/1").want(t, 200).page.Value("points"); got != "16.5" {
		t.Errorf("one's own mark reads %q", got)
	}
	first.post(short+"/2", "points", "16.5").want(t, 303, short)
	first.get(short).want(t, 200, "没有等您评阅的答案", "待他人评")
	first.post(essay+"/1", "points", "36").want(t, 303, essay)
	first.get(path).want(t, 200, "您该评的都评了")

	second.get(short+"/1").want(t, 200).page.Omits("16.5", "少一个要点")
	second.post(short+"/1", "points", "16.5").want(t, 303, short+"/2")
	second.post(short+"/2", "points", "16.5").want(t, 303)
	second.post(essay+"/1", "points", "30").want(t, 303)
	h.enter(h.Clerk).get(essay+"/1").want(t, 200, "相差较大").page.Omits("36", "30 分")
	h.enter(h.Clerk).post(essay+"/1", "points", "34").want(t, 303)
	first.get(essay+"/1").want(t, 200, "另一人已评，不能再改")

	first.get("/desk").want(t, 200, "锁定成绩")
	first.get(path).want(t, 200, "待锁定", "锁定成绩", "90.5")
	first.post(path+"/lock").want(t, 303, path)
	first.get(path).want(t, 200, "已锁定，待核对", "等待另一人核对", "欧阳示例")
	first.get(short+"/1").want(t, 200, "成绩已经锁定")
	first.get(path+"/confirm").want(t, 200).page.Lacks("form[action=" + path + "/confirm]")
	first.post(path+"/confirm").want(t, 409, "须由另一人")
	second.get("/desk").want(t, 200, "核对成绩")
	second.get(casePath(c.ID)).want(t, 200, "待核对").page.Omits("90.5")
	second.get(path+"/confirm").want(t, 200, "核对无误", "欧阳示例", "90.5", "缺考", "诸葛示例")
	second.post(path+"/confirm").want(t, 303, path)
	second.get(path).want(t, 200, "已核对", "考试情况报告")
}

// A sitting whose candidates' cases have all ended is at its end in the list and on its pages.
func TestMarkingEndsWithTheCases(t *testing.T) {
	h, c := underReview(t)
	x := h.SatExam(fixture.SatSheet{Case: c, Answers: fixture.RightAnswers()})
	v, path := h.enter(h.Examiner), markingPath(x.Sitting)
	v.get("/exams").want(t, 200, "阅卷中")
	h.Must(h.Flow.WithdrawCase(t.Context(), h.Organ, c.ID, "工作需要"))
	v.get("/exams").want(t, 200, "已终结", "任免案均已了结，不再计分").page.Omits("阅卷中")
	v.get("/desk").want(t, 200).page.Omits("评阅主观题", "锁定成绩")
	v.get(sittingPath(x.Sitting)).want(t, 200, "不用再阅卷", "答卷留作备查")
	v.get(path).want(t, 200, "已终结", "不用再阅卷", "不再评").page.Lacks("form[action=" + path + "/lock]")
	essay := questionPath(x.Sitting, x.Paper, fixture.OnEssay)
	v.get(essay).want(t, 200, "不再评").page.Omits("开始评阅")
	v.get(essay+"/1").want(t, 200, "不用再阅卷").page.Lacks("input[name=points]")
	v.post(essay+"/1", "points", "30").want(t, 409, "不用再阅卷")
	v.post(path+"/lock").want(t, 409, "不用再阅卷")
}

// marked brings the exam to confirmed results: 100 and 32 points.
func (h *house) marked(t *testing.T, x fixture.Sat) {
	t.Helper()
	for _, who := range []authz.Actor{h.Examiner, h.Examiner2} {
		v := h.enter(who)
		for _, sheet := range []string{"/1", "/2"} {
			v.post(questionPath(x.Sitting, x.Paper, fixture.OnShort)+sheet, "points", "12").want(t, 303)
		}
		v.post(questionPath(x.Sitting, x.Paper, fixture.OnEssay)+"/1", "points", "40", "note", "论述充分").want(t, 303)
	}
	h.Must(h.Flow.LockScores(t.Context(), h.Examiner, x.Sitting))
	h.Must(h.Flow.ConfirmScores(t.Context(), h.Examiner2, x.Sitting))
}

func TestScoreSheetAndObjection(t *testing.T) {
	h, c, x := markers(t)
	nominee := h.enter(h.NomineeOf(c))
	own := ownSheetPath(x.Entries[0])
	nominee.get("/my/exams").want(t, 200, "还没有核对过的机考成绩")
	nominee.get(own).want(t, 404)
	h.marked(t, x)
	path := sheetPath(x.Sitting, x.Entries[0])
	first, second := h.enter(h.Examiner), h.enter(h.Examiner2)
	first.get(path).want(t, 200, "欧阳示例的成绩明细", "92", "A．人民", "《宪法》第二条", "一评", "吴模拟", "论述充分", "提出更正", "没有提出异议")
	first.get(path+"/print").want(t, 200, "任前法律知识考试成绩明细", "应当公开进行")
	first.get(sheetPath(x.Sitting+1, x.Entries[0])).want(t, 404)

	nominee.get("/my").want(t, 200, "查看考试成绩")
	nominee.get("/my/exams").want(t, 200, "92", "首次")
	nominee.get(own).want(t, 200, "我的成绩明细", "92", "A．人民", "《宪法》第二十七条", "论述充分", "提出异议").page.Omits("吴模拟", "郑模拟", "提出更正")
	nominee.get(own+"/print").want(t, 200, "成绩明细")
	nominee.get(ownSheetPath(x.Entries[1])).want(t, 404)
	nominee.get(path).want(t, 403)
	for _, who := range []authz.Actor{h.Examiner, h.Organ, h.Chair, h.Member} {
		h.enter(who).get("/my/exams").want(t, 403)
		h.enter(who).post(own+"/objections", "body", "第五题").want(t, 403)
	}
	nominee.post(own+"/objections", "body", " ").want(t, 422, "哪一题")
	nominee.post(own+"/objections", "body", "第五题右手举拳已经写到。").want(t, 303, own)
	nominee.get(own).want(t, 200, "复核中", "右手举拳已经写到")

	first.get("/desk").want(t, 200, "答复成绩异议")
	first.get(path).want(t, 200, "右手举拳已经写到", "答复考生")
	all, err := h.DB.ExamObjections(t.Context(), x.Entries[0])
	h.Must(err)
	reply := fmt.Sprintf("%s/objections/%d", path, all[0].ID)
	first.post(reply, "answer", "").want(t, 422, "复核的结果")
	h.enter(h.Chair).post(reply, "answer", "不变").want(t, 403)
	first.post(reply, "answer", "经复核，加 3 分。").want(t, 303, path)
	bad := first.post(path+"/corrections", "position", "5", "becomes", "15", "reason", "").want(t, 422, "写明更正的理由")
	if bad.page.Value("becomes") != "15" {
		t.Error("the form lost what was typed")
	}
	h.enter(h.Organ).post(path+"/corrections", "position", "5", "becomes", "15", "reason", "漏判").want(t, 403)
	first.post(path+"/corrections", "position", "5", "becomes", "15", "reason", "右手举拳漏判", "objection", idText(all[0].ID)).want(t, 303, path)
	first.get(path).want(t, 200, "由您提出，等待另一人决定")
	asked, err := h.DB.ExamCorrections(t.Context(), x.Entries[0])
	h.Must(err)
	decide := fmt.Sprintf("%s/corrections/%d", path, asked[0].ID)
	second.get("/desk").want(t, 200, "决定成绩更正")
	second.get(path).want(t, 200, "同意第 5 题更正")
	h.enter(h.Member).post(decide, "grant", "1").want(t, 403)
	first.post(decide, "grant", "1").want(t, 409, "另一人")
	second.post(decide, "grant", "1").want(t, 303, path)
	second.get(path).want(t, 200, "95", "12 分改为 15 分")
	nominee.get(own).want(t, 200, "95", "右手举拳漏判", "经复核，加 3 分。").page.Omits("吴模拟", "郑模拟")
	first.get(path+"/print").want(t, 200, "第5题由12分更正为15分")
	first.get(casePath(c.ID)+"/exam").want(t, 200, "95", "合格")
	h.Pass(4)
	h.enter(nominee.who).get(own).want(t, 200, "已经过了").page.Lacks("form[action=" + own + "/objections]")
}

func TestExamReport(t *testing.T) {
	h, c, x := markers(t)
	h.marked(t, x)
	v, path := h.enter(h.Examiner), sittingPath(x.Sitting)+"/report"
	v.get(path).want(t, 200, "应考", "及格率", "50%", "等次分布", "分数分布", "各部法规得分率", "各题得分率", "报告主任会议", "报告常委会会议")
	v.get(path+"/chairs").want(t, 200, "情况的报告", "主任会议：", "缺考1人", "欧阳示例", "按等次分：不合格1人")
	v.get(path+"/meeting").want(t, 200, "示例县人大常委会：")
	re := v.get(path + "/export")
	book, err := excelize.OpenReader(bytes.NewReader([]byte(re.body)))
	h.Must(err)
	rows, err := book.GetRows(book.GetSheetName(0))
	h.Must(err)
	if len(rows) != 4 || rows[1][2] != "欧阳示例" || rows[1][11] != "92" || rows[2][12] != "不合格" || rows[3][11] != "缺考" {
		t.Errorf("spreadsheet %q", rows)
	}
	// The result is where that of an exam on paper is.
	v.get(casePath(c.ID)+"/exam").want(t, 200, "92", "优秀", "吴模拟、郑模拟")
	v.get(casePath(c.ID)).want(t, 200, "92")
	h.enter(h.Clerk).get(casePath(c.ID)+"/review").want(t, 200)
	v.get(sittingPath(x.Sitting)+"/scores").want(t, 200, "成绩单", "92", "缺考")
}

func TestReportOnlyWhereTheCountyAsks(t *testing.T) {
	p := policy.Default()
	p.Exam.Report, p.Exam.DoubleMarking = policy.ScoreChairs, false
	h := houseUnder(t, p)
	c := h.Case(appointment.StageReview)
	x := h.SatExam(fixture.SatSheet{Case: c})
	v, path := h.enter(h.Examiner), sittingPath(x.Sitting)+"/report"
	h.Must(h.Flow.LockScores(t.Context(), h.Examiner, x.Sitting))
	h.Must(h.Flow.ConfirmScores(t.Context(), h.Examiner2, x.Sitting))
	v.get(path).want(t, 200, "报告主任会议").page.Omits("报告常委会会议")
	v.get(path+"/chairs").want(t, 200)
	v.get(path+"/meeting").want(t, 404, "不报告")
}
