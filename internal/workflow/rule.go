package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/store"
)

func ruleSubject(id int64) store.Subject { return store.Subject{Kind: "rule", ID: id} }

// SaveRuleVersion registers a text of one of the county's rules (登记法规与办法): a new rule without RuleID, a
// new version without ID, else the draft is rewritten. A file is the text as it was issued, which the public may
// download; without one the former file stays. It returns the rule's id.
func (f *Flow) SaveRuleVersion(ctx context.Context, who authz.Actor, c store.CountyRule, issued Upload) (int64, error) {
	c.Name, c.Adopted, c.Body = strings.TrimSpace(c.Name), strings.TrimSpace(c.Adopted), tidyLines(c.Body)
	err := f.do(ctx, who, authz.SaveRule, func(tx *store.Tx) error {
		if err := checkRule(c); err != nil {
			return err
		}
		var err error
		if issued.Name != "" {
			if c.FileID, err = keepIssued(ctx, tx, issued); err != nil {
				return err
			}
		}
		if c.RuleID == 0 {
			if c.RuleID, err = tx.InsertRule(ctx, c.Name, c.Category); err != nil {
				return err
			}
		}
		if c.ID == 0 {
			_, err = tx.InsertRuleVersion(ctx, c)
		} else {
			err = tx.SaveRuleVersion(ctx, c)
		}
		if err != nil {
			return err
		}
		return tx.Audit(ctx, authz.SaveRule, ruleSubject(c.RuleID), map[string]any{"name": c.Name, "effective": c.Effective})
	})
	return c.RuleID, err
}

// keepIssued takes the text of a rule as the committee issued it: what everybody can open.
func keepIssued(ctx context.Context, tx *store.Tx, u Upload) (int64, error) {
	const field = "file"
	kept, err := keep(ctx, tx, u, field)
	if err != nil {
		return 0, err
	}
	switch kept.MediaType {
	case "application/pdf", "application/ofd", "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
		return kept.ID, nil
	}
	return 0, errs.Form(errs.Field{Name: field, Message: "供公众下载的文件请用 PDF、OFD 或者 .docx。"})
}

func checkRule(c store.CountyRule) error {
	var wrong []errs.Field
	for _, w := range []struct {
		name, message string
		bad           bool
	}{
		{"name", "请填写全称，如“示例县人民代表大会常务委员会人事任免办法”。", c.RuleID == 0 && c.Name == ""},
		{"category", "请选择类别。", c.RuleID == 0 && !c.Category.Valid()},
		{"adopted", "请写明由哪次会议通过，如“2024年3月28日示例县第十八届人大常委会第十九次会议通过”。", c.Adopted == ""},
		{"effective", "请填写施行日期。", c.Effective.IsZero()},
		{"body", "请粘贴全文，一行为一段。", c.Body == ""},
	} {
		if w.bad {
			wrong = append(wrong, errs.Field{Name: w.name, Message: w.message})
		}
	}
	return errs.Form(slices.Concat(wrong, personalData("body", c.Body))...)
}

func (f *Flow) onRule(ctx context.Context, who authz.Actor, act authz.Action, id int64, version int,
	change func(tx *store.Tx, c store.CountyRule) error) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		c, err := tx.LockRuleVersion(ctx, id)
		if err != nil {
			return err
		}
		c.Version = version
		if err := change(tx, c); err != nil {
			return err
		}
		return tx.Audit(ctx, act, ruleSubject(c.RuleID), map[string]any{"name": c.Name, "effective": c.Effective})
	})
}

// PublishRule makes a text public once another person has compared it with the adopted one (公布法规与办法).
func (f *Flow) PublishRule(ctx context.Context, who authz.Actor, id int64, version int, compared bool) error {
	return f.onRule(ctx, who, authz.PublishRule, id, version, func(tx *store.Tx, c store.CountyRule) error {
		switch {
		case c.Published:
			return errs.New(errs.Conflict, "此文本已于%s公布。", calendar.Of(c.PublishedAt))
		case c.DraftedByID == who.AccountID:
			return errs.New(errs.Conflict, "此文本由您登记，请交另一位同事与通过的文本逐字核对后公布。")
		case !compared:
			return errs.Form(errs.Field{Name: "compared", Message: "请与会议通过的文本逐字核对以后再公布。"})
		}
		if found := document.PersonalDataIn(c.Body); len(found) > 0 { // V25
			return errs.Form(personalData("compared", c.Body)...)
		}
		return tx.PublishRuleVersion(ctx, c)
	})
}

// RepealRule notes that a rule no longer applies (废止); its text stays in the library.
func (f *Flow) RepealRule(ctx context.Context, who authz.Actor, id int64, version int, on calendar.Day, note string) error {
	note = strings.TrimSpace(note)
	return f.onRule(ctx, who, authz.RepealRule, id, version, func(tx *store.Tx, c store.CountyRule) error {
		switch {
		case !c.Published:
			return errs.New(errs.Conflict, "此文本尚未公布，不必废止。")
		case !c.Repealed.IsZero():
			return errs.New(errs.Conflict, "此文本已自%s起废止。", c.Repealed)
		case on.IsZero() || on.Before(c.Effective):
			return errs.Form(errs.Field{Name: "on", Message: "请填写废止日期，不能早于施行日期" + c.Effective.String() + "。"})
		case note == "":
			return errs.Form(errs.Field{Name: "note", Message: "请写明由哪次会议决定废止。"})
		}
		return tx.RepealRuleVersion(ctx, c, on, note)
	})
}
