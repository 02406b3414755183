package staff

import (
	"github.com/a-h/templ"

	"renmian/web/ui"
)

// CasePage is one case: where it stands, what it lacks, everything collected so far.
type CasePage struct {
	Frame    ui.Frame
	Heading  ui.Heading
	Stages   ui.Stages
	Notice   ui.Notice // the result, or why it stopped; no title when there is nothing to say
	Text     string    // of the notice
	TasksFor string    // 还差 2 项才能提请主任会议
	Tasks    ui.Tasks
	Person   ui.Summary
	Proposal ui.Summary
	Cards    []CaseCard
	Result   *ui.Result
	Next     CaseNext
	Links    ui.Tasks // further acts and papers
	History  ui.Timeline
}

// CaseCard is one kind of evidence.
type CaseCard struct {
	Card    ui.Card
	Summary ui.Summary
	Empty   string // said instead when nothing was recorded
}

// CaseNext is the step the case works towards.
type CaseNext struct {
	Title  string
	Text   string
	Button ui.Button // no label when this reader has nothing to do
}

// CasesPage is the list of cases.
type CasesPage struct {
	Frame  ui.Frame
	Counts ui.Stats
	Action string
	Search ui.Text
	Stage  ui.Select
	Kind   ui.Select
	Group  ui.Select
	Year   ui.Text
	Result ui.Select
	Clear  string
	Table  ui.Table
	Pager  ui.Pager
}

// DeskPage is the workbench: what is to be done today.
type DeskPage struct {
	Frame   ui.Frame
	Heading ui.Heading
	Due     []DeskGroup // due today or overdue
	Coming  []DeskGroup
	Waiting ui.Tasks // what others have to do
	More    string   // said when the list was cut
	Meeting *DeskMeeting
	Entries []DeskEntry
	Empty   string
}

// DeskGroup is what one case asks for.
type DeskGroup struct {
	Title string
	Over  string
	Href  string
	Tasks ui.Tasks
}

// upTo is how many of n are shown when about so many are wanted: hiding one or two more saves nothing.
func upTo(n, most int) int {
	if n <= most+2 {
		return n
	}
	return most
}

// DeskMeeting is the next committee meeting.
type DeskMeeting struct {
	Title, Href, When string
	Ready             ui.Summary
}

// DeskEntry is one of the doors of the office: 新建提请件, 会议 …
type DeskEntry struct {
	Link ui.Link
	Hint string
}

// StatisticsPage shows what was decided, by year.
type StatisticsPage struct {
	Frame    ui.Frame
	Heading  ui.Heading
	Action   string
	Fields   []templ.Component
	Problems ui.Problems
	Totals   ui.Stats
	Charts   []ui.Bars
	Tables   []ui.Table
	Reports  []ui.Button
}
