package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// SuggestionForm is one suggestion as it is entered.
type SuggestionForm struct {
	Session    string
	Number     int
	Title      string
	Deputies   string
	Delegation string
	Category   string
	Text       string
	ReceivedOn calendar.Day
	LeadID     int64   // 主办单位, may be settled later
	Joint      []int64 // 协办单位
	PlanItemID int64   // of the year's plan it was entered from
}

func (x *SuggestionForm) problems(today calendar.Day) []errs.Field {
	x.Session, x.Title, x.Deputies, x.Delegation = clean(x.Session), clean(x.Title), clean(x.Deputies), clean(x.Delegation)
	x.Category, x.Text = clean(x.Category), strings.TrimSpace(x.Text)
	var out []errs.Field
	add := func(wrong bool, name, message string) {
		if wrong {
			out = append(out, errs.Field{Name: name, Message: message})
		}
	}
	add(x.Session == "", "session", "请填写提出建议的会议，如“第十八届人大第五次会议”；闭会期间提出的，写“闭会期间”和年度。")
	add(x.Number < 1, "number", "请填写编号，1 以上的整数。")
	add(x.Title == "", "title", "请填写建议的题目。")
	add(x.Deputies == "", "deputies", "请填写提出建议的代表，领衔的写在前面。")
	add(x.Category == "", "category", "请填写类别，如“农业农村”。")
	add(x.Text == "", "text", "请填写建议的内容。")
	add(x.ReceivedOn.IsZero(), "received_on", "请填写收到的日期。")
	add(x.ReceivedOn.After(today), "received_on", "收到的日期不能晚于今天。")
	add(slices.Contains(x.Joint, x.LeadID) && x.LeadID != 0, "joint", "主办单位不必再列为协办单位。")
	return out
}

var suggestionKind = []supervision.Kind{supervision.Suggestion}

// EnterSuggestion registers one suggestion by hand (登记代表建议).
func (f *Flow) EnterSuggestion(ctx context.Context, who authz.Actor, x SuggestionForm) (id int64, err error) {
	err = f.do(ctx, who, authz.EnterSuggestion, func(tx *store.Tx) error {
		if err := errs.Form(x.problems(calendar.Of(tx.Now()))...); err != nil {
			return err
		}
		id, err = insertSuggestion(ctx, tx, x)
		return err
	})
	return id, err
}

func insertSuggestion(ctx context.Context, tx *store.Tx, x SuggestionForm) (int64, error) {
	_, rules, err := tx.PolicyOn(ctx, calendar.Of(tx.Now()))
	if err != nil {
		return 0, err
	}
	days, err := tx.Holidays(ctx)
	if err != nil {
		return 0, err
	}
	s := store.Suggestion{
		Matter: store.Matter{
			Kind:     supervision.Suggestion,
			Title:    x.Title,
			Year:     x.ReceivedOn.Year(),
			Stage:    supervision.SuggestionReceived,
			OpenedOn: x.ReceivedOn,
		},
		Session:    x.Session,
		Number:     x.Number,
		Deputies:   x.Deputies,
		Delegation: x.Delegation,
		Category:   x.Category,
		Text:       x.Text,
		ReceivedOn: x.ReceivedOn,
		HandBy:     supervision.HandBy(x.ReceivedOn, rules.Supervision.Suggestions, days),
	}
	if s.ID, err = tx.InsertMatter(ctx, s.Matter); err != nil {
		return 0, err
	}
	if err := tx.InsertSuggestion(ctx, s); err != nil {
		return 0, err
	}
	if err := setHandlers(ctx, tx, s.ID, x.LeadID, x.Joint); err != nil {
		return 0, err
	}
	if err := suggestionTasks(ctx, tx, s.ID); err != nil {
		return 0, err
	}
	if err := beginItem(ctx, tx, x.PlanItemID, s.ID); err != nil {
		return 0, err
	}
	return s.ID, tx.Audit(ctx, authz.EnterSuggestion, matterSubject(s.Matter), map[string]any{"session": x.Session, "number": x.Number, "title": x.Title})
}

func setHandlers(ctx context.Context, tx *store.Tx, id, lead int64, joint []int64) error {
	if lead != 0 {
		if err := tx.SetHandler(ctx, id, lead, true); err != nil {
			return err
		}
	}
	for _, o := range joint {
		if err := tx.SetHandler(ctx, id, o, false); err != nil {
			return err
		}
	}
	return nil
}

// suggestionTasks derives what is to be done for a suggestion anew.
func suggestionTasks(ctx context.Context, tx *store.Tx, id int64) error {
	s, err := tx.Suggestion(ctx, id)
	if err != nil {
		return err
	}
	handlers, err := tx.Handlers(ctx, id)
	if err != nil {
		return err
	}
	replies, err := tx.Replies(ctx, id)
	if err != nil {
		return err
	}
	x := supervision.Handling{
		ID:        id,
		Stage:     s.Stage,
		HandBy:    s.HandBy,
		LeadID:    s.LeadID,
		Contacted: !s.ContactedOn.IsZero(),
		ContactBy: s.ContactBy,
		Due:       s.DueOn,
	}
	for _, h := range handlers {
		x.Refused = x.Refused || h.Lead && !h.RefusedOn.IsZero() && h.Ruling == ""
	}
	if n := len(replies); n > 0 {
		x.JudgeBy = replies[n-1].JudgeBy
	}
	return tx.SetMatterTasks(ctx, id, x.Tasks())
}

// onSuggestion is the road of every write on a suggestion.
func (f *Flow) onSuggestion(ctx context.Context, who authz.Actor, act authz.Action, id int64,
	change func(tx *store.Tx, s store.Suggestion) (map[string]any, error)) error {
	return f.onMatter(ctx, who, act, id, suggestionKind, func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		s, err := tx.Suggestion(ctx, id)
		if err != nil {
			return nil, err
		}
		detail, err := change(tx, s)
		if err != nil {
			return nil, err
		}
		return detail, suggestionTasks(ctx, tx, id)
	})
}

// actsFor refuses an account that does not act for a unit: itself, or one for whose head it proposes.
func actsFor(ctx context.Context, tx *store.Tx, who authz.Actor, organID int64) error {
	o, err := tx.Organ(ctx, organID)
	if err != nil {
		return err
	}
	if who.OrganID == 0 || who.OrganID != o.ID && who.OrganID != o.ProposerID {
		return errs.New(errs.Forbidden, "这件由%s办理，请用该单位或者归口机关的账号办理。", o.Name)
	}
	return nil
}

func suggestionAt(s store.Suggestion, stages ...string) error {
	if !slices.Contains(stages, s.Stage) {
		return errs.New(errs.Conflict, "这件建议现在不能这样办理，可能他人刚刚办过，请刷新页面。")
	}
	return nil
}

// HandForm is the handing over (交办).
type HandForm struct {
	HandedOn calendar.Day
	HandedAt string // 交办会, where one was held
	LeadID   int64  // of a single one; zero keeps what is entered
	Joint    []int64
}

// HandSuggestion hands a suggestion over to the units that handle it (交办)〔DZ-20〕.
func (f *Flow) HandSuggestion(ctx context.Context, who authz.Actor, id int64, x HandForm) error {
	return f.onSuggestion(ctx, who, authz.HandSuggestion, id, func(tx *store.Tx, s store.Suggestion) (map[string]any, error) {
		return handSuggestion(ctx, tx, s, x)
	})
}

func handSuggestion(ctx context.Context, tx *store.Tx, s store.Suggestion, x HandForm) (map[string]any, error) {
	if err := suggestionAt(s, supervision.SuggestionReceived); err != nil {
		return nil, err
	}
	today := calendar.Of(tx.Now())
	var fields []errs.Field
	if x.LeadID == 0 && s.LeadID == 0 {
		fields = append(fields, errs.Field{Name: "lead", Message: "请选择主办单位。"})
	}
	if x.HandedOn.IsZero() || x.HandedOn.Before(s.ReceivedOn) || x.HandedOn.After(today) {
		fields = append(fields, errs.Field{Name: "handed_on", Message: "请填写交办的日期，在收到以后、今天或以前。"})
	}
	if x.LeadID != 0 && slices.Contains(x.Joint, x.LeadID) {
		fields = append(fields, errs.Field{Name: "joint", Message: "主办单位不必再列为协办单位。"})
	}
	if err := errs.Form(fields...); err != nil {
		return nil, err
	}
	if x.LeadID != 0 && s.LeadID != 0 && x.LeadID != s.LeadID {
		if err := tx.SetHandler(ctx, s.ID, s.LeadID, false); err != nil {
			return nil, err
		}
	}
	if err := setHandlers(ctx, tx, s.ID, x.LeadID, x.Joint); err != nil {
		return nil, err
	}
	s.HandedAt = clean(x.HandedAt)
	if err := startHandling(ctx, tx, &s, x.HandedOn); err != nil {
		return nil, err
	}
	return map[string]any{"handed_on": x.HandedOn, "due_on": s.DueOn, "lead": max(x.LeadID, s.LeadID)}, tx.SaveSuggestion(ctx, s)
}

// startHandling lets the days run from a day.
func startHandling(ctx context.Context, tx *store.Tx, s *store.Suggestion, day calendar.Day) error {
	_, rules, err := tx.PolicyOn(ctx, calendar.Of(tx.Now()))
	if err != nil {
		return err
	}
	h, err := tx.Holidays(ctx)
	if err != nil {
		return err
	}
	days := supervision.DaysFrom(day, rules.Supervision.Suggestions, h)
	s.Stage, s.HandedOn, s.RefuseBy, s.ContactBy, s.DueOn = supervision.SuggestionHandling, day, days.RefuseBy, days.ContactBy, days.DueOn
	return nil
}

// HandSuggestions hands over at one meeting (交办会) all that have a leading unit entered.
func (f *Flow) HandSuggestions(ctx context.Context, who authz.Actor, ids []int64, x HandForm) error {
	return f.do(ctx, who, authz.HandSuggestion, func(tx *store.Tx) error {
		if len(ids) == 0 {
			return errs.Form(errs.Field{Name: "suggestion", Message: "请选择要交办的建议。"})
		}
		slices.Sort(ids)
		for _, id := range ids {
			m, err := tx.LockMatter(ctx, id)
			if err != nil {
				return err
			}
			s, err := tx.Suggestion(ctx, id)
			if err != nil {
				return err
			}
			detail, err := handSuggestion(ctx, tx, s, x)
			if err != nil {
				return err
			}
			if err := suggestionTasks(ctx, tx, id); err != nil {
				return err
			}
			if err := tx.Audit(ctx, authz.HandSuggestion, matterSubject(m), detail); err != nil {
				return err
			}
		}
		return nil
	})
}

// RefuseSuggestion says for the leading unit that a suggestion is not within its competence (说明不属职责)〔R9〕.
func (f *Flow) RefuseSuggestion(ctx context.Context, who authz.Actor, id int64, why string) error {
	return f.onSuggestion(ctx, who, authz.RefuseSuggestion, id, func(tx *store.Tx, s store.Suggestion) (map[string]any, error) {
		if err := suggestionAt(s, supervision.SuggestionHandling); err != nil {
			return nil, err
		}
		if err := actsFor(ctx, tx, who, s.LeadID); err != nil {
			return nil, err
		}
		if err := supervision.MayRefuse(s.RefuseBy, calendar.Of(tx.Now())); err != nil {
			return nil, err
		}
		if why = strings.TrimSpace(why); why == "" {
			return nil, errs.Form(errs.Field{Name: "refusal", Message: "请说明为什么不属本单位职责，建议由哪个单位办理。"})
		}
		handlers, err := tx.Handlers(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, h := range handlers {
			if h.OrganID == s.LeadID && !h.RefusedOn.IsZero() {
				return nil, errs.New(errs.Conflict, "已经说明过一次，请按研究的结果办理。")
			}
		}
		return map[string]any{"organ": s.LeadID}, tx.SaveRefusal(ctx, id, store.Handler{OrganID: s.LeadID, RefusedOn: calendar.Of(tx.Now()), Refusal: why})
	})
}

// RuleOnRefusal decides about a unit's statement (研究改办): another unit takes it over and the days run anew, or the
// unit goes on.
func (f *Flow) RuleOnRefusal(ctx context.Context, who authz.Actor, id int64, accept bool, newLead int64) error {
	return f.onSuggestion(ctx, who, authz.RuleOnRefusal, id, func(tx *store.Tx, s store.Suggestion) (map[string]any, error) {
		handlers, err := tx.Handlers(ctx, id)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(handlers, func(h store.Handler) bool { return h.Lead && !h.RefusedOn.IsZero() && h.Ruling == "" })
		if i < 0 {
			return nil, errs.New(errs.Conflict, "没有待研究的说明，请刷新页面。")
		}
		h := handlers[i]
		if !accept {
			h.Ruling = "overruled"
			return map[string]any{"organ": h.OrganID, "ruling": h.Ruling}, tx.SaveRefusal(ctx, id, h)
		}
		if newLead == 0 || newLead == h.OrganID {
			return nil, errs.Form(errs.Field{Name: "lead", Message: "请选择改由哪个单位主办。"})
		}
		h.Ruling = "accepted"
		if err := tx.SaveRefusal(ctx, id, h); err != nil {
			return nil, err
		}
		if err := tx.SetHandler(ctx, id, newLead, true); err != nil {
			return nil, err
		}
		s.ContactedOn, s.Contact = calendar.Day{}, ""
		if err := startHandling(ctx, tx, &s, calendar.Of(tx.Now())); err != nil {
			return nil, err
		}
		return map[string]any{"organ": h.OrganID, "ruling": h.Ruling, "lead": newLead}, tx.SaveSuggestion(ctx, s)
	})
}

// MarkKeySuggestion makes a suggestion one that the chairpersons' meeting sees through (主任会议督办件)〔DZ-21〕.
func (f *Flow) MarkKeySuggestion(ctx context.Context, who authz.Actor, id int64, leader string) error {
	return f.onSuggestion(ctx, who, authz.MarkKey, id, func(tx *store.Tx, s store.Suggestion) (map[string]any, error) {
		if s.KeyLeader = clean(leader); s.KeyLeader == "" {
			return nil, errs.Form(errs.Field{Name: "leader", Message: "请填写由哪位主任、副主任领办。"})
		}
		s.KeyOn = calendar.Of(tx.Now())
		return map[string]any{"leader": s.KeyLeader}, tx.SaveSuggestion(ctx, s)
	})
}
