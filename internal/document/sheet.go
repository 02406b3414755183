package document

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"renmian/internal/errs"
)

const (
	maxSheet   = 8 << 20  // bytes of an uploaded file
	maxUnzip   = 64 << 20 // bytes it may unfold to
	maxMerged  = 16 << 20 // bytes of a sheet whose merged cells are looked for, which takes all of it into memory
	maxRows    = 5000
	headerScan = 10 // the heading row may stand below a title
)

// Column is one column of a spreadsheet that is read, offered as a template, or both.
type Column struct {
	Key      string   // under which Row.Values holds the cell
	Header   string   // the heading, matched exactly apart from blanks
	Aliases  []string // other headings that mean the same
	Required bool     // an empty cell is a problem
	Hint     string   // how to fill it in, for the template
	Choices  []string // offered in the template as a list
	Clean    Cleaner  // checks and normalises; nil keeps the trimmed text
}

// Cleaner turns the text of a cell into its stored form, or says in Chinese what is wrong with it.
type Cleaner func(text string) (value, problem string)

// Row is one filled row of the spreadsheet.
type Row struct {
	Number   int // as the spreadsheet counts, from 1
	Values   map[string]string
	Problems []errs.Finding
}

// Report is a spreadsheet read row by row. Nothing is imported from it until it has been accepted.
type Report struct {
	Rows    []Row
	Ignored []string // headings nobody asked for
}

// checkWorkbook refuses what is no .xlsx file and what would unfold beyond all measure, before it is
// unfolded.
func checkWorkbook(data []byte) error {
	switch {
	case len(data) > maxSheet:
		return errs.New(errs.Invalid, "表格文件超过 %d MB，请删去图片或分成几个文件上传。", maxSheet>>20)
	case bytes.HasPrefix(data, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return errs.New(errs.Invalid, "这是旧版 .xls 或者加密的文件，请另存为不设密码的 .xlsx 后重新上传。")
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return errs.New(errs.Invalid, "这不是 .xlsx 表格文件，请下载模板填写后上传。")
	}
	var size uint64
	for _, f := range z.File {
		if size += f.UncompressedSize64; size > maxUnzip {
			return errs.New(errs.Invalid, "表格文件展开后超过 %d MB，请删去多余的工作表和格式后上传。", maxUnzip>>20)
		}
	}
	return nil
}

// WriteTemplate writes an empty spreadsheet with the headings, the choices as lists, every column kept
// as text, and a second sheet that explains each column.
func WriteTemplate(w io.Writer, name string, columns []Column) error {
	f := excelize.NewFile()
	defer f.Close()
	err := f.SetSheetName("Sheet1", name)
	guide := [][]string{{"列", "是否必填", "说明"}}
	for i, c := range columns {
		if err == nil {
			err = templateColumn(f, name, i+1, c)
		}
		hint := c.Hint
		if len(c.Choices) > 0 {
			hint += "可填：" + strings.Join(c.Choices, "、") + "。"
		}
		guide = append(guide, []string{c.Header, yesNo(c.Required, "必填", "选填"), hint})
	}
	if err == nil {
		err = addSheet(f, "填写说明", guide)
	}
	if err == nil {
		err = f.Write(w)
	}
	if err != nil {
		return fmt.Errorf("write template %s: %w", name, err)
	}
	return nil
}

func templateColumn(f *excelize.File, sheet string, n int, c Column) error {
	col, err := excelize.ColumnNumberToName(n)
	if err != nil {
		return err
	}
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49}) // text, so that long numbers keep their digits
	if err != nil {
		return err
	}
	bold, err := f.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	header := yesNo(c.Required, "*", "") + c.Header
	if err := errors.Join(
		f.SetColStyle(sheet, col, text),
		f.SetCellStr(sheet, col+"1", header),
		f.SetCellStyle(sheet, col+"1", col+"1", bold),
		f.SetColWidth(sheet, col, col, float64(max(12, 3*len([]rune(header))))),
	); err != nil || len(c.Choices) == 0 {
		return err
	}
	list := excelize.NewDataValidation(true)
	list.Sqref = fmt.Sprintf("%s2:%s%d", col, col, maxRows)
	if list.SetDropList(c.Choices) != nil {
		return nil // too many choices for a cell's list: the guide names them
	}
	return f.AddDataValidation(sheet, list)
}

// WriteRows writes a table as an .xlsx file. Every cell is a string, so that no text is run as a formula.
func WriteRows(w io.Writer, name string, header []string, rows [][]string) error {
	return WriteSheets(w, []Sheet{{name, header, rows}})
}

// Sheet is one table of an .xlsx file.
type Sheet struct {
	Name   string
	Header []string
	Rows   [][]string
}

var noSheetName = strings.NewReplacer("[", "（", "]", "）", ":", "：", "*", "＊", "?", "？", "/", "／", `\`, "＼", "'", "’")

// WriteSheets writes tables as an .xlsx file, a sheet each, the heading fixed and with a filter.
func WriteSheets(w io.Writer, sheets []Sheet) error {
	f := excelize.NewFile()
	defer f.Close()
	taken := map[string]bool{}
	for i, x := range sheets {
		name := []rune(noSheetName.Replace(strings.TrimSpace(x.Name)))
		if name = name[:min(len(name), 26)]; len(name) == 0 || taken[string(name)] {
			name = append(name, []rune(fmt.Sprintf("（%d）", i+1))...)
		}
		taken[string(name)] = true
		if err := addSheet(f, string(name), append([][]string{x.Header}, x.Rows...)); err != nil {
			return fmt.Errorf("write sheet %s: %w", string(name), err)
		}
	}
	if !taken["Sheet1"] {
		if err := f.DeleteSheet("Sheet1"); err != nil {
			return fmt.Errorf("write sheets: %w", err)
		}
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write sheets: %w", err)
	}
	return nil
}

func addSheet(f *excelize.File, name string, rows [][]string) error {
	if _, err := f.NewSheet(name); err != nil {
		return err
	}
	stream, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for c := range rows[0] {
		wide := 0
		for _, r := range rows {
			if c < len(r) {
				wide = max(wide, 2*len([]rune(r[c]))+2)
			}
		}
		if err := stream.SetColWidth(c+1, c+1, float64(min(max(wide, 10), 60))); err != nil {
			return err
		}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for i, r := range rows {
		cells := make([]any, len(r))
		for j, v := range r {
			cells[j] = v
		}
		if err := stream.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return err
		}
	}
	return stream.Flush()
}
