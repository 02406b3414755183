package workflow

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

var petitionKind = []supervision.Kind{supervision.Petition}

// PetitionForm is a petition as it is told (信访举报).
type PetitionForm struct {
	About      string // 被反映人和单位
	PersonID   int64  // the appointee, where staff know who is meant
	Text       string
	Anonymous  bool
	Name       string
	Contact    string
	Channel    supervision.Channel
	ReceivedOn calendar.Day
	Key        string // of a web form
}

func (x *PetitionForm) problems(today calendar.Day) []errs.Field {
	x.About, x.Text, x.Name, x.Contact = clean(x.About), strings.TrimSpace(x.Text), clean(x.Name), clean(x.Contact)
	var out []errs.Field
	add := func(wrong bool, name, message string) {
		if wrong {
			out = append(out, errs.Field{Name: name, Message: message})
		}
	}
	add(x.About == "", "about", "请填写反映的是谁，写明姓名、单位和职务。")
	add(utf8.RuneCountInString(x.About) > 100, "about", "反映对象请控制在 100 字以内。")
	add(x.Text == "", "text", "请写明反映的情况：具体的人、事、时间、地点。")
	add(utf8.RuneCountInString(x.Text) > maxOpinion, "text", fmt.Sprintf("反映的情况请控制在 %d 字以内，材料较多的请寄送。", maxOpinion))
	add(!x.Anonymous && x.Name == "", "name", "请填写姓名；不愿署名的，请选择“匿名”。")
	add(!x.Anonymous && x.Contact == "", "contact", "请填写联系方式，以便核实和答复。")
	add(utf8.RuneCountInString(x.Name+x.Contact) > 2*maxContact, "contact", "姓名和联系方式过长，请核对。")
	if x.Channel != supervision.ByWeb {
		add(!slices.Contains(supervision.StaffChannels, x.Channel), "channel", "请选择来信、来访或者来电。")
		add(x.ReceivedOn.IsZero() || x.ReceivedOn.After(today), "received_on", "请填写收到的日期，今天或以前。")
	}
	return out
}

// GivePetition takes a petition from the public over the web, where the county allows it (网上信访), and returns its receipt.
// The same form sent twice gives the same number.
func (f *Flow) GivePetition(ctx context.Context, x PetitionForm) (receipt string, err error) {
	_, rules, err := f.db.PolicyOn(ctx, calendar.Of(f.db.Now()))
	if err != nil {
		return "", err
	}
	if !rules.Supervision.Petitions.Web {
		return "", errs.New(errs.NotFound, "本县暂不在网上受理信访举报，请来信、来访或者来电反映。")
	}
	if len(x.Key) < 16 || len(x.Key) > 64 {
		x.Key = ""
	} else if receipt, err = f.db.PetitionOfForm(ctx, x.Key); err != nil || receipt != "" {
		return receipt, err
	}
	n, err := f.db.PetitionsSince(ctx, f.db.Now().Add(-time.Hour))
	if err != nil {
		return "", err
	}
	if n >= maxOpinionsPerHour {
		return "", errs.New(errs.Conflict, "网上提交的反映暂时过多，请一小时后再提交，或者来信、来电反映。")
	}
	x.Channel, x.PersonID = supervision.ByWeb, 0
	_, receipt, err = f.takePetition(ctx, authz.Public, authz.GivePetition, x)
	if errs.KindOf(err) == errs.Conflict && x.Key != "" { // perhaps its twin was a moment faster
		if first, again := f.db.PetitionOfForm(ctx, x.Key); again == nil && first != "" {
			return first, nil
		}
	}
	return receipt, err
}

// EnterPetition registers a petition that came by letter, visit or call (登记信访举报) and returns its matter.
func (f *Flow) EnterPetition(ctx context.Context, who authz.Actor, x PetitionForm) (id int64, err error) {
	if x.Channel == supervision.ByWeb {
		x.Channel = ""
	}
	id, _, err = f.takePetition(ctx, who, authz.EnterPetition, x)
	return id, err
}

func (f *Flow) takePetition(ctx context.Context, who authz.Actor, act authz.Action, x PetitionForm) (id int64, receipt string, err error) {
	err = f.do(ctx, who, act, func(tx *store.Tx) error {
		today := calendar.Of(tx.Now())
		if x.Channel == supervision.ByWeb {
			x.ReceivedOn = today
		}
		if err := errs.Form(x.problems(today)...); err != nil {
			return err
		}
		receipt = newReceipt(today)
		p := store.Petition{
			Matter: store.Matter{
				Kind:     supervision.Petition,
				Title:    "反映" + x.About + "的信访件",
				Year:     x.ReceivedOn.Year(),
				Stage:    supervision.PetitionRegistered,
				OpenedOn: x.ReceivedOn,
			},
			Receipt:    receipt,
			Channel:    x.Channel,
			ReceivedOn: x.ReceivedOn,
			Anonymous:  x.Anonymous,
			About:      x.About,
		}
		s := store.PetitionSource{Text: x.Text}
		if !x.Anonymous {
			s.Name, s.Contact = x.Name, x.Contact
		}
		if p.ID, err = tx.InsertMatter(ctx, p.Matter); err != nil {
			return err
		}
		id = p.ID
		if err := tx.InsertPetition(ctx, p, s, x.Key); err != nil {
			return err
		}
		if x.PersonID != 0 {
			if err := tx.SetMatterPerson(ctx, id, x.PersonID, supervision.PartSubject); err != nil {
				return err
			}
		}
		if err := petitionTasks(ctx, tx, p); err != nil {
			return err
		}
		return tx.Audit(ctx, act, matterSubject(p.Matter), map[string]any{"receipt": receipt, "channel": x.Channel})
	})
	return id, receipt, err
}

func petitionTasks(ctx context.Context, tx *store.Tx, p store.Petition) error {
	all, err := tx.PetitionTransfers(ctx, p.ID)
	if err != nil {
		return err
	}
	list := make([]supervision.Transfer, len(all))
	for i, t := range all {
		list[i] = t.Transfer
	}
	return tx.SetMatterTasks(ctx, p.ID, supervision.PetitionTasks(p.ID, p.Stage, list))
}

func (f *Flow) onPetition(ctx context.Context, who authz.Actor, act authz.Action, id int64,
	change func(tx *store.Tx, p *store.Petition) (map[string]any, error)) error {
	return f.onMatter(ctx, who, act, id, petitionKind, func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		p, err := tx.Petition(ctx, id)
		if err != nil {
			return nil, err
		}
		detail, err := change(tx, &p)
		if err != nil {
			return nil, err
		}
		if err := tx.SavePetition(ctx, p); err != nil {
			return nil, err
		}
		return detail, petitionTasks(ctx, tx, p)
	})
}

// ViewPetitionSource opens who told a petition and in which words (打开信访来源); every opening is recorded with its reason.
func (f *Flow) ViewPetitionSource(ctx context.Context, who authz.Actor, id int64, why string) (s store.PetitionSource, err error) {
	err = f.do(ctx, who, authz.ViewPetitionSource, func(tx *store.Tx) error {
		m, err := tx.MatterFor(ctx, who, id)
		if err != nil {
			return err
		}
		if why = strings.TrimSpace(why); why == "" {
			return errs.Form(errs.Field{Name: "why", Message: "请写明为什么要打开，如“形成摘要”“与反映人核实”。"})
		}
		if s, err = tx.PetitionSource(ctx, id); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.ViewPetitionSource, matterSubject(m), map[string]any{"why": why})
	})
	return s, err
}

// SummarisePetition writes what may be passed on (形成信访摘要), and whom it concerns.
func (f *Flow) SummarisePetition(ctx context.Context, who authz.Actor, id int64, summary string, personID int64) error {
	return f.onPetition(ctx, who, authz.SummarisePetition, id, func(tx *store.Tx, p *store.Petition) (map[string]any, error) {
		if p.Summary = strings.TrimSpace(summary); p.Summary == "" {
			return nil, errs.Form(errs.Field{Name: "summary", Message: "请填写摘要，不要写明反映人的任何情况。"})
		}
		sealed, err := sealedWords(ctx, tx, id, map[string]string{"summary": p.Summary})
		if err != nil {
			return nil, err
		}
		if err := errs.Form(sealed...); err != nil {
			return nil, err
		}
		if personID != 0 {
			if err := tx.SetMatterPerson(ctx, id, personID, supervision.PartSubject); err != nil {
				return nil, err
			}
		}
		if p.Stage == supervision.PetitionRegistered {
			p.Stage = supervision.PetitionVerifying
		}
		return map[string]any{"person": personID}, nil
	})
}

// TransferPetition hands the summary on to an organ (转办)〔R4 第二十九条〕; the source stays here.
func (f *Flow) TransferPetition(ctx context.Context, who authz.Actor, id, organID int64) error {
	return f.onPetition(ctx, who, authz.TransferPetition, id, func(tx *store.Tx, p *store.Petition) (map[string]any, error) {
		if p.Summary == "" {
			return nil, errs.New(errs.Conflict, "请先形成摘要：转办只转摘要，不转反映人的信息和原文。")
		}
		if organID == 0 {
			return nil, errs.Form(errs.Field{Name: "organ", Message: "请选择转给哪个单位。"})
		}
		today := calendar.Of(tx.Now())
		_, rules, err := tx.PolicyOn(ctx, today)
		if err != nil {
			return nil, err
		}
		t := store.PetitionTransfer{
			Transfer: supervision.Transfer{OrganID: organID, SentOn: today, Due: today.Add(rules.Supervision.Petitions.TransferDays)},
			MatterID: id,
			Summary:  p.Summary,
		}
		return map[string]any{"organ": organID, "due": t.Due}, tx.InsertTransfer(ctx, t)
	})
}

// UrgePetition urges a unit that is late (催办久拖不决的信访件)〔DZ-24〕.
func (f *Flow) UrgePetition(ctx context.Context, who authz.Actor, id, transfer int64) error {
	return f.onPetition(ctx, who, authz.UrgePetition, id, func(tx *store.Tx, p *store.Petition) (map[string]any, error) {
		return map[string]any{"transfer": transfer}, tx.UrgeTransfer(ctx, id, transfer, calendar.Of(tx.Now()))
	})
}

// ReportPetition reports for a unit what came of what it was handed (报告办理结果).
func (f *Flow) ReportPetition(ctx context.Context, who authz.Actor, id, transfer int64, result string) error {
	return f.onPetition(ctx, who, authz.ReportPetition, id, func(tx *store.Tx, p *store.Petition) (map[string]any, error) {
		all, err := tx.PetitionTransfers(ctx, id)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all, func(t store.PetitionTransfer) bool { return t.ID == transfer })
		if i < 0 {
			return nil, errs.New(errs.NotFound, "查无此转办件，请返回列表重新查找。")
		}
		if err := actsFor(ctx, tx, who, all[i].OrganID); err != nil {
			return nil, err
		}
		if result = strings.TrimSpace(result); result == "" {
			return nil, errs.Form(errs.Field{Name: "result", Message: "请写明调查核实和处理的情况。"})
		}
		return map[string]any{"transfer": transfer, "organ": all[i].OrganID}, tx.SaveTransferResult(ctx, id, transfer, result, calendar.Of(tx.Now()))
	})
}

// PetitionEnd is how a petition ends.
type PetitionEnd struct {
	Conclusion supervision.Conclusion
	Finding    string
	ToldOn     calendar.Day // when whoever told it was answered; not of an anonymous one
	InDossier  bool
}

// ConcludePetition ends a petition (形成信访结论): only what was proved may stand in the dossier.
func (f *Flow) ConcludePetition(ctx context.Context, who authz.Actor, id int64, x PetitionEnd) error {
	return f.onPetition(ctx, who, authz.ConcludePetition, id, func(tx *store.Tx, p *store.Petition) (map[string]any, error) {
		all, err := tx.PetitionTransfers(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, t := range all {
			if t.ResultOn.IsZero() {
				return nil, errs.New(errs.Conflict, "%s还没有报告办理结果，请催办后再形成结论。", t.Organ)
			}
		}
		x.Finding = strings.TrimSpace(x.Finding)
		var fields []errs.Field
		add := func(wrong bool, name, message string) {
			if wrong {
				fields = append(fields, errs.Field{Name: name, Message: message})
			}
		}
		today := calendar.Of(tx.Now())
		add(x.Conclusion.Label() == "", "conclusion", "请选择结论。")
		add(x.Finding == "", "finding", "请写明核实的情况和处理意见。")
		add(!p.Anonymous && (x.ToldOn.IsZero() || x.ToldOn.Before(p.ReceivedOn) || x.ToldOn.After(today)), "told_on", "署名反映的，请填写答复反映人的日期，今天或以前。")
		add(x.InDossier && !x.Conclusion.InDossier(), "in_dossier", "没有查实的，不得记入任职档案。")
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		if p.Anonymous {
			x.ToldOn = calendar.Day{}
		}
		p.Conclusion, p.Finding, p.ToldOn, p.InDossier = x.Conclusion, x.Finding, x.ToldOn, x.InDossier
		p.Stage, p.ClosedOn, p.Outcome = supervision.PetitionClosed, today, "结论："+x.Conclusion.Label()
		return map[string]any{"conclusion": x.Conclusion, "in_dossier": x.InDossier}, nil
	})
}

// EnterRecord registers what came from outside about an appointee (登记外来记录)〔SB-25、ST-13、R1 第三十六条〕. Talks and
// sanctions stand at once; what the media and the public say is verified first.
func (f *Flow) EnterRecord(ctx context.Context, who authz.Actor, x supervision.OutsideForm, files []Upload) (id int64, err error) {
	err = f.do(ctx, who, authz.EnterRecord, func(tx *store.Tx) error {
		x.DocumentNo, x.Text = clean(x.DocumentNo), strings.TrimSpace(x.Text)
		today := calendar.Of(tx.Now())
		if err := errs.Form(x.Problems(today)...); err != nil {
			return err
		}
		person, err := tx.Person(ctx, x.PersonID)
		if err != nil {
			return err
		}
		r := store.OutsideRecord{
			Matter: store.Matter{
				Kind:     supervision.OutsideRecord,
				Title:    person.Name + "：" + x.Sort.Label(),
				Year:     x.HappenedOn.Year(),
				Stage:    supervision.RecordRegistered,
				OpenedOn: x.HappenedOn,
			},
			Source:     x.Source,
			Sort:       x.Sort,
			DocumentNo: x.DocumentNo,
			HappenedOn: x.HappenedOn,
			UntilOn:    x.UntilOn,
			Text:       x.Text,
		}
		if r.ID, err = tx.InsertMatter(ctx, r.Matter); err != nil {
			return err
		}
		id = r.ID
		if err := tx.InsertOutsideRecord(ctx, r); err != nil {
			return err
		}
		if err := tx.SetMatterPerson(ctx, id, x.PersonID, supervision.PartSubject); err != nil {
			return err
		}
		if err := addMatterFiles(ctx, tx, id, 0, files); err != nil {
			return err
		}
		if !x.Source.NeedsCheck() {
			m, err := tx.LockMatter(ctx, id)
			if err != nil {
				return err
			}
			m.Stage, m.ClosedOn, m.Outcome = supervision.RecordClosed, today, x.Source.Label()+"提供"
			if err := tx.CheckOutsideRecord(ctx, m, "由"+x.Source.Label()+"提供"); err != nil {
				return err
			}
			r.Stage = m.Stage
		}
		if err := tx.SetMatterTasks(ctx, id, supervision.RecordTasks(id, r.Stage)); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.EnterRecord, matterSubject(r.Matter), map[string]any{"person": x.PersonID, "source": x.Source, "sort": x.Sort})
	})
	return id, err
}

// CheckRecord writes down how what the media or the public said was verified (核实外来记录).
func (f *Flow) CheckRecord(ctx context.Context, who authz.Actor, id int64, checked string) error {
	return f.onMatter(ctx, who, authz.CheckRecord, id, []supervision.Kind{supervision.OutsideRecord},
		func(tx *store.Tx, m store.Matter) (map[string]any, error) {
			if checked = strings.TrimSpace(checked); checked == "" {
				return nil, errs.Form(errs.Field{Name: "checked", Message: "请写明怎样核实、是否属实。"})
			}
			m.Stage, m.ClosedOn, m.Outcome = supervision.RecordClosed, calendar.Of(tx.Now()), "已核实"
			if err := tx.CheckOutsideRecord(ctx, m, checked); err != nil {
				return nil, err
			}
			return nil, tx.SetMatterTasks(ctx, id, nil)
		})
}

// sealedWords refuses texts that leave the house out of a petition and name who told it: a summary, a letter, what is to be put
// right. Of any other matter it refuses nothing.
func sealedWords(ctx context.Context, tx *store.Tx, matterID int64, texts map[string]string) (fields []errs.Field, err error) {
	if matterID == 0 {
		return nil, nil
	}
	m, err := tx.Matter(ctx, matterID)
	if err != nil || m.Kind != supervision.Petition {
		return nil, err
	}
	source, err := tx.PetitionSource(ctx, matterID)
	if err != nil {
		return nil, err
	}
	for name, text := range texts {
		for _, private := range []string{source.Name, source.Contact} {
			if utf8.RuneCountInString(private) > 1 && strings.Contains(text, private) {
				fields = append(fields, errs.Field{Name: name, Message: "文字中有反映人的姓名或者联系方式，请删去：反映人的信息不得转出。"})
				break
			}
		}
	}
	return fields, nil
}
