package server

import (
	"testing"

	"renmian/internal/policy"
	"renmian/internal/store"
)

// An office that very many hold has a table of its own with the rest folded, behind the one it would drown; one that is
// held by a few, and the members of the committee, who have no office in the catalogue, stay in the table of their organs.
func TestManyHoldersOfOneOffice(t *testing.T) {
	var all []store.Holder
	for range 40 {
		all = append(all, store.Holder{Group: policy.Congress, OrganName: "示例县人大常委会", Title: "委员", PersonID: 1, Name: "甲一"})
	}
	line := func(office int64, title string, n int) {
		for range n {
			all = append(all, store.Holder{Group: policy.Court, OfficeID: office, Title: title, PersonID: 2, Name: "甲二", Seats: n})
		}
	}
	line(7, "示例县人民法院院长", 1)
	line(8, "示例县人民法院人民陪审员", 300)
	line(9, "示例县人民法院审判员", 12)
	for _, staffSees := range []bool{false, true} {
		type table struct {
			caption    string
			rows, open int
		}
		var got []table
		for _, x := range holderTables(all, staffSees) {
			got = append(got, table{x.Caption, len(x.Rows), x.Open})
		}
		want := []table{{"人民代表大会及其常务委员会", 40, 0}, {"人民法院", 13, 0}, {"示例县人民法院人民陪审员（300人）", 300, many}}
		if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
			t.Errorf("tables %v, want %v", got, want)
		}
	}
}
