package public

import "renmian/web/ui"

// PetitionPage takes a petition about an appointee from the public (网上信访举报).
type PetitionPage struct {
	Frame     ui.Frame
	Problems  ui.Problems
	Key       string
	Office    string
	Telephone string
	About     ui.Text
	Text      ui.Area
	How       ui.Radios
	Name      ui.Text
	Contact   ui.Text
	Trap      string // what stands in the field that no person sees
}
