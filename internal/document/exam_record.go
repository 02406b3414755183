package document

import "strings"

// RoomCandidate is one candidate's line in the record of a room.
type RoomCandidate struct {
	Seat, Name, Proposed string
	SignedIn, Paper      string // 08:52, A 卷; empty for who did not come
	HandedIn             string // 10:12 本人交卷
	Remarks              []string
}

// RoomEvent is one thing out of the ordinary in a room.
type RoomEvent struct{ At, What, By string }

// RoomRecordOf is what happened in one room of an exam on computers.
type RoomRecordOf struct {
	Sitting                     ExamSitting
	Room, Opened, Began, Ended  string // clock times; empty when it did not come to that
	Minutes                     int
	Called, Sat, Absent, Warned int
	Cancelled                   int
	SittingCancelled            string // why the whole sitting was
	Invigilators                []string
	Candidates                  []RoomCandidate
	Events                      []RoomEvent
}

// RoomRecord is the record of one room (考场记录), which the two invigilators sign〔业务参考 3 考务：签到、监考两人、
// 违纪登记〕.
func RoomRecord(c County, x RoomRecordOf) Document {
	s := x.Sitting
	d := Document{Name: "考场记录", Number: "场次：" + s.Number, Title: []string{c.Short(), "任前法律知识考试考场记录"}, SubTitle: "（" + x.Room + "）", Date: s.On.String()}
	d.para("考试时间：" + s.On.String() + "，" + yesNo(s.OpenBook, "开卷", "闭卷") + "，" + itoa(x.Minutes) + "分钟。考试地点：" + s.Place + "，" + ended(x.Room))
	var times []string
	for _, t := range [][2]string{{x.Opened, "开放签到"}, {x.Began, "开考"}, {x.Ended, "结束"}} {
		if t[0] != "" {
			times = append(times, t[0]+t[1])
		}
	}
	if len(times) > 0 {
		d.para(ended(strings.Join(times, "，")))
	}
	if x.SittingCancelled != "" {
		d.para("本场考试取消：" + ended(x.SittingCancelled))
	}
	d.head("一、考生")
	d.para("应考" + itoa(x.Called) + "人，实考" + itoa(x.Sat) + "人" + counted("，缺考", x.Absent) + counted("，警告", x.Warned) + counted("，取消成绩", x.Cancelled) + "。")
	rows := make([][]string, len(x.Candidates))
	for i, k := range x.Candidates {
		rows[i] = []string{k.Seat, SpacedName(k.Name), k.Proposed, k.SignedIn, k.Paper, k.HandedIn, strings.Join(k.Remarks, "；")}
	}
	d.table([]string{"座号", "姓名", "拟任职务", "签到", "试卷", "交卷", "备注"}, rows)
	d.head("二、考场情况")
	if len(x.Events) == 0 {
		d.para("考试正常进行，没有暂停、延长、换机和违纪情况。")
	} else {
		rows = make([][]string, len(x.Events))
		for i, e := range x.Events {
			rows[i] = []string{e.At, e.What, e.By}
		}
		d.table([]string{"时间", "情况和处理", "办理人"}, rows)
	}
	d.head("三、其他需要说明的情况")
	d.fillIn("（没有的写“无”）：")
	for _, name := range x.Invigilators {
		d.fillIn("监考人员（" + name + "）签名：　　　　　　　　年　月　日")
	}
	return d
}
