package staff

import "renmian/web/ui"

// PublicityChoicePage chooses the nominees of a notice.
type PublicityChoicePage struct {
	Frame  ui.Frame
	Filter ui.Filter
	Choice ui.Checks
}

// PublicityPreviewPage shows a notice before it is published.
type PublicityPreviewPage struct {
	Frame   ui.Frame
	Summary ui.Summary
	Title   string
	Text    []string // the notice as it will be read
	Publish ui.Post
	Edit    ui.Post
}
