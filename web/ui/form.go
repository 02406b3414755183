package ui

import (
	"context"
	"crypto/rand"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Problem is one message about a form. Name is the field's name, or empty when it is about the whole.
type Problem struct{ Name, Message string }

// Problems are all messages about a refused form; rendered, they are the error summary.
type Problems []Problem

// For is the message beside the field of that name, or "".
func (ps Problems) For(name string) string {
	for _, p := range ps {
		if p.Name == name {
			return p.Message
		}
	}
	return ""
}

// Form posts its fields, answered by 303 or by the same form with Problems.
type Form struct {
	Action   string
	Key      string // sent as "key", so that a second sending of the same form counts once; a new one when empty
	Version  string // sent as "version", so that nobody overwrites another person's change
	Files    bool   // the form holds a Files field
	Autosave string // address that receives the form while it is typed into; answers 204
	Guard    bool   // ask before leaving the page with changes that are not sent
	Confirm  string // question asked before sending, where scripts run; the server does not rely on it
	Class    string // extra class
}

// Hidden is a field nobody sees.
type Hidden struct{ Name, Value string }

// Post is a form that consists of one button.
type Post struct {
	Action  string
	Label   string
	Kind    Kind
	Key     string
	Version string
	Confirm string
	Fields  []Hidden
	Why     string // why the act is not possible now; the button is then disabled and says so
}

// InputType is the kind of value a Text field takes.
type InputType string

const (
	Plaintext InputType = ""
	Date      InputType = "date"
	Time      InputType = "time"
	DateTime  InputType = "datetime-local"
	Number    InputType = "number"
	Password  InputType = "password"
	Email     InputType = "email"
	Tel       InputType = "tel"
)

// Width is how much room a field gets, which tells how much is expected.
type Width string

const (
	Full   Width = ""
	Short  Width = "w-short"  // a number, 8 em
	Medium Width = "w-medium" // a name or a date, 16 em
	Wide   Width = "w-wide"   // a post, 28 em
)

// Text is a field of one line.
type Text struct {
	Name, Label, Hint, Value, Error string
	Type                            InputType
	Width                           Width
	Unit                            string   // written behind the field: 分, 票, 日
	Optional                        bool     // the label then says 选填
	ReadOnly                        bool     // shown and sent, not changed
	Autocomplete                    string   // such as "username"
	MaxLength                       int      // in characters; 0 for none
	Min, Max, Step                  string   // of numbers and dates
	Suggest                         []string // values offered while typing
}

// Area is a field of many lines.
type Area struct {
	Name, Label, Hint, Value, Error string
	Rows                            int // 5 when 0
	Optional                        bool
	MaxLength                       int
}

// Option is one of the answers of Select, Radios or Checks.
type Option struct {
	Value, Label, Hint string
	Chosen             bool
	Disabled           bool
	Group              string // heading above this and the following options of the same group, in Select
}

// Select is a choice from a long list.
type Select struct {
	Name, Label, Hint, Error string
	Options                  []Option
	Optional                 bool
	Width                    Width
	Prompt                   string // first line, with an empty value; "请选择" when empty, "-" for none
}

// Radios is a choice of one from a few.
type Radios struct {
	Name, Label, Hint, Error string
	Options                  []Option
	Inline                   bool // side by side
	Optional                 bool
}

// Checks is a choice of any number from a few; all send the same name.
type Checks struct {
	Name, Label, Hint, Error string
	Options                  []Option
	Columns                  bool // in columns, for names
	Folded                   bool // shut until asked for, while nothing is chosen or wrong: for long lists rarely used
	Open                     int  // so many options stand open, those after them behind “其余 N 项”; 0 shows all
	Optional                 bool
}

// rest is how many options stand behind a fold.
func (c Checks) rest() int {
	if c.Open == 0 {
		return 0
	}
	return max(0, len(c.Options)-c.Open)
}

// restSay names the options behind the fold, and how many of them are chosen when the page is shown: they are sent as well.
func (c Checks) restSay() string {
	say, chosen := "其余 "+strconv.Itoa(c.rest())+" 项", 0
	for _, o := range c.Options[len(c.Options)-c.rest():] {
		if o.Chosen {
			chosen++
		}
	}
	if chosen > 0 {
		say += "（已预先选中 " + strconv.Itoa(chosen) + " 项）"
	}
	return say
}

// open reports whether the choices are shown at once.
func (c Checks) open() bool {
	return c.Error != "" || slices.ContainsFunc(c.Options, func(o Option) bool { return o.Chosen })
}

// Check is a single yes; it sends Value, or "1".
type Check struct {
	Name, Value, Label, Hint, Error string
	Checked                         bool
}

// Files is a field for files, with a place to drop them on.
type Files struct {
	Name, Label, Hint, Error string
	Accept                   string // such as ".lrmx,.lrm,.zip"
	Multiple                 bool
	Optional                 bool
	Send                     bool // send the form as soon as files are dropped, where scripts run
}

// FieldSet groups fields under a legend.
type FieldSet struct{ Legend, Hint string }

// Kind is how strongly a button calls.
type Kind string

const (
	Primary Kind = ""       // the one act of the page
	Plain   Kind = "plain"  // any other act
	Danger  Kind = "danger" // an act that ends something; on its own page
	Quiet   Kind = "quiet"  // looks like a link, for acts within lists
)

// Button sends the form around it, or leads to Href.
type Button struct {
	Label       string
	Kind        Kind
	Name, Value string
	Href        string
	Why         string // why the act is not possible now; the button is then disabled and says so
}

// formKey gives each form that is shown a key of its own, unless it continues an earlier one.
func formKey(key string) string {
	if key == "" {
		return rand.Text()
	}
	return key
}

func id(name string) string { return "f-" + name }

// optionID gives the first option the field's own id, so that the error summary leads to it.
func optionID(name string, i int) string {
	if i == 0 {
		return id(name)
	}
	return id(name) + "-" + strconv.Itoa(i+1)
}

// describedBy names the elements that explain a field.
func describedBy(name, hint, problem string) string {
	var ids []string
	if hint != "" {
		ids = append(ids, id(name)+"-hint")
	}
	if problem != "" {
		ids = append(ids, id(name)+"-error")
	}
	return strings.Join(ids, " ")
}

func (a Area) rows() string {
	if a.Rows == 0 {
		return "5"
	}
	return strconv.Itoa(a.Rows)
}

func (s Select) prompt() string {
	if s.Prompt == "" {
		return "请选择"
	}
	return s.Prompt
}

func (c Check) value() string {
	if c.Value == "" {
		return "1"
	}
	return c.Value
}

// optionGroup is a run of options under one heading.
type optionGroup struct {
	label   string
	options []Option
}

func (s Select) groups() []optionGroup {
	var gs []optionGroup
	for _, o := range s.Options {
		if len(gs) == 0 || gs[len(gs)-1].label != o.Group {
			gs = append(gs, optionGroup{label: o.Group})
		}
		last := &gs[len(gs)-1]
		last.options = append(last.options, o)
	}
	return gs
}

func (k Kind) class() string {
	if k == Primary {
		return "btn"
	}
	return "btn " + string(k)
}

// Render writes the error summary.
func (ps Problems) Render(ctx context.Context, w io.Writer) error {
	return errorSummary(ps).Render(ctx, w)
}

// Render writes the form.
func (f Form) Render(ctx context.Context, w io.Writer) error { return form(f).Render(ctx, w) }

// Render writes the field.
func (h Hidden) Render(ctx context.Context, w io.Writer) error { return hidden(h).Render(ctx, w) }

// Render writes the form.
func (p Post) Render(ctx context.Context, w io.Writer) error { return post(p).Render(ctx, w) }

// Render writes the field.
func (t Text) Render(ctx context.Context, w io.Writer) error { return text(t).Render(ctx, w) }

// Render writes the field.
func (a Area) Render(ctx context.Context, w io.Writer) error { return area(a).Render(ctx, w) }

// Render writes the field.
func (s Select) Render(ctx context.Context, w io.Writer) error { return selection(s).Render(ctx, w) }

// Render writes the field.
func (r Radios) Render(ctx context.Context, w io.Writer) error { return radios(r).Render(ctx, w) }

// Render writes the field.
func (c Checks) Render(ctx context.Context, w io.Writer) error { return checks(c).Render(ctx, w) }

// Render writes the field.
func (c Check) Render(ctx context.Context, w io.Writer) error { return check(c).Render(ctx, w) }

// Render writes the field.
func (f Files) Render(ctx context.Context, w io.Writer) error { return files(f).Render(ctx, w) }

// Render writes the group around its fields.
func (s FieldSet) Render(ctx context.Context, w io.Writer) error { return fieldSet(s).Render(ctx, w) }

// Render writes the button.
func (b Button) Render(ctx context.Context, w io.Writer) error { return button(b).Render(ctx, w) }
