package lrmx

import (
	"regexp"
	"slices"
	"strings"
)

// lrmElements are the elements of the fields of a .lrm record, by index; "" is unused, and the indexes
// 9, 10 and 20 to 24 are lists.
var lrmElements = [34]string{
	"XingMing", "XingBie", "ChuShengNianYue", "MinZu", "JiGuan", "RuDangShiJian", "JianKangZhuangKuang", "ChuShengDi",
	"CanJiaGongZuoShiJian", "", "", "ZhuanYeJiShuZhiWu", "", "", "", "", "ShuXiZhuanYeYouHeZhuanChang",
	"JianLi", "JiangChengQingKuang", "NianDuKaoHeJieGuo", "", "", "", "", "",
	"XianRenZhiWu", "NiRenZhiWu", "NiMianZhiWu", "RenMianLiYou", "ChengBaoDanWei", "JiSuanNianLingShiJian",
	"TianBiaoRen", "TianBiaoShiJian", "ShenFenZheng",
}

var (
	lrmLevels  = [4]string{"QuanRiZhiJiaoYu_XueLi", "QuanRiZhiJiaoYu_XueWei", "ZaiZhiJiaoYu_XueLi", "ZaiZhiJiaoYu_XueWei"}
	lrmSchools = [4]string{
		"QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi",
		"QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi",
		"ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi",
		"ZaiZhiJiaoYu_XueWei_BiYeYuanXiaoXi",
	}
	lrmRelative = [5]string{"ChengWei", "XingMing", "ChuShengRiQi", "ZhengZhiMianMao", "GongZuoDanWeiJiZhiWu"}
	lrmComma    = regexp.MustCompile(`"[ \t\r\n]*,[ \t\r\n]*"`)
)

// lrmFields is the least a record has; the identity number came later.
const lrmFields = 33

// ReadLRM reads a legacy form: one quoted, comma-joined record, and the photo in a file beside it. pic
// may be nil.
func ReadLRM(lrm, pic []byte) (Form, []Note, error) {
	if len(lrm) > MaxFile {
		return Form{}, nil, refuse("文件超过 %d MB，不是正常的任免审批表，已拒收。", MaxFile>>20)
	}
	text, lost := decode(lrm)
	text = strings.Trim(text, "\uFEFF\x00\x1A \t\r\n")
	if strings.HasSuffix(text, `",`) {
		text = strings.TrimSuffix(text, ",")
	}
	if !strings.HasPrefix(text, `"`) {
		return Form{}, nil, refuse("这不是任免表编辑器的 .lrm 文件，请重新导出后再交。")
	}
	if len(lrmComma.FindAllStringIndex(text, 2*maxUnknown)) >= 2*maxUnknown {
		return Form{}, nil, refuse("文件里的栏目过多，不是正常的任免审批表，已拒收。")
	}
	// A field keeps its own quotation marks: only “","” separates.
	fields := lrmComma.Split(strings.TrimSuffix(strings.TrimPrefix(text, `"`), `"`), -1)
	if len(fields) < lrmFields {
		return Form{}, nil, refuse("文件不完整：应有 %d 项，只有 %d 项，请在任免表编辑器里重新保存后再交。", lrmFields, len(fields))
	}
	repairs := 0
	for i, s := range fields {
		if len(s) > maxText {
			return Form{}, nil, refuse("文件里有一栏过长，不是正常的任免审批表，已拒收。")
		}
		s, n := legal(s)
		s, m := plain(s)
		repairs += n + m
		fields[i] = s
	}
	f, notes, err := assemble(lrmChildren(fields))
	if err != nil {
		return Form{}, nil, err
	}
	f.Tags = nil
	if pic != nil {
		if withPhoto, err := f.WithPhoto(pic); err == nil {
			f = withPhoto
		} else {
			notes = append(notes, Note{"photo", photoNote})
		}
	}
	return f, append(notes, byteNotes(repairs, lost)...), nil
}

// lrmChildren turns the record into the elements an .lrmx would have.
func lrmChildren(fields []string) []element {
	var children []element
	add := func(name, text string) {
		children = append(children, element{name: name, text: text, known: true})
	}
	for i, name := range lrmElements {
		if name != "" && i < len(fields) {
			add(name, strings.Trim(strings.ReplaceAll(fields[i], "#", "\n"), "@"))
		}
	}
	for i, s := range cells(fields[9]) {
		add(lrmLevels[i], s)
	}
	for i, s := range cells(fields[10]) {
		add(lrmSchools[i], s)
	}
	var columns [5][]string
	rows := 0
	for c := range columns {
		columns[c] = strings.Split(fields[20+c], "@")
		rows = max(rows, len(columns[c]))
	}
	family := element{name: familyElement, known: true}
	for row := range min(rows, maxRelatives) {
		item := element{name: itemElement, known: true}
		for c, name := range lrmRelative {
			if row < len(columns[c]) {
				item.items = append(item.items, element{name: name, known: true, text: strings.ReplaceAll(columns[c][row], "#", "\n")})
			}
		}
		family.items = append(family.items, item)
	}
	return append(children, family)
}

// cells splits 学历#学位@在职学历#在职学位 into its four parts.
func cells(s string) [4]string {
	var four [4]string
	for i, half := range slices.Collect(strings.SplitSeq(s, "@")) {
		first, second, _ := strings.Cut(half, "#")
		if i < 2 {
			four[2*i], four[2*i+1] = first, strings.ReplaceAll(second, "#", "\n")
		}
	}
	return four
}
