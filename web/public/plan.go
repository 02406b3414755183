package public

import "renmian/web/ui"

// PlansPage lists the supervision plans, or shows one.
type PlansPage struct {
	Frame   ui.Frame
	Heading ui.Heading
	Plans   ui.Dated
	Items   ui.Table // of the one plan; no caption on the list
	Print   ui.Button
	Empty   string
}
