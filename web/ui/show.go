package ui

import (
	"cmp"
	"context"
	"io"
	"strconv"
)

// State is how far something is; it sets the colour and sign of a Tag, never its words.
type State string

const (
	Idle  State = "idle"  // not begun, or of no concern now
	Todo  State = "todo"  // somebody has to act
	Doing State = "doing" // under way
	Done  State = "done"
	Stop  State = "stop" // blocked, refused, ended
)

// Tag is a short word of state.
type Tag struct {
	State State
	Label string
}

// Heading is the top of a page's content: its only h1.
type Heading struct {
	Title string
	Over  string // small line above: document number, kind
	Tag   Tag
	Lead  string // one or two sentences below
}

// Tone is what a Notice means.
type Tone string

const (
	Info    Tone = "info"
	Warning Tone = "warning"
	Failure Tone = "problem"
	Success Tone = "success"
)

// Notice is a block that must not be overlooked; its text is the children.
type Notice struct {
	Tone  Tone // Info when empty
	Title string
}

// Reason is one thing that still stands in the way.
type Reason struct {
	Text  string
	Basis string // 〔地方组织法 第五十一条〕
	Href  string // where it can be settled
}

// Blockers lists all reasons why a move is not yet possible; nothing when there are none.
type Blockers struct {
	Title   string
	Reasons []Reason
}

// Confirmation is the page after something was handed over; what comes next is the children.
type Confirmation struct {
	Title       string
	NumberLabel string
	Number      string
}

// Help is a folded explanation where it is needed; its text is the children.
type Help struct{ Title string }

// Columns puts its children beside an aside, which comes below on narrow screens.
type Columns struct{ Aside templComponent }

// Card is a section with a heading; its content is the children.
type Card struct {
	Title string
	ID    string // for links within the page
	Tag   Tag
	Link  Link // at the right of the heading, such as 全部
}

// Item is one row of a Summary.
type Item struct {
	Key    string
	Value  string
	Lines  []string // further lines below the value
	Note   string
	Href   string // leads to what the value names
	Change string // leads to where the value can be corrected; shown as 修改
	Tag    Tag
}

// Summary lists what is known, as pairs.
type Summary []Item

// Column is the head of a table column.
type Column struct {
	Label   string
	Numeric bool
	Narrow  bool // as narrow as its content: dates, tags, numbers
}

// Cell is one cell of a table row; all parts are optional.
type Cell struct {
	Text string
	Note string
	Href string
	Tag  Tag
}

// Row is one row of a table. With Href the whole row leads there, and its first cell is the link.
type Row struct {
	Href  string
	Cells []Cell
}

// Table is a list of like things. On phones each row becomes a block with the column labels in it.
type Table struct {
	Caption     string // always needed; read out, and shown unless hidden
	HideCaption bool
	Columns     []Column
	Rows        []Row
	Empty       string // said instead when there are no rows
	Open        int    // so many rows stand open, those after them behind “其余 N 行”; 0 shows all
}

// parted is a table in two: the rows that stand open, and the rest, which has none when all do.
func (t Table) parted() (open, rest Table) {
	if t.Open == 0 || len(t.Rows) <= t.Open {
		return t, Table{}
	}
	open, rest = t, t
	open.Rows, rest.Rows = t.Rows[:t.Open], t.Rows[t.Open:]
	rest.Caption, rest.HideCaption = t.Caption+"，其余 "+strconv.Itoa(len(rest.Rows))+" 行", true
	return open, rest
}

// Scroll lets a hand-made wide table, its children, scroll sideways by itself.
type Scroll struct{ Label string }

// Pager leads through a list by key.
type Pager struct {
	Prev, Next string
	Shown      string // 第 1–50 件
	// PrevSay and NextSay name what the links lead to where it is no page of a list: 2025 年.
	PrevSay, NextSay string
}

func (p Pager) prevSay() string { return "← " + cmp.Or(p.PrevSay, "上一页") }

func (p Pager) nextSay() string { return cmp.Or(p.NextSay, "下一页") + " →" }

// Filter is a form whose choices stand in the address; its fields are the children.
type Filter struct {
	Action string
	Clear  string // address without any choice; no link when empty
	Label  string // of the button; 筛选 when empty
}

// StageState is where a stage of the procedure stands.
type StageState string

const (
	StageLater   StageState = ""
	StageDone    StageState = "done"
	StageNow     StageState = "now"
	StageStopped StageState = "stopped"
	StageSkipped StageState = "skipped" // 不需要
)

// Stage is one stage of the procedure with its date or score.
type Stage struct {
	Label string
	Note  string
	Href  string
	State StageState
}

// Stages is the line of all stages; on phones it stands upright.
type Stages []Stage

// Task is one thing to do or done.
type Task struct {
	Label string
	Href  string
	Hint  string
	Basis string // legal basis
	Tag   Tag
}

// Tasks lists things to do, open ones first.
type Tasks []Task

// Event is one entry of a history.
type Event struct {
	When string
	Who  string
	Text string
	Note string
	Href string
}

// Timeline tells who did what, as recorded.
type Timeline []Event

// Stat is one large number that leads to its list.
type Stat struct {
	Label, Value, Unit, Note, Href string
}

// Stats is a row of large numbers.
type Stats []Stat

// Sections links to the sections of a long page.
type Sections []Link

// Tabs links to the pages that belong together under one entry of the main navigation.
type Tabs []Link

// Empty says that there is nothing, and what could be done.
type Empty struct {
	Text string
	Link Link
}

// templComponent is templ.Component, written out so that page structs need not import templ.
type templComponent interface {
	Render(ctx context.Context, w io.Writer) error
}

func (s State) sign() string {
	switch s {
	case Done:
		return "✓"
	case Stop:
		return "✕"
	case Todo:
		return "!"
	case Doing:
		return "●"
	}
	return "○"
}

// Sign and words beside the colour, for those who do not see colours.
func (t Tone) sign() string {
	switch t {
	case Warning:
		return "注意"
	case Failure:
		return "有误"
	case Success:
		return "已办"
	}
	return "说明"
}

func (n Notice) class() string {
	if n.Tone == "" {
		return "alert " + string(Info)
	}
	return "alert " + string(n.Tone)
}

func (f Filter) label() string {
	if f.Label == "" {
		return "筛选"
	}
	return f.Label
}

func (c Column) class() string {
	switch {
	case c.Numeric:
		return "num"
	case c.Narrow:
		return "narrow"
	}
	return ""
}

func (t Table) column(i int) Column {
	if i < len(t.Columns) {
		return t.Columns[i]
	}
	return Column{}
}

// past reports whether the procedure has come to stage i, so the line up to it is drawn as gone.
func (s Stages) past(i int) bool {
	for _, later := range s[i:] {
		if later.State == StageDone || later.State == StageNow || later.State == StageStopped {
			return true
		}
	}
	return false
}

func (s StageState) words() string {
	switch s {
	case StageDone:
		return "已完成"
	case StageNow:
		return "正在办理"
	case StageStopped:
		return "已停止"
	case StageSkipped:
		return "不需要"
	}
	return "未开始"
}

// Render writes the tag.
func (t Tag) Render(ctx context.Context, w io.Writer) error { return tag(t).Render(ctx, w) }

// Render writes the heading.
func (h Heading) Render(ctx context.Context, w io.Writer) error { return heading(h).Render(ctx, w) }

// Render writes the block around its children.
func (n Notice) Render(ctx context.Context, w io.Writer) error { return notice(n).Render(ctx, w) }

// Render writes the block, or nothing.
func (b Blockers) Render(ctx context.Context, w io.Writer) error { return blockers(b).Render(ctx, w) }

// Render writes the panel and its children.
func (c Confirmation) Render(ctx context.Context, w io.Writer) error {
	return confirmation(c).Render(ctx, w)
}

// Render writes the fold around its children.
func (h Help) Render(ctx context.Context, w io.Writer) error { return help(h).Render(ctx, w) }

// Render writes both columns.
func (c Columns) Render(ctx context.Context, w io.Writer) error { return columns(c).Render(ctx, w) }

// Render writes the section around its children.
func (c Card) Render(ctx context.Context, w io.Writer) error { return card(c).Render(ctx, w) }

// Render writes the list.
func (s Summary) Render(ctx context.Context, w io.Writer) error { return summary(s).Render(ctx, w) }

// Render writes the table.
func (t Table) Render(ctx context.Context, w io.Writer) error { return table(t).Render(ctx, w) }

// Render writes the frame around its children.
func (s Scroll) Render(ctx context.Context, w io.Writer) error { return scroll(s).Render(ctx, w) }

// Render writes the links, or nothing when all is shown.
func (p Pager) Render(ctx context.Context, w io.Writer) error { return pager(p).Render(ctx, w) }

// Render writes the form around its fields.
func (f Filter) Render(ctx context.Context, w io.Writer) error { return filter(f).Render(ctx, w) }

// Render writes the line.
func (s Stages) Render(ctx context.Context, w io.Writer) error { return stages(s).Render(ctx, w) }

// Render writes the list.
func (t Tasks) Render(ctx context.Context, w io.Writer) error { return tasks(t).Render(ctx, w) }

// Render writes the history.
func (t Timeline) Render(ctx context.Context, w io.Writer) error { return timeline(t).Render(ctx, w) }

// Render writes the numbers.
func (s Stats) Render(ctx context.Context, w io.Writer) error { return stats(s).Render(ctx, w) }

// Render writes the links.
func (s Sections) Render(ctx context.Context, w io.Writer) error { return sections(s).Render(ctx, w) }

// Render writes the links.
func (t Tabs) Render(ctx context.Context, w io.Writer) error { return tabs(t).Render(ctx, w) }

// Render writes the sentence.
func (e Empty) Render(ctx context.Context, w io.Writer) error { return empty(e).Render(ctx, w) }
