package chamber

import "renmian/web/ui"

// RehearsalPage shows the browsers of a whole meeting side by side, for one person to try a vote alone.
type RehearsalPage struct {
	Frame   ui.Frame
	Meeting string // empty when no meeting sits
	Away    bool   // asked for from another machine, which the windows cannot be reached from
	Windows []RehearsalWindow
	Origins []string // addresses of the windows' servers
}

// RehearsalWindow is one of them.
type RehearsalWindow struct {
	Title, Who, Href string
	Wide             bool
}
