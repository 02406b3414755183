package public

import (
	"strconv"

	"renmian/web/ui"
)

// groupAt names the table of one organ.
func groupAt(prefix string, n int) string { return prefix + "group-" + strconv.Itoa(n+1) }

// OfficesPage tells who held what on a day.
type OfficesPage struct {
	Frame   ui.Frame
	Heading ui.Heading
	Day     ui.Text
	Groups  []ui.Table
	Empty   string
}
