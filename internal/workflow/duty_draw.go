package workflow

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// DrawOral draws by lot, at the mobilisation meeting, who reports orally (抽签确定口头述职人员)〔业务参考 4.2〕: of those who are not chosen
// and have not been heard. Pool and seed are kept, so that the draw can be repeated before any witness; whoever was chosen
// before stays so.
func (f *Flow) DrawOral(ctx context.Context, who authz.Actor, year, n int, witness string, meetingID int64) (names []string, err error) {
	witness = strings.TrimSpace(witness)
	err = f.do(ctx, who, authz.DrawOral, func(tx *store.Tx) error {
		c, err := tx.LockDutyCall(ctx, year)
		if err != nil {
			return err
		}
		all, err := tx.DutyReports(ctx, c.ID, calendar.Of(tx.Now()), store.DutyFilter{Open: true, Limit: 5000})
		if err != nil {
			return err
		}
		var pool, chosen []int64
		for _, d := range all {
			switch {
			case !d.May(supervision.DutyChoose):
			case d.OralOn.IsZero():
				pool = append(pool, d.MatterID)
			case meetingID == d.OralMeeting:
				chosen = append(chosen, d.MatterID)
			default:
				return errs.New(errs.Conflict, "%s已确定在另一次会议上口头述职，请选同一次会议，或者先改定。", d.Person)
			}
		}
		var fields []errs.Field
		add := func(name, message string, wrong bool) {
			if wrong {
				fields = append(fields, errs.Field{Name: name, Message: message})
			}
		}
		add("count", "请填抽取的人数，1 至 50。", n < 1 || n > 50)
		add("count", "可以抽取的不足这个数目，请减少。", n >= 1 && n <= 50 && n > len(pool))
		add("witness", "请填写监督抽签的人，如纪检机构和代表各一名。", witness == "")
		add("draw_meeting", "请选择在哪次常委会会议上口头述职。", meetingID == 0)
		if err := errs.Form(fields...); err != nil {
			return err
		}
		var seed [16]byte
		_, _ = rand.Read(seed[:]) // never fails
		d := store.DutyDraw{CallID: c.ID, Pool: pool, Seed: hex.EncodeToString(seed[:]), Witness: witness}
		d.Drawn = supervision.Draw(pool, n, d.Seed)
		if err := tx.InsertDutyDraw(ctx, d); err != nil {
			return err
		}
		if names, _, err = setOrals(ctx, tx, c, append(chosen, d.Drawn...), meetingID); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.DrawOral, callSubject(c),
			map[string]any{"of": len(pool), "drawn": names, "seed": d.Seed, "witness": witness, "meeting": meetingID})
	})
	return names, err
}
