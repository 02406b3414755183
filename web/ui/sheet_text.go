package ui

// SheetLine is one paragraph or table in the body of a [Sheet].
type SheetLine struct {
	Kind   string // para, head 一、, subhead （一）, entry, centred, fillin; grid with Header and Rows; of exams: question, choice, scored, and lines, one for each of Rows
	Text   string
	Header []string
	Rows   [][]string
	Middle []bool // which columns of a grid hold short cells, which stand in the middle on one line
}

func (l SheetLine) short(column int) bool { return column < len(l.Middle) && l.Middle[column] }

// SheetText is the body of a [Sheet] from its parts: addressee, lines, attachments.
type SheetText struct {
	To          string // 主送, with its colon
	Lines       []SheetLine
	Attachments []string // 附件名称
}
