package server

import (
	"fmt"
	"net/http"
	"slices"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

var publishingCrumb = ui.Link{Label: "公布与备案", Href: "/publishing"}

func draftPath(id int64) string { return fmt.Sprintf("/publishing/%d", id) }

func noticeTag(n store.Notice) ui.Tag {
	switch {
	case !n.PublishedAt.IsZero():
		return ui.Tag{State: ui.Done, Label: "已公布"}
	case !n.PublishAt.IsZero():
		return ui.Tag{State: ui.Doing, Label: "定时公布"}
	case !n.ProofreadAt.IsZero():
		return ui.Tag{State: ui.Doing, Label: "待公布"}
	}
	return ui.Tag{State: ui.Todo, Label: "待校核"}
}

func noticeTable(all []store.Notice) ui.Table {
	t := ui.Table{Caption: "名单、决定和公告", Empty: "没有。", Columns: []ui.Column{{Label: "标题"}, {Label: "起草", Narrow: true}, {Label: "校核", Narrow: true},
		{Label: "现况", Narrow: true}}}
	for _, n := range all {
		published := ""
		if !n.PublishedAt.IsZero() {
			published = calendar.Of(n.PublishedAt).Short()
		} else if !n.PublishAt.IsZero() {
			published = minute(n.PublishAt)
		}
		t.Rows = append(t.Rows, ui.Row{Href: draftPath(n.ID), Cells: []ui.Cell{{Text: noticeTitle(n), Note: n.Number}, {Text: n.DraftedBy},
			{Text: orDash(n.ProofreadBy)}, {Tag: noticeTag(n), Note: published}}})
	}
	return t
}

// publishing lists drafts, what was published lately, and where reports stand.
func (s *Server) publishing(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewPublishing); err != nil {
		return err
	}
	ctx := r.Context()
	drafts, err := s.db.UnpublishedNotices(ctx, 100)
	if err != nil {
		return err
	}
	before := noticeKey(r.URL.Query().Get("before"))
	published, err := s.db.PublishedNotices(ctx, store.NoticeFilter{Before: before, Limit: listOfNotices + 1})
	if err != nil {
		return err
	}
	due, err := s.db.FilingsDue(ctx, store.FilingKey{}, 10)
	if err != nil {
		return err
	}
	told, err := s.db.OrganNotices(ctx, 0, 0, 10)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, publishingCrumb.Label), Heading: ui.Heading{Title: publishingCrumb.Label,
		Lead: "名单、决定和公告由表决结果生成，评议结果由评议环节送来，职务自行终止的公告由登记生成，两人校核，公布后不再改动，有误的发布更正。"}}
	waiting := noticeTable(drafts)
	waiting.HideCaption, waiting.Empty = true, "没有待校核、待公布的稿件。新的名单从会议的结果办理页起草。"
	done := staff.Panel{Card: ui.Card{Title: "已公布", ID: "published", Link: ui.Link{Label: "公众网站", Href: "/notices"}}}
	if len(published) > listOfNotices {
		published = published[:listOfNotices]
		last := published[listOfNotices-1]
		done.Buttons = []ui.Button{
			{Label: "更早的公布", Kind: ui.Plain, Href: fmt.Sprintf("/publishing?before=%d.%d#published", last.PublishedAt.UnixMicro(), last.ID)},
		}
	}
	done.Table = noticeTable(published)
	done.Table.HideCaption, done.Table.Empty = true, "还没有公布过。"
	filing := staff.Panel{Card: ui.Card{Title: "待备案", ID: "filings", Link: ui.Link{Label: "全部备案", Href: "/filings"}}, Table: filingTable(due, s.today())}
	organs := staff.Panel{Card: ui.Card{Title: "任免通知", ID: "organs", Link: ui.Link{Label: "全部通知", Href: "/organ-notices"}}, Table: organNoticeTable(told, true)}
	page.Panels = []staff.Panel{{Card: ui.Card{Title: "待校核、待公布", ID: "drafts"}, Table: waiting}, filing, organs, done}
	if rated, err := s.db.UnpublishedRatings(ctx, 10); err != nil {
		return err
	} else if len(rated) > 0 && authz.Can(who, authz.ViewRatings) {
		t := ratingTable(rated)
		t.HideCaption = true
		page.Panels = slices.Insert(page.Panels, 1, staff.Panel{Card: ui.Card{Title: "待起草的测评结果", ID: "ratings"},
			Text: []string{"结果公开范围是“向社会公布”、还没有起草公布稿的。打开测评，在“向社会公布”处起草。"}, Table: t})
	}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}
