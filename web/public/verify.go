package public

import "renmian/web/ui"

// VerifyPage checks a paper against the ledger of final papers.
type VerifyPage struct {
	Frame    ui.Frame
	Number   string // as asked
	Sum      string
	WrongSum string // what is wrong with the hash
	Wrong    string // what is wrong with the file
	Good     bool
	Answer   string // empty before anything was asked
}
