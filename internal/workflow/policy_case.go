package workflow

import (
	"context"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
)

// MoveCaseToPolicy has an open case go on by the rules in force today instead of those it was handed in under
// (任免案改按新办法办理). A case keeps its rules unless somebody decides so and says why; what is done stays done, and what
// the new rules ask for besides is asked for from now on.
func (f *Flow) MoveCaseToPolicy(ctx context.Context, who authz.Actor, caseID int64, reason string) error {
	reason = strings.TrimSpace(reason)
	return f.record(ctx, who, authz.MoveCaseToPolicy, caseID, appointment.InquiryStages, func(w caseWork) (map[string]any, error) {
		now, _, err := w.tx.PolicyOn(ctx, w.today)
		switch {
		case err != nil:
			return nil, err
		case now == w.c.PolicyID:
			return nil, errs.New(errs.Conflict, "%s的任免案已经按现行办法办理。", w.c.Person.Name)
		case reason == "":
			return nil, errs.Form(errs.Field{Name: "reason", Message: "请写明改按现行办法办理的理由和依据，如主任会议的决定。"})
		}
		return map[string]any{"reason": reason, "was": w.c.PolicyID, "policy": now}, w.tx.MoveCaseToPolicy(ctx, caseID, w.c.PolicyID, now)
	})
}
