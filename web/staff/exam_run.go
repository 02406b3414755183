package staff

import "renmian/web/ui"

// ExamBoardPage is the invigilators' board of an exam on computers.
type ExamBoardPage struct {
	Frame    ui.Frame
	Heading  ui.Heading
	Problems ui.Problems
	Address  string // of the part that follows what happens
	Body     ExamBoardBody
}

// ExamBoardBody is the part of the board that follows what happens.
type ExamBoardBody struct {
	Tag      ui.Tag
	Clock    string // 剩余 43 分钟，10:32 结束
	Stats    ui.Stats
	Blockers ui.Blockers
	Asking   []ExamAsking
	Controls []Panel
	Rooms    []ExamBoardRoom
	Print    ui.Button // the record as a paper
	Events   ui.Timeline
	More     string // says that the record is longer
}

// ExamAsking is a candidate at a second machine, whom an invigilator has to look at.
type ExamAsking struct {
	Text  string
	Posts []ui.Post
}

// ExamBoardRoom is the map of one room.
type ExamBoardRoom struct {
	Name  string
	Note  string // who watches
	Seats []ExamBoardSeat
}

// ExamBoardSeat is one candidate on the map.
type ExamBoardSeat struct {
	Class, Number, Name, Href string
	State                     string
	Notes                     []string
}

// AdmissionsPage is the sheet of admission slips, shown once.
type AdmissionsPage struct {
	Frame ui.Frame
	Slips []Admission
}

// Admission is one slip.
type Admission struct {
	Title, Name, Office, When, Place, Seat, Code, Address string
}

// DrawnPage shows what the lot gave, large enough for the room.
type DrawnPage struct {
	Frame   ui.Frame
	Heading ui.Heading
	Lots    []ui.Item
	Back    ui.Button
}
