package lrmx

import (
	"regexp"
	"strings"
	"unicode"
)

// personName drops the blanks that space short names for print and unites the dots of transcribed names.
func personName(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '•', '‧', '∙', '・', '･', '⋅', '●':
			return '·'
		}
		return r
	}, removeBlanks(s))
}

func checkName(v, _ string) string {
	if v == "" {
		return "姓名不能为空，请填写。"
	}
	for _, r := range v {
		if r != '·' && r != '.' && r != '-' && !unicode.IsLetter(r) {
			return "姓名中有不应出现的字符，请核对后重填。"
		}
	}
	return ""
}

func parseSex(s string) string {
	s = removeBlanks(s)
	switch s {
	case "男性":
		return "男"
	case "女性":
		return "女"
	}
	return s
}

func checkSex(v, _ string) string {
	if v != "" && v != "男" && v != "女" {
		return "性别请填“男”或“女”。"
	}
	return ""
}

// birthKind is a date whose month is needed: eligibility and identity number are compared with it.
var birthKind = kind[Date]{
	parse: ParseDate,
	check: func(d Date, typed string) string {
		if strings.TrimSpace(typed) != "" && d.Month == 0 {
			return "出生年月应写作 1980.01 或 198001 的样子，请核对后重填。"
		}
		return ""
	},
	show:  func(d Date) string { return d.YearMonth().String() },
	file:  func(d Date) string { return d.YearMonth().compact() },
	dated: true,
}

var deceased = regexp.MustCompile(`已?去世|已故|病故|逝世|亡故`)

// ethnicities are the 56 names without 族. 〔GB/T 3304 中国各民族名称〕
var ethnicities = func() map[string]bool {
	known := map[string]bool{}
	for _, n := range strings.Fields(`汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水
		东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固
		京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺`) {
		known[n] = true
	}
	return known
}()

// parseEthnicity adds the 族 some writers leave out.
func parseEthnicity(s string) string {
	if s = removeBlanks(s); ethnicities[s] {
		return s + "族"
	}
	return s
}

// Party is what 入党时间 holds: memberships in the order of the form.
type Party []Membership

// Membership is one party, with the date of joining where it is given.
type Membership struct {
	Name   string `json:"name"`
	Joined Date   `json:"joined,omitzero"`
}

// cpc is how a member of the Communist Party is called here; in files the bare date means the same.
const cpc = "中共党员"

// CPC reports membership of the Communist Party and since when, if the form says.
func (p Party) CPC() (Date, bool) {
	for _, m := range p {
		if m.Name == cpc {
			return m.Joined, true
		}
	}
	return Date{}, false
}

// String returns 2001.06；民建（2003.05）.
func (p Party) String() string { return p.text(Date.String) }

func (p Party) file() string { return p.text(Date.compact) }

func (p Party) text(date func(Date) string) string {
	var parts []string
	for _, m := range p {
		switch {
		case m.Joined.IsZero():
			parts = append(parts, m.Name)
		case m.Name == cpc:
			parts = append(parts, date(m.Joined))
		default:
			parts = append(parts, m.Name+"（"+date(m.Joined)+"）")
		}
	}
	return strings.Join(parts, "；")
}

var (
	partySeparator = regexp.MustCompile(`[；;、，,\n]`)
	partyDate      = regexp.MustCompile(`[（(]?[0-9０-９]{4}[^（()）]*[）)]?|[（(]\s*[）)]`)
	partyCPC       = regexp.MustCompile(`共产党|中共|^(入党|党员)`)
)

// parseParty reads the parts of 入党时间: a bare date is the Communist Party's, any other part is a
// party with or without a date. A number that is no date makes the whole unreadable.
func parseParty(s string) (Party, bool) {
	var p Party
	for _, part := range partySeparator.Split(s, -1) {
		part = ageNote.ReplaceAllString(strings.TrimSpace(part), "")
		switch bare := removeBlanks(strings.Trim(part, "。.")); bare {
		case "", "无", "（无）", "(无)", "无党":
			continue
		}
		m, ok := parseMembership(part)
		if !ok {
			return nil, false
		}
		p = append(p, m)
	}
	return p, true
}

func parseMembership(part string) (Membership, bool) {
	if d, ok := ParseDate(part); ok {
		return Membership{cpc, d}, true
	}
	m := Membership{Name: removeBlanks(part)}
	if r := []rune(m.Name); len(r) > 0 {
		if d, n := scanDate(r); n > 0 {
			m.Joined, m.Name = d, strings.Trim(string(r[n:]), "（()）:：")
		} else if found := partyDate.FindString(m.Name); found != "" {
			d, ok := ParseDate(strings.Trim(found, "（()）"))
			if !ok {
				return m, false
			}
			m.Joined, m.Name = d, strings.TrimRight(strings.Replace(m.Name, found, "", 1), ":：")
		}
	}
	if partyCPC.MatchString(m.Name) && !strings.Contains(m.Name, "预备") {
		m.Name = cpc
	}
	return m, m.Name != "" && !strings.ContainsAny(asciiDigits(m.Name), "0123456789")
}

func checkParty(_ Party, typed string) string {
	if _, ok := parseParty(typed); !ok {
		return "入党时间应写作 2001.06，其他党派写作 民建（2003.05），几项之间用分号隔开，请核对后重填。"
	}
	return ""
}
