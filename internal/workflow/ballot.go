package workflow

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/store"
)

func boxSubject(id int64) store.Subject { return store.Subject{Kind: "box", ID: id} }

// newBox makes the keys of a box that is about to be opened, and keeps them; whoever calls it opens the
// box or gives it up.
func (f *Flow) newBox(ctx context.Context, papers int) (store.Box, ballot.Keys, error) {
	unsafe, err := f.db.UnsafeSettings(ctx)
	if err != nil {
		return store.Box{}, ballot.Keys{}, err
	}
	if len(unsafe) > 0 {
		return store.Box{}, ballot.Keys{}, errs.New(errs.Conflict,
			"数据库现在的设置可能留下投票的痕迹，不能用电子表决。请数据库管理员改为：%s；改好前请用纸质表决票。", strings.Join(unsafe, "，"))
	}
	b := store.Box{Phase: ballot.PhaseIssuing}
	if b.ID, err = f.db.NextBox(ctx); err != nil {
		return store.Box{}, ballot.Keys{}, err
	}
	keys, err := ballot.NewKeys(rand.Reader, papers)
	if err != nil {
		return store.Box{}, ballot.Keys{}, err
	}
	b.PublicKeys = keys.Public()
	if err := f.boxKeys.save(b.ID, keys); err != nil {
		return store.Box{}, ballot.Keys{}, err
	}
	if err := f.holdBox(ctx, b.ID); err != nil { // before anybody can see the box
		keys.Wipe()
		f.dropUrn(b.ID)
		return store.Box{}, ballot.Keys{}, err
	}
	return b, keys, nil
}

// giveUpBox destroys keys made for a box whose opening failed. Where a broken connection left it unknown
// whether the box is open, its row decides.
func (f *Flow) giveUpBox(ctx context.Context, id int64, keys *ballot.Keys) {
	if _, err := f.db.Box(context.WithoutCancel(ctx), id); errs.KindOf(err) == errs.NotFound {
		keys.Wipe()
		f.dropUrn(id)
	}
}

// IssueBallot signs the blinded tokens of a member on the roll, one for each paper (领取表决票). The name
// is noted before a signature leaves; the same request is answered again, another is refused.
func (f *Flow) IssueBallot(ctx context.Context, who authz.Actor, boxID int64, blinded [][]byte) ([][]byte, error) {
	if err := authz.Check(who, authz.IssueBallot); err != nil {
		return nil, err
	}
	on, err := f.db.OnRoll(ctx, boxID, who.MemberID)
	if err != nil {
		return nil, err
	}
	if !on {
		return nil, errs.New(errs.Forbidden, "您不在本轮表决的发票名单中。表决开始时未签到的，不能参加本轮表决。")
	}
	u, err := f.urn(ctx, boxID)
	if err != nil {
		return nil, f.whyNoBallot(ctx, boxID, err)
	}
	signed, err := u.sign(blinded)
	if err != nil {
		return nil, f.whyNoBallot(ctx, boxID, err)
	}
	hash := sha256.Sum256(slices.Concat(blinded...)) // each is of one length
	held, err := f.db.IssuedTo(ctx, boxID, who.MemberID)
	if err == nil && held == nil {
		held, err = f.noteIssue(ctx, who, boxID, hash[:])
	}
	if err != nil {
		return nil, f.whyNoBallot(ctx, boxID, err)
	}
	if !bytes.Equal(held, hash[:]) {
		return nil, errs.New(errs.Conflict, "您本轮的票已由另一台设备领取，不能重复领取。要换到本机的，或者不是您本人领取的，都要由会务人员处理。")
	}
	return signed, nil
}

func (u *urn) sign(blinded [][]byte) ([][]byte, error) {
	u.using.RLock()
	defer u.using.RUnlock()
	if u.wiped {
		return nil, errBoxNotCasting
	}
	if len(blinded) != len(u.box.Papers) {
		return nil, errs.New(errs.Invalid, "领票请求不符合要求，请重新载入页面。")
	}
	signed := make([][]byte, len(blinded))
	for i, b := range blinded {
		var err error
		if signed[i], err = u.keys.Sign(i, b); err != nil {
			return nil, err
		}
	}
	return signed, nil
}

// noteIssue records that a member is given a ballot, and returns the hash of what is recorded, which is
// another's when two tablets ask at once.
func (f *Flow) noteIssue(ctx context.Context, who authz.Actor, boxID int64, hash []byte) ([]byte, error) {
	err := f.db.InTx(ctx, who, func(tx *store.Tx) error {
		noted, err := tx.InsertIssue(ctx, boxID, who.MemberID, hash)
		if err != nil {
			return err
		}
		if !noted {
			return errBoxNotCasting
		}
		return tx.Audit(ctx, authz.IssueBallot, boxSubject(boxID), nil)
	})
	if err == nil {
		return hash, nil
	}
	if errors.Is(err, errBoxNotCasting) {
		if held, err := f.db.IssuedTo(ctx, boxID, who.MemberID); err != nil || held != nil {
			return held, err
		}
	}
	return nil, err
}

// whyNoBallot says why a box issues no ballot.
func (f *Flow) whyNoBallot(ctx context.Context, boxID int64, err error) error {
	if keysMayCome(err) {
		return errSendAgain
	}
	if !errors.Is(err, errBoxNotCasting) {
		return err
	}
	b, err := f.db.Box(ctx, boxID)
	switch {
	case err != nil:
		return err
	case b.Phase == ballot.PhaseCasting:
		return errs.New(errs.Conflict, "发票已经结束，本轮不再发票。请举手告知会务人员。")
	case b.Phase == ballot.PhaseVoid:
		return errs.New(errs.Conflict, "本轮表决已作废，请等候重新发票。")
	}
	return errs.New(errs.Conflict, "本轮表决已截止，不再发票。")
}

// Cast puts one member's ballots, one for each paper in order, into the urn (投票). Nobody is named: a
// valid signature is the right to cast. It returns once the ballots are safe on disk; sent again they are
// acknowledged again, and with another choice refused, because the first counts.
func (f *Flow) Cast(ctx context.Context, boxID int64, slips []ballot.Slip) error {
	u, err := f.urn(ctx, boxID)
	c := &cast{slips: slips, done: make(chan error, 1)}
	if err == nil {
		err = u.put(ctx, c)
	}
	switch {
	case errors.Is(err, errBoxNotCasting):
		return f.notCast(ctx, boxID, u, c)
	case keysMayCome(err):
		return errSendAgain
	}
	return err
}

// notCast answers ballots for a box that does not take them now. One that was counted and whose
// acknowledgement was lost is acknowledged.
func (f *Flow) notCast(ctx context.Context, boxID int64, u *urn, c *cast) error {
	b, err := f.db.Box(ctx, boxID)
	if err != nil {
		return err
	}
	switch b.Phase {
	case ballot.PhaseIssuing:
		return ErrEarlyBallot
	case ballot.PhaseVoid:
		return ErrVoidBallot
	case ballot.PhaseClosing:
		if len(c.sealed) > 0 {
			if err := u.same(ctx, c); !errors.Is(err, errBoxNotCasting) {
				return err
			}
		}
		return ErrLateBallot
	case ballot.PhaseSealed:
		if len(c.slips) != len(b.Papers) {
			return errIncomplete
		}
		for i, s := range c.slips {
			counted, err := f.db.SealedChoice(ctx, boxID, i, s.Msg)
			switch {
			case err != nil:
				return errors.New("read sealed ballots")
			case counted == nil:
				return ErrLateBallot
			case !slices.Equal(counted, s.Choice):
				return ErrOtherChoice
			}
		}
		return nil
	}
	return fmt.Errorf("box %d is %s again", boxID, b.Phase) // another process opened it this moment; send again
}

// BoxFile returns the file of a sealed box, which recounts to what was announced (票箱文件). It tells the
// count: AnnouncedBox is for those who may not know it before.
func (f *Flow) BoxFile(ctx context.Context, boxID int64) (data []byte, sha256 string, err error) {
	data, _, b, err := f.sealedBox(ctx, boxID)
	return data, b.SHA256, err
}

// AnnouncedBox returns the file of a box whose result was announced.
func (f *Flow) AnnouncedBox(ctx context.Context, boxID int64) ([]byte, error) {
	announced, err := f.db.BoxAnnounced(ctx, boxID)
	if err != nil {
		return nil, err
	}
	if !announced {
		return nil, errs.New(errs.NotFound, "结果还没有宣布，票箱文件暂不公开。")
	}
	data, _, err := f.BoxFile(ctx, boxID)
	return data, err
}

// Checklist returns the hashes among which each tablet finds its own ballot in a sealed box (自查表).
func (f *Flow) Checklist(ctx context.Context, boxID int64) ([]byte, error) {
	_, checklist, _, err := f.sealedBox(ctx, boxID)
	return checklist, err
}

func (f *Flow) sealedBox(ctx context.Context, boxID int64) (data, checklist []byte, b store.Box, err error) {
	f.file.mu.Lock()
	defer f.file.mu.Unlock()
	if b, err = f.db.Box(ctx, boxID); err != nil {
		return nil, nil, b, err
	}
	if b.Phase != ballot.PhaseSealed {
		return nil, nil, b, errs.New(errs.NotFound, "票箱尚未封存，没有票箱文件。")
	}
	if f.file.box == boxID {
		return f.file.data, f.file.checklist, b, nil
	}
	slips, err := f.db.SealedBallots(ctx, boxID, len(b.Papers))
	if err != nil {
		return nil, nil, b, err
	}
	for _, s := range slips {
		if len(s) > 0 && s[0].Msg == nil {
			return nil, nil, b, errs.New(errs.NotFound, "票箱文件已过保管期，票据已按规定销毁；计票结果和校验码仍可查阅。")
		}
	}
	opened, err := ballot.NewBox(b.Title, b.Papers, b.PublicKeys, b.Issued, slips)
	if err != nil {
		return nil, nil, b, fmt.Errorf("file of box %d: %w", boxID, err)
	}
	f.file.box, f.file.data, f.file.checklist = boxID, opened.Bytes(), opened.Checklist().Bytes()
	return f.file.data, f.file.checklist, b, nil
}
