package staff

import "renmian/web/ui"

// AccountsPage lists accounts.
type AccountsPage struct {
	Frame   ui.Frame
	Search  string
	Roles   []ui.Option
	Waiting bool
	Table   ui.Table
	Pager   ui.Pager
	MayAdd  bool
	Clear   string
	Lead    string
	Tasks   ui.Tasks // what waits for the officer
}

// AccountFormPage creates or changes an account.
type AccountFormPage struct {
	Frame    ui.Frame
	Problems ui.Problems
	Action   string
	New      bool
	Version  string
	Username string
	Name     string
	Roles    []ui.Option
	Links    []ui.Select // organ, member
	Person   string      // name, with the month of birth behind it
}

// AccountDetailPage shows an account and what may be done with it.
type AccountDetailPage struct {
	Frame   ui.Frame
	Title   string
	Tag     ui.Tag
	Summary ui.Summary
	Asked   string // roles that wait for approval
	AskedBy string
	Approve []ui.Post
	Acts    []AccountAct
	Edit    string // address of the form, "" when this person may not
	History ui.Timeline
}

// AccountAct is one act on an account with what it leads to.
type AccountAct struct {
	Text string
	Post ui.Post
}

// OneTimePage shows a password once.
type OneTimePage struct {
	Frame    ui.Frame
	Title    string
	Username string
	Password string
	Next     string
	Account  string // address of the account
}

// SettingsPage changes the limits of sign-in and of what is kept of a ballot.
type SettingsPage struct {
	Frame        ui.Frame
	Problems     ui.Problems
	Idle         string
	Absolute     string
	PasswordDays string
	Complex      bool
	SeatSignIn   bool
	KeepTokens   string // days
}

// AuditPage lists the audit log.
type AuditPage struct {
	Frame   ui.Frame
	Fields  AuditFilter
	Actions []ui.Option
	Table   ui.Table
	Pager   ui.Pager
	Problem ui.Problems
	Tasks   ui.Tasks // what waits for the auditor
}

// AuditFilter is what the log is filtered by, as typed.
type AuditFilter struct{ Account, Action, From, To, Case string }

// AuditTreePage shows the signed heads of the log, and what checking it found.
type AuditTreePage struct {
	Frame    ui.Frame
	Size     string
	Key      string
	Heads    ui.Table
	Pager    ui.Pager
	Checked  bool
	Summary  ui.Summary
	Findings []string
}
