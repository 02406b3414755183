package demo

import (
	"fmt"
	"strconv"

	"renmian/internal/calendar"
	"renmian/internal/lrmx"
	"renmian/internal/policy"
)

// careers are the posts before the present one, by group.
var careers = map[policy.Group][]string{
	policy.Government:    {"示例县农业农村局科员", "示例县人民政府办公室秘书股股长", "示例县柳河乡党委委员、副乡长", "示例县青石镇党委副书记、镇长"},
	policy.Congress:      {"示例县城关镇人民政府科员", "示例县人大常委会办公室科员", "示例县人大常委会办公室秘书股股长", "示例县白杨镇人大主席"},
	policy.Supervision:   {"示例县人民检察院书记员", "示例县纪委案件审理室科员", "示例县纪委监委第二审查调查室副主任", "示例县纪委监委案件监督管理室主任"},
	policy.Court:         {"示例县人民法院书记员", "示例县人民法院法官助理", "示例县人民法院青石人民法庭法官助理", "示例县人民法院研究室主任"},
	policy.Procuratorate: {"示例县人民检察院书记员", "示例县人民检察院检察官助理", "示例县人民检察院第一检察部检察官助理", "示例县人民检察院办公室主任"},
}

var schools = map[policy.Group][2]string{
	policy.Government:    {"管理学学士", "示例大学公共管理学院行政管理专业"},
	policy.Congress:      {"文学学士", "示例师范学院中文系汉语言文学专业"},
	policy.Supervision:   {"法学学士", "示例政法学院法学专业"},
	policy.Court:         {"法学学士", "示例政法学院法学专业"},
	policy.Procuratorate: {"法学学士", "示例大学法学院法学专业"},
}

// formFacts is what one form says besides the person.
type formFacts struct {
	group             policy.Group
	present           string // 现任职务
	proposed, removed string
	reason            string
	organ, filledBy   string
	filled            calendar.Day
}

// entry is one box of a form with what stands in it.
type entry struct{ key, value string }

// entries fills a form in as the organ's personnel office does.
func (p *person) entries(x formFacts) []entry {
	y, m, _ := p.born.Date()
	month := func(year, month int) string { return fmt.Sprintf("%d.%02d", year, month) }
	joined := month(y+24, 6)
	switch p.party {
	case "群众", "无党派人士":
		joined = ""
	case "中共党员":
	default:
		joined = p.party[:len(p.party)-len("会员")] + "（" + month(y+27, 5) + "）"
	}
	school := schools[x.group]
	work := careers[x.group]
	ends := []int{y + 22, y + 27, y + 32, y + 36, y + 39}
	now, _, _ := x.filled.Date()
	for i := range ends {
		ends[i] = min(ends[i], now-len(ends)+i)
	}
	resume := month(y+18, 9) + "--" + month(ends[0], 7) + "  " + school[1] + "学习\n"
	for i, w := range work {
		resume += month(ends[i], 7) + "--" + month(ends[i+1], 7) + "  " + w + "\n"
	}
	resume += month(ends[len(work)], 7) + "--         " + x.present
	assessments := ""
	for i := 3; i >= 1; i-- {
		assessments += strconv.Itoa(now-i) + "年年度考核" + map[bool]string{true: "优秀", false: "称职"}[(p.serial+i)%4 == 0] + "；"
	}
	spouse := map[string]string{"男": "妻子", "女": "丈夫"}[p.sex]
	given := []rune(p.name)
	other := surnames[(p.serial*13)%len(surnames)]
	child := string(given[0]) + string([]rune("晨朗悦宁泽然")[p.serial%6])
	return []entry{
		{"name", p.name}, {"sex", p.sex}, {"birth", month(y, int(m))}, {"ethnicity", p.ethnicity}, {"native_place", "示例省示例县"},
		{"birthplace", "示例省示例县"}, {"party", joined}, {"work_start", month(ends[0], 7)}, {"health", "健康"},
		{"full_time.level", "大学"}, {"full_time.degree", school[0]}, {"full_time.level_school", school[1]},
		{"current_office", x.present}, {"proposed_office", x.proposed}, {"removed_office", x.removed}, {"resume", resume},
		{"rewards", "近三年内无。"}, {"assessments", assessments}, {"reason", x.reason},
		{"family.1.title", spouse}, {"family.1.name", string(other) + "示范"}, {"family.1.birth", month(y+1, 3)}, {"family.1.politics", "群众"},
		{"family.1.work", "示例县第一中学教师"}, {"family.2.title", map[bool]string{true: "儿子", false: "女儿"}[p.serial%2 == 0]},
		{"family.2.name", child}, {"family.2.birth", month(y+28, 9)}, {"family.2.politics", "共青团员"}, {"family.2.work", "在校学生"},
		{"reporting_organ", x.organ}, {"age_date", x.filled.ISO()}, {"filled_date", x.filled.ISO()}, {"filled_by", x.filledBy},
		{"id_number", p.identity()},
	}
}

// write makes the file of a form.
func write(all []entry) ([]byte, error) {
	var form lrmx.Form
	var err error
	for _, e := range all {
		if e.value == "" {
			continue
		}
		if form, err = form.With(e.key, e.value); err != nil {
			return nil, fmt.Errorf("form of %s, %s: %w", all[0].value, e.key, err)
		}
	}
	if form, err = form.WithPhoto(portrait()); err != nil {
		return nil, err
	}
	return lrmx.Write(form)
}
