package document

import "renmian/internal/calendar"

// StudySheet is the sheet on which those called to study or training sign (学习签到表).
func StudySheet(c County, phase, title string, on calendar.Day, place, host string, speakers []string, people [][2]string) Document {
	d := Document{Name: phase + "签到表", Title: []string{c.Short(), phase + "签到表"}, Date: on.String()}
	d.para("名称：" + ended(title))
	d.para("时间：" + on.String() + "。地点：" + place + "。主办：" + ended(host))
	for _, s := range speakers {
		d.para("授课：" + ended(s))
	}
	rows := make([][]string, len(people))
	for i, p := range people {
		rows[i] = []string{itoa(i + 1), SpacedName(p[0]), p[1], ""}
	}
	d.table([]string{"序号", "姓名", "职务", "签名"}, rows)
	return d
}
