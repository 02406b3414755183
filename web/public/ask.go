package public

import (
	"github.com/a-h/templ"

	"renmian/web/ui"
)

// AskPage is an anonymous questionnaire as people answer it.
type AskPage struct {
	Frame    ui.Frame
	Heading  ui.Heading
	Say      string // instead of the form: received, closed
	Note     string
	Problems ui.Problems
	Form     ui.Form
	Fields   []templ.Component
	Button   ui.Button
}
