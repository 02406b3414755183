package document

import (
	"archive/zip"
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"renmian/internal/errs"
)

// ReadRows reads an .xlsx file by its headings: the first of its sheets that has them. Headings may stand in two
// rows under a title, columns in any order, and a cell merged over several rows counts for each of them.
func ReadRows(data []byte, columns []Column) (Report, error) {
	if err := checkWorkbook(data); err != nil {
		return Report{}, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: maxUnzip,
	})
	if err != nil {
		return Report{}, errs.New(errs.Invalid, "表格文件打不开，可能已损坏或设有密码，请另存为 .xlsx 后重新上传。")
	}
	defer f.Close()
	var near nearHeader
	merges := largestSheet(data) <= maxMerged
	for _, name := range f.GetSheetList() {
		x := sheetReader{columns: columns, near: &near, merges: merges}
		if err := x.read(f, name); err != nil {
			return Report{}, err
		}
		switch {
		case x.at == nil:
		case len(x.report.Rows) == 0:
			return Report{}, errs.New(errs.Invalid, "表格中除表头外没有内容，请填写后重新上传。")
		default:
			return x.report, nil
		}
	}
	return Report{}, near.missing(columns)
}

// sheetReader reads one sheet.
type sheetReader struct {
	columns []Column
	at      map[int]Column // by position, once the heading row is found
	second  int            // the row that may be the second of two heading rows
	merges  bool           // whether merged cells are looked for
	merged  []mergedCell
	report  Report
	near    *nearHeader
}

func (x *sheetReader) read(f *excelize.File, name string) error {
	rows, err := f.Rows(name)
	if err != nil {
		return nil // a chart, for instance
	}
	defer rows.Close()
	if x.merges {
		if x.merged, err = mergedCells(f, name); err != nil {
			return err
		}
	}
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns()
		if err != nil {
			return errs.New(errs.Invalid, "表格第 %d 行读不出来，请检查后重新上传。", number)
		}
		if x.at == nil && number > headerScan {
			return nil
		}
		if err := x.row(number, cells); err != nil {
			return err
		}
	}
	return nil
}

func (x *sheetReader) row(number int, own []string) (err error) {
	empty := strings.TrimSpace(strings.Join(own, "")) == ""
	cells := x.fill(number, own)
	switch {
	case x.at == nil:
		x.at, x.report.Ignored, err = x.header(number, cells)
		x.second = number + 1
		return err
	case number == x.second && x.subHeader(own):
	case empty:
	case len(x.report.Rows) == maxRows:
		return errs.New(errs.Invalid, "表格超过 %d 行，请分成几个文件上传。", maxRows)
	default:
		x.report.Rows = append(x.report.Rows, readRow(number, cells, x.at))
	}
	return nil
}

// mergedCell is a column of cells merged into one, which shows the text of the first.
type mergedCell struct {
	column, top, bottom int
	text                string
}

// largestSheet is how many bytes the largest sheet of a workbook unfolds to.
func largestSheet(data []byte) (size uint64) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return 0
	}
	for _, f := range z.File {
		if strings.HasPrefix(f.Name, "xl/worksheets/") {
			size = max(size, f.UncompressedSize64)
		}
	}
	return size
}

func mergedCells(f *excelize.File, name string) ([]mergedCell, error) {
	all, err := f.GetMergeCells(name, true)
	if err != nil {
		return nil, errs.New(errs.Invalid, "表格中的合并单元格读不出来，请取消合并后重新上传。")
	}
	var merged []mergedCell
	for _, m := range all {
		col, top, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		if err != nil {
			continue
		}
		if _, bottom, err := excelize.CellNameToCoordinates(m.GetEndAxis()); err == nil && bottom > top {
			merged = append(merged, mergedCell{column: col - 1, top: top, bottom: bottom})
		}
	}
	return merged, nil
}

// fill gives the empty cells of a row what is merged into them from above.
func (x *sheetReader) fill(number int, own []string) []string {
	cells := slices.Clone(own)
	for i := range x.merged {
		m := &x.merged[i]
		switch {
		case number == m.top && m.column < len(own):
			m.text = own[m.column]
		case number > m.top && number <= m.bottom && m.text != "":
			for len(cells) <= m.column {
				cells = append(cells, "")
			}
			if strings.TrimSpace(cells[m.column]) == "" {
				cells[m.column] = m.text
			}
		}
	}
	return cells
}

// heading brings a heading into the form in which headings are compared: half width, without blanks, the mark of
// what must be filled in, a colon, or a remark in brackets; a letter in brackets stays, 选项（A）.
func heading(cell string) string {
	cell = strings.Join(strings.Fields(HalfWidth(cell)), "")
	cell = lettered.ReplaceAllString(cell, "$1")
	if i := strings.IndexByte(cell, '('); i > 0 {
		cell = cell[:i]
	}
	return strings.ToUpper(strings.Trim(cell, "*:"))
}

var lettered = regexp.MustCompile(`\(([A-Za-z])\)$`)

func (x *sheetReader) columnOf(cell string) int {
	cell = heading(cell)
	return slices.IndexFunc(x.columns, func(c Column) bool { return c.Header == cell || slices.Contains(c.Aliases, cell) })
}

// header returns where each column stands when the row is the heading row, nil when it is not.
func (x *sheetReader) header(number int, cells []string) (at map[int]Column, ignored []string, err error) {
	at = map[int]Column{}
	found := map[string]bool{}
	for i, cell := range cells {
		switch n := x.columnOf(cell); {
		case n >= 0 && found[x.columns[n].Key]:
			return nil, nil, errs.New(errs.Invalid, "表头“%s”出现了两次，请删去一列。", x.columns[n].Header)
		case n >= 0:
			at[i], found[x.columns[n].Key] = x.columns[n], true
		case strings.TrimSpace(cell) != "":
			ignored = append(ignored, strings.Join(strings.Fields(cell), ""))
		}
	}
	var lacks []string
	for _, c := range x.columns {
		if c.Required && !found[c.Key] {
			lacks = append(lacks, c.Header)
		}
	}
	if len(lacks) == 0 {
		return at, ignored, nil
	}
	x.near.see(number, len(found), lacks)
	return nil, nil, nil
}

// subHeader takes the second of two heading rows, such as A to D under a merged 选项: a row of nothing but
// headings, some of them new. What stands above a new one is a title of its group.
func (x *sheetReader) subHeader(own []string) bool {
	more := map[int]Column{}
	for i, cell := range own {
		if strings.TrimSpace(cell) == "" {
			continue
		}
		n := x.columnOf(cell)
		if n < 0 {
			return false
		}
		for j, c := range x.at {
			if c.Key == x.columns[n].Key && j != i {
				return false
			}
		}
		more[i] = x.columns[n]
	}
	for i, c := range more {
		x.at[i] = c
	}
	return len(more) > 0
}

// nearHeader is the row most like a heading row, for what is said when there is none.
type nearHeader struct {
	row, found int
	lacks      []string
}

func (n *nearHeader) see(row, found int, lacks []string) {
	if found > n.found {
		n.row, n.found, n.lacks = row, found, lacks
	}
}

func (n *nearHeader) missing(columns []Column) error {
	if n.found > 1 {
		return errs.New(errs.Invalid, "第 %d 行是表头，但还缺这几列：%s。请补上以后重新上传；名称与模板不同的，请改成模板的名称。", n.row, strings.Join(n.lacks, "、"))
	}
	var want []string
	for _, c := range columns {
		if c.Required {
			want = append(want, c.Header)
		}
	}
	return errs.New(errs.Invalid, "前 %d 行中没有找到表头，表头须有：%s。请使用模板填写。", headerScan, strings.Join(want, "、"))
}

// asNumber is what a long digit string becomes when a spreadsheet keeps it as a number: its last digits are lost.
var asNumber = regexp.MustCompile(`^\d(\.\d+)?[eE]\+\d+$`)

func readRow(number int, cells []string, at map[int]Column) Row {
	row := Row{Number: number, Values: map[string]string{}}
	for i := range max(len(cells), maxIndex(at)+1) {
		c, wanted := at[i]
		if !wanted {
			continue
		}
		text := ""
		if i < len(cells) {
			text = strings.TrimSpace(strings.Trim(cells[i], "\u3000\ufeff"))
		}
		value, problem := text, ""
		switch {
		case text == "" && c.Required:
			problem = "请填写" + c.Header + "。"
		case text == "":
		case asNumber.MatchString(text):
			problem = "按数字存储，末几位已经失真，请把该列设为文本格式后重新填写。"
		case c.Clean != nil:
			value, problem = c.Clean(text)
		}
		row.Values[c.Key] = value
		if problem != "" {
			row.Problems = append(row.Problems, errs.Finding{Column: c.Header, Text: problem})
		}
	}
	return row
}

func maxIndex(at map[int]Column) int {
	last := -1
	for i := range at {
		last = max(last, i)
	}
	return last
}
