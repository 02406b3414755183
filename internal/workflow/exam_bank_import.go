package workflow

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// itemSheet are the columns of a spreadsheet of questions; what is exported can be imported again.
var itemSheet = []document.Column{
	{Key: "law", Header: "法规", Aliases: []string{"法律", "法律法规", "法规名称", "所属法规"}, Required: true, Hint: "简称或者全称；还没有登记的，导入时一并登记。"},
	{Key: "article", Header: "条文", Aliases: []string{"条款", "法条", "条号", "依据条文"}, Required: true, Hint: "如“第五十一条”。"},
	{Key: "kind", Header: "题型", Aliases: []string{"类型", "试题类型", "题目类型"}, Required: true, Choices: []string{"单项选择题", "多项选择题", "判断题", "填空题", "简答题", "论述题"}},
	{
		Key:      "difficulty",
		Header:   "难度",
		Aliases:  []string{"难易度", "难易程度"},
		Required: true,
		Hint:     "1 容易、2 较易、3 中等、4 较难、5 难，写数字或者文字。",
		Choices:  []string{"1", "2", "3", "4", "5"},
	},
	{Key: "groups", Header: "机关", Aliases: []string{"适用机关", "机关类别", "适用对象"}, Required: true, Hint: "“全部”，或者人大、政府、监委、法院、检察院中的几个，用顿号隔开。"},
	{Key: "stem", Header: "题干", Aliases: []string{"题目", "试题", "题目内容", "试题内容"}, Required: true, Hint: "填空题的空写成四个下划线 ____ 。"},
	option("A", "选择题的选项，从 A 起不留空。"), option("B", ""), option("C", ""), option("D", ""), option("E", ""), option("F", ""), option("G", ""), option("H", ""),
	{Key: "options", Header: "选项", Aliases: []string{"备选项", "备选答案", "选项内容"}, Hint: "选项不分列的，写在这一列，如“A.…… B.…… C.……”；已分列填写 A 至 H 的，留空。"},
	{
		Key:      "key",
		Header:   "答案",
		Aliases:  []string{"正确答案", "标准答案", "参考答案"},
		Required: true,
		Hint:     "单选 B，多选 ACD，判断“对”或“错”；填空逐空写，用“；”隔开；简答、论述每行一个要点（单元格内换行），末尾写分值如〔2分〕，合计 10 分；不写分值的，整段作为一个要点。",
	},
	{Key: "note", Header: "说明", Aliases: []string{"解析", "答案解析", "试题解析"}, Hint: "为什么是这个答案。"},
	{Key: "practice", Header: "只供练习", Hint: "填“是”的不进入试卷。", Choices: []string{"是", "否"}},
	{Key: "unsure", Header: "待核", Hint: "填“是”的不进入试卷。", Choices: []string{"是", "否"}},
}

// option is the column of one option of a choice.
func option(letter, hint string) document.Column {
	return document.Column{Key: letter, Header: letter, Aliases: []string{"选项" + letter, letter + "选项", letter + "项"}, Hint: hint}
}

// WriteItemTemplate writes the empty spreadsheet to fill in (下载试题模板).
func WriteItemTemplate(w io.Writer) error { return document.WriteTemplate(w, "试题", itemSheet) }

// CheckItems reads an uploaded spreadsheet of questions and keeps its report row by row (上传试题表格). Nothing
// of it is in the bank yet.
func (f *Flow) CheckItems(ctx context.Context, who authz.Actor, name string, data []byte) (id int64, err error) {
	if err := authz.Check(who, authz.CheckItems); err != nil {
		return 0, err
	}
	report, err := document.ReadRows(data, itemSheet)
	if errs.KindOf(err) == errs.Invalid {
		return 0, errs.Form(errs.Field{Name: "file", Message: errs.Message(err)})
	} else if err != nil {
		return 0, err
	}
	err = f.db.InTx(ctx, who, func(tx *store.Tx) error {
		lines, err := itemLines(ctx, tx, report)
		if err != nil {
			return err
		}
		file, err := tx.InsertFile(ctx, name, xlsxType, data)
		if err != nil {
			return err
		}
		if id, err = tx.InsertItemImport(ctx, file.ID, lines); err != nil {
			return err
		}
		wrong, near := store.ItemImport{Lines: lines}.Count()
		return tx.Audit(ctx, authz.CheckItems, store.Subject{Kind: "item_import", ID: id},
			map[string]any{"file": name, "rows": len(lines), "wrong": wrong, "near": near})
	})
	return id, err
}

// itemLines turns the rows into questions, each with what is wrong and which question it repeats, in the
// bank or above it in the sheet.
func itemLines(ctx context.Context, tx *store.Tx, report document.Report) ([]store.ItemLine, error) {
	laws, err := tx.Laws(ctx)
	if err != nil {
		return nil, err
	}
	bank, err := tx.Stems(ctx, 0)
	if err != nil {
		return nil, err
	}
	stock := exam.NewStock(bank)
	lines := make([]store.ItemLine, 0, len(report.Rows))
	for _, row := range report.Rows {
		l := itemLine(row, laws)
		if len(l.Problems) == 0 {
			if near := stock.Near(l.Item); len(near) > 0 {
				where := fmt.Sprintf("第 %d 号题", near[0].ID)
				if near[0].ID < 0 {
					where = fmt.Sprintf("本表第 %d 行", -near[0].ID)
				}
				l.Near = fmt.Sprintf("与%s相近（%.0f%%）：%s", where, 100*near[0].Share, near[0].Stem)
			}
			seen := l.Item
			seen.ID = -int64(row.Number) // of this sheet
			stock.Add(seen)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

func itemLine(row document.Row, laws []exam.Law) store.ItemLine {
	v := row.Values
	kind := exam.ReadKind(v["kind"])
	l := store.ItemLine{
		Row: row.Number,
		Item: exam.Item{Kind: kind, Article: exam.ReadArticle(v["article"]), Stem: exam.SheetStem(kind, v["stem"]), Note: v["note"],
			Practice: v["practice"] == "是", Unsure: v["unsure"] == "是"},
	}
	l.Problems = row.Problems
	law := exam.LawNamed(v["law"])
	if i := slices.IndexFunc(laws, law.Same); i >= 0 {
		law = laws[i]
	}
	l.LawID, l.Item.Law, l.Item.LawTitle = law.ID, law.Short, law.Title
	l.Item.Difficulty = exam.ReadDifficulty(v["difficulty"])
	l.Item.Groups, _ = exam.ReadGroups(v["groups"])
	if kind == policy.SingleChoice || kind == policy.MultipleChoice {
		var cells []string
		for n := range exam.Letters {
			cells = append(cells, v[exam.Letter(n)])
		}
		l.Item.Options = exam.SheetOptions(cells, v["options"])
	}
	l.Item.Key = exam.SheetKey(l.Item.Kind, v["key"])
	if len(l.Problems) == 0 {
		for _, p := range l.Item.Check() {
			l.Problems = append(l.Problems, errs.Finding{Column: itemColumn(p.Name), Text: quoted(p, v)})
		}
	}
	return l
}

// itemColumn is the heading under which the spreadsheet has a field of the form.
func itemColumn(field string) string {
	if field = strings.TrimPrefix(field, "option_"); field == "answer" {
		field = "key"
	}
	i := slices.IndexFunc(itemSheet, func(c document.Column) bool { return c.Key == field })
	if i < 0 {
		return ""
	}
	return itemSheet[i].Header
}

// quoted tells what is wrong with a cell in the words of the spreadsheet.
func quoted(p errs.Field, v map[string]string) string {
	switch p.Name {
	case "kind":
		return "没有“" + v["kind"] + "”这种题型，请写单项选择题、多项选择题、判断题、填空题、简答题或者论述题。"
	case "difficulty":
		return "“" + v["difficulty"] + "”请写 1 至 5，或者容易、较易、中等、较难、难。"
	case "groups":
		return "“" + v["groups"] + "”请写“全部”，或者人大、政府、监委、法院、检察院中的几个，用顿号隔开。"
	case "article":
		return "“" + v["article"] + "”请写条文序号，如“第五十一条”。"
	}
	return p.Message
}

// AcceptItems takes a checked spreadsheet into the bank (导入试题): every row that is right, those that repeat a
// question only when asked for. The questions then wait for a review by a second person.
func (f *Flow) AcceptItems(ctx context.Context, who authz.Actor, id int64, withNear bool) (added int, err error) {
	err = f.do(ctx, who, authz.AcceptItems, func(tx *store.Tx) error {
		i, err := undecidedItems(ctx, tx, id)
		if err != nil {
			return err
		}
		for n := range i.Lines {
			l := &i.Lines[n]
			if len(l.Problems) > 0 || l.Near != "" && !withNear {
				continue
			}
			if l.LawID == 0 { // named here for the first time
				if l.LawID, err = tx.EnsureLaw(ctx, exam.LawNamed(l.Item.LawTitle)); err != nil {
					return err
				}
			}
			article, err := tx.EnsureArticle(ctx, l.LawID, l.Item.Article, "")
			if err != nil {
				return err
			}
			l.Item.ID, err = tx.InsertExamItem(ctx, store.BankItem{Item: l.Item, ArticleID: article, Origin: store.ItemImported})
			if err != nil {
				return err
			}
			added++
		}
		if added == 0 {
			return errs.New(errs.Conflict, "没有可以导入的试题，请按报告改正表格后重新上传。")
		}
		if err := tx.DecideItemImport(ctx, id, store.RosterAccepted, i.Lines); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.AcceptItems, store.Subject{Kind: "item_import", ID: id}, map[string]any{"file": i.FileName, "added": added})
	})
	return added, err
}

func undecidedItems(ctx context.Context, tx *store.Tx, id int64) (store.ItemImport, error) {
	i, err := tx.LockItemImport(ctx, id)
	if err != nil {
		return i, err
	}
	return i, undecided("表格", i.State, i.DecidedBy)
}

// DiscardItems leaves an uploaded spreadsheet aside (放弃导入试题).
func (f *Flow) DiscardItems(ctx context.Context, who authz.Actor, id int64) error {
	return f.do(ctx, who, authz.DiscardItems, func(tx *store.Tx) error {
		i, err := undecidedItems(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.DecideItemImport(ctx, id, store.RosterDiscarded, i.Lines); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.DiscardItems, store.Subject{Kind: "item_import", ID: id}, map[string]any{"file": i.FileName})
	})
}

// maxExport is how many questions one spreadsheet may hold.
const maxExport = 20000

// ExportBank writes the questions of a choice as a spreadsheet that can be imported again (导出试题).
func (f *Flow) ExportBank(ctx context.Context, who authz.Actor, filter store.ItemFilter, w io.Writer) error {
	var rows [][]string
	err := f.do(ctx, who, authz.ExportBank, func(tx *store.Tx) error {
		filter.Limit, filter.BeforeID = maxExport+1, 0
		items, err := tx.BankItems(ctx, filter)
		if err != nil {
			return err
		}
		if len(items) > maxExport {
			return errs.New(errs.Conflict, "符合条件的试题超过 %d 道，请先筛选，再分批导出。", maxExport)
		}
		for _, i := range items {
			rows = append(rows, itemRow(i))
		}
		return tx.Audit(ctx, authz.ExportBank, store.Subject{Kind: "bank"}, map[string]any{"items": len(items)})
	})
	if err != nil {
		return err
	}
	var header []string
	for _, c := range itemSheet {
		header = append(header, c.Header)
	}
	return document.WriteRows(w, "试题", append(header, "题号", "状态"), rows)
}

func itemRow(i store.BankItem) []string {
	var row []string
	yes := map[bool]string{true: "是"}
	for _, c := range itemSheet {
		value := ""
		switch at := strings.Index(exam.Letters, c.Key); {
		case len(c.Key) == 1 && at >= 0:
			if at < len(i.Options) {
				value = i.Options[at]
			}
		default:
			value = map[string]string{"law": i.Law, "article": i.Article, "kind": i.Kind.Label(), "difficulty": strconv.Itoa(i.Difficulty),
				"groups": exam.GroupsText(i.Groups), "stem": i.Stem, "key": i.Key.Text(i.Kind), "note": i.Note,
				"practice": yes[i.Practice], "unsure": yes[i.Unsure]}[c.Key]
		}
		row = append(row, value)
	}
	return append(row, strconv.FormatInt(i.ID, 10), i.State.Label())
}
