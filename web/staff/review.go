package staff

import "renmian/web/ui"

// ReviewPage is the preliminary review of one case.
type ReviewPage struct {
	Frame    ui.Frame
	Problems ui.Problems
	Heading  ui.Heading
	Stages   ui.Stages
	Notice   ui.Notice
	Text     string
	Action   string // empty: only to read
	Gates    []GateForm
	Report   *ReportForm
	Written  ui.Summary // the finished report
	Blockers ui.Blockers
	Pass     *ui.Post
	Acts     []ui.Button
	Person   ui.Summary
	Profile  []FormGroup
	Form     ui.Button
	Hints    string
	Papers   ui.Table
	Tenures  ui.Table
	Compared ui.Table
	Rounds   []Round
}

// GateForm is one gate of the review.
type GateForm struct {
	Legend  string
	Hint    string
	Result  ui.Radios
	Finding ui.Area
	By      string
	Tag     ui.Tag
	Version ui.Hidden
}

// ReportForm is the form of the report.
type ReportForm struct {
	Action  string
	Version string
	Opinion ui.Area
	Recusal ui.Area
	Why     string
}

// DefencePage records what a person to be dismissed answers.
type DefencePage struct {
	Frame    ui.Frame
	Problems ui.Problems
	Heading  ui.Heading
	List     ui.Table
	Action   string
	Form     ui.Radios
	Text     ui.Area
	File     ui.Files
	Back     ui.Button
}

// AnswerPage hands a corrected case back.
type AnswerPage struct {
	Frame    ui.Frame
	Problems ui.Problems
	Heading  ui.Heading
	Letter   ui.Link
	Grounds  []string
	Due      string
	Steps    ui.Tasks
	Blockers ui.Blockers
	Action   string
	Answer   ui.Area
	Button   ui.Button
	Back     string
}
