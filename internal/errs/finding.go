package errs

// Finding is one thing wrong in a row of a spreadsheet, with what to do about it.
type Finding struct {
	Column string `json:"column,omitempty"` // the spreadsheet's heading, empty for the row as a whole
	Text   string `json:"text"`
}
