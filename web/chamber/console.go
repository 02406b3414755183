package chamber

import (
	"github.com/a-h/templ"

	"renmian/web/ui"
)

// ConsolePage is the operator's console: run sheet, the one thing to do now, the room and the hall.
type ConsolePage struct {
	Frame    ui.Frame
	Heading  ui.Heading
	Problems ui.Problems
	Late     ui.Blockers // why a press came to nothing
	Address  string      // of the part that follows the meeting
	Console  Console
	Text     ui.Form // free text for the screens
	TextArea ui.Area
	Pair     ui.Form
	PairCode ui.Text
	Open     ui.Post
	Links    []ui.Link
}

// Console is the part of the console that follows the meeting.
type Console struct {
	Quorum QuorumLine
	Rest   Rest
	Sheet  []SheetEntry
	Now    templ.Component // the panels of what is to be done
	More   templ.Component // what else may be done with the item
	Seats  []Place
	Room   []ui.Stat
	Hall   Hall
	Scene  string // what is on the screens, in words
	Scenes []ui.Post
	Shown  []ScreenEntry
}

// QuorumLine is what every vote rests on, always counted on all members.
type QuorumLine struct {
	Total, Present, Majority string
	Lost                     string // why there is no quorum
}

// Rest is a pause of the meeting; the zero Rest is none.
type Rest struct {
	Until string // 10:40
	At    string // the same instant, for the script that counts down
}

// SheetEntry is one line of the run sheet.
type SheetEntry struct {
	Number  string
	Title   string
	Href    string
	Tag     ui.Tag
	Current bool
	Steps   []SheetStep // of the item that is open
}

// SheetStep is one step of an item.
type SheetStep struct {
	Label string
	Note  string
	Done  bool
	Now   bool
}

// Place is one member in the room: whether signed in and holding a ballot, never more.
type Place struct {
	Name   string
	State  ui.Tag
	Class  string  // present, absent, leave, expected
	Away   bool    // the tablet is not connected
	SignIn ui.Post // for one who has not signed in
}

// ScreenEntry is a screen in the hall.
type ScreenEntry struct {
	Code   string
	Href   string
	Revoke ui.Post
}

// ScriptPage is what the chair has in front: the sentence to read now, and nothing to press by accident.
type ScriptPage struct {
	Frame    ui.Frame
	Problems ui.Problems
	Late     ui.Blockers // why a press came to nothing
	Address  string
	Script   Script
}

// Script is the part of the chair's page that follows the meeting.
type Script struct {
	Over   string // 第三十六次会议 · 第 4 项
	Title  string
	Tag    ui.Tag
	Say    []string
	Text   []string
	Quorum QuorumLine
	Rest   Rest
	Result []ui.Result
	Act    templ.Component // where the chair acts; nil otherwise
}
