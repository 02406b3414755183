package exam

import (
	"strings"

	"renmian/internal/policy"
)

// ItemState is how far a question of the bank has come.
type ItemState string

const (
	Draft    ItemState = "draft"    // 待审: a second person reviews it
	Reviewed ItemState = "reviewed" // 已审: may stand on a paper
	Retired  ItemState = "retired"  // 停用
)

var itemStateLabels = map[ItemState]string{Draft: "待审", Reviewed: "已审", Retired: "停用"}

// Label is the state's word on the screen.
func (s ItemState) Label() string { return itemStateLabels[s] }

// LawKind is what a law is.
type LawKind string

const (
	Constitution LawKind = "constitution" // 宪法
	Statute      LawKind = "law"          // 法律
	Decision     LawKind = "decision"     // 决定
	CountyRule   LawKind = "county"       // 自治法规
)

// LawKinds lists the kinds in the order of rank.
var LawKinds = []LawKind{Constitution, Statute, Decision, CountyRule}

var lawKindLabels = map[LawKind]string{Constitution: "宪法", Statute: "法律", Decision: "决定", CountyRule: "自治法规"}

// Label is the kind's word on the screen.
func (k LawKind) Label() string { return lawKindLabels[k] }

// Item is a question of the bank (试题).
type Item struct {
	ID         int64
	Kind       policy.QuestionKind
	Law        string // short title, 地方组织法
	LawTitle   string // full title, as blueprints name it
	Article    string // 第五十一条
	Stem       string // 题干; a blank of a fill-in is ____
	Options    []string
	Key        Key
	Note       string // 说明
	Groups     []policy.Group
	Difficulty int  // 1 容易 … 5 难
	Practice   bool // for practice only
	Unsure     bool // 待核
	State      ItemState
}

// Key is the right answer: letters of the options for choices (A, C), 对 or 错 for true or false, one
// entry per blank with alternatives parted by ｜ for a fill-in, and one marking point per entry, ending in
// its points 〔4分〕 of ten, for short answers and essays.
type Key []string

// Answer is what a candidate gave, in the same form as Key; short answers and essays are one text.
type Answer []string

// Usable reports whether the item may stand on a generated paper.
func (i Item) Usable() bool { return i.State == Reviewed && !i.Practice && !i.Unsure }

// Cites names the article, 《地方组织法》第五十一条.
func (i Item) Cites() string { return "《" + i.Law + "》" + i.Article }

// Question is an item as it stands on a paper (卷面题目): a copy, so that a later change of the bank does
// not change a paper that was sat.
type Question struct {
	Position   int // from 1
	Section    int // 大题, from 1
	ItemID     int64
	Kind       policy.QuestionKind
	Stem       string
	Options    []string
	Key        Key
	Cites      string
	Note       string
	Difficulty int
	Points     float64
}

// MarkingPoints are the points of the key as they count in this question; ok is false when the key names none.
func (q Question) MarkingPoints() (points []Point, ok bool) {
	points, ok = q.Key.MarkingPoints()
	for i := range points {
		points[i].Points = tenths(points[i].Points * q.Points / 10)
	}
	return points, ok
}

// Objective reports whether answers of the kind are marked without a person.
func Objective(k policy.QuestionKind) bool { return k != policy.ShortAnswer && k != policy.Essay }

// Law is the short title of the law that the question cites.
func (q Question) Law() string {
	law, _, _ := strings.Cut(strings.TrimPrefix(q.Cites, "《"), "》")
	return law
}
