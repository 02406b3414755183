package workflow

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// RemovalForm is what is brought against the holder of an office.
type RemovalForm struct {
	MatterID  int64 // out of which it comes, zero for none
	PersonID  int64
	Means     supervision.Means
	Mover     supervision.Mover
	Offices   []int64
	Reason    string
	Members   []int64               // 请求联名的组成人员
	To        supervision.Recipient // of a suggestion: to whom
	Recipient string                // its name, where it differs
}

func removalSubject(id int64) store.Subject { return store.Subject{Kind: "removal", ID: id} }

// MoveRemoval brings a motion that is to end an office (提出撤职案、罢免案或者免职建议): an organ in its own name, a
// chairperson for the chairpersons' meeting, a member together with others.
func (f *Flow) MoveRemoval(ctx context.Context, who authz.Actor, x RemovalForm) (id int64, err error) {
	err = f.do(ctx, who, authz.MoveRemoval, func(tx *store.Tx) error {
		id, err = proposeDismissal(ctx, tx, x)
		return err
	})
	return id, err
}

// proposeDismissal starts what ends an office, out of a matter or on grounds of its own, in the name of whom tx acts
// for. An organ's and the chairpersons' motion becomes a draft proposal at once; members' when a fifth have signed.
func proposeDismissal(ctx context.Context, tx *store.Tx, x RemovalForm) (int64, error) {
	who := tx.Actor()
	x.Reason, x.Recipient = strings.TrimSpace(x.Reason), strings.TrimSpace(x.Recipient)
	v := store.Removal{MatterID: x.MatterID, PersonID: x.PersonID, Means: x.Means, Mover: x.Mover, Offices: x.Offices, Reason: x.Reason,
		StartedOn: calendar.Of(tx.Now())}
	var letter DispatchForm // of a suggestion
	m := supervision.RemovalMotion{Means: x.Means, Mover: x.Mover, Reason: x.Reason, Recipient: x.Recipient}
	if x.Means == supervision.SuggestRemoval {
		to, err := suggestTo(ctx, tx, &x)
		if err != nil {
			return 0, err
		}
		v.Recipient, m.Recipient = x.Recipient, x.Recipient
		letter.Kind, letter.Recipient, letter.OrganID = x.To, x.Recipient, to
	}
	switch {
	case x.Mover == supervision.MoverOrgan && who.Has(authz.RoleOrgan) && who.OrganID != 0:
		organ, err := tx.Organ(ctx, who.OrganID)
		if err != nil {
			return 0, err
		}
		v.OrganID, m.OrganKind = organ.ID, organ.Kind
	case x.Mover == supervision.MoverChairs && who.Has(authz.RoleChair), x.Mover == supervision.MoverMembers && who.Has(authz.RoleMember) && who.MemberID != 0:
	default:
		return 0, errs.New(errs.Forbidden, "撤职案由县人民政府、监察委员会、人民法院、人民检察院，主任会议或者五分之一以上组成人员联名提出；请用相应的账号办理〔监督法 第六十一条〕。")
	}
	if x.MatterID != 0 {
		if _, err := tx.MatterFor(ctx, who, x.MatterID); err != nil {
			return 0, err
		}
	}
	var err error
	if m.Offices, err = removalOffices(ctx, tx, x.PersonID, x.Offices); err != nil {
		return 0, err
	}
	if err := errs.Form(m.Problems()...); err != nil {
		return 0, err
	}
	if v.ID, err = tx.InsertRemoval(ctx, v); err != nil {
		return 0, err
	}
	detail := map[string]any{"means": x.Means, "mover": x.Mover, "person": x.PersonID, "matter": x.MatterID}
	switch {
	case x.Means == supervision.SuggestRemoval:
		if detail["dispatch"], err = writeSuggestion(ctx, tx, v, letter); err != nil {
			return 0, err
		}
	case x.Mover == supervision.MoverMembers:
		if err := tx.AskRemovers(ctx, v.ID, append(x.Members, who.MemberID)); err != nil {
			return 0, err
		}
		if err := tx.SignRemoval(ctx, v.ID, who.MemberID, true); err != nil {
			return 0, err
		}
	default:
		if v.ProposalID, err = draftRemoval(ctx, tx, v, nil); err != nil {
			return 0, err
		}
		detail["proposal"] = v.ProposalID
	}
	return v.ID, tx.Audit(ctx, authz.MoveRemoval, removalSubject(v.ID), detail)
}

// suggestTo completes to whom removal is suggested, and returns the organ where that has an account here: the organ that
// proposes for the office 〔业务参考 1.3〕.
func suggestTo(ctx context.Context, tx *store.Tx, x *RemovalForm) (organID int64, err error) {
	county, err := tx.County(ctx)
	if err != nil {
		return 0, err
	}
	switch {
	case x.To == supervision.ToProposer && len(x.Offices) > 0:
		o, err := tx.CatalogueEntry(ctx, x.Offices[0])
		if err != nil {
			return 0, err
		}
		organ, err := tx.OrganByKind(ctx, o.Nominator.OrganKind())
		if err != nil {
			return 0, err
		}
		organID, x.Recipient = organ.ID, cmp.Or(x.Recipient, organ.Name)
	case x.Recipient == "":
		x.Recipient = x.To.Name(county.Name)
	}
	x.To = cmp.Or(x.To, supervision.ToOther)
	return organID, nil
}

// writeSuggestion writes the letter that suggests a removal (发函)〔DZ-15〕. Out of a petition it names no matter.
func writeSuggestion(ctx context.Context, tx *store.Tx, v store.Removal, letter DispatchForm) (int64, error) {
	person, err := tx.Person(ctx, v.PersonID)
	if err != nil {
		return 0, err
	}
	held, err := removalOffices(ctx, tx, v.PersonID, v.Offices)
	if err != nil {
		return 0, err
	}
	var titles []string
	for _, o := range held {
		titles = append(titles, o.Title)
	}
	letter.RemovalID = v.ID
	letter.Title = fmt.Sprintf("关于建议免去%s%s职务的函", person.Name, strings.Join(titles, "、"))
	letter.Body = fmt.Sprintf("经县人大常委会主任会议研究，建议依照法定程序免去%s的%s职务。\n理由和事实：%s\n请研究处理，并将结果函告县人大常委会。", person.Name, strings.Join(titles, "、"), v.Reason)
	source := v.MatterID
	if source != 0 {
		m, err := tx.Matter(ctx, source)
		if err != nil {
			return 0, err
		}
		sealed, err := sealedWords(ctx, tx, source, map[string]string{"reason": v.Reason})
		if err != nil {
			return 0, err
		}
		if err := errs.Form(sealed...); err != nil {
			return 0, err
		}
		if m.Kind.Confidential() {
			source = 0
		}
	}
	return dispatch(ctx, tx, source, letter)
}

// removalOffices reads the chosen offices as the rule sees them.
func removalOffices(ctx context.Context, tx *store.Tx, personID int64, ids []int64) ([]supervision.RemovalOffice, error) {
	if personID == 0 {
		return nil, errs.Form(errs.Field{Name: "person", Message: "请选择人员。"})
	}
	held, err := tx.TenuresOf(ctx, personID)
	if err != nil {
		return nil, err
	}
	var out []supervision.RemovalOffice
	for _, id := range ids {
		o, err := tx.CatalogueEntry(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, supervision.RemovalOffice{Title: o.Title, Dismissible: o.Dismissible, Deputy: o.FilledBy == appointment.FilledByDeputy,
			OrganKind: o.Nominator.OrganKind(), Held: slices.ContainsFunc(held, func(t store.Tenure) bool { return t.OfficeID == id && t.EndsOn.IsZero() })})
	}
	return out, nil
}

// draftRemoval makes a motion a draft proposal with a case for each office; the organ that hands it in completes its
// papers, and from there it goes the way of every case. 〔TM-27：一案可以撤销两项职务〕
func draftRemoval(ctx context.Context, tx *store.Tx, v store.Removal, signers []int64) (int64, error) {
	organ := v.OrganID
	if organ == 0 {
		congress, err := tx.OrganByKind(ctx, "congress")
		if err != nil {
			return 0, err
		}
		organ = congress.ID
	}
	act, title := policy.Dismiss, "关于提请撤销%s职务的议案"
	if v.Means == supervision.Recall {
		act, title = policy.Recall, "关于提请罢免%s代表职务的议案"
	}
	person, err := tx.Person(ctx, v.PersonID)
	if err != nil {
		return 0, err
	}
	today := calendar.Of(tx.Now())
	p := store.Proposal{
		Proposal: appointment.Proposal{OrganID: organ, Mover: appointment.Mover(v.Mover)},
		Title:    fmt.Sprintf(title, person.Name),
		Reasons:  v.Reason,
	}
	id, err := tx.InsertProposal(ctx, p)
	if err != nil {
		return 0, err
	}
	if err := tx.SetProposalMembers(ctx, id, signers, today); err != nil {
		return 0, err
	}
	policyID, _, err := tx.PolicyOn(ctx, today)
	if err != nil {
		return 0, err
	}
	for _, office := range v.Offices {
		if _, err := tx.InsertCase(ctx, store.NewCase{ProposalID: id, Action: act, PersonID: v.PersonID, OfficeID: office, Reason: v.Reason, PolicyID: policyID}); err != nil {
			return 0, err
		}
	}
	v.ProposalID = id
	if err := tx.SaveRemoval(ctx, v); err != nil {
		return 0, err
	}
	if err := refreshCases(ctx, tx, id); err != nil {
		return 0, err
	}
	return id, tx.Audit(ctx, authz.MoveRemoval, proposalSubject(id), map[string]any{"title": p.Title, "mover": v.Mover, "signed": len(signers)})
}

// onRemoval is the road of every later write on a motion.
func (f *Flow) onRemoval(ctx context.Context, who authz.Actor, act authz.Action, id int64,
	change func(tx *store.Tx, v store.Removal) (map[string]any, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		if _, err := tx.RemovalFor(ctx, who, id); err != nil {
			return err
		}
		v, err := tx.LockRemoval(ctx, id)
		if err != nil {
			return err
		}
		if !v.Open() {
			return errs.New(errs.Conflict, "这件%s已经送交办理或者不再提出，请刷新页面。", v.Means.Label())
		}
		detail, err := change(tx, v)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, act, removalSubject(id), detail)
	})
}

// SignRemoval is a member's signature under a motion that ends an office, or the refusal (签署联名).
func (f *Flow) SignRemoval(ctx context.Context, who authz.Actor, id int64, yes bool) error {
	act := authz.SignMotion
	if !yes {
		act = authz.DeclineMotion
	}
	return f.onRemoval(ctx, who, act, id, func(tx *store.Tx, v store.Removal) (map[string]any, error) {
		return map[string]any{"member": who.MemberID}, tx.SignRemoval(ctx, id, who.MemberID, yes)
	})
}

// AskForRemoval asks more members to sign (请求联名), as the member who began it.
func (f *Flow) AskForRemoval(ctx context.Context, who authz.Actor, id int64, members []int64) error {
	return f.onRemoval(ctx, who, authz.StartMotion, id, func(tx *store.Tx, v store.Removal) (map[string]any, error) {
		if v.StartedBy != who.AccountID {
			return nil, errs.New(errs.Forbidden, "联名由发起人请求。")
		}
		if len(members) == 0 {
			return nil, errs.Form(errs.Field{Name: "members", Message: "请选择组成人员。"})
		}
		return map[string]any{"asked": members}, tx.AskRemovers(ctx, id, members)
	})
}

// FileRemoval makes the members' motion a proposal when a fifth have signed (送交办理)〔监督法 第六十一条〕.
func (f *Flow) FileRemoval(ctx context.Context, who authz.Actor, id int64) error {
	return f.onRemoval(ctx, who, authz.FileRemoval, id, func(tx *store.Tx, v store.Removal) (map[string]any, error) {
		if v.StartedBy != who.AccountID || v.Mover != supervision.MoverMembers {
			return nil, errs.New(errs.Forbidden, "联名的议案由发起人送交。")
		}
		all, err := tx.RemovalSignatures(ctx, id)
		if err != nil {
			return nil, err
		}
		signers := signersOf(all)
		members, err := tx.MemberCount(ctx)
		if err != nil {
			return nil, err
		}
		if !supervision.Fifth(len(signers), members) {
			return nil, errs.New(errs.Conflict, "已签署 %d 人；须有常委会组成人员 %d 人的五分之一以上，即 %d 人以上书面联名〔监督法 第六十一条〕。",
				len(signers), members, supervision.FifthOf(members))
		}
		proposal, err := draftRemoval(ctx, tx, v, signers)
		return map[string]any{"proposal": proposal, "signed": len(signers)}, err
	})
}

// signersOf lists the members who signed.
func signersOf(all []store.Signature) []int64 {
	var out []int64
	for _, s := range all {
		if !s.SignedAt.IsZero() {
			out = append(out, s.MemberID)
		}
	}
	return out
}

// DropRemoval ends a motion before it is handed in (不再提出), by who began it.
func (f *Flow) DropRemoval(ctx context.Context, who authz.Actor, id int64, reason string) error {
	return f.onRemoval(ctx, who, authz.DropRemoval, id, func(tx *store.Tx, v store.Removal) (map[string]any, error) {
		if v.StartedBy != who.AccountID {
			return nil, errs.New(errs.Forbidden, "由提出的人决定不再提出。")
		}
		if v.Dropped = strings.TrimSpace(reason); v.Dropped == "" {
			return nil, errs.Form(errs.Field{Name: "reason", Message: "请写明不再提出的理由。"})
		}
		return map[string]any{"reason": v.Dropped}, tx.SaveRemoval(ctx, v)
	})
}

// AnswerRemoval writes down what the Party committee or the superior answered to a suggestion (登记免职建议的答复)〔DZ-15〕.
func (f *Flow) AnswerRemoval(ctx context.Context, who authz.Actor, id int64, answer string, day calendar.Day) error {
	return f.onRemoval(ctx, who, authz.AnswerRemoval, id, func(tx *store.Tx, v store.Removal) (map[string]any, error) {
		if v.Means != supervision.SuggestRemoval {
			return nil, errs.New(errs.Conflict, "撤职案、罢免案由常委会表决，不登记答复。")
		}
		letter, err := tx.DispatchOfRemoval(ctx, id)
		if err != nil {
			return nil, err
		}
		if letter.ReceivedOn.IsZero() {
			return nil, errs.New(errs.Conflict, "请先登记发函的签收，再登记答复。")
		}
		var fields []errs.Field
		if v.Answer = strings.TrimSpace(answer); v.Answer == "" {
			fields = append(fields, errs.Field{Name: "answer", Message: "请填写对方的答复。"})
		}
		if v.AnsweredOn = day; day.IsZero() || day.Before(letter.ReceivedOn) || day.After(calendar.Of(tx.Now())) {
			fields = append(fields, errs.Field{Name: "answered_on", Message: "请填写答复的日期，在签收以后、今天或以前。"})
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		letter.UsedOn, letter.Use, letter.UseNote = day, supervision.UseHandled, v.Answer
		if err := tx.SaveDispatch(ctx, letter); err != nil {
			return nil, err
		}
		return map[string]any{"answered_on": day, "dispatch": letter.ID}, tx.SaveRemoval(ctx, v)
	})
}
