package chamber

import (
	"strings"

	"renmian/web/ui"
)

// RehearsalPage shows the browsers of a whole meeting side by side, for one person to try a vote alone.
type RehearsalPage struct {
	Frame   ui.Frame
	Meeting string // empty when no meeting sits
	Away    bool   // asked for from another machine, which the windows cannot be reached from
	Guide   RehearsalGuide
	Live    string // address of the guide as it changes
	Windows []RehearsalWindow
	Origins []string // addresses of the windows' servers
}

// RehearsalGuide is what to do next, and in which windows.
type RehearsalGuide struct {
	Text    string
	Windows []ui.Link
}

// at names the windows for the style sheet, which marks them.
func (g RehearsalGuide) at() string {
	var ids []string
	for _, w := range g.Windows {
		ids = append(ids, strings.TrimPrefix(w.Href, "#"))
	}
	return strings.Join(ids, " ")
}

// RehearsalWindow is one of them.
type RehearsalWindow struct {
	ID               string
	Title, Who, Href string
	Wide             bool
}
