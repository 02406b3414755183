package demo

import (
	"strings"

	"renmian/internal/calendar"
	"renmian/internal/lrmx"
	"renmian/internal/policy"
)

// Samples are the files a newcomer may begin with: a clean one, one with findings to be settled, one
// to be corrected.
func Samples(today calendar.Day) ([]lrmx.Upload, error) {
	var g generator
	var files []lrmx.Upload
	for _, x := range []struct {
		file, name, sex string
		office, present string
		change          []string // what the file says, what it should say instead: in pairs
	}{
		{"干净的审批表（钟灵秀，拟任卫生健康局局长）.lrmx", "钟灵秀", "女", "卫生健康局局长", "示例县卫生健康局副局长", nil},
		{"有疑点的审批表（易水平，拟任水利局局长）.lrmx", "易水平", "男", "水利局局长", "示例县水利局总工程师",
			[]string{"<MinZu>汉族<", "<MinZu>汉<", "</ShenFenZheng>", "9</ShenFenZheng>", "健康</", "良好</"}},
		{"须更正的审批表（程门雪，拟任农业农村局局长）.lrmx", "程门雪", "女", "农业农村局局长", "示例县农业农村局副局长",
			[]string{"<NiRenZhiWu>示例县农业农村局局长<", "<NiRenZhiWu>示例县农业局局长<"}},
	} {
		p := g.person(x.name, x.sex, "汉族", today, 45)
		data, err := write(p.entries(formFacts{group: policy.Government, present: x.present, proposed: name + x.office, reason: "工作需要",
			organ: name + "人民政府", filledBy: "林晓帆", filled: today}))
		if err != nil {
			return nil, err
		}
		data = []byte(strings.NewReplacer(x.change...).Replace(string(data)))
		files = append(files, lrmx.Upload{Name: x.file, Data: data})
	}
	return files, nil
}
