// Package staff holds the pages of everybody who signs in at a desk: for each page a struct with
// display-ready values and a view of the same name. It imports web/ui, and no rules.
package staff

import "renmian/web/ui"

// ErrorPage says why something was not done and what to do next.
type ErrorPage struct {
	Frame   ui.Frame
	Title   string
	Reasons []string
	Number  string   // request number, only for failures of the system
	Typed   []string // of a form that was refused because others acted meanwhile
	Back    ui.Link
}

// LoginPage asks for user name and password.
type LoginPage struct {
	Frame    ui.Frame
	SignedIn ui.Link // who is signed in already, and where that person's work begins
	Notice   string
	Problems ui.Problems
	Username string
	Back     string      // where to go afterwards
	Held     []ui.Hidden // a form cut off by the end of its session
	Demo     []DemoGroup

	Rehearsal ui.Link // where a vote can be tried; only for the demonstration county
}

// DemoGroup is the accounts of the demonstration county that have one capacity.
type DemoGroup struct {
	Capacity string
	Accounts []DemoAccount
}

// DemoAccount is an account of the demonstration county.
type DemoAccount struct{ Username, Name string }

const demoShown = 6 // of a group's accounts

// ResumePage offers a form again that was cut off by the end of its session.
type ResumePage struct {
	Frame  ui.Frame
	Action string
	Fields []ui.Hidden
	Typed  []string // the texts among the fields
	Files  bool     // the form had files, which have to be chosen again
}

// AccountPage shows one's own account.
type AccountPage struct {
	Frame   ui.Frame
	Summary ui.Summary
}

// PasswordPage changes one's own password.
type PasswordPage struct {
	Frame    ui.Frame
	Problems ui.Problems
	Username string
	Due      bool // has to be changed before anything else
	Complex  bool
}
