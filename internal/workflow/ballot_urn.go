package workflow

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"time"

	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/store"
)

// urn is an open box as this process works on it: its keys, and the ballots that wait for the next write.
type urn struct {
	db  *store.DB
	box store.Box // papers and public keys; the phase is asked of the database, which alone knows it

	using sync.RWMutex // the keys are used; wiping them waits
	keys  ballot.Keys
	wiped bool

	mu       sync.Mutex
	arrived  []*cast // not checked yet
	checkers int     // goroutines that check
	waiting  []*cast // checked
	writing  bool
}

// cast is one member's ballots on their way into the urn.
type cast struct {
	slips  []ballot.Slip
	sealed []ballot.Sealed
	done   chan error
}

const (
	slipsAtOnce   = 2000             // of one statement
	castsTogether = 64               // are not kept waiting for another being checked
	castLimit     = 30 * time.Second // the browser sends again
)

// keysGrace is how long the keys of an open box are looked for before they count as gone: the process that
// has them may just be starting again, or looking for its lost connection to the database.
const keysGrace = 15 * time.Second

// miss is a time during which the keys of a box were neither here nor held elsewhere.
type miss struct{ since, last time.Time }

// Answers to a ballot that is not taken; a browser tells them apart.
var (
	ErrEarlyBallot   = errs.New(errs.Conflict, "还没有开始投票，请稍候。")
	ErrLateBallot    = errs.New(errs.Conflict, "表决已截止，未计入。")
	ErrVoidBallot    = errs.New(errs.Conflict, "本轮表决已作废，未计入，请等候重新发票。")
	ErrOtherChoice   = errs.New(errs.Conflict, "这张表决票已经投过，以先投的为准，不能更改。")
	errKeysGone      = errs.New(errs.Conflict, "本轮票箱的密钥已不存在，投入的票无法开启。请主持人宣布本轮无效，重新表决。")
	errKeysElsewhere = errs.New(errs.Conflict, "本轮票箱的密钥在另一台服务器上，请在那台服务器上办理。多台服务器须共用票箱密钥的目录（BOXES_DIR）。")
	errKeysSought    = errs.New(errs.Conflict, "暂时找不到本轮票箱的密钥，系统正在查找，请过半分钟再办。")
	errIncomplete    = errs.New(errs.Invalid, "收到的票不完整，没有计入；请重新载入页面后再投。")
	errBoxNotCasting = errors.New("box does not take ballots")
	errSendAgain     = errors.New("the keys of the box are in another process") // the tablet asks again, and may come there
)

// urn returns the open box; a box that is sealed or void has none.
func (f *Flow) urn(ctx context.Context, boxID int64) (*urn, error) {
	f.urns.mu.Lock()
	u := f.urns.open[boxID]
	f.urns.mu.Unlock()
	if u != nil {
		return u, nil
	}
	b, err := f.db.Box(ctx, boxID)
	if err != nil {
		return nil, err
	}
	if !b.Phase.CanBecome(ballot.PhaseVoid) {
		return nil, errBoxNotCasting
	}
	keys, err := f.boxKeys.load(b)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, f.whereKeys(ctx, boxID)
	}
	if err != nil {
		return nil, fmt.Errorf("keys of box %d: %w", boxID, err)
	}
	if err := f.holdBox(ctx, boxID); err != nil {
		return nil, err
	}
	return f.keepUrn(b, keys), nil
}

// whereKeys says whether keys that are not here are alive in another process, or gone. They are gone only
// when nobody has held the box for a while.
func (f *Flow) whereKeys(ctx context.Context, boxID int64) error {
	held, err := f.db.BoxHeld(ctx, boxID)
	if err != nil {
		return err
	}
	f.urns.mu.Lock()
	defer f.urns.mu.Unlock()
	if held {
		delete(f.urns.missed, boxID)
		return errKeysElsewhere
	}
	now := time.Now()
	m, ok := f.urns.missed[boxID]
	if !ok || now.Sub(m.last) > 2*keysGrace { // a box that was missed long ago may have been held since
		m.since = now
	}
	m.last = now
	f.urns.missed[boxID] = m
	if now.Sub(m.since) < f.urns.grace {
		return errKeysSought
	}
	return errKeysGone
}

// keysMayCome reports whether the keys of a box are in another process, or may be.
func keysMayCome(err error) bool {
	return errors.Is(err, errKeysElsewhere) || errors.Is(err, errKeysSought)
}

// holdBox lets other processes know that the keys of a box are alive here.
func (f *Flow) holdBox(ctx context.Context, boxID int64) error {
	f.urns.mu.Lock()
	held := f.urns.held[boxID] != nil
	f.urns.mu.Unlock()
	if held {
		return nil
	}
	release, err := f.db.HoldBox(ctx, boxID)
	if err != nil {
		return err
	}
	f.urns.mu.Lock()
	other := f.urns.held[boxID] // another request at the same moment
	if other == nil {
		f.urns.held[boxID] = release
	}
	f.urns.mu.Unlock()
	if other != nil {
		release()
	}
	return nil
}

// keepUrn makes the keys of an open box known to this process.
func (f *Flow) keepUrn(b store.Box, keys ballot.Keys) *urn {
	f.urns.mu.Lock()
	defer f.urns.mu.Unlock()
	if u := f.urns.open[b.ID]; u != nil { // another request read them at the same moment
		return u
	}
	u := &urn{db: f.db, box: b, keys: keys}
	f.urns.open[b.ID] = u
	return u
}

// dropUrn destroys the keys of a box that is sealed or void, in memory and in their file. What fails is
// tried again by RunBallots.
func (f *Flow) dropUrn(boxID int64) {
	f.urns.mu.Lock()
	u, release := f.urns.open[boxID], f.urns.held[boxID]
	delete(f.urns.open, boxID)
	delete(f.urns.held, boxID)
	delete(f.urns.missed, boxID)
	f.urns.mu.Unlock()
	if release != nil {
		release()
	}
	if u != nil {
		u.using.Lock()
		u.keys.Wipe()
		u.wiped = true
		u.using.Unlock()
	}
	if err := f.boxKeys.destroy(boxID); err != nil {
		slog.Error("destroy keys", "error", err)
	}
}

// lock checks one member's ballots, one for each paper, and encrypts them.
func (u *urn) lock(slips []ballot.Slip) ([]ballot.Sealed, error) {
	u.using.RLock()
	defer u.using.RUnlock()
	if u.wiped {
		return nil, errBoxNotCasting
	}
	if len(slips) != len(u.box.Papers) {
		return nil, errIncomplete
	}
	sealed := make([]ballot.Sealed, len(slips))
	for i, s := range slips {
		var err error
		if sealed[i], err = u.keys.Lock(rand.Reader, u.box.Papers, i, s); err != nil {
			return nil, err
		}
	}
	return sealed, nil
}

// put has one member's ballots checked and waits until they lie in the urn. Those that are checked at the
// same time are written together, in one statement and one commit: who checked the last writes for all, or
// whoever made them many.
func (u *urn) put(ctx context.Context, c *cast) error {
	u.mu.Lock()
	u.arrived = append(u.arrived, c)
	if u.checkers < runtime.GOMAXPROCS(0) { // and no more: a stack that has grown for one serves the next
		u.checkers++
		go u.checkAll()
	}
	u.mu.Unlock()
	select {
	case err := <-c.done:
		return err
	case <-ctx.Done(): // it is written all the same, and acknowledged when it is sent again
		return ctx.Err()
	}
}

// checkAll checks what arrived, until nothing is left.
func (u *urn) checkAll() {
	u.mu.Lock()
	for len(u.arrived) > 0 {
		c := u.arrived[0]
		u.arrived[0], u.arrived = nil, u.arrived[1:]
		u.mu.Unlock()
		err := u.check(c)
		u.mu.Lock()
		if err != nil {
			c.done <- err
			continue
		}
		u.waiting = append(u.waiting, c)
		if !u.writing && len(u.waiting) >= castsTogether {
			u.writing = true
			go u.write()
		}
	}
	u.checkers--
	turn := !u.writing && u.checkers == 0 && len(u.waiting) > 0
	u.writing = u.writing || turn
	u.mu.Unlock()
	if turn {
		u.write()
	}
}

// check seals ballots that are genuine.
func (u *urn) check(c *cast) (err error) {
	defer func() {
		if recover() != nil { // or nobody would be answered any more
			err = errors.New("check ballot")
		}
	}()
	c.sealed, err = u.lock(c.slips)
	return err
}

// write writes what waits, until nothing is left.
func (u *urn) write() {
	for batch := u.next(); batch != nil; batch = u.next() {
		u.writeAll(batch)
	}
}

// next takes what waits to be written; when that is nothing the next to come writes.
func (u *urn) next() []*cast {
	u.mu.Lock()
	defer u.mu.Unlock()
	n, slips := 0, 0
	for n < len(u.waiting) && (n == 0 || slips+len(u.waiting[n].slips) <= slipsAtOnce) {
		slips += len(u.waiting[n].slips)
		n++
	}
	batch := u.waiting[:n:n]
	u.waiting = u.waiting[n:]
	if n == 0 {
		u.writing = false
		return nil
	}
	return batch
}

// writeAll writes ballots and answers each.
func (u *urn) writeAll(batch []*cast) {
	ctx, cancel := context.WithTimeout(context.Background(), castLimit)
	defer cancel()
	var all []ballot.Sealed
	for _, c := range batch {
		all = append(all, c.sealed...)
	}
	// Neither the order of arrival nor which papers came together is to be seen in the urn.
	slices.SortFunc(all, func(a, b ballot.Sealed) int { return bytes.Compare(a.Tag, b.Tag) })
	added, err := u.db.Cast(ctx, u.box.ID, all)
	if err != nil || added == len(all) {
		for _, c := range batch {
			c.done <- err
		}
		return
	}
	for _, c := range batch { // some were sent again, or the box takes none
		c.done <- u.same(ctx, c)
	}
}

// same reports whether the ballots lie in the urn as they are: nil, ErrOtherChoice where the same token
// chose otherwise, errBoxNotCasting where one is not there.
func (u *urn) same(ctx context.Context, c *cast) error {
	tags := make([][]byte, len(c.sealed))
	for i, s := range c.sealed {
		tags[i] = s.Tag
	}
	there, err := u.db.Urn(ctx, u.box.ID, tags)
	if err != nil {
		return errors.New("read urn")
	}
	if len(there) != len(c.sealed) {
		return errBoxNotCasting
	}
	u.using.RLock()
	defer u.using.RUnlock()
	if u.wiped {
		return errBoxNotCasting
	}
	for _, s := range there {
		paper, slip, err := u.keys.Unlock(u.box.Papers, s)
		if err != nil {
			return errors.New("read urn")
		}
		if !slices.Equal(slip.Choice, c.slips[paper].Choice) {
			return ErrOtherChoice
		}
	}
	return nil
}
