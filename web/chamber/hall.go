package chamber

import "renmian/web/ui"

// HallPage is a screen in the hall: one scene, or the code by which it is paired.
type HallPage struct {
	Frame   ui.Frame
	Address string // of the scene as it changes
	Hall    Hall
	Code    string // shown while the screen is not paired
}

// Hall is a scene as a screen in the hall shows it; all parts are optional.
type Hall struct {
	Session string // 示例县第十八届…第三十六次会议
	Day     string
	Kind    string // css class: welcome, item, vote, result, oath, text, blank, closed
	Title   string
	Sub     string // 组成人员 29 人　出席 27 人
	Lines   []string
	Numbers []HallNumber
	Verdict string
	Adopted bool
	Rest    Rest
	Until   string   // by when the room is told to have voted, for the script that counts down
	Sums    []string // how the numbers add up
	Rows    []HallRow
	Heads   []string // over the columns of Rows
	Left    string   // foot
	Right   string
}

// HallNumber is one big number.
type HallNumber struct {
	Class string // yes, no, abstain, none; empty: no colour of its own
	Sign  string // ✓ ✕ ○ —
	Label string
	Value string
	Of    string // 27
}

// HallRow is one person of a list.
type HallRow struct {
	Name, Note string
	Cells      []string
	Verdict    string
	Adopted    bool
}
