package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"renmian/internal/calendar"
)

// person is one invented person.
type person struct {
	name, sex, ethnicity, party, education string
	born                                   calendar.Day // first of a month
	serial                                 int          // makes the identity number
	id                                     int64
}

// identity is a number that no person has: its region is 999999.
func (p *person) identity() string {
	y, m, _ := p.born.Date()
	last := p.serial*2 + 1
	if p.sex == "女" {
		last++
	}
	s := fmt.Sprintf("999999%04d%02d01%03d", y, m, last%1000)
	sum := 0
	for i := range 17 {
		sum += int(s[i]-'0') * (1 << (17 - i) % 11)
	}
	return s + string("10X98765432"[sum%11]) // 〔GB 11643—1999〕
}

// generator invents names and ages, the same ones every time.
type generator struct {
	n     int
	taken map[string]bool
}

var (
	surnames = []rune("赵钱孙周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹喻柏窦章云苏潘葛范彭郎鲁韦马苗方俞任袁柳鲍史唐费岑薛雷贺倪汤")
	male     = strings.Fields("文彬 志诚 庆丰 大勇 立新 春生 国安 思齐 长林 景明 仲平 永昌 守信 学军 宗源 海涛 维中 少卿 俊杰 德润 万里 树人 光耀 克勤 振宇 承志 家栋 敬业 传礼 晓峰")
	female   = strings.Fields("秀梅 淑芳 丽华 静怡 雪莹 慧敏 玉兰 春燕 晓云 佩芝 雅文 月娥 文静 若兰 嘉仪 海霞 桂枝 敏之 婉君 清华")
)

// next invents one more person of about that age.
func (g *generator) next(today calendar.Day, age int) *person {
	for {
		g.n++
		sex, given := "男", male[(g.n*7)%len(male)]
		if g.n%3 == 0 {
			sex, given = "女", female[(g.n*11/3)%len(female)]
		}
		name := string(surnames[(g.n*5)%len(surnames)]) + given
		if !g.taken[name] {
			return g.person(name, sex, "汉族", today, age+g.n%7-3)
		}
	}
}

// person makes somebody with a given name.
func (g *generator) person(name, sex, ethnicity string, today calendar.Day, age int) *person {
	if g.taken == nil {
		g.taken = map[string]bool{}
	}
	g.taken[name] = true
	serial := len(g.taken)
	p := &person{name: name, sex: sex, ethnicity: ethnicity, party: "中共党员", education: "大学", serial: serial,
		born: calendar.Date(today.Year()-age, time.Month(serial*5%12+1), 1)}
	switch serial % 9 {
	case 3:
		p.education = "研究生"
	case 5:
		p.education = "大专"
	case 7:
		p.party = "群众"
	case 8:
		p.party = []string{"民建会员", "民盟盟员", "农工党党员", "无党派人士"}[serial/9%4]
	}
	return p
}

// retiring are those who leave their office because of their age.
var retiring = []string{"邓启明", "祁连山", "金立成", "卢秀英", "方若水", "常铁峰", "康润生"}

// named parses names such as 罗玉芬* (a woman) and 马承业~ (回族).
func (c *county) named(spec string, age int) *person {
	name := strings.TrimRight(spec, "*~")
	if p := c.persons[name]; p != nil {
		return p
	}
	sex, ethnicity := "男", "汉族"
	if strings.Contains(spec, "*") {
		sex = "女"
	}
	if strings.Contains(spec, "~") {
		ethnicity = "回族"
	}
	age += len(name)*int(name[len(name)-1])%9 - 4
	if slices.Contains(retiring, name) {
		age = 61
	}
	p := c.people.person(name, sex, ethnicity, c.today, age)
	c.persons[name] = p
	return p
}

// somebody invents a person who is remembered.
func (c *county) somebody(age int) *person {
	p := c.people.next(c.today, age)
	c.persons[p.name] = p
	return p
}
