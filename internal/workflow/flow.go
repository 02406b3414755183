// Package workflow has one method for each thing a person does; every write starts here: may this
// person, lock, decide by a rule, save with its event. It imports rules, formats and store;
// server and demo import it.
package workflow

import (
	"context"
	"runtime"
	"sync"
	"time"

	"renmian/internal/authz"
	"renmian/internal/store"
)

// Flow carries out what people do.
type Flow struct {
	db      *store.DB
	keys    Keys
	hashing chan struct{} // one argon2id computation per core; 45 at once would take 2.9 GB
	boxKeys boxKeys

	papers sync.Map // questions by paper

	urns struct { // the open boxes this process has worked on
		mu   sync.Mutex
		open map[int64]*urn
		held map[int64]func() // lets other processes know that the keys are no longer alive here

		missed map[int64]miss // boxes whose keys nobody has
		grace  time.Duration  // keysGrace, but in tests
	}
	file struct { // the box asked for last: all tablets of a hall ask within a second
		mu        sync.Mutex
		box       int64
		data      []byte
		checklist []byte
	}
}

// New returns a Flow on the database.
func New(db *store.DB, keys Keys) *Flow {
	f := &Flow{db: db, keys: keys, hashing: make(chan struct{}, runtime.NumCPU()), boxKeys: boxKeys(keys.Boxes)}
	f.urns.open, f.urns.held = map[int64]*urn{}, map[int64]func(){}
	f.urns.missed, f.urns.grace = map[int64]miss{}, keysGrace
	return f
}

// Close lets go of the boxes that this process holds. Their keys stay in their folder for the next one.
func (f *Flow) Close() {
	f.urns.mu.Lock()
	defer f.urns.mu.Unlock()
	for id, release := range f.urns.held {
		release()
		delete(f.urns.held, id)
	}
}

// do carries out an action that only needs the right to it: check, then change in one transaction.
func (f *Flow) do(ctx context.Context, who authz.Actor, act authz.Action, change func(tx *store.Tx) error) error {
	if err := authz.Check(who, act); err != nil {
		return err
	}
	return f.db.InTx(ctx, who, change)
}
