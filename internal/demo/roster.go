package demo

import (
	"bytes"
	"strconv"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/policy"
)

// holders says who held what on the day the system came into use, by title without 示例县: names, with
// * for a woman and ~ for 回族; 名@300 came 300 days into the term, after who stands behind <; +12
// stands for twelve invented people. Offices left out are vacant.
var holders = []struct{ office, names string }{
	{"人大常委会主任", "沈国梁"},
	{"人大常委会副主任", "韩维新 罗玉芬* 傅长青 马承业~ 顾文澜"},
	{"人大常委会委员", "丁海平 于淑贞* 万家和 王振川 尹秀兰* 石开林 叶春梅* 田广义 冯学礼 吕丹青* 任志坚 刘庆余 江月华* 许正阳 李慕云* 杨光启 吴立秋* 何守田 邹思齐 宋玉洁* 张伯年 陆鸣~ 周桂香*"},
	{"人民代表大会监察和司法委员会主任委员", "任志坚"}, {"人民代表大会监察和司法委员会副主任委员", "石开林 +1"}, {"人民代表大会监察和司法委员会委员", "李慕云* +3"},
	{"人民代表大会财政经济委员会主任委员", "张伯年"}, {"人民代表大会财政经济委员会副主任委员", "邹思齐"}, {"人民代表大会财政经济委员会委员", "丁海平 +3"},
	{"人民代表大会社会建设委员会主任委员", "江月华*"}, {"人民代表大会社会建设委员会副主任委员", "叶春梅*"}, {"人民代表大会社会建设委员会委员", "周桂香* +3"},
	{"人大常委会办公室主任", "刘庆余"}, {"人大常委会办公室副主任", "翟晓光 岳娟*"},
	{"人大常委会法制工作委员会主任", "许正阳"}, {"人大常委会法制工作委员会副主任", "乔慧*"},
	{"人大常委会财政经济工作委员会主任", "杨光启"}, {"人大常委会财政经济工作委员会副主任", "+1"},
	{"人大常委会教育科学文化卫生工作委员会主任", "吕丹青*"}, {"人大常委会教育科学文化卫生工作委员会副主任", "+1"},
	{"人大常委会农业与农村工作委员会主任", "何守田"}, {"人大常委会农业与农村工作委员会副主任", "卓文涛"},
	{"人大常委会选举任免联络工作委员会主任", "于淑贞*"}, {"人大常委会选举任免联络工作委员会副主任", "项阳"},
	{"人大常委会代表资格审查委员会主任委员", "韩维新"}, {"人大常委会代表资格审查委员会副主任委员", "于淑贞*"},
	{"人大常委会代表资格审查委员会委员", "许正阳 任志坚 田广义 尹秀兰*"},
	{"人民政府县长", "郑开元"},
	{"人民政府副县长", "蒋文斌 谭志远 孙丽萍* 段玉成 钟世平@320<+1 姚清*"},
	{"人民政府办公室主任", "郭子健"}, {"发展和改革局局长", "汤宏图"}, {"教育和体育局局长", "邓启明"}, {"工业和信息化局局长", "廖国栋@210<+1"},
	{"公安局局长", "段玉成"}, {"民政局局长", "卢秀英*"}, {"司法局局长", "潘正则@460<+1"}, {"财政局局长", "薛克勤"},
	{"人力资源和社会保障局局长", "魏兴华"}, {"自然资源局局长", "熊大川@150<+1"}, {"住房和城乡建设局局长", "金立成"}, {"交通运输局局长", "崔路平"},
	{"水利局局长", "康润生@300<+1"}, {"农业农村局局长", "谷长春"}, {"商务局局长", "祁连山"}, {"文化和旅游局局长", "柳知秋*@380<+1"},
	{"退役军人事务局局长", "雷振军"}, {"应急管理局局长", "童守安@260<+1"}, {"审计局局长", "方若水*"},
	{"市场监督管理局局长", "齐学文"}, {"林业局局长", "樊正林"}, {"统计局局长", "俞明霞*"}, {"医疗保障局局长", "莫如玉*@410<+1"},
	{"行政审批服务局局长", "季思捷"},
	{"监察委员会主任", "梁守正"}, {"监察委员会副主任", "常铁峰 葛明察"}, {"监察委员会委员", "裴雪* +2"},
	{"人民法院院长", "彭思明"}, {"人民法院副院长", "曹雨生 袁秉章"}, {"人民法院审判委员会委员", "彭思明 曹雨生 袁秉章 尚文达 +2"},
	{"人民法院立案庭庭长", "+1"}, {"人民法院刑事审判庭庭长", "尚文达"}, {"人民法院刑事审判庭副庭长", "颜华*"},
	{"人民法院民事审判庭庭长", "关明哲"}, {"人民法院民事审判庭副庭长", "+2"}, {"人民法院行政审判庭庭长", "+1"},
	{"人民法院审判员", "颜华* 关明哲 辛一凡 +9"}, {"人民法院人民陪审员", "+12"},
	{"人民检察院检察长", "董克俭"}, {"人民检察院副检察长", "曾立言 邱法明@350<+1"}, {"人民检察院检察委员会委员", "董克俭 曾立言 邱法明 +1"},
	{"人民检察院检察员", "佟欣* 巩建新 +6"},
}

// tenure is one line of an imported roster.
type tenure struct {
	who      *person
	office   appointment.Office
	from, to calendar.Day
	reason   string
}

// tenures invents the two rosters: who held an office in the former term, and who holds one in this.
func (c *county) tenures() (former, present []tenure) {
	titles := map[string]appointment.Office{}
	for _, o := range appointment.DefaultOffices(name) {
		titles[strings.TrimPrefix(o.Title, name)] = o
	}
	for _, h := range holders {
		o := titles[h.office]
		began, ended := c.termFrom.Add(22), "免职" // 换届后第一次常委会会议
		if o.FilledBy == appointment.FilledByElect {
			began, ended = c.termFrom, "任期届满"
		}
		for _, spec := range strings.Fields(h.names) {
			present = append(present, c.holding(o, spec, began)...)
		}
		if n := len(strings.Fields(h.names)); o.Rank == appointment.RankChief || o.Rank == appointment.RankDeputy {
			for i := range min(n, 2) {
				former = append(former, tenure{c.formerHolder(o, i), o, c.formerFrom.Add(began.Sub(c.termFrom)), began, ended})
			}
		}
	}
	seat := appointment.Office{Title: cityDeputy, OrganName: name + "人民代表大会常务委员会", Group: policy.Congress, FilledBy: appointment.FilledByDeputy}
	for _, who := range []string{"沈国梁", "罗玉芬*", "郑开元", "严立本", "白凤英*"} {
		present = append(present, tenure{who: c.named(who, 53), office: seat, from: c.termFrom})
	}
	return former, present
}

// formerHolder is who held an office in the former term: some went on to the present committee.
func (c *county) formerHolder(o appointment.Office, i int) *person {
	if went := map[string]string{"财政局局长": "张伯年", "教育和体育局局长": "顾文澜", "人民法院副院长": "任志坚", "人民政府副县长": "傅长青",
		"人大常委会副主任": "罗玉芬*", "监察委员会副主任": "石开林"}[strings.TrimPrefix(o.Title, name)]; went != "" && i == 0 {
		return c.named(went, 52)
	}
	return c.somebody(60)
}

// holding reads one entry of the holders' table.
func (c *county) holding(o appointment.Office, spec string, began calendar.Day) (all []tenure) {
	spec, before, _ := strings.Cut(spec, "<")
	who, days, late := strings.Cut(spec, "@")
	from := began
	if late {
		n, _ := strconv.Atoi(days)
		from = workday(c.termFrom.Add(n))
		all = c.holding(o, before, began)
		for i := range all {
			all[i].to, all[i].reason = from, "免职"
		}
	}
	if count, ok := strings.CutPrefix(who, "+"); ok {
		n, _ := strconv.Atoi(count)
		for range n {
			all = append(all, tenure{who: c.somebody(44), office: o, from: from})
		}
		return all
	}
	age := 50
	if o.Group == policy.Congress {
		age = 53
	}
	return append(all, tenure{who: c.named(who, age), office: o, from: from})
}

// importRoster uploads a list of office holders and takes it over, as a clerk does.
func (c *county) importRoster(file string, list []tenure) {
	rows := make([][]string, len(list))
	for i, t := range list {
		y, m, _ := t.who.born.Date()
		born := strconv.Itoa(y) + "." + map[bool]string{true: "0"}[m < 10] + strconv.Itoa(int(m))
		rows[i] = []string{t.who.name, t.who.sex, born, t.who.ethnicity, t.who.party, t.who.education, t.office.OrganName, t.office.Title, "",
			t.from.ISO(), t.to.ISO(), t.reason}
	}
	var b bytes.Buffer
	must(document.WriteRows(&b, "任职名册", []string{"姓名", "性别", "出生年月", "民族", "政治面貌", "学历", "机关", "职务", "代理",
		"任职日期", "终止日期", "终止原因"}, rows))
	id := got(c.flow.CheckRoster(c.ctx, c.clerk, file, b.Bytes()))
	must(c.flow.AcceptRoster(c.ctx, c.clerk, id))
}
