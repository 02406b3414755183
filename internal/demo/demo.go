// Package demo loads the demonstration county 示例县: invented people, two terms, past meetings and
// cases waiting at every stage today. Everything after the registers is done by calling the workflow
// at past instants, as the person whose work it is, so that loading it proves the procedure as well.
// It stands above workflow, like server; only cmd/renmian and tests import it.
package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// Password signs every demonstration account in.
const Password = "renmian-demo"

// Screen is the code of the hall screen that follows today's meeting.
const Screen = "REHEARSE"

// State says what a database holds of the demonstration county.
type State string

const (
	Empty      State = "empty"      // no account: it may be loaded
	Unfinished State = "unfinished" // loading was interrupted; nobody can sign in
	Loaded     State = "loaded"
	InUse      State = "in_use" // a county's own data
)

// StateOf tells whether the county can be, was partly, or is loaded.
func StateOf(ctx context.Context, db *store.DB) (State, error) {
	all, err := db.Accounts(ctx, store.AccountFilter{Limit: 500})
	if err != nil {
		return "", err
	}
	state := Empty
	for _, a := range all {
		switch {
		case !a.Demo:
			return InUse, nil
		case a.PasswordHash == "":
			return Unfinished, nil
		}
		state = Loaded
	}
	return state, nil
}

// Load fills an empty database with the county as it stands at the database's present instant.
func Load(ctx context.Context, db *store.DB, keys workflow.Keys) (err error) {
	c := newCounty(ctx, db, keys)
	defer func() {
		switch stop := recover().(type) {
		case nil:
		case stopped:
			err = fmt.Errorf("demonstration county, %s: %w", c.now.Format(time.DateTime), stop.err)
			if reasons := errs.Reasons(stop.err); len(reasons) > 0 {
				err = fmt.Errorf("%w: %s", err, strings.Join(reasons, " "))
			}
		default:
			panic(stop)
		}
	}()
	c.found()
	c.past()
	c.present()
	c.followUp()
	c.reviews()
	c.duties()
	c.inquire()
	c.run()
	c.sit()
	c.library()
	c.openAccounts(db)
	return nil
}

// stopped carries the first error up to Load: a story of some hundred deeds reads better without an
// error check after each.
type stopped struct{ err error }

// county is the demonstration county while it is being loaded.
type county struct {
	ctx  context.Context
	db   *store.DB
	flow *workflow.Flow

	real  time.Time // the present instant, which history does not pass
	now   time.Time // what the clock of db and flow shows
	steps []step

	today            calendar.Day
	installed        calendar.Day // the day the system came into use
	termFrom, termTo calendar.Day
	formerFrom       calendar.Day

	term     int64
	offices  map[string]appointment.Office // by title
	organs   map[string]int64              // by kind
	persons  map[string]*person            // by name
	members  []store.Member                // the present ones, in the order of the list
	people   generator
	policy   policy.Policy
	numbers  map[string]int // of documents, by organ and year
	nominees map[string]authz.Actor
	acting   string // who signs for the court once its president has left
	actors

	meetingToday *session
	held         []*session // past meetings

	accounts []int64
}

// step is one thing that happens on a day.
type step struct {
	day     calendar.Day
	minutes int
	do      func()
}

func newCounty(ctx context.Context, db *store.DB, keys workflow.Keys) *county {
	c := &county{ctx: ctx, real: db.Now(), offices: map[string]appointment.Office{}, organs: map[string]int64{}, persons: map[string]*person{},
		policy: policy.Default()}
	c.policy.Supervision.Petitions.Web = true
	c.db = db.WithClock(func() time.Time { return c.now }).WithLateCommit()
	c.flow = workflow.New(c.db, keys)
	c.today = calendar.Of(c.real)
	c.installed = workday(c.today.Add(-790))
	year, month, _ := c.today.Date()
	if month < time.December {
		year--
	}
	c.termFrom = calendar.Date(year-4, time.December, 20) // four years or more ago, so that the past fits in
	c.termTo = calendar.Date(year+1, time.January, 20)
	c.formerFrom = calendar.Date(year-9, time.December, 20)
	return c
}

// must ends the loading at the first error.
func must(err error) {
	if err != nil {
		panic(stopped{err})
	}
}

// got is must for what comes with a value.
func got[T any](v T, err error) T {
	must(err)
	return v
}

// workday is the day itself, or the Friday before a weekend.
func workday(d calendar.Day) calendar.Day {
	switch d.Weekday() {
	case time.Saturday:
		return d.Add(-1)
	case time.Sunday:
		return d.Add(-2)
	}
	return d
}

// at plans something for a day, at so many minutes after eight. At weekends it is done on the Friday
// before, still in the order planned.
func (c *county) at(d calendar.Day, minutes int, do func()) {
	c.steps = append(c.steps, step{d, minutes, do})
}

// tick moves the clock to an instant, always on and never past the present.
func (c *county) tick(to time.Time) {
	if next := c.now.Add(time.Second); to.Before(next) {
		to = next
	}
	if to.After(c.real) {
		to = c.real
	}
	c.now = to
}
