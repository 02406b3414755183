package workflow

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
)

// OpinionForm is what somebody says about the nominees of a notice.
type OpinionForm struct {
	CaseID     int64 // zero: about all of them
	Anonymous  bool
	Name       string
	Contact    string
	Text       string
	Clue       string              // of an anonymous opinion: what can be followed up
	Channel    appointment.Channel // of what staff enter
	ReceivedOn calendar.Day        // of what staff enter
	Key        string              // of a web form, so that sending it twice counts once
}

const (
	maxOpinion = 3000
	maxContact = 100
	// maxOpinionsPerHour keeps a flood from the web away from the people who read them.
	maxOpinionsPerHour = 300
)

// GiveOpinion takes an opinion of the public from the web (网上反映) and returns its receipt number. The
// same form sent twice gives the same number.
func (f *Flow) GiveOpinion(ctx context.Context, publicityID int64, x OpinionForm) (receipt string, err error) {
	if len(x.Key) >= 16 && len(x.Key) <= 64 {
		if receipt, err = f.db.ReceiptOfForm(ctx, x.Key); err != nil || receipt != "" {
			return receipt, err
		}
	} else {
		x.Key = ""
	}
	n, err := f.db.OpinionsSince(ctx, f.db.Now().Add(-time.Hour))
	if err != nil {
		return "", err
	}
	if n >= maxOpinionsPerHour {
		return "", errs.New(errs.Conflict, "网上提交的意见暂时过多，请一小时后再提交，或者按公示上的电话反映。")
	}
	x.Channel = appointment.ByWeb
	receipt, err = f.takeOpinion(ctx, authz.Public, authz.GiveOpinion, publicityID, x, func(p store.Publicity, today calendar.Day) ([]errs.Field, error) {
		switch appointment.PublicityStateOn(p.From, p.To, today) {
		case appointment.PublicityAhead:
			return nil, errs.New(errs.Conflict, "公示自%s开始，届时再请提交意见。", p.From)
		case appointment.PublicityOver:
			return nil, errs.New(errs.Conflict, "公示已于%s结束，网上不再受理意见。如有情况，请按公示上的电话反映。", p.To)
		}
		return nil, nil
	})
	if errs.KindOf(err) == errs.Conflict && x.Key != "" { // perhaps its twin was a moment faster
		if first, again := f.db.ReceiptOfForm(ctx, x.Key); again == nil && first != "" {
			return first, nil
		}
	}
	return receipt, err
}

// EnterOpinion records an opinion that came by letter, call or visit (登记公示意见) and returns its number.
func (f *Flow) EnterOpinion(ctx context.Context, who authz.Actor, publicityID int64, x OpinionForm) (receipt string, err error) {
	return f.takeOpinion(ctx, who, authz.EnterOpinion, publicityID, x, func(p store.Publicity, today calendar.Day) ([]errs.Field, error) {
		switch {
		case !p.ReportedAt.IsZero():
			return nil, errs.New(errs.Conflict, "公示情况报告已经形成。此后收到的反映，请按信访举报办理。")
		case today.Before(p.From):
			return nil, errs.New(errs.Conflict, "公示自%s开始，现在还不能登记意见。", p.From)
		}
		var fields []errs.Field
		if !slices.Contains([]appointment.Channel{appointment.ByLetter, appointment.ByCall, appointment.ByVisit}, x.Channel) {
			fields = append(fields, errs.Field{Name: "channel", Message: "请选择反映方式。"})
		}
		if x.ReceivedOn.IsZero() || x.ReceivedOn.Before(p.From) || x.ReceivedOn.After(today) {
			fields = append(fields, errs.Field{Name: "received_on", Message: "收到日期须在公示开始之后、今天或以前，请核对。"})
		}
		return fields, nil
	})
}

// takeOpinion stores an opinion on a notice that is open for it; open says why it is not, and what is
// wrong with how and when it came.
func (f *Flow) takeOpinion(ctx context.Context, who authz.Actor, act authz.Action, publicityID int64, x OpinionForm,
	open func(p store.Publicity, today calendar.Day) ([]errs.Field, error)) (receipt string, err error) {
	x.Name, x.Contact, x.Text, x.Clue = strings.TrimSpace(x.Name), strings.TrimSpace(x.Contact), strings.TrimSpace(x.Text), strings.TrimSpace(x.Clue)
	err = f.onPublicity(ctx, who, act, publicityID, func(tx *store.Tx, p store.Publicity, cases []appointment.Case) error {
		today := calendar.Of(tx.Now())
		fields, err := open(p, today)
		if err != nil {
			return err
		}
		if err := errs.Form(append(fields, x.problems(cases)...)...); err != nil {
			return err
		}
		if x.Channel == appointment.ByWeb {
			x.ReceivedOn = today
		}
		receipt = newReceipt(today)
		o := store.Opinion{PublicityID: publicityID, CaseID: x.CaseID, Anonymous: x.Anonymous, Text: x.Text, Channel: x.Channel,
			ReceivedOn: x.ReceivedOn, Receipt: receipt, FormKey: x.Key}
		if x.Anonymous {
			o.Clue = x.Clue
		} else {
			o.Name, o.Contact = x.Name, x.Contact
		}
		id, err := tx.InsertOpinion(ctx, o)
		if err != nil {
			return err
		}
		return opinionChanged(ctx, tx, act, publicityID, id, cases, map[string]any{"receipt": receipt, "channel": x.Channel})
	})
	return receipt, err
}

// newReceipt is a number that says nothing of how many opinions there are and cannot be guessed.
func newReceipt(day calendar.Day) string {
	y, m, d := day.Date()
	r := rand.Text()
	return fmt.Sprintf("%04d%02d%02d-%s-%s", y, m, d, r[:4], r[4:8])
}

func (x OpinionForm) problems(cases []appointment.Case) []errs.Field {
	var fields []errs.Field
	add := func(name, format string, args ...any) {
		fields = append(fields, errs.Field{Name: name, Message: fmt.Sprintf(format, args...)})
	}
	if x.CaseID != 0 && !slices.ContainsFunc(cases, func(c appointment.Case) bool { return c.ID == x.CaseID }) {
		add("about", "请选择反映对象。")
	}
	switch n := utf8.RuneCountInString(x.Text); {
	case n == 0:
		add("text", "请写明您的意见。")
	case n > maxOpinion:
		add("text", "意见有 %d 字，请压缩到 %d 字以内；材料较多的，请按公示上的地址寄送。", n, maxOpinion)
	}
	if x.Anonymous {
		switch n := utf8.RuneCountInString(x.Clue); {
		case n == 0:
			add("clue", "匿名反映的，请写明可以核查的线索，如时间、地点、经过、知情人。")
		case n > maxOpinion:
			add("clue", "线索有 %d 字，请压缩到 %d 字以内。", n, maxOpinion)
		}
		return fields
	}
	switch n := utf8.RuneCountInString(x.Name); {
	case n == 0:
		add("name", "请填写姓名；不愿署名的，请选择“匿名”并提供线索。")
	case n > maxContact:
		add("name", "姓名请控制在 %d 字以内。", maxContact)
	}
	switch n := utf8.RuneCountInString(x.Contact); {
	case n == 0:
		add("contact", "请填写联系方式，以便核实和反馈。")
	case n > maxContact:
		add("contact", "联系方式请控制在 %d 字以内。", maxContact)
	}
	return fields
}

// opinionChanged leaves the event, which names no one who gave an opinion, and derives the tasks anew.
func opinionChanged(ctx context.Context, tx *store.Tx, act authz.Action, publicityID, id int64, cases []appointment.Case, detail map[string]any) error {
	for _, c := range cases {
		tx.RefreshTasks(c.ID)
	}
	detail["publicity"] = publicityID
	return tx.Audit(ctx, act, store.Subject{Kind: "opinion", ID: id}, detail)
}

// ViewOpinion opens one opinion with who gave it; every reading is recorded.
func (f *Flow) ViewOpinion(ctx context.Context, who authz.Actor, publicityID, id int64) (store.Opinion, error) {
	if err := authz.Check(who, authz.ViewOpinion); err != nil {
		return store.Opinion{}, err
	}
	o, err := f.db.Opinion(ctx, publicityID, id)
	if err != nil {
		return o, err
	}
	err = f.db.InTx(ctx, who, func(tx *store.Tx) error {
		return tx.Audit(ctx, authz.ViewOpinion, store.Subject{Kind: "opinion", ID: id}, map[string]any{"receipt": o.Receipt})
	})
	return o, err
}

// VerifyOpinion says that an opinion is being looked into (开始核实).
func (f *Flow) VerifyOpinion(ctx context.Context, who authz.Actor, publicityID, id int64) error {
	return f.onOpinion(ctx, who, authz.VerifyOpinion, publicityID, id, func(o *store.Opinion) error {
		if o.State != "received" {
			return errs.New(errs.Conflict, "这件意见已经开始核实，无需重复办理。")
		}
		o.State = "verifying"
		return nil
	})
}

// ConcludeOpinion writes what was found and what follows from it (核实结论)〔AN-03〕.
func (f *Flow) ConcludeOpinion(ctx context.Context, who authz.Actor, publicityID, id int64, found string, c appointment.OpinionConclusion) error {
	found = strings.TrimSpace(found)
	return f.onOpinion(ctx, who, authz.ConcludeOpinion, publicityID, id, func(o *store.Opinion) error {
		switch o.State {
		case "received":
			return errs.New(errs.Conflict, "请先开始核实，再形成结论。")
		case "verified":
			return errs.New(errs.Conflict, "这件意见已有核实结论，不能重复办理。")
		}
		var fields []errs.Field
		if found == "" {
			fields = append(fields, errs.Field{Name: "found", Message: "请写明怎样核实、核实到什么情况。"})
		}
		if c.Label() == "" {
			fields = append(fields, errs.Field{Name: "conclusion", Message: "请选择核实结论。"})
		}
		o.State, o.Verification, o.Conclusion = "verified", found, c
		return errs.Form(fields...)
	})
}

func (f *Flow) onOpinion(ctx context.Context, who authz.Actor, act authz.Action, publicityID, id int64, change func(o *store.Opinion) error) error {
	return f.onPublicity(ctx, who, act, publicityID, func(tx *store.Tx, p store.Publicity, cases []appointment.Case) error {
		if !p.ReportedAt.IsZero() {
			return errs.New(errs.Conflict, "公示情况报告已经形成，不能再修改意见的核实情况。")
		}
		o, err := tx.LockOpinion(ctx, publicityID, id)
		if err != nil {
			return err
		}
		was := o.State
		if err := change(&o); err != nil {
			return err
		}
		if err := tx.SaveOpinion(ctx, was, o); err != nil {
			return err
		}
		return opinionChanged(ctx, tx, act, publicityID, id, cases, map[string]any{"receipt": o.Receipt, "conclusion": o.Conclusion})
	})
}
