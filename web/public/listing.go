package public

import "renmian/web/ui"

// ListingPage lists what was made public of one kind, in one or more parts.
type ListingPage struct {
	Frame   ui.Frame
	Heading ui.Heading
	Filter  ui.Filter // without a field it is not shown
	Search  ui.Text
	Parts   []ListingPart
	Pager   ui.Pager
	More    []ui.Link
}

// ListingPart is a list under its own heading.
type ListingPart struct {
	Title string
	Dated ui.Dated
	Table ui.Table
	Text  []string
	Links []ui.Link
	Empty string
}
