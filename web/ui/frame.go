package ui

import (
	"context"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// Frame is what every layout needs to know.
type Frame struct {
	Title   string   // what the page is about, without the county's name
	Site    Site     // the county, and where to ask
	User    User     // zero when nobody has signed in
	Nav     []Link   // main navigation of this person's roles
	Crumbs  []Link   // from the home page down to the parent of this page
	Flash   string   // said once, after a step was done
	Invalid bool     // a form was refused: the browser title then starts with 有误
	Search  string   // address of the search page; no search box when empty
	Query   string   // what was searched for
	Path    string   // this page's address, so that the display switches come back to it
	Again   string   // of a page that answers a form: the address that shows it anew, which the history gets in place of the form's own
	Display Display  // type size and contrast as chosen
	Meta    []Meta   // extra meta tags of public pages
	Forms   []Link   // of a page to print: the same paper as a file
	Data    any      // the page for programs, as JSON-LD; nil for none
	Feed    Link     // a feed of what the page lists
	Finish  string   // of a page to print: posted there, this address makes the paper final
	Final   Link     // the ledger's entry of a paper that is final
	Help    []string // what is done on this page, a paragraph each
	Export  bool     // the page's lists may be taken along as a file

	Sheets  []string // further style sheets, such as css/chamber.css
	Scripts []string // further scripts, such as js/live.js, loaded as modules after the others
	Refresh string   // seconds after which the page loads itself again where no script runs
}

// listMarks begin what a page's lists are made of.
var listMarks = []string{`<table class="list`, `<ul class="tasks"`, `<ol class="months"`, `<ol class="timeline"`}

// listing shows what a page says and, where it has a list, the link to all of them as a file: no page can forget it.
func listing(f Frame) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		var page strings.Builder
		if err := templ.GetChildren(ctx).Render(templ.ClearChildren(ctx), &page); err != nil {
			return err
		}
		if _, err := io.WriteString(w, page.String()); err != nil {
			return err
		}
		if !f.Export || !slices.ContainsFunc(listMarks, func(m string) bool { return strings.Contains(page.String(), m) }) {
			return nil
		}
		return spreadsheet(f).Render(ctx, w)
	})
}

// Spreadsheet is the address of this page's lists as .xlsx, with the same choice of rows from the first on.
func (f Frame) Spreadsheet() string {
	u, err := url.Parse(f.Path)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Del("before")
	q.Del("after")
	q.Set("form", "xlsx")
	u.RawQuery = q.Encode()
	return u.String()
}

// Live makes the parts of the page that carry data-live follow what happens: by server-sent events,
// else by asking every few seconds, and without script by loading the page again.
func (f Frame) Live() Frame {
	f.Scripts = append(f.Scripts, "vendor/hx-sse.min.js", "js/live.js")
	f.Refresh = "10"
	return f
}

// Site names the county whose standing committee runs this installation.
type Site struct {
	Committee string // 示例县人民代表大会常务委员会
	Short     string // 示例县人大常委会
	System    string // 人事任免
	Home      string // address of the home page of this part of the site
	Phone     string // 帮助电话
	Address   string // 地址
	Records   []Link // ICP 备案, 公安备案, 网站标识码 …
}

// User is the person who has signed in.
type User struct {
	Name  string
	Role  string // 人事代表工委
	Links []Link // further lines of the user menu, such as 修改密码
}

// Link leads somewhere. Current marks the page being shown.
type Link struct {
	Label, Href string
	Current     bool
	Group       string // of the main navigation: what this link and those after it are for
}

// manyModules is how many links the main navigation shows in rows; more stand in a column where there is room.
const manyModules = 10

// Meta is one meta tag.
type Meta struct{ Name, Content string }

func (f Frame) title() string {
	t := f.Title
	if f.Site.Short != "" {
		t += " · " + f.Site.Short
	}
	if f.Invalid {
		t = "有误：" + t
	}
	return t
}

func (f Frame) home() string {
	if f.Site.Home == "" {
		return "/"
	}
	return f.Site.Home
}

// DisplayCookie is the name of the cookie that holds a Display.
const DisplayCookie = "display"

// DisplayPath is the address that sets the cookie and goes back; see Display.Href for its parameters.
const DisplayPath = "/display"

// Display is how large and how strong a person wants the pages to be.
type Display struct {
	Size     string // "", "large" (大字) or "xlarge" (特大)
	Contrast string // "" or "high"
}

// ParseDisplay reads what String wrote; anything unknown counts as not chosen.
func ParseDisplay(s string) Display {
	size, contrast, _ := strings.Cut(s, ".")
	var d Display
	if size == "large" || size == "xlarge" {
		d.Size = size
	}
	if contrast == "high" {
		d.Contrast = contrast
	}
	return d
}

// String is the value of the cookie.
func (d Display) String() string { return d.Size + "." + d.Contrast }

// Href leads to DisplayPath with this choice as parameter set, and back to a page.
func (d Display) Href(back string) string {
	if back == "" {
		back = "/"
	}
	return DisplayPath + "?" + url.Values{"set": {d.String()}, "back": {back}}.Encode()
}

// switches are the links to the other choices.
func (f Frame) switches() []Link {
	d := f.Display
	links := []Link{
		{Label: "标准字", Href: Display{"", d.Contrast}.Href(f.Path), Current: d.Size == ""},
		{Label: "大字", Href: Display{"large", d.Contrast}.Href(f.Path), Current: d.Size == "large"},
		{Label: "特大字", Href: Display{"xlarge", d.Contrast}.Href(f.Path), Current: d.Size == "xlarge"},
	}
	if d.Contrast == "high" {
		return append(links, Link{Label: "标准对比度", Href: Display{d.Size, ""}.Href(f.Path)})
	}
	return append(links, Link{Label: "高对比度", Href: Display{d.Size, "high"}.Href(f.Path)})
}

// current is the value of aria-current for a list of links: a page, or one of several choices.
func current(class string) string {
	if class == "switches" {
		return "true"
	}
	return "page"
}
