package errs

import "strings"

// Finding is one thing wrong in a row of a spreadsheet, with what to do about it.
type Finding struct {
	Column string `json:"column,omitempty"` // the spreadsheet's heading, empty for the row as a whole
	Text   string `json:"text"`
}

// Findings says in one text all that is wrong with a row.
func Findings(all []Finding) string {
	var out []string
	for _, f := range all {
		if f.Column != "" {
			f.Text = f.Column + "：" + f.Text
		}
		out = append(out, f.Text)
	}
	return strings.Join(out, " ")
}
