package staff

import (
	"github.com/a-h/templ"

	"renmian/web/ui"
)

// ItemView is a question of the bank with its answer.
type ItemView struct {
	Stem    string
	Options []ItemOption
	Key     []string // the answer in words, or the marking points
	Note    string
	Cites   string
	Body    string // text of the article
}

// ItemOption is one option of a choice.
type ItemOption struct {
	Letter, Text string
	Right        bool
}

// ItemPage shows one question of the bank.
type ItemPage struct {
	Frame    ui.Frame
	Tabs     ui.Tabs
	Heading  ui.Heading
	Problems ui.Problems
	Warning  string
	Item     ItemView
	Buttons  []ui.Button
	Near     ui.Table
	Panels   []Panel
	Aside    []Panel
	History  ui.Timeline
}

// ItemReviewPage lists questions that wait for a second person.
type ItemReviewPage struct {
	Frame    ui.Frame
	Tabs     ui.Tabs
	Heading  ui.Heading
	Problems ui.Problems
	Form     ui.Form
	Items    []ItemReview
	Button   ui.Button
	Back     ui.Button
	Empty    ui.Empty
}

// ItemReview is one question to be judged.
type ItemReview struct {
	Title  string // 第 12 号题 单项选择题 难度 2
	By     string
	Item   ItemView
	Near   string
	Href   string
	Fields []templ.Component
}

// PracticePage shows how a practice was answered.
type PracticePage struct {
	Frame   ui.Frame
	Tabs    ui.Tabs
	Heading ui.Heading
	Stats   ui.Stats
	Items   []PracticeItem
	Buttons []ui.Button
}

// PracticeItem is one question of a practice with what was answered.
type PracticeItem struct {
	Title string
	Tag   ui.Tag
	Given string
	Item  ItemView
}
