package meeting

import (
	"fmt"
	"slices"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// Due is one day of a meeting's schedule.
type Due struct {
	Day   calendar.Day
	Label string // what is due
	Who   string // who does it
}

// IntakeDue is the last day to hand in a proposal for a meeting 〔业务参考 2.1，V10〕.
func IntakeDue(p policy.Policy, meeting calendar.Day) calendar.Day {
	return meeting.Add(-p.Intake.DaysBefore)
}

// NoticeDue is the last day to send the notice of the meeting.
func NoticeDue(p policy.Policy, meeting calendar.Day) calendar.Day {
	return meeting.Add(-p.Materials.NoticeDaysBefore)
}

// MaterialsDue is the last day to send members the materials 〔TM-09〕.
func MaterialsDue(p policy.Policy, meeting calendar.Day) calendar.Day {
	return meeting.Add(-p.Materials.DaysBefore)
}

// PublicationDue is the last day to publish what a meeting adopted 〔R5，业务参考 2.9〕.
func PublicationDue(p policy.Policy, adopted calendar.Day) calendar.Day {
	return adopted.Add(p.Publication.WithinDays)
}

// FilingDue is the last day to report what a meeting adopted to those who must know.
func FilingDue(p policy.Policy, adopted calendar.Day) calendar.Day {
	return adopted.Add(p.Filing.WithinDays)
}

// OathDue is the last day for an oath not taken at the meeting, the make-up oath of an absent person included.
func OathDue(p policy.Policy, adopted calendar.Day) calendar.Day {
	return adopted.Add(p.Oath.WithinDays)
}

// PublicityStart is the last day on which a public notice may begin so that it ends before the meeting.
func PublicityStart(p policy.Policy, h calendar.Holidays, meeting calendar.Day) calendar.Day {
	return h.AddWorking(meeting, -p.Publicity.WorkingDays-1)
}

// Schedule counts back from a meeting day and forward from it 〔业务参考 9.2〕, in order of days.
func Schedule(p policy.Policy, h calendar.Holidays, meeting calendar.Day) []Due {
	out := []Due{
		{IntakeDue(p, meeting), "提请截止，登记并审查时限和材料", "提请机关、人事代表工委"},
		{NoticeDue(p, meeting), "发出会议通知", "办公室"},
		{MaterialsDue(p, meeting), "会议材料送达组成人员", "办公室"},
		{meeting, "常委会会议：说明、审议、表决、宣布", "常委会"},
		{PublicationDue(p, meeting), "公布任免名单，通知提请机关", "办公室"},
		{FilingDue(p, meeting), "备案、归档", "人事代表工委"},
		{OathDue(p, meeting), "补行宪法宣誓截止", "主任会议"},
	}
	if p.Publicity.Mode == policy.Required {
		out = append(out, Due{PublicityStart(p, h, meeting), fmt.Sprintf("任前公示最迟开始（%d 个工作日）", p.Publicity.WorkingDays), "人事代表工委"})
	}
	slices.SortStableFunc(out, func(a, b Due) int { return a.Day.Sub(b.Day) })
	return out
}

// LateDays is how many days after the deadline something was done; 0 when in time.
func LateDays(done, due calendar.Day) int { return max(0, done.Sub(due)) }
