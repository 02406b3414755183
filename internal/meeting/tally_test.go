package meeting

import (
	"slices"
	"strings"
	"testing"

	"renmian/internal/errs"
	"renmian/internal/policy"
)

func TestQuorumAndMajority(t *testing.T) {
	for total, want := range map[int]int{15: 8, 21: 11, 23: 12, 27: 14, 28: 15, 29: 15, 31: 16, 35: 18, 45: 23} {
		if got := Majority(total); got != want || !Quorum(want, total) || Quorum(want-1, total) {
			t.Errorf("Majority(%d) = %d, want %d", total, got, want)
		}
	}
	for _, tt := range []struct {
		name            string
		attended, total int
		kind            errs.Kind
	}{
		{"fourteen of twenty-nine", 14, 29, errs.Conflict},
		{"fifteen of twenty-nine", 15, 29, ""},
		{"exactly half", 14, 28, errs.Conflict},
		{"more than there are", 30, 29, errs.Conflict},
		{"membership not confirmed", 0, 0, errs.Conflict},
	} {
		if got := errs.KindOf(CheckQuorum(tt.attended, tt.total)); got != tt.kind {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

func TestDecide(t *testing.T) {
	secret, hands := policy.Secret, policy.Hands
	for _, tt := range []struct {
		name string
		in   Tally
		want Outcome
		kind errs.Kind
	}{
		// every row of 业务参考 9.1
		{"人数不足", Tally{Method: secret, Members: 29, Present: 14}, "", errs.Conflict},
		{"刚够开会，仍可通过", Tally{Method: secret, Members: 29, Present: 15, Issued: 15, Returned: 15, For: 15}, Adopted, ""},
		{"出席过半数赞成但不足全体半数", Tally{Method: secret, Members: 29, Present: 24, Issued: 24, Returned: 24, For: 14, Against: 10}, Rejected, ""},
		{"最低通过票", Tally{Method: secret, Members: 28, Present: 24, Issued: 24, Returned: 24, For: 15, Against: 9}, Adopted, ""},
		{"恰好一半", Tally{Method: secret, Members: 28, Present: 28, Issued: 28, Returned: 28, For: 14, Against: 14}, Rejected, ""},
		{"收回少于发出", Tally{Method: secret, Members: 29, Present: 24, Issued: 24, Returned: 23, For: 20, Against: 3}, Adopted, ""},
		{"收回多于发出", Tally{Method: secret, Members: 29, Present: 24, Issued: 24, Returned: 25, For: 25}, Void, errs.Conflict},
		{"有废票", Tally{Method: secret, Members: 29, Present: 24, Issued: 24, Returned: 24, For: 15, Against: 7, Invalid: 2}, Adopted, ""},
		{"撤职案", Tally{Method: secret, Members: 29, Present: 24, Issued: 24, Returned: 24, For: 14, Against: 10}, Rejected, ""},
		// clauses of their own
		{"abstentions are not votes for", Tally{Method: secret, Members: 29, Present: 29, Issued: 29, Returned: 29, For: 14, Abstain: 15}, Rejected, ""},
		{"quorum missed by one", Tally{Method: secret, Members: 30, Present: 15, Issued: 15, Returned: 15, For: 15}, "", errs.Conflict},
		{"more ballots issued than people", Tally{Method: secret, Members: 29, Present: 20, Issued: 21, Returned: 20, For: 20}, "", errs.Conflict},
		{"numbers do not add up", Tally{Method: secret, Members: 29, Present: 24, Issued: 24, Returned: 24, For: 15, Against: 8}, "", errs.Conflict},
		{"negative number", Tally{Method: secret, Members: 29, Present: 24, Issued: 24, Returned: 24, For: 25, Against: -1}, "", errs.Conflict},
		{"a member who may not vote gets no ballot", Tally{Method: secret, Members: 29, Present: 24, Issued: 23, Returned: 23, For: 23}, Adopted, ""},
		{"未按的不计入赞成", Tally{Method: secret, Members: 29, Present: 24, Issued: 24, Returned: 24, For: 14, Blank: 10}, Rejected, ""},
		{"有未按，仍可通过", Tally{Method: secret, Members: 29, Present: 24, Issued: 24, Returned: 23, For: 15, Against: 3, Blank: 5}, Adopted, ""},
		{"未按与收回不符", Tally{Method: secret, Members: 29, Present: 24, Issued: 24, Returned: 24, For: 15, Against: 3, Blank: 5}, "", errs.Conflict},
		{"举手表决没有未按", Tally{Method: hands, Members: 29, Present: 20, For: 15, Blank: 1}, "", errs.Conflict},
		{"show of hands", Tally{Method: hands, Members: 29, Present: 20, For: 15, Against: 2, Abstain: 1}, Adopted, ""},
		{"show of hands, one short", Tally{Method: hands, Members: 29, Present: 20, For: 14, Against: 6}, Rejected, ""},
		{"more hands than people", Tally{Method: hands, Members: 29, Present: 20, For: 21}, "", errs.Conflict},
		{"more present than members", Tally{Method: hands, Members: 29, Present: 30, For: 20}, "", errs.Conflict},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := Decide(tt.in); got != tt.want || errs.KindOf(err) != tt.kind {
				t.Errorf("Decide(%+v) = %q, %v; want %q, kind %q", tt.in, got, err, tt.want, tt.kind)
			}
		})
	}
	if n := (Tally{Method: secret, Present: 24, Issued: 24, Returned: 23, For: 20, Against: 3}).NotCast(); n != 1 {
		t.Errorf("one ballot not returned: NotCast = %d", n)
	}
	if n := (Tally{Method: secret, Present: 24, Issued: 24, Returned: 23, For: 14, Against: 3, Blank: 6}).NotCast(); n != 7 {
		t.Errorf("NotCast = %d; want one not returned and six left blank", n)
	}
	if n := (Tally{Method: hands, Present: 20, For: 15, Against: 2}).NotCast(); n != 3 {
		t.Errorf("three hands stayed down: NotCast = %d", n)
	}
}

func TestCheckWay(t *testing.T) {
	p := policy.Default()
	p.Vote.Method[policy.Remove] = policy.Hands
	for _, tt := range []struct {
		name     string
		actions  []policy.Action
		from, to Way
		kind     errs.Kind
	}{
		{"paper, the stricter way", []policy.Action{policy.Appoint}, ByTablet, ByPaper, ""},
		{"hands where the county votes so", []policy.Action{policy.Remove}, ByPaper, ByHands, ""},
		{"hands for one who is appointed", []policy.Action{policy.Remove, policy.Appoint}, ByPaper, ByHands, errs.Conflict},
		{"the present way", []policy.Action{policy.Appoint}, ByPaper, ByPaper, errs.Conflict},
		{"back to tablets", []policy.Action{policy.Appoint}, ByPaper, ByTablet, errs.Invalid},
		{"no way", []policy.Action{policy.Appoint}, ByPaper, "", errs.Invalid},
	} {
		if err := CheckWay(p, tt.actions, tt.from, tt.to); errs.KindOf(err) != tt.kind {
			t.Errorf("%s: %v, want kind %q", tt.name, err, tt.kind)
		}
	}
}

func TestCheckMethod(t *testing.T) {
	p := policy.Default()
	p.Vote.Method[policy.Remove] = policy.Hands
	p.Vote.Method[policy.Dismiss] = policy.Hands // unlawful, and without effect
	for _, tt := range []struct {
		action policy.Action
		method policy.Method
		kind   errs.Kind
	}{
		{policy.Remove, policy.Hands, ""},
		{policy.Remove, policy.Secret, ""},
		{policy.Appoint, policy.Hands, errs.Conflict},
		{policy.Dismiss, policy.Hands, errs.Conflict},
		{policy.Dismiss, policy.Secret, ""},
		{policy.Recall, policy.Hands, errs.Conflict},
		{policy.Appoint, "", errs.Invalid},
	} {
		if got := errs.KindOf(CheckMethod(p, tt.action, tt.method)); got != tt.kind {
			t.Errorf("%s by %q: %q, want %q", tt.action, tt.method, got, tt.kind)
		}
	}
}

func TestCheckEnBloc(t *testing.T) {
	p, never := policy.Default(), policy.Default()
	never.Vote.EnBloc = policy.EnBlocNever
	hands := policy.Default()
	hands.Vote.Method[policy.Remove] = policy.Hands
	for _, tt := range []struct {
		name     string
		p        policy.Policy
		actions  []policy.Action
		objected bool
		ok       bool
	}{
		{"nobody objects", p, []policy.Action{policy.Appoint, policy.Appoint}, false, true},
		{"somebody objects", p, []policy.Action{policy.Appoint, policy.Appoint}, true, false},
		{"county votes one by one", never, []policy.Action{policy.Appoint, policy.Appoint}, false, false},
		{"dismissal alone", p, []policy.Action{policy.Appoint, policy.Dismiss}, false, false},
		{"two ways of voting", hands, []policy.Action{policy.Appoint, policy.Remove}, false, false},
	} {
		if err := CheckEnBloc(tt.p, tt.actions, tt.objected); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestScrutineers(t *testing.T) {
	ok := func(id int64) Scrutineer {
		return Scrutineer{PersonID: id, Name: "组成人员", Member: true, Present: true}
	}
	with := func(change func(*Scrutineer)) []Scrutineer {
		s := ok(2)
		change(&s)
		return []Scrutineer{ok(1), s}
	}
	for _, tt := range []struct {
		name    string
		list    []Scrutineer
		reasons int
	}{
		{"two members present", []Scrutineer{ok(1), ok(2)}, 0},
		{"only one", []Scrutineer{ok(1)}, 1},
		{"the same twice", []Scrutineer{ok(1), ok(1)}, 2},
		{"not a member", with(func(s *Scrutineer) { s.Member = false }), 1},
		{"on leave", with(func(s *Scrutineer) { s.Present = false }), 1},
		{"voted on", with(func(s *Scrutineer) { s.Nominee = true }), 1},
		{"relative 〔选举法 第四十三条〕", with(func(s *Scrutineer) { s.Relative = true }), 1},
	} {
		if got := errs.Reasons(CheckScrutineers(tt.list, 2)); len(got) != tt.reasons {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestCompareCounts(t *testing.T) {
	a := Entry{ScrutineerID: 1, Issued: 24, Returned: 24, Rows: []EntryRow{{CaseID: 1, Name: "甲", For: 20, Against: 3, Abstain: 1}}}
	b := a
	b.ScrutineerID = 2
	if d := CompareCounts(a, b); len(d) != 0 {
		t.Errorf("equal counts differ: %v", d)
	}
	b.Returned, b.Rows = 23, []EntryRow{{CaseID: 1, Name: "甲", For: 19, Against: 3, Abstain: 1}, {CaseID: 2, Name: "乙", For: 5}}
	want := []string{"收回票：一人计 24，另一人计 23。", "甲 赞成：一人计 20，另一人计 19。", "乙 收回：一人计 0，另一人计 5。"}
	var got []string
	for _, d := range CompareCounts(a, b) {
		got = append(got, d.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("CompareCounts = %v", got)
	}
	if err := CheckEntry(a, 24); err != nil {
		t.Errorf("sound entry: %v", err)
	}
	if f := errs.Fields(CheckEntry(Entry{Issued: 25, Returned: 24, Rows: []EntryRow{{Name: "甲", For: 20}}}, 24)); len(f) != 2 || f[1].Name != "row0" || !strings.Contains(f[1].Message, "少 4 票") {
		t.Errorf("fields of an unsound entry: %v", f)
	}
	if f := errs.Fields(CheckEntry(Entry{Issued: 24, Returned: 24, Rows: []EntryRow{{Name: "甲", For: 25}}}, 24)); len(f) != 1 || !strings.Contains(f[0].Message, "多 1 票") {
		t.Errorf("one vote too many: %v", f)
	}
	if err := CheckEntry(Entry{Issued: 24, Returned: 25, Rows: []EntryRow{{Name: "甲", For: 24}}}, 24); err != nil {
		t.Errorf("a void round is entered as counted: %v", err)
	}
	if CheckSecondEntry(a, a) == nil || CheckSecondEntry(a, b) != nil {
		t.Error("two scrutineers must count")
	}
}

func TestCheckTotal(t *testing.T) {
	for _, tt := range []struct {
		name           string
		total, serving int
		kind           errs.Kind
	}{
		{"members in office", 27, 27, ""},
		{"vacancies count", 29, 27, ""},
		{"fewer than are in office", 26, 27, errs.Invalid},
		{"more than seats", 30, 27, errs.Invalid},
	} {
		if err := CheckTotal(tt.total, tt.serving, 29); errs.KindOf(err) != tt.kind {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
