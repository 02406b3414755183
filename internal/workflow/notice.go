package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// PlanNotices words what a meeting's adopted results make public 〔业务参考 2.9、6.2〕, offices in the county's
// second language below their lines: a decision for each
// resignation and each dismissal, one list of all else, and the announcement of them.
func PlanNotices(county document.County, m store.Meeting, decided []appointment.Case, lang policy.Language) []store.Notice {
	s := SessionOf(m, decidedOn(decided, m))
	var list []appointment.Case
	var out []store.Notice
	for _, c := range decided {
		if c.Vote == nil || !c.Vote.Adopted {
			continue
		}
		person := DecisionOf(c).Person
		switch c.Action {
		case policy.AcceptResignation:
			d := document.ResignationDecision(county, s, person, c.Office.Title, c.Office.FilledBy == appointment.FilledByElect)
			out = append(out, planned(m, store.ResignationNotice, d, c))
		case policy.Dismiss:
			out = append(out, planned(m, store.DismissalNotice, document.DismissalDecision(county, s, person, c.Office.Title), c))
		default:
			list = append(list, c)
		}
	}
	if len(list) > 0 {
		out = slices.Insert(out, 0, planned(m, store.PersonnelList, document.PersonnelList(county, s, Decisions(list), lang), list...))
	}
	if len(out) > 0 {
		var papers []string
		for _, n := range out {
			papers = append(papers, FullTitle(n.Title))
		}
		d := document.Announcement(county, s, "", papers, s.Day)
		out = append(out, planned(m, store.AnnouncementNotice, d))
	}
	return out
}

func planned(m store.Meeting, kind store.NoticeKind, d document.Document, cases ...appointment.Case) store.Notice {
	n := store.Notice{MeetingID: m.ID, Kind: kind, Title: strings.Join(d.Title, "\n"), SessionLine: d.SubTitle, Body: d.Body()}
	for _, c := range cases {
		n.Cases = append(n.Cases, c.ID)
	}
	return n
}

// FullTitle is a title of several lines in one.
func FullTitle(title string) string { return strings.ReplaceAll(title, "\n", "") }

// sameNotice reports whether a stored notice is about the same as a planned one.
func sameNotice(a, b store.Notice) bool {
	return a.Kind == b.Kind && (a.Kind == store.PersonnelList || a.Kind == store.AnnouncementNotice || slices.Equal(a.Cases, b.Cases))
}

func noticeSubject(id int64) store.Subject { return store.Subject{Kind: "notice", ID: id} }

// planOf returns what the results of a meeting make public, once all of them are announced V15.
func planOf(ctx context.Context, tx *store.Tx, meetingID int64) ([]store.Notice, error) {
	o, err := openOutcome(ctx, tx, meetingID)
	if err != nil {
		return nil, err
	}
	open, err := tx.UndecidedCases(ctx, meetingID)
	if err != nil {
		return nil, err
	}
	if open > 0 {
		return nil, errs.New(errs.Conflict, "本次会议还有 %d 件任免案没有宣布结果，全部宣布以后再起草名单、公布和通知。", open)
	}
	decided, err := tx.DecidedCases(ctx, meetingID)
	if err != nil {
		return nil, err
	}
	_, rules, err := tx.PolicyOn(ctx, o.m.HeldOn)
	if err != nil {
		return nil, err
	}
	return PlanNotices(o.county, o.m, decided, rules.Language), nil
}

// DraftNotices drafts every list, decision and announcement that a meeting's results call for and that is
// not drafted yet (起草任免名单和公告).
func (f *Flow) DraftNotices(ctx context.Context, who authz.Actor, meetingID int64) error {
	return f.do(ctx, who, authz.DraftNotice, func(tx *store.Tx) error {
		plan, err := planOf(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		have, err := tx.NoticesOfMeeting(ctx, meetingID)
		if err != nil {
			return err
		}
		drafted := false
		for _, n := range plan {
			if slices.ContainsFunc(have, func(x store.Notice) bool { return sameNotice(x, n) }) {
				continue
			}
			id, err := tx.InsertNotice(ctx, n)
			if err != nil {
				return err
			}
			if err := tx.Audit(ctx, authz.DraftNotice, noticeSubject(id), map[string]any{"title": FullTitle(n.Title)}); err != nil {
				return err
			}
			drafted = true
		}
		switch {
		case len(plan) == 0:
			return errs.New(errs.Conflict, "本次会议没有通过的任免案，没有可以公布的名单。")
		case !drafted:
			return errs.New(errs.Conflict, "名单、决定和公告都已起草，请逐件校核、公布。")
		}
		return nil
	})
}

// onNoticeDraft changes an unpublished notice as the page showed it.
func (f *Flow) onNoticeDraft(ctx context.Context, who authz.Actor, act authz.Action, id int64, version int,
	change func(tx *store.Tx, n store.Notice) (map[string]any, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		n, err := tx.LockNotice(ctx, id)
		if err != nil {
			return err
		}
		if err := unpublished(n); err != nil {
			return err
		}
		n.Version = version
		detail, err := change(tx, n)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, act, noticeSubject(id), detail)
	})
}

func unpublished(n store.Notice) error {
	if n.PublishedAt.IsZero() {
		return nil
	}
	return errs.New(errs.Conflict, "《%s》已于%s公布，文字不再改动；有误的请发布更正。", FullTitle(n.Title), calendar.Of(n.PublishedAt))
}

// EditNotice rewrites a draft (修改公告稿); it is then to be proofread again, by somebody else.
func (f *Flow) EditNotice(ctx context.Context, who authz.Actor, id int64, version int, title, body string) error {
	title, body = tidyLines(title), tidyLines(body)
	return f.onNoticeDraft(ctx, who, authz.EditNotice, id, version, func(tx *store.Tx, n store.Notice) (map[string]any, error) {
		var fields []errs.Field
		if title == "" {
			fields = append(fields, errs.Field{Name: "title", Message: "请填写标题。"})
		}
		if body == "" {
			fields = append(fields, errs.Field{Name: "body", Message: "请填写正文。"})
		}
		if err := errs.Form(slices.Concat(fields, personalData("title", title), personalData("body", body))...); err != nil {
			return nil, err
		}
		n.Title, n.Body = title, body
		return map[string]any{"title": FullTitle(title)}, tx.SaveDraft(ctx, n)
	})
}

// tidyLines trims every line and drops the empty ones.
func tidyLines(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// personalData refuses what must not be published V25.
func personalData(field, text string) []errs.Field {
	var fields []errs.Field
	for _, found := range document.PersonalDataIn(text) {
		fields = append(fields, errs.Field{Name: field, Message: "公布的文字不得含有" + found + "，请删去。"})
	}
	return fields
}

// RedraftNotice words a draft anew from the results (重新生成).
func (f *Flow) RedraftNotice(ctx context.Context, who authz.Actor, id int64, version int) error {
	return f.onNoticeDraft(ctx, who, authz.EditNotice, id, version, func(tx *store.Tx, n store.Notice) (map[string]any, error) {
		source, err := sourceOf(ctx, tx, n)
		if err != nil {
			return nil, err
		}
		if !n.Kind.OfMeeting() {
			return nil, errs.New(errs.Conflict, "此稿不由会议表决结果生成，请直接修改文字。")
		}
		n.Title, n.SessionLine, n.Body, n.Cases = source.Title, source.SessionLine, source.Body, source.Cases
		return map[string]any{"title": FullTitle(n.Title), "redrafted": true}, tx.SaveDraft(ctx, n)
	})
}

func sourceOf(ctx context.Context, tx *store.Tx, n store.Notice) (store.Notice, error) {
	if !n.Kind.OfMeeting() {
		return HandedIn(n), nil
	}
	plan, err := planOf(ctx, tx, n.MeetingID)
	if err != nil {
		return store.Notice{}, err
	}
	return FindPlanned(plan, n)
}

// FindPlanned returns what a notice should say, out of what the results call for.
func FindPlanned(plan []store.Notice, n store.Notice) (store.Notice, error) {
	for _, p := range plan {
		if sameNotice(p, n) {
			return p, nil
		}
	}
	return store.Notice{}, errs.New(errs.Conflict, "会议结果中没有与此稿对应的事项，请核对。")
}

// ProofText is a notice as it is compared: title, bracketed line, body.
func ProofText(n store.Notice) string {
	return FullTitle(n.Title) + "\n" + n.SessionLine + "\n" + n.Body
}

// ProofreadNotice notes that a second person compared the draft word by word with the adopted results
// (校核). Where they differ, the reason is kept; personal data stop it V25.
func (f *Flow) ProofreadNotice(ctx context.Context, who authz.Actor, id int64, version int, compared bool, note string) error {
	note = strings.TrimSpace(note)
	return f.onNoticeDraft(ctx, who, authz.ProofreadNotice, id, version, func(tx *store.Tx, n store.Notice) (map[string]any, error) {
		source, err := sourceOf(ctx, tx, n)
		if err != nil {
			return nil, err
		}
		differs := document.Differs(document.Compare(ProofText(source), ProofText(n)))
		switch {
		case n.DraftedByID == who.AccountID:
			return nil, errs.New(errs.Conflict, "校核须由起草人以外的人办理，此稿由您起草，请交另一位同事。")
		case !n.ProofreadAt.IsZero():
			return nil, errs.New(errs.Conflict, "此稿已由%s校核。", n.ProofreadBy)
		case !compared:
			return nil, errs.Form(errs.Field{Name: "compared", Message: "请与原结果逐字核对以后再确认。"})
		case differs && note == "":
			return nil, errs.Form(errs.Field{Name: "note", Message: "稿件与原结果不一致，请退给起草人改正；确需如此的，写明理由。"})
		case !slices.Equal(source.Cases, n.Cases):
			return nil, errs.New(errs.Conflict, "会议结果在起草以后有变化，请重新生成此稿。")
		}
		if err := errs.Form(personalData("body", n.Title+"\n"+n.Body)...); err != nil {
			return nil, err
		}
		if !differs {
			note = ""
		}
		return map[string]any{"title": FullTitle(n.Title), "note": note}, tx.MarkProofread(ctx, n, note)
	})
}

// PublishNotices makes proofread notices of a meeting public at one instant (公布): those given, else all
// that are not yet. The announcement comes with or after the papers it names.
func (f *Flow) PublishNotices(ctx context.Context, who authz.Actor, meetingID int64, ids ...int64) error {
	return f.do(ctx, who, authz.PublishNotice, func(tx *store.Tx) error {
		return publishOfMeeting(ctx, tx, meetingID, ids)
	})
}

func publishOfMeeting(ctx context.Context, tx *store.Tx, meetingID int64, ids []int64) error {
	notices, cases, err := lockPublication(ctx, tx, meetingID, ids)
	if err != nil {
		return err
	}
	for _, n := range notices {
		if n.Kind == store.AnnouncementNotice {
			no, err := tx.NextNumber(ctx, "announcement", n.Term)
			if err != nil {
				return err
			}
			n.Number = document.County{Term: n.Term}.AnnouncementNumber(no)
		}
		if err := publishOne(ctx, tx, n); err != nil {
			return err
		}
	}
	return saveWorks(ctx, cases, authz.PublishNotice, func(caseWork) map[string]any { return nil })
}

// publishOne makes one locked notice public once a second person has proofread it. V25
func publishOne(ctx context.Context, tx *store.Tx, n store.Notice) error {
	if n.ProofreadAt.IsZero() {
		return errs.New(errs.Conflict, "《%s》还没有由第二人校核，校核以后再公布。", FullTitle(n.Title))
	}
	if err := errs.Form(personalData("body", n.Title+"\n"+n.Body)...); err != nil {
		return err
	}
	if err := tx.PublishNotice(ctx, n); err != nil {
		return err
	}
	detail := map[string]any{"title": FullTitle(n.Title), "number": n.Number}
	if !n.PublishAt.IsZero() {
		detail["scheduled"] = n.PublishAt
	}
	return tx.Audit(ctx, authz.PublishNotice, noticeSubject(n.ID), detail)
}

// lockPublication holds the cases and then the notices that are to be published together.
func lockPublication(ctx context.Context, tx *store.Tx, meetingID int64, ids []int64) ([]store.Notice, []caseWork, error) {
	all, err := tx.NoticesOfMeeting(ctx, meetingID)
	if err != nil {
		return nil, nil, err
	}
	var notices []store.Notice
	var caseIDs []int64
	var waiting bool // something but the announcement stays unpublished
	for _, n := range all {
		switch chosen := slices.Contains(ids, n.ID) || len(ids) == 0 && n.PublishedAt.IsZero(); {
		case chosen:
			notices, caseIDs = append(notices, n), append(caseIDs, n.Cases...)
		case n.PublishedAt.IsZero() && n.Kind != store.AnnouncementNotice:
			waiting = true
		}
	}
	if len(notices) == 0 {
		return nil, nil, errs.New(errs.Conflict, "没有待公布的名单、决定或公告，请先起草、校核。")
	}
	cases, err := lockWorks(ctx, tx, caseIDs)
	if err != nil {
		return nil, nil, err
	}
	for i, n := range notices {
		if notices[i], err = tx.LockNotice(ctx, n.ID); err != nil {
			return nil, nil, err
		}
		if err := unpublished(notices[i]); err != nil {
			return nil, nil, err
		}
		if n.Kind == store.AnnouncementNotice && waiting {
			return nil, nil, errs.New(errs.Conflict, "公告所列的名单、决定尚未公布，请先公布，或一并公布。")
		}
	}
	return notices, cases, nil
}

// CorrectNotice adds a dated correction to a published notice (更正); the old text stays.
func (f *Flow) CorrectNotice(ctx context.Context, who authz.Actor, id int64, text string) error {
	text = strings.TrimSpace(text)
	return f.do(ctx, who, authz.CorrectNotice, func(tx *store.Tx) error {
		n, err := tx.LockNotice(ctx, id)
		if err != nil {
			return err
		}
		if n.PublishedAt.IsZero() {
			return errs.New(errs.Conflict, "此稿尚未公布，直接修改即可，不必发布更正。")
		}
		if text == "" {
			return errs.Form(errs.Field{Name: "text", Message: "请写明哪里有误、应为什么。"})
		}
		if err := errs.Form(personalData("text", text)...); err != nil {
			return err
		}
		if err := tx.InsertNoticeCorrection(ctx, id, text); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.CorrectNotice, noticeSubject(id), map[string]any{"title": FullTitle(n.Title), "text": text})
	})
}
