package ui

import (
	"context"
	"strings"
	"testing"
)

func TestSheetBody(t *testing.T) {
	var b strings.Builder
	err := SheetBody(SheetText{To: "示例县人民政府：", Attachments: []string{"任免名单", "决定"}, Lines: []SheetLine{
		{Kind: "head", Text: "一、事项"}, {Kind: "subhead", Text: "（一）其一"}, {Kind: "para", Text: "正文<1>"}, {Kind: "fillin", Text: "签名："},
		{Kind: "grid", Header: []string{"序号"}, Rows: [][]string{{"1"}}},
	}}).Render(context.Background(), &b)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<p class="to">示例县人民政府：</p>`, "<h2>一、事项</h2>", "<h3>（一）其一</h3>", "<p>正文&lt;1&gt;</p>",
		`<p class="left fillin">签名：</p>`, `<th scope="col">序号</th>`, "<td>1</td>", "附件：1. 任免名单<br>", "2. 决定"} {
		if !strings.Contains(strings.ReplaceAll(b.String(), "\n", ""), want) {
			t.Errorf("the body lacks %s:\n%s", want, b.String())
		}
	}
}
