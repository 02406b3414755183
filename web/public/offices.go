// Package public holds the pages that everybody may read without signing in.
package public

import "renmian/web/ui"

// OfficesPage tells who held what on a day.
type OfficesPage struct {
	Frame   ui.Frame
	Heading ui.Heading
	Day     ui.Text
	Groups  []ui.Table
	Empty   string
}
