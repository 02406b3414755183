package chamber

import "renmian/web/ui"

// Exam is what every page of a candidate shows around its content.
type Exam struct {
	Frame ui.Frame
	Who   string // 欧阳示例 · 第一考场 3 号; empty at the door
	Phase string // which the script follows; empty where nothing can change
}

// ExamDoorPage asks for name and admission code.
type ExamDoorPage struct {
	Exam     Exam
	Problems ui.Problems
	Refused  string
	Name     string
}

// ExamRulesPage shows the rules, and asks for the pledge.
type ExamRulesPage struct {
	Exam     Exam
	Facts    ui.Summary
	Rules    []string
	Pledge   ui.Check
	Problems ui.Problems
}

// ExamSayPage only says something: to wait, or that it is over.
type ExamSayPage struct {
	Exam    Exam
	Mark    string
	Kind    string // done, alarm
	Title   string
	Lines   []string
	Facts   ui.Summary
	CanExit bool
}

// ExamPaperPage is the paper with what was answered.
type ExamPaperPage struct {
	Exam     Exam
	Entry    string
	Left     string // seconds
	LeftText string // 59 分
	Paused   bool
	OneByOne bool
	Title    string
	Notes    []string // warnings, what was saved
	Problems ui.Problems
	Sections []ExamSection
}

// ExamSection is one part of the paper (大题).
type ExamSection struct {
	Title     string
	Note      string
	Questions []ExamQuestion
}

// ExamQuestion is one question with the answer as it stands.
type ExamQuestion struct {
	Number   string
	Name     string // of the field
	Stem     string
	Points   string
	Kind     string // choice, choices, blanks, text
	Options  []ExamOption
	Blanks   []ExamBlank
	Text     string
	Flagged  bool
	Answered bool
	Revision string
	Error    string
}

// ExamOption is one option of a choice.
type ExamOption struct {
	Value, Label string
	Chosen       bool
}

// ExamBlank is one blank of a fill-in.
type ExamBlank struct{ Label, Value string }

// ExamCheckPage lists what is not answered, before the hand-in.
type ExamCheckPage struct {
	Exam     Exam
	Stats    ui.Stats
	Left     string // seconds
	LeftText string
	Blank    []ui.Link
	Flagged  []ui.Link
	Sure     ui.Check
	Problems ui.Problems
}

func (q ExamQuestion) state() string {
	switch {
	case q.Answered && q.Flagged:
		return "已答，已标记"
	case q.Answered:
		return "已答"
	case q.Flagged:
		return "未答，已标记"
	}
	return "未答"
}

func (q ExamQuestion) class() string {
	class := "no"
	if q.Answered {
		class += " answered"
	}
	if q.Flagged {
		class += " flagged"
	}
	return class
}

func (q ExamQuestion) inputType() string {
	if q.Kind == "choices" {
		return "checkbox"
	}
	return "radio"
}

func (q ExamQuestion) describedBy() string {
	if q.Error == "" {
		return ""
	}
	return "f-" + q.Name + "-error"
}
