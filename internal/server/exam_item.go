package server

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// itemViewOf shows a question with its answer.
func itemViewOf(i exam.Item, body string) staff.ItemView {
	v := staff.ItemView{Stem: i.Stem, Note: i.Note, Cites: i.Cites(), Body: body}
	for n, o := range i.Options {
		right := strings.Contains(strings.Join(i.Key, ""), exam.Letter(n))
		v.Options = append(v.Options, staff.ItemOption{Letter: exam.Letter(n), Text: o, Right: right})
	}
	switch i.Kind {
	case policy.FillIn:
		for n, k := range i.Key {
			v.Key = append(v.Key, fmt.Sprintf("第 %d 空：%s", n+1, strings.Join(exam.Alternatives(k), " 或 ")))
		}
	case policy.ShortAnswer, policy.Essay:
		v.Key = i.Key
	default:
		v.Key = []string{i.Key.Text(i.Kind)}
	}
	return v
}

func (s *Server) bankItemOf(r *http.Request) (store.BankItem, error) {
	if err := authz.Check(actor(r), authz.ViewBank); err != nil {
		return store.BankItem{}, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return store.BankItem{}, err
	}
	return s.db.BankItem(r.Context(), id)
}

// bankItem shows one question with its statistics and what was done with it.
func (s *Server) bankItem(w http.ResponseWriter, r *http.Request) error {
	i, err := s.bankItemOf(r)
	if err != nil {
		return err
	}
	return s.showBankItem(w, r, http.StatusOK, i, typed{})
}

func (s *Server) showBankItem(w http.ResponseWriter, r *http.Request, status int, i store.BankItem, t typed) error {
	body, err := s.db.ArticleBody(r.Context(), i.ArticleID)
	if err != nil {
		return err
	}
	stats, err := s.db.ItemStats(r.Context(), []int64{i.ID})
	if err != nil {
		return err
	}
	near, err := s.flow.NearItems(r.Context(), i)
	if err != nil {
		return err
	}
	history, err := s.db.SubjectHistory(r.Context(), "exam_item", i.ID)
	if err != nil {
		return err
	}
	page := newItemPage(i, body, stats[i.ID], t, actor(r))
	page.Near = nearTable(near)
	page.History = itemHistory(history)
	page.Frame = s.frame(r, fmt.Sprintf("第 %d 号题", i.ID), examsCrumb, bankCrumb)
	page.Frame.Sheets = []string{bankSheet}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Item(page))
}

func nearTable(near []exam.NearItem) ui.Table {
	t := ui.Table{
		Caption:     "相近的题",
		HideCaption: true,
		Columns:     []ui.Column{{Label: "题干"}, {Label: "相近", Numeric: true, Narrow: true}, {Label: "状态", Narrow: true}},
	}
	for _, n := range near {
		if len(t.Rows) == 5 {
			break
		}
		t.Rows = append(t.Rows, ui.Row{Href: examItemPath(n.ID), Cells: []ui.Cell{{Text: cut(n.Stem, 60), Note: n.Cites()},
			{Text: fmt.Sprintf("%.0f%%", 100*n.Share)}, {Tag: examItemTag(store.BankItem{Item: n.Item})}}})
	}
	return t
}

func itemHistory(events []store.Event) ui.Timeline {
	line := timeline(events)
	for n, e := range events {
		var d struct {
			Reason string `json:"reason"`
			Stem   string `json:"stem"`
		}
		if json.Unmarshal(e.Detail, &d) == nil {
			line[n].Note = d.Reason
			if d.Stem != "" {
				line[n].Note = "原题干：" + cut(d.Stem, 80)
			}
		}
	}
	return line
}

func newItemPage(i store.BankItem, body string, st store.ItemStat, t typed, who authz.Actor) staff.ItemPage {
	path := examItemPath(i.ID)
	page := staff.ItemPage{Tabs: examTabsAt(who, bankPath), Problems: t.problems, Item: itemViewOf(i.Item, body),
		Heading: ui.Heading{Over: fmt.Sprintf("第 %d 号题", i.ID), Title: i.Kind.Label(), Tag: examItemTag(i)}}
	if i.ReviewNote != "" {
		page.Warning = examItemTag(i).Label + "：" + i.ReviewNote
	}
	facts := ui.Summary{{Key: "难度", Value: difficultyText(i.Difficulty)}, {Key: "机关", Value: strings.ReplaceAll(exam.GroupsText(i.Groups), " ", "、")},
		{Key: "来源", Value: originWords[i.Origin]}, {Key: "命题", Value: cmp.Or(i.Author, "随系统提供"), Note: minute(i.CreatedAt)}}
	if i.ReviewedBy != "" {
		facts = append(facts, ui.Item{Key: "审题", Value: i.ReviewedBy, Note: minute(i.ReviewedAt)})
	}
	if marks := itemMarks(i); marks != "" {
		facts = append(facts, ui.Item{Key: "标记", Value: marks, Note: yesNo(i.Unsure, "条文序号或者内容待核，不进入试卷", "不进入试卷")})
	}
	used := ui.Summary{{Key: "用于试卷", Value: fmt.Sprintf("%d 份", st.Papers)}, {Key: "作答", Value: fmt.Sprintf("%d 人次", st.Answers)},
		{Key: "得分率", Value: rateText(st)}, {Key: "区分度", Value: discriminationText(st), Note: yesNo(st.Telling(), "前 27% 与后 27% 得分率之差", "满 10 人次后计算")}}
	page.Aside = []staff.Panel{{Card: ui.Card{Title: "试题"}, Summary: facts}, {Card: ui.Card{Title: "使用情况"}, Summary: used}}
	if i.State == exam.Retired {
		page.Panels = []staff.Panel{{Card: ui.Card{Title: "恢复"}, Text: []string{"恢复后须重新审定，才能组卷。"},
			Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/restore", Version: strconv.Itoa(i.Version)}, Buttons: []ui.Button{{Label: "恢复这道题"}}}}}}
		return page
	}
	if i.State == exam.Draft {
		review := ui.Button{Label: "审题", Href: path + "/review"}
		if why := exam.MayReview(i.State, i.SentBack(), i.AuthorID, who.AccountID); why != "" {
			review.Why = why
		}
		page.Buttons = append(page.Buttons, review)
	}
	page.Buttons = append(page.Buttons, ui.Button{Label: "修改", Href: path + "/edit", Kind: ui.Plain})
	page.Panels = []staff.Panel{{Card: ui.Card{Title: "停用"}, Folded: []staff.PanelFold{{Title: "停用这道题", Open: t.act == "retire",
		Text: "法条修改或者题目有误的，停用。已经用过它的试卷和成绩不受影响。",
		Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/retire", Version: strconv.Itoa(i.Version)},
			Fields: []templ.Component{
				t.text("retire", ui.Text{Name: "reason", Label: "理由", Width: ui.Wide}, ""),
			},
			Buttons: []ui.Button{{Label: "停用", Kind: ui.Plain}}}}}}}}
	return page
}

// retireItem takes a question out of use (停用试题).
func (s *Server) retireItem(w http.ResponseWriter, r *http.Request) error {
	i, err := s.bankItemOf(r)
	if err != nil {
		return err
	}
	err = s.flow.RetireItem(r.Context(), actor(r), i.ID, formVersion(r), r.PostFormValue("reason"))
	return s.answer(w, r, "retire", err, "试题已停用。", examItemPath(i.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showBankItem(w, r, status, i, t)
	})
}

// restoreItem brings a question back (恢复试题).
func (s *Server) restoreItem(w http.ResponseWriter, r *http.Request) error {
	i, err := s.bankItemOf(r)
	if err != nil {
		return err
	}
	if err := s.flow.RestoreItem(r.Context(), actor(r), i.ID, formVersion(r)); err != nil {
		return err
	}
	s.flash(r, "试题已恢复，待审。")
	return seeOther(w, r, examItemPath(i.ID))
}
