package chamber

import "renmian/web/ui"

// Tab is one of the three places that a tablet's bottom bar leads to.
type Tab string

const (
	TabAgenda    Tab = "agenda"
	TabMaterials Tab = "materials"
	TabVote      Tab = "vote"
)

// Seat is what every page of a member's tablet shows around its content.
type Seat struct {
	Frame   ui.Frame
	Meeting string // 第三十六次会议; empty when the member is called to none
	Who     string // 赵文博 委员
	Tab     Tab
	State   string // the present state as JSON, which the script follows from here
	Member  string // whose ballots the tablet holds; a spare may have served another before
}

// SeatHomePage is the agenda with the present item on top.
type SeatHomePage struct {
	Seat   Seat
	Lead   string // day and place
	Say    string // why nothing is pinned
	Rest   Rest
	Pinned SeatItem
	Items  []SeatItem
}

// SeatItem is one item of the agenda.
type SeatItem struct {
	Number  string // 第 3 项
	Title   string
	Tag     ui.Tag
	Current bool
	Persons []SeatPerson
}

// SeatPerson is one nominee of an item.
type SeatPerson struct {
	Name, Post string
	Note       string // 已暂不付表决
	Href       string // what the member was given to read
}

// SeatMaterialsPage lists the papers by item.
type SeatMaterialsPage struct {
	Seat   Seat
	Groups []SeatPapers
}

// SeatPapers are the papers of one item, or of the whole meeting.
type SeatPapers struct {
	Title  string
	Papers []SeatPaper
}

// SeatPaper is one line of the list of papers.
type SeatPaper struct {
	Title, Href, Note string
	Tag               ui.Tag
}

// SeatMaterialPage is one paper with the member's own note beside it.
type SeatMaterialPage struct {
	Seat     Seat
	Title    string
	Over     string
	File     string // its name; empty when the paper is a text
	FileHref string
	PDF      bool // shown within the page
	Parts    []SeatPart
	Note     ui.Form
	Text     string
	Problems ui.Problems
}

// SeatPart is one section of a paper: facts, or paragraphs.
type SeatPart struct {
	Heading string
	Facts   ui.Summary
	Prose   []string
}

// SeatObjectionPage takes a member's objection to the count of the last vote.
type SeatObjectionPage struct {
	Seat     Seat
	Item     string
	Say      string // why nothing can be objected to now, or what became of the objection
	Problems ui.Problems
	Form     ui.Form
	Area     ui.Area
}

// SeatLoginPage asks for the password of a seat; without a name, for the card.
type SeatLoginPage struct {
	Frame    ui.Frame
	Name     string // of the member whose card it is
	Place    string // 3 号席
	Code     string
	Problems ui.Problems
	Refused  string // why the seat cannot be entered now
	Guest    bool   // this is no tablet of the house
}

// SeatDevicePage registers a tablet.
type SeatDevicePage struct {
	Frame   ui.Frame
	Code    string
	Label   string // once registered
	Refused string
}

// SeatCard is the card on a member's desk, or the slip with the password.
type SeatCard struct {
	Name, Duty, Place string
	Pin               string
	QR                QR
}

// QR is a code to be drawn: one path on a square of Size units.
type QR struct {
	Size string // for viewBox: "0 0 33 33"
	Path string
}

// SeatCardsPage is the sheet of cards or of slips.
type SeatCardsPage struct {
	Frame   ui.Frame
	Meeting string
	Hint    string
	Cards   []SeatCard
}

// SeatInvitePage shows the code that registers tablets.
type SeatInvitePage struct {
	Frame   ui.Frame
	Heading ui.Heading
	Until   string
	Address string
	QR      QR
	Back    ui.Button
}
