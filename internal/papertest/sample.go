package papertest

import (
	"strings"

	"renmian/internal/document"
)

const long = "根据《中华人民共和国地方各级人民代表大会和地方各级人民政府组织法》第五十条，决定任命𬱖𬭎（女，土家族）为示例县教育局局长，"

// Samples are papers that use every style, every part, and what is hard to set.
var Samples = map[string]document.Document{
	"decision": {Name: "决定", RedHead: "示例县人民代表大会常务委员会文件", Number: "示人发〔2026〕40号",
		Title: []string{"示例县人民代表大会常务委员会", "关于任命𬱖𬭎等同志职务的决定"}, SubTitle: "（2026年11月27日示例县第十八届人民代表大会常务委员会第三十六次会议通过）",
		Addressee: "示例县人民政府：", Blocks: []document.Block{{Style: document.Para, Text: strings.Repeat(long, 9)}, {Style: document.Head, Text: "一、示例县人民政府"},
			{Style: document.SubHead, Text: "（一）任命"}, {Style: document.Entry, Text: "决定任命田　野（女，土家族）为示例县教育局局长。"},
			{
				Style: document.Entry,
				Text:  "网址https://example.gov.cn/notices/12345，共12,345.60元，占38.5%。",
			}, {Style: document.Centred, Text: "居中"}, {Style: document.FillIn, Text: "总监票人（签名）："}},
		Attachments: []string{"示例县人民代表大会常务委员会任免名单", "干部任免审批表"}, Sign: []string{"示例县人民代表大会常务委员会"}, Date: "2026年11月27日",
		Note: "（此件公开发布）", Copies: "抄送：县委，县人民政府，县监察委员会，县人民法院，县人民检察院，各街道人大工作委员会，各乡镇人民代表大会。"},
	"table": {Name: "表", Title: []string{"长表"}, Blocks: []document.Block{{Style: document.Grid, Table: &document.Table{
		Header: []string{"序号", "姓名", "任（免）职务", "赞成", "反对", "弃权"}, Rows: append(repeated(40, []string{"1", "欧阳清", "任命示例县人民法院审判委员会委员、审判员，民事审判第一庭庭长", "", "", ""}),
			[]string{"41", "𬱖𬭎", strings.Repeat(long, 30), "", "", ""})}}}},
	"exam": {Name: "试卷", Number: "A卷", Title: []string{"任前法律知识考试试卷"}, Small: true, Sealed: []string{"姓名", "单位", "准考证号"}, Blocks: []document.Block{
		{Style: document.Scored, Text: "一、单项选择题（每题2分，共20分）"}, {Style: document.Question, Text: "1. 县人民代表大会常务委员会会议至少多久举行一次？（　　）"},
		{Style: document.Choice, Text: "A. 每月　　B. 每两个月\nC. 每季度　D. 每半年"}, {Style: document.Lines, Text: "60"}}},
}

func repeated(n int, row []string) [][]string {
	out := make([][]string, n)
	for i := range out {
		out[i] = row
	}
	return out
}

// Written is the text of papers without line breaks, which a page has in other places.
func Written(papers ...document.Document) string {
	var b strings.Builder
	for _, d := range papers {
		b.WriteString(strings.ReplaceAll(strings.Join(d.Texts(), ""), "\n", ""))
	}
	return b.String()
}
