package calendar

import "time"

// Holiday is one registered day that differs from the plain week.
type Holiday struct {
	Day  Day
	Off  bool // true: 放假; false: 调休上班
	Name string
}

// LegalHolidays returns the holidays of a year that fall on fixed days of the common calendar. Spring
// Festival, Qingming, Dragon Boat and Mid-Autumn, and every make-up working day, are announced each
// year by the State Council and entered by hand. 〔全国年节及纪念日放假办法 2024 年修订 第二条〕
func LegalHolidays(year int) []Holiday {
	return []Holiday{
		{Date(year, time.January, 1), true, "元旦"},
		{Date(year, time.May, 1), true, "劳动节"},
		{Date(year, time.May, 2), true, "劳动节"},
		{Date(year, time.October, 1), true, "国庆节"},
		{Date(year, time.October, 2), true, "国庆节"},
		{Date(year, time.October, 3), true, "国庆节"},
	}
}
