package workflow_test

import (
	"slices"
	"strings"
	"testing"

	"renmian/internal/store"
	"renmian/internal/workflow"
)

func TestNotices(t *testing.T) {
	r := newResults(t)
	ctx := t.Context()
	declined(t, "published before drafting", r.Flow.PublishNotices(ctx, r.Clerk, r.Meeting), "请先起草")
	r.Must(r.Flow.DraftNotices(ctx, r.Clerk, r.Meeting))
	declined(t, "drafted twice", r.Flow.DraftNotices(ctx, r.Clerk, r.Meeting), "都已起草")
	all, err := r.DB.NoticesOfMeeting(ctx, r.Meeting)
	r.Must(err)
	var kinds []store.NoticeKind
	for _, n := range all {
		kinds = append(kinds, n.Kind)
	}
	if !slices.Equal(kinds, []store.NoticeKind{store.AnnouncementNotice, store.PersonnelList, store.ResignationNotice}) {
		t.Fatalf("drafted %v", kinds)
	}
	announcement, list, resignation := all[0], all[1], all[2]
	if want := "决定免去钱正明的示例县教育局局长职务；\n决定任命欧阳示例为示例县财政局局长。"; list.Body != want || !slices.Equal(list.Cases, []int64{r.removed, r.appointed}) {
		t.Errorf("list of %v: %s", list.Cases, list.Body)
	}
	if !strings.Contains(resignation.Body, "第三十二条") || !strings.Contains(announcement.Body, workflow.FullTitle(resignation.Title)) {
		t.Errorf("resignation: %s\nannouncement: %s", resignation.Body, announcement.Body)
	}

	proof := func(id int64, compared bool, note string) error {
		n, err := r.DB.Notice(ctx, id)
		r.Must(err)
		return r.Flow.ProofreadNotice(ctx, r.Clerk2, id, n.Version, compared, note)
	}
	declined(t, "proofread by who drafted it", r.Flow.ProofreadNotice(ctx, r.Clerk, list.ID, list.Version, true, ""), "起草人以外")
	declined(t, "not compared", proof(list.ID, false, ""), "逐字核对")
	declined(t, "published before proofreading", r.Flow.PublishNotices(ctx, r.Clerk, r.Meeting, list.ID), "第二人校核")

	declined(t, "an identity number", r.Flow.EditNotice(ctx, r.Clerk, list.ID, list.Version, list.Title, "欧阳示例，532600198001010019"), "身份证号码")
	declined(t, "an empty text", r.Flow.EditNotice(ctx, r.Clerk, list.ID, list.Version, list.Title, " \n "), "正文")
	r.Must(r.Flow.EditNotice(ctx, r.Clerk, list.ID, list.Version, list.Title, strings.Replace(list.Body, "财政局", "财局", 1)))
	declined(t, "edited on an old page", r.Flow.EditNotice(ctx, r.Clerk, list.ID, list.Version, list.Title, "改"), "刷新页面")
	declined(t, "a difference without a reason", proof(list.ID, true, ""), "不一致")
	r.Must(r.Flow.RedraftNotice(ctx, r.Clerk, list.ID, list.Version+1))
	r.Must(proof(list.ID, true, ""))
	declined(t, "proofread twice", proof(list.ID, true, ""), "已由")

	declined(t, "the announcement alone", r.Flow.PublishNotices(ctx, r.Clerk, r.Meeting, announcement.ID), "尚未公布")
	r.Must(proof(announcement.ID, true, ""))
	r.Must(proof(resignation.ID, true, ""))
	declined(t, "a correction of a draft", r.Flow.CorrectNotice(ctx, r.Clerk, list.ID, "应为"), "尚未公布")
	if _, err := r.DB.PublishedNotice(ctx, list.ID); err == nil {
		t.Error("the public reads a draft")
	}
	r.Must(r.Flow.PublishNotices(ctx, r.Clerk, r.Meeting))
	declined(t, "published twice", r.Flow.PublishNotices(ctx, r.Clerk, r.Meeting, list.ID), "已于")
	declined(t, "rewritten afterwards", r.Flow.EditNotice(ctx, r.Clerk, list.ID, 5, "甲", "乙"), "更正")
	if n, err := r.DB.PublishedNotice(ctx, announcement.ID); err != nil || n.Number != "〔十八届〕第1号" {
		t.Errorf("announcement: %+v, %v", n, err)
	}
	if c := r.Read(r.appointed); c.Notice == nil || c.Notice.PublishedOn != r.Today() || c.Notice.ID != list.ID {
		t.Errorf("the case's notice: %+v", c.Notice)
	}

	declined(t, "an empty correction", r.Flow.CorrectNotice(ctx, r.Clerk, list.ID, " "), "写明")
	declined(t, "a telephone number", r.Flow.CorrectNotice(ctx, r.Clerk, list.ID, "请致电13812345678"), "手机号码")
	r.Must(r.Flow.CorrectNotice(ctx, r.Clerk, list.ID, "“财局”应为“财政局”。"))
	if notes, err := r.DB.NoticeCorrections(ctx, list.ID); err != nil || len(notes) != 1 {
		t.Errorf("corrections: %+v, %v", notes, err)
	}
	if _, err := r.Pool.Exec(ctx, `UPDATE notice SET body = 'x' WHERE id = $1`, list.ID); err == nil {
		t.Error("a published text was rewritten")
	}
}

func TestPublicSearch(t *testing.T) {
	r := newResults(t)
	ctx := t.Context()
	published := r.Published()
	for _, tt := range []struct {
		name string
		f    store.NoticeFilter
		want int
	}{
		{"all", store.NoticeFilter{}, 3},
		{"a name", store.NoticeFilter{Search: "欧阳示例"}, 1},
		{"an office", store.NoticeFilter{Search: "教育局局长"}, 1},
		{"a number of the meeting", store.NoticeFilter{Search: "第三十六次会议"}, 3},
		{"one character", store.NoticeFilter{Search: "阳"}, 1},
		{"not a substring", store.NoticeFilter{Search: "欧阳财政"}, 0},
		{"the year", store.NoticeFilter{Year: 2026}, 3},
		{"another year", store.NoticeFilter{Year: 2025}, 0},
		{"the meeting", store.NoticeFilter{MeetingID: r.Meeting}, 3},
		{"another meeting", store.NoticeFilter{MeetingID: r.Meeting + 1}, 0},
		{"a kind", store.NoticeFilter{Kinds: []store.NoticeKind{store.ResignationNotice}}, 1},
		{"after the first page", store.NoticeFilter{Before: store.NoticeKey{At: published[2].PublishedAt, ID: published[2].ID}}, 1},
	} {
		tt.f.Limit = 10
		if got, err := r.DB.PublishedNotices(ctx, tt.f); err != nil || len(got) != tt.want {
			t.Errorf("%s: %d found, %v; want %d", tt.name, len(got), err, tt.want)
		}
	}
	older, newer, err := r.DB.NoticeNeighbours(ctx, published[1])
	if err != nil || older.ID != 0 || newer.ID == 0 {
		t.Errorf("neighbours of the list: %d and %d, %v", older.ID, newer.ID, err)
	}
	if years, err := r.DB.NoticeYears(ctx); err != nil || !slices.Equal(years, []int{2026}) {
		t.Errorf("years %v, %v", years, err)
	}
	if meetings, err := r.DB.NoticeMeetings(ctx, 10); err != nil || len(meetings) != 1 || meetings[0].Number != 36 {
		t.Errorf("meetings %+v, %v", meetings, err)
	}
	if votes, err := r.DB.NoticeVotes(ctx, published[1].ID); err != nil || len(votes) != 2 || votes[0].Yes != 25 {
		t.Errorf("votes %+v, %v", votes, err)
	}
}
