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
	"renmian/internal/meeting"
	"renmian/internal/store"
)

// MakeCertificates makes the certificates of the given cases, or of all at the meeting that are due one
// (制作任命书): numbered in the order of the agenda, dated the day of adoption 〔业务参考 2.8，V14 至 V16〕.
func (f *Flow) MakeCertificates(ctx context.Context, who authz.Actor, meetingID int64, caseIDs ...int64) error {
	due := func(w caseWork) bool { return appointment.CheckCertificate(w.c, w.policy) == nil }
	before := func(o *outcomeWork, works []caseWork) error { return o.prepareCertificates(ctx, works) }
	return f.onDecided(ctx, who, authz.MakeCertificate, meetingID, caseIDs, due, before, func(o outcomeWork, w caseWork) (map[string]any, error) {
		if err := appointment.CheckCertificate(w.c, w.policy); err != nil {
			return nil, err
		}
		t := o.certificate(w)
		return map[string]any{"number": t.Number}, o.tx.InsertCertificate(ctx, t)
	})
}

// prepareCertificates finds who signs the certificates and takes their numbers.
func (o *outcomeWork) prepareCertificates(ctx context.Context, works []caseWork) (err error) {
	o.signers, o.numbers = map[calendar.Day]store.Signatory{}, map[int]int{}
	many := map[int]int{}
	for _, w := range works {
		if err := appointment.CheckCertificate(w.c, w.policy); err != nil { // no number is taken in vain
			return err
		}
		day := w.c.Vote.On
		many[day.Year()]++
		if _, known := o.signers[day]; known {
			continue
		}
		if o.signers[day], err = o.tx.Signatory(ctx, day); err != nil {
			return err
		}
		if o.signers[day].Name == "" {
			return errs.New(errs.Conflict, "任命书由主任署名，%s没有在任的主任或代理主任，请先在组成人员名册中登记。", day)
		}
	}
	for year, n := range many {
		if o.numbers[year], err = o.tx.NextNumbers(ctx, "certificate", year, n); err != nil {
			return err
		}
	}
	return nil
}

// certificate words and numbers the certificate of an adopted case.
func (o outcomeWork) certificate(w caseWork) store.Certificate {
	signer, year := o.signers[w.c.Vote.On], w.c.Vote.On.Year()
	n := o.numbers[year]
	o.numbers[year]++
	t := store.Certificate{CaseID: w.c.ID, Year: year, Sequence: n, Number: document.Number(w.policy.Certificate.NumberFormat, o.county.Word, year, n),
		Name: w.c.Person.Name, Office: w.c.Office.Title, Dated: w.c.Vote.On}
	d := document.Certificate(o.county, SessionOf(o.m, w.c.Vote.On), t.Number, DecisionOf(w.c), signer.Duty, signer.Name, w.policy.Language)
	t.TitleSecond = d.Second
	t.Text, t.Signed = d.Body(), strings.Join(d.Sign, "\n")
	return t
}

// PrintCertificates prints for the first time every certificate of a meeting that was not printed yet
// (成批打印), and returns them.
func (f *Flow) PrintCertificates(ctx context.Context, who authz.Actor, meetingID int64) (printed []store.Certificate, err error) {
	err = f.do(ctx, who, authz.PrintCertificate, func(tx *store.Tx) error {
		if _, err := tx.LockMeeting(ctx, meetingID); err != nil { // the room waits for them
			return err
		}
		all, err := tx.CertificatesOfMeeting(ctx, meetingID)
		if err != nil {
			return err
		}
		printed = slices.DeleteFunc(all, func(t store.Certificate) bool { return t.Voided != "" || t.Prints > 0 })
		if len(printed) == 0 {
			return errs.New(errs.Conflict, "本次会议的任命书都已打印过；补打请在登记簿中逐份办理，写明理由。")
		}
		return tx.Together(ctx, func() error {
			for _, t := range printed {
				if err := printCertificate(ctx, tx, t, ""); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return printed, err
}

// PrintCertificate prints one certificate: the first time without, again only with a reason; the number
// stays the same (补打).
func (f *Flow) PrintCertificate(ctx context.Context, who authz.Actor, id int64, reason string) error {
	reason = strings.TrimSpace(reason)
	return f.do(ctx, who, authz.PrintCertificate, func(tx *store.Tx) error {
		t, err := tx.Certificate(ctx, id)
		if err != nil {
			return err
		}
		if _, err := tx.LockMeeting(ctx, t.MeetingID); err != nil { // the room waits for it
			return err
		}
		switch {
		case t.Voided != "":
			return errs.New(errs.Conflict, "%s已经作废，不能打印。", t.Number)
		case t.Prints > 0 && reason == "":
			return errs.Form(errs.Field{Name: "reprint", Message: "该任命书已经打印过，补打请写明理由。"})
		case t.Prints == 0:
			reason = ""
		}
		return printCertificate(ctx, tx, t, reason)
	})
}

func printCertificate(ctx context.Context, tx *store.Tx, t store.Certificate, reason string) error {
	if err := tx.InsertCertificatePrint(ctx, t.ID, reason); err != nil {
		return err
	}
	return tx.Audit(ctx, authz.PrintCertificate, store.Subject{Kind: "certificate", ID: t.ID, CaseID: t.CaseID},
		map[string]any{"number": t.Number, "reason": reason})
}

// HandOverCertificates notes that certificates were handed over on a day and by whom (颁发): those of the
// given cases, or all of the meeting that are printed and still here.
func (f *Flow) HandOverCertificates(ctx context.Context, who authz.Actor, meetingID int64, on calendar.Day, by string, caseIDs ...int64) error {
	by = strings.TrimSpace(by)
	waiting := func(w caseWork) bool { return w.c.Certificate != nil && w.c.Certificate.HandedOn.IsZero() }
	before := func(o *outcomeWork, _ []caseWork) error { return o.findCertificates(ctx) }
	return f.onDecided(ctx, who, authz.HandOverCertificate, meetingID, caseIDs, waiting, before, func(o outcomeWork, w caseWork) (map[string]any, error) {
		return o.handOver(ctx, w, on, by)
	})
}

func (o outcomeWork) handOver(ctx context.Context, w caseWork, on calendar.Day, by string) (map[string]any, error) {
	if w.c.Certificate == nil {
		return nil, errs.New(errs.Conflict, "%s没有有效的任命书，请先制作。", w.c.Person.Name)
	}
	if !w.c.Certificate.HandedOn.IsZero() {
		return nil, errs.New(errs.Conflict, "%s的任命书已于%s颁发。", w.c.Person.Name, w.c.Certificate.HandedOn)
	}
	t := o.certificates[w.c.ID]
	if t.Prints == 0 {
		return nil, errs.New(errs.Conflict, "%s的任命书还没有打印，打印后再登记颁发。", w.c.Person.Name)
	}
	if err := checkPast(on, w.c.Vote.On, o.today, "on"); err != nil {
		return nil, err
	}
	if by == "" {
		return nil, errs.Form(errs.Field{Name: "by", Message: "请填写颁发人。"})
	}
	return map[string]any{"number": t.Number, "on": on, "by": by}, o.tx.InsertHandover(ctx, t.ID, on, by)
}

// HandoverResult is what was done in the room with the certificate of one person.
type HandoverResult struct {
	CaseID  int64
	Handed  bool
	Absence string // why not; empty when handed over
}

// HandOverAtMeeting records the handing out of certificates in the room, today (当场颁发): to each of these
// persons, or not for a reason, which puts it off to another day.
func (f *Flow) HandOverAtMeeting(ctx context.Context, who authz.Actor, meetingID int64, by string, results []HandoverResult) error {
	by = strings.TrimSpace(by)
	var ids []int64
	for _, x := range results {
		ids = append(ids, x.CaseID)
	}
	listed := func(caseWork) bool { return false } // only those named: nobody else is due by this
	before := func(o *outcomeWork, _ []caseWork) error { return o.findCertificates(ctx) }
	return f.onDecided(ctx, who, authz.HandOverCertificate, meetingID, ids, listed, before, func(o outcomeWork, w caseWork) (map[string]any, error) {
		if o.m.Phase != meeting.Open {
			return nil, errs.New(errs.Conflict, "会议已经闭会，请在结果办理页登记颁发。")
		}
		n := slices.IndexFunc(results, func(x HandoverResult) bool { return x.CaseID == w.c.ID })
		if results[n].Handed {
			return o.handOver(ctx, w, o.today, by)
		}
		return o.putOff(ctx, w, strings.TrimSpace(results[n].Absence))
	})
}

// putOff leaves the certificate of an adopted person, made or not, to another day.
func (o outcomeWork) putOff(ctx context.Context, w caseWork, reason string) (map[string]any, error) {
	if w.c.Certificate == nil {
		if err := appointment.CheckCertificate(w.c, w.policy); err != nil {
			return nil, err
		}
	} else if !w.c.Certificate.HandedOn.IsZero() {
		return nil, errs.New(errs.Conflict, "%s的任命书已于%s颁发。", w.c.Person.Name, w.c.Certificate.HandedOn)
	}
	if reason == "" {
		return nil, errs.Form(errs.Field{Name: "absence", Message: w.c.Person.Name + "的任命书没有当场颁发，请写明原因。"})
	}
	return map[string]any{"absence": reason}, o.tx.InsertCertificateAbsence(ctx, w.c.ID, reason)
}

// findCertificates reads the valid certificates of the meeting.
func (o *outcomeWork) findCertificates(ctx context.Context) error {
	all, err := o.tx.CertificatesOfMeeting(ctx, o.m.ID)
	o.certificates = map[int64]store.Certificate{}
	for _, t := range all {
		if t.Voided == "" {
			o.certificates[t.CaseID] = t
		}
	}
	return err
}

// VoidCertificate makes a certificate void (作废): its number stays used and a new one may be made V16.
func (f *Flow) VoidCertificate(ctx context.Context, who authz.Actor, id int64, reason string) error {
	reason = strings.TrimSpace(reason)
	if err := authz.Check(who, authz.VoidCertificate); err != nil {
		return err
	}
	t, err := f.db.Certificate(ctx, id)
	if err != nil {
		return err
	}
	return f.record(ctx, who, authz.VoidCertificate, t.CaseID, afterAdoption, func(w caseWork) (map[string]any, error) {
		if reason == "" {
			return nil, errs.Form(errs.Field{Name: "reason", Message: "请写明作废的理由，登记簿上长期保留。"})
		}
		return map[string]any{"number": t.Number, "reason": reason}, w.tx.VoidCertificate(ctx, id, reason)
	})
}
