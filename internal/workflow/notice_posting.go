package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
)

// NotePosting records where a published notice was printed: a channel that the county's rules name, once each
// (登记刊登情况) 〔TM-15、DZ-11〕.
func (f *Flow) NotePosting(ctx context.Context, who authz.Actor, id int64, p store.NoticePosting) error {
	p.Channel, p.Place = strings.TrimSpace(p.Channel), strings.TrimSpace(p.Place)
	return f.do(ctx, who, authz.NotePosting, func(tx *store.Tx) error {
		n, err := tx.LockNotice(ctx, id)
		if err != nil {
			return err
		}
		if n.PublishedAt.IsZero() {
			return errs.New(errs.Conflict, "此稿尚未公布，公布以后再登记刊登情况。")
		}
		_, rules, err := tx.PolicyOn(ctx, n.HeldOn)
		if err != nil {
			return err
		}
		posted, err := tx.NoticePostings(ctx, id)
		if err != nil {
			return err
		}
		var fields []errs.Field
		switch {
		case !slices.Contains(rules.Publication.Channels, p.Channel):
			fields = append(fields, errs.Field{Name: "channel", Message: "请选择本县办法所列的公布方式。"})
		case slices.ContainsFunc(posted, func(x store.NoticePosting) bool { return x.Channel == p.Channel }):
			fields = append(fields, errs.Field{Name: "channel", Message: "“" + p.Channel + "”已经登记。"})
		}
		switch first, today := calendar.Of(n.PublishedAt), calendar.Of(tx.Now()); {
		case p.PostedOn.IsZero():
			fields = append(fields, errs.Field{Name: "posted_on", Message: "请填写刊登日期。"})
		case p.PostedOn.Before(first) || p.PostedOn.After(today):
			fields = append(fields, errs.Field{Name: "posted_on", Message: "刊登日期不能早于公布，也不能晚于今天。"})
		}
		if p.Place == "" {
			fields = append(fields, errs.Field{Name: "place", Message: "请写明登在哪里，如第几版、第几期。"})
		}
		if err := errs.Form(fields...); err != nil {
			return err
		}
		if err := tx.InsertNoticePosting(ctx, id, p); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.NotePosting, noticeSubject(id), map[string]any{"title": FullTitle(n.Title), "channel": p.Channel, "on": p.PostedOn.ISO()})
	})
}
