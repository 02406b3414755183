package workflow

import (
	"context"
	"fmt"
	"slices"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// MemberEndReasons are why a membership ends 〔选举法 第五十五条、第五十六条；代表法 关于代表资格终止的规定；
// 地方组织法 第三十二条、第四十七条〕.
var MemberEndReasons = []string{"接受辞职", "代表职务终止", "罢免", "去世", "任期届满", "转任其他职务"}

// SaveTerm registers a term (届次), a new one when it has no id.
func (f *Flow) SaveTerm(ctx context.Context, who authz.Actor, t store.Term) (id int64, err error) {
	if err := authz.Check(who, authz.SaveTerm); err != nil {
		return 0, err
	}
	if err := checkTerm(t); err != nil {
		return 0, err
	}
	err = f.db.InTx(ctx, who, func(tx *store.Tx) error {
		if id = t.ID; id == 0 {
			if id, err = tx.InsertTerm(ctx, t); err != nil {
				return err
			}
			return tx.Audit(ctx, authz.SaveTerm, store.Subject{Kind: "term", ID: id}, t)
		}
		old, err := tx.LockTerm(ctx, t.ID)
		if err != nil {
			return err
		}
		// 名额在本届内不变 〔地方组织法 第四十七条〕: only before anybody was elected may it be corrected.
		members, err := tx.Members(ctx, t.ID, calendar.Day{})
		if err != nil {
			return err
		}
		if t.Seats != old.Seats && len(members) > 0 {
			return errs.Form(errs.Field{Name: "seats", Message: "名额确定后本届内不变，已登记组成人员的不能修改〔地方组织法第四十七条〕。"})
		}
		if err := tx.SaveTerm(ctx, t); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.SaveTerm, store.Subject{Kind: "term", ID: id}, map[string]any{"was": old, "now": t})
	})
	return id, err
}

func checkTerm(t store.Term) error {
	var fields []errs.Field
	if t.Number < 1 || t.Number > 99 {
		fields = append(fields, errs.Field{Name: "number", Message: "届次请填 1 至 99 的整数，如 18。"})
	}
	switch {
	case t.StartsOn.IsZero():
		fields = append(fields, errs.Field{Name: "starts_on", Message: "请填写任期起始日，即选出本届常委会之日。"})
	case t.EndsOn.IsZero():
		fields = append(fields, errs.Field{Name: "ends_on", Message: "请填写任期届满日。"})
	case !t.StartsOn.Before(t.EndsOn):
		fields = append(fields, errs.Field{Name: "ends_on", Message: "任期届满日须在起始日之后，请核对。"})
	case t.EndsOn.After(t.StartsOn.AddMonths(72)):
		fields = append(fields, errs.Field{Name: "ends_on", Message: "每届任期五年，起止相差超过六年，请核对〔地方组织法第九条〕。"})
	}
	if !t.GovernmentOn.IsZero() && (t.GovernmentOn.Before(t.StartsOn) || t.GovernmentOn.After(t.EndsOn)) {
		fields = append(fields, errs.Field{Name: "government_on", Message: "政府领导人员选出之日须在本届任期之内，请核对。"})
	}
	if t.Seats < 15 || t.Seats > 45 {
		fields = append(fields, errs.Field{Name: "seats", Message: "县级人大常委会名额为 15 至 35 人，人口超过一百万的不超过 45 人〔地方组织法第四十七条〕。"})
	}
	return errs.Form(fields...)
}

// AddMember registers somebody elected into the standing committee (登记组成人员). Without a person id
// the person is new.
func (f *Flow) AddMember(ctx context.Context, who authz.Actor, m store.Member) (id int64, err error) {
	if err := authz.Check(who, authz.AddMember); err != nil {
		return 0, err
	}
	var fields []errs.Field
	if m.PersonID == 0 {
		fields = append(fields, errs.Field{Name: "person", Message: "请先查找并选定人员；还没有档案的，先登记人员基本情况。"})
	}
	if !slices.Contains(store.Duties, m.Duty) {
		fields = append(fields, errs.Field{Name: "duty", Message: "请选择职务：主任、副主任或者委员。"})
	}
	if m.Seat < 0 || m.Seat > 999 {
		fields = append(fields, errs.Field{Name: "seat", Message: "席位号请填 1 至 999 的整数，没有固定席位的留空。"})
	}
	if m.Since.IsZero() {
		fields = append(fields, errs.Field{Name: "since", Message: "请填写当选日期。"})
	}
	if err := errs.Form(fields...); err != nil {
		return 0, err
	}
	err = f.db.InTx(ctx, who, func(tx *store.Tx) error {
		term, err := tx.LockTerm(ctx, m.TermID)
		if err != nil {
			return err
		}
		if err := mayJoin(ctx, tx, term, m); err != nil {
			return err
		}
		if id, err = tx.InsertMember(ctx, m); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.AddMember, store.Subject{Kind: "member", ID: id},
			map[string]any{"term": term.Number, "person": m.PersonID, "duty": m.Duty, "seat": m.Seat, "since": m.Since})
	})
	return id, err
}

// mayJoin tells all reasons against a new member: the number fixed for the term, and offices a member
// may not hold 〔地方组织法 第四十七条〕. V07
func mayJoin(ctx context.Context, tx *store.Tx, term store.Term, m store.Member) error {
	if m.Since.Before(term.StartsOn) || m.Since.After(calendar.Of(tx.Now())) {
		return errs.Form(errs.Field{Name: "since", Message: fmt.Sprintf("当选日期须在本届任期开始（%s）之后，并且不晚于今天。", term.StartsOn)})
	}
	members, err := tx.Members(ctx, term.ID, m.Since)
	if err != nil {
		return err
	}
	var reasons []string
	if len(members) >= term.Seats {
		reasons = append(reasons, fmt.Sprintf("本届名额 %d 人已满，请先登记离任人员的职务终止〔地方组织法第四十七条〕。", term.Seats))
	}
	tenures, err := tx.TenuresOf(ctx, m.PersonID)
	if err != nil {
		return err
	}
	for _, t := range tenures {
		office, err := tx.Office(ctx, t.OfficeID)
		if err != nil {
			return err
		}
		if t.EndsOn.IsZero() && office.Group != policy.Congress {
			reasons = append(reasons, fmt.Sprintf("%s现任%s，常委会组成人员不得担任行政、监察、审判、检察职务，请先办理免职〔地方组织法第四十七条〕。", t.Name, t.Title))
		}
	}
	return errs.Blocked(reasons)
}

// ChangeMember corrects seat number and place in the list (调整席位和次序).
func (f *Flow) ChangeMember(ctx context.Context, who authz.Actor, id int64, seat, sort int) error {
	if err := authz.Check(who, authz.ChangeMember); err != nil {
		return err
	}
	var fields []errs.Field
	if seat < 0 || seat > 999 {
		fields = append(fields, errs.Field{Name: "seat", Message: "席位号请填 1 至 999 的整数，没有固定席位的留空。"})
	}
	if sort < 0 || sort > 999 {
		fields = append(fields, errs.Field{Name: "sort", Message: "名单次序请填 1 至 999 的整数，按姓名笔画排列的留空。"})
	}
	if err := errs.Form(fields...); err != nil {
		return err
	}
	return f.db.InTx(ctx, who, func(tx *store.Tx) error {
		m, err := tx.LockMember(ctx, id)
		if err != nil {
			return err
		}
		if !m.Until.IsZero() {
			return errs.New(errs.Conflict, "%s的职务已经终止，不能再调整。", m.Name)
		}
		was := map[string]any{"seat": m.Seat, "sort": m.Sort}
		m.Seat, m.Sort = seat, sort
		if err := tx.SaveMember(ctx, m); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.ChangeMember, store.Subject{Kind: "member", ID: id},
			map[string]any{"was": was, "seat": seat, "sort": sort})
	})
}

// EndMember registers that a membership has ended (登记组成人员职务终止), with the elected office that
// stands for it in the list of office holders.
func (f *Flow) EndMember(ctx context.Context, who authz.Actor, id int64, day calendar.Day, reason string) error {
	if err := authz.Check(who, authz.EndMember); err != nil {
		return err
	}
	var fields []errs.Field
	if day.IsZero() {
		fields = append(fields, errs.Field{Name: "until", Message: "请填写终止日期。"})
	}
	if !slices.Contains(MemberEndReasons, reason) {
		fields = append(fields, errs.Field{Name: "reason", Message: "请选择终止原因。"})
	}
	if err := errs.Form(fields...); err != nil {
		return err
	}
	return f.db.InTx(ctx, who, func(tx *store.Tx) error {
		m, err := tx.LockMember(ctx, id)
		if err != nil {
			return err
		}
		switch {
		case !m.Until.IsZero():
			return errs.New(errs.Conflict, "%s的职务已于%s终止，无需再办。", m.Name, m.Until)
		case day.Before(m.Since) || day.After(calendar.Of(tx.Now())):
			return errs.Form(errs.Field{Name: "until", Message: "终止日期须在当选日期之后，并且不晚于今天。"})
		}
		if err := endElected(ctx, tx, m.PersonID, day, reason); err != nil {
			return err
		}
		if m, err = tx.LockMember(ctx, id); err != nil { // ending the office may have ended it already
			return err
		}
		m.Until = day
		if err := tx.SaveMember(ctx, m); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.EndMember, store.Subject{Kind: "member", ID: id},
			map[string]any{"person": m.PersonID, "until": day, "reason": reason})
	})
}

// endElected ends a person's elected offices in the congress.
func endElected(ctx context.Context, tx *store.Tx, personID int64, day calendar.Day, reason string) error {
	tenures, err := tx.TenuresOf(ctx, personID)
	if err != nil {
		return err
	}
	for _, t := range tenures {
		office, err := tx.Office(ctx, t.OfficeID)
		if err != nil {
			return err
		}
		if t.EndsOn.IsZero() && office.Group == policy.Congress && office.FilledBy == appointment.FilledByElect {
			if err := endTenureByLaw(ctx, tx, t, day, reason); err != nil {
				return err
			}
		}
	}
	return nil
}
