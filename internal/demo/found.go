package demo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// name is the county's; no such county exists.
const name = "示例县"

// actors are the people whose accounts do the work.
type actors struct {
	gov, court, procuratorate, supervision, congress    authz.Actor
	clerk, clerk2, examiner, examiner2, chair, operator authz.Actor
	seats                                               []authz.Actor // member01…29
}

// found sets the county up on the day the system came into use: particulars, policy, accounts,
// catalogue, two terms with their members, and the rosters of both.
func (c *county) found() {
	c.tick(c.installed.Time().Add(9 * time.Hour))
	must(c.db.InTx(c.ctx, authz.System, func(tx *store.Tx) error {
		must(tx.SaveCounty(c.ctx, store.County{Name: name, Committee: name + "人民代表大会常务委员会",
			PersonnelCommittee: "选举任免联络工作委员会", Telephone: "0000-1234567", Address: name + "城关镇人民路1号", Postcode: "000000",
			DocumentWord: "示例人发"}))
		got(tx.InsertPolicy(c.ctx, name+"人民代表大会常务委员会人事任免办法", c.termFrom, c.policy))
		for _, h := range calendar.LegalHolidays(c.today.Year()) {
			must(tx.SaveHoliday(c.ctx, h))
		}
		return tx.Audit(c.ctx, authz.ChangeCounty, store.Subject{Kind: "setting"}, map[string]any{"county": name})
	}))
	c.account("clerk", "田雨桐", authz.RoleClerk, nil)
	c.clerk = c.actor("clerk")
	got(c.flow.PrefillCatalogue(c.ctx, c.clerk, name))
	got(c.flow.SaveOrgan(c.ctx, c.clerk, store.Organ{Name: "中共示例县委组织部", Kind: "party", Sort: 1000}, false))
	c.deputies()
	for _, t := range []store.Term{
		{Number: 17, StartsOn: c.formerFrom, EndsOn: c.termFrom, Seats: 27},
		{Number: 18, StartsOn: c.termFrom, EndsOn: c.termTo, Seats: 29},
	} {
		c.term = got(c.flow.SaveTerm(c.ctx, c.clerk, t))
	}
	former, present := c.tenures()
	c.importRoster("第十七届任职名册.xlsx", former)
	c.importRoster("现任任职名册.xlsx", present)
	c.readRegisters()
	c.seatMembers(present)
	c.openOffices()
}

// cityDeputy is the seat in the congress above to which the county's congress elects 〔选举法 第五十一条〕.
const cityDeputy = "示例市人民代表大会代表"

// deputies puts the seats in the congress above into the catalogue.
func (c *county) deputies() {
	for _, o := range got(c.db.Organs(c.ctx, false)) {
		if o.Kind == "congress" && o.Name == name+"人民代表大会常务委员会" {
			got(
				c.flow.SaveOffice(
					c.ctx,
					c.clerk,
					store.CatalogueEntry{Sort: 900, Office: appointment.Office{Title: cityDeputy, OrganID: o.ID, OrganName: o.Name,
						Group: policy.Congress, FilledBy: appointment.FilledByDeputy, Nominator: appointment.ChairpersonsMeeting, Rank: appointment.RankOther, Seats: 5}},
				),
			)
		}
	}
}

func (c *county) readRegisters() {
	for _, e := range got(c.db.Offices(c.ctx, store.OfficeFilter{Limit: 500})) {
		c.offices[strings.TrimPrefix(e.Title, name)] = e.Office
	}
	for _, o := range got(c.db.Organs(c.ctx, false)) {
		if c.organs[o.Kind] == 0 {
			c.organs[o.Kind] = o.ID
		}
	}
}

// seatMembers registers the 29 members, the seats in the order of the list: duty, then the strokes of
// the surname.
func (c *county) seatMembers(present []tenure) {
	duties := map[appointment.Rank]store.Duty{appointment.RankChief: store.Chairperson, appointment.RankDeputy: store.ViceChairperson,
		appointment.RankMember: store.PlainMember}
	var list []tenure
	for _, t := range present {
		if t.office.FilledBy == appointment.FilledByElect && t.office.OrganName == name+"人民代表大会常务委员会" {
			list = append(list, t)
		}
	}
	strokes := collate.New(language.MustParse("zh-u-co-stroke"))
	slices.SortStableFunc(list, func(a, b tenure) int {
		if a.office.Rank != b.office.Rank {
			return slices.Index(appointment.Ranks, a.office.Rank) - slices.Index(appointment.Ranks, b.office.Rank)
		}
		if a.office.Rank == appointment.RankDeputy {
			return 0 // as elected
		}
		return strokes.CompareString(a.who.name, b.who.name)
	})
	for i, t := range list {
		sort := 0
		if t.office.Rank == appointment.RankDeputy {
			sort = i
		}
		got(c.flow.AddMember(c.ctx, c.clerk, store.Member{TermID: c.term, PersonID: c.find(t.who).id, Duty: duties[t.office.Rank],
			Seat: i + 1, Since: c.termFrom, Sort: sort}))
	}
	c.members = got(c.db.Members(c.ctx, c.term, c.installed))
}

// find looks a person up in the register, once.
func (c *county) find(p *person) *person {
	if p.id == 0 {
		if found := got(c.db.FindPerson(c.ctx, p.name, p.born)); len(found) == 1 {
			p.id = found[0].ID
		}
	}
	return p
}

// openOffices gives everybody who works in the system an account.
func (c *county) openOffices() {
	organ := func(kind string) func(*store.Account) {
		return func(a *store.Account) { a.OrganID = c.organs[kind] }
	}
	member := func(i int) func(*store.Account) {
		return func(a *store.Account) { a.MemberID, a.PersonID = c.members[i].ID, c.members[i].PersonID }
	}
	c.account("clerk2", "侯志鹏", authz.RoleClerk, nil)
	c.account("organ-gov", "林晓帆", authz.RoleOrgan, organ("government"))
	c.account("organ-court", "白静", authz.RoleOrgan, organ("court"))
	c.account("organ-procuratorate", "邵一鸣", authz.RoleOrgan, organ("procuratorate"))
	c.account("organ-supervision", "贺云", authz.RoleOrgan, organ("supervision"))
	c.account("organ-congress", "苏敏", authz.RoleOrgan, organ("congress"))
	c.account("examiner", "程瑾", authz.RoleExaminer, nil)
	c.account("examiner2", "夏宇", authz.RoleExaminer, nil)
	c.account("chair", c.members[0].Name, authz.RoleChair, member(0))
	c.account("operator", "高远航", authz.RoleOperator, nil)
	c.account("admin", "孟繁星", authz.RoleAdmin, nil)
	c.account("security", "戴安平", authz.RoleSecurity, nil)
	c.account("auditor", "龙清源", authz.RoleAuditor, nil)
	for i, m := range c.members {
		c.account(fmt.Sprintf("member%02d", i+1), m.Name, authz.RoleMember, member(i))
		c.seats = append(c.seats, c.actor(fmt.Sprintf("member%02d", i+1)))
	}
	for to, username := range map[*authz.Actor]string{&c.gov: "organ-gov", &c.court: "organ-court", &c.procuratorate: "organ-procuratorate",
		&c.supervision: "organ-supervision", &c.congress: "organ-congress", &c.clerk2: "clerk2", &c.examiner: "examiner",
		&c.examiner2: "examiner2", &c.chair: "chair", &c.operator: "operator"} {
		*to = c.actor(username)
	}
}

// account opens an account that nobody can sign in to until everything is loaded.
func (c *county) account(username, who string, role authz.Role, link func(*store.Account)) {
	a := store.Account{Username: username, Name: who, Roles: []authz.Role{role}, Demo: true}
	if link != nil {
		link(&a)
	}
	must(c.db.InTx(c.ctx, authz.System, func(tx *store.Tx) error {
		id, err := tx.InsertAccount(c.ctx, a)
		if err != nil {
			return err
		}
		c.accounts = append(c.accounts, id)
		return tx.Audit(c.ctx, authz.CreateAccount, store.Subject{Kind: "account", ID: id}, map[string]any{"username": username, "roles": a.Roles})
	}))
}

func (c *county) actor(username string) authz.Actor {
	return got(c.db.AccountByUsername(c.ctx, username)).Actor()
}

// openAccounts gives all accounts the one password at last, so that an interrupted loading leaves none
// open. Its commit is the one that waits for the disk.
func (c *county) openAccounts(db *store.DB) {
	hash := got(c.flow.HashPassword(c.ctx, Password))
	must(db.InTx(c.ctx, authz.System, func(tx *store.Tx) error {
		for _, id := range c.accounts {
			a, err := tx.LockAccount(c.ctx, id)
			if err != nil {
				return err
			}
			a.PasswordHash, a.MustChange, a.PasswordChangedAt = hash, false, tx.Now()
			if err := tx.SaveAccount(c.ctx, a); err != nil {
				return err
			}
		}
		return tx.Audit(c.ctx, authz.ResetPassword, store.Subject{Kind: "account"}, map[string]any{"accounts": len(c.accounts)})
	}))
}

// run lets everything planned happen, in the order of time.
func (c *county) run() {
	slices.SortStableFunc(c.steps, func(a, b step) int {
		return cmp.Or(a.day.Sub(b.day), a.minutes-b.minutes)
	})
	for _, s := range c.steps {
		c.tick(workday(s.day).Time().Add(8*time.Hour + time.Duration(s.minutes)*time.Minute))
		s.do()
	}
}
