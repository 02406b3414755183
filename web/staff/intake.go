package staff

import "renmian/web/ui"

// ProposalsPage lists proposals.
type ProposalsPage struct {
	Frame  ui.Frame
	Lead   string
	New    string // address of a new draft; empty for who cannot begin one
	Search ui.Text
	State  ui.Select
	Clear  string
	Table  ui.Table
	Pager  ui.Pager
}

// ProposalFormPage is the form of a proposal's own particulars.
type ProposalFormPage struct {
	Frame    ui.Frame
	Problems ui.Problems
	Heading  ui.Heading
	Action   string
	Version  string
	Back     string
	Button   string
	Document ui.Text
	Title    ui.Text
	Meeting  ui.Select
	Late     ui.Area
	Reasons  ui.Area
	Mover    *ui.Radios // nil where only the organ itself can propose
	Movers   *ui.Checks
	Signer   ui.Text
	Duty     ui.Radios
}

// ProposalPage shows one proposal: to its organ for filling in, to the office for acceptance.
type ProposalPage struct {
	Frame     ui.Frame
	Problems  ui.Problems
	Heading   ui.Heading
	Notices   []ProposalNotice
	Blockers  ui.Blockers
	Summary   ui.Summary
	Import    *ImportForm
	Add       string // address for typing a person by hand
	Assessors string // address of lists of people's assessors, for a court
	People    []PersonCard
	Pager     ui.Pager // of the persons
	Papers    ui.Table
	PapersTo  ui.Button
	Check     *ui.Table // 受理审查, for the office
	Acts      []ui.Button
	Accept    *ui.Post
	Next      string
	Rounds    []Round
	History   ui.Timeline
}

// ProposalNotice is something that must not be overlooked, with where to go.
type ProposalNotice struct {
	Notice ui.Notice
	Lines  []string
	Link   ui.Link
}

// ImportForm takes dropped forms.
type ImportForm struct {
	Action string
	Error  string
}

// PersonCard is one person of a proposal.
type PersonCard struct {
	Card    ui.Card
	Facts   string
	Matters ui.Table
	Buttons []ui.Button
}

// Round is one sending back with its answer.
type Round struct {
	Title  string
	Letter ui.Link
	Lines  []string
	Answer string
	Tag    ui.Tag
}

// MatterPage is the form of one matter: action, office, person.
type MatterPage struct {
	Frame    ui.Frame
	Problems ui.Problems
	Heading  ui.Heading
	Action   string
	Version  string
	Back     string
	Button   string
	Kind     ui.Select
	Office   ui.Select
	Person   *ui.Select // somebody of the proposal; nil when changing
	Name     ui.Text
	Sex      ui.Radios
	Born     ui.Text
	IDNumber ui.Text
	Reason   ui.Area
	After    *ui.Select
	Delete   *ui.Post
}

// ConfirmPage asks before an act that ends something, with a reason where one is due.
type ConfirmPage struct {
	Frame    ui.Frame
	Problems ui.Problems
	Heading  ui.Heading
	Lines    []string
	Notice   ui.Notice
	Text     string
	Action   string
	Version  string
	Fields   []ui.Area
	Button   ui.Button
	Back     string
	Second   *ui.Button // another answer to the same question
}

// FormPage is a cadre form field by field.
type FormPage struct {
	Frame    ui.Frame
	Problems ui.Problems
	Heading  ui.Heading
	Action   string // empty: only to read
	Version  string
	Photo    string
	Facts    ui.Summary
	Settle   []SettleForm
	Settled  ui.Summary
	Hints    ui.Blockers
	Groups   []FormGroup
	Import   string
	ImportBy ui.Problems
	PhotoTo  string
	Print    string // the form on paper
	Export   string // as a file of the cadre form's program
	Back     ui.Link
}

// DrawnFormPage shows a form on its paper to print.
type DrawnFormPage struct {
	Frame  ui.Frame
	Sheets []ui.Drawn
}

// SettleForm asks for the reason of one finding that must be settled.
type SettleForm struct {
	Text   string
	Href   string // the field
	Action string
	Rule   string
	Reason ui.Area
}

// FormGroup is one block of the paper form.
type FormGroup struct {
	Title string
	Rows  []FormRow
}

// FormRow is one box: what the file says beside the value in use.
type FormRow struct {
	Label  string
	File   string
	Use    string
	Tag    ui.Tag
	Notes  []string
	Line   *ui.Text // the field to correct it; nil: only to read
	Lines  *ui.Area
	Family bool // begins a new relative
	Plain  bool // no file stands behind it
}

// PapersPage takes the papers of a proposal or of one person.
type PapersPage struct {
	Frame    ui.Frame
	Problems ui.Problems
	Heading  ui.Heading
	Action   string
	Back     string
	Targets  []ui.Link
	Papers   []PaperSlot
}

// PaperSlot is one line of the checklist to hand in.
type PaperSlot struct {
	Label string
	Hint  string
	Have  ui.Summary
	File  ui.Files
	Note  ui.Text
}

// CheckPage is the last look before a proposal is handed in.
type CheckPage struct {
	Frame    ui.Frame
	Problems ui.Problems
	Blockers ui.Blockers
	Summary  ui.Summary
	Matters  ui.Table
	Papers   ui.Table
	Action   string
	Answer   *ui.Area
	Button   ui.Button
	Back     string
}

// DonePage tells what happened and what comes next.
type DonePage struct {
	Frame  ui.Frame
	Done   ui.Confirmation
	Lines  []string
	Table  ui.Table
	Button ui.Button
	More   []ui.Button
}

// ReturnPage chooses the grounds of sending back.
type ReturnPage struct {
	Frame    ui.Frame
	Problems ui.Problems
	Heading  ui.Heading
	Action   string
	Back     string
	Grounds  ui.Checks
	Other    ui.Area
	Due      ui.Text
	Note     ui.Area
	Button   string
}
