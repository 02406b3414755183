package server

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/web/ui"
)

// factNames are the names of a person's facts in the history.
var factNames = map[string]string{
	"name": "姓名", "sex": "性别", "born": "出生年月", "ethnicity": "民族", "native_place": "籍贯", "party": "政治面貌",
	"education": "学历", "degree": "学位", "work_since": "参加工作", "present_post": "现任职务",
}

// registerHistory shows the events of a register's entry with what they say beyond their action.
func registerHistory(events []store.Event) ui.Timeline {
	t := timeline(events)
	for i, e := range events {
		t[i].Note = registerNote(e)
	}
	return t
}

func registerNote(e store.Event) string {
	if e.Action == authz.SaveOffice || e.Action == authz.SaveTerm {
		return ""
	}
	var d struct {
		Name     string               `json:"name"`
		Was      json.RawMessage      `json:"was"` // a name, or the seat before
		Title    string               `json:"title"`
		Day      calendar.Day         `json:"day"`
		Until    calendar.Day         `json:"until"`
		Reason   string               `json:"reason"`
		Note     string               `json:"note"`
		Left     []string             `json:"left"`
		Changed  map[string][2]string `json:"changed"`
		Identity bool                 `json:"identity"`
		Duty     store.Duty           `json:"duty"`
		Seat     int                  `json:"seat"`
	}
	if json.Unmarshal(e.Detail, &d) != nil {
		return ""
	}
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	var was string
	if json.Unmarshal(d.Was, &was) == nil && was != "" && was != d.Name {
		add(was + "改为" + d.Name)
	}
	add(d.Title)
	add(d.Duty.Label())
	if d.Seat != 0 {
		add(fmt.Sprintf("席位 %d 号", d.Seat))
	}
	add(d.Day.String())
	add(d.Until.String())
	add(d.Reason)
	add(d.Note)
	for _, name := range d.Left {
		add(name + "职务自行终止")
	}
	for _, key := range slices.Sorted(maps.Keys(d.Changed)) {
		c := d.Changed[key]
		add(fmt.Sprintf("%s由“%s”改为“%s”", factNames[key], c[0], c[1]))
	}
	if d.Identity {
		add("登记了身份证号")
	}
	return strings.Join(parts, "，")
}
