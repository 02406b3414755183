package workflow_test

import (
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

const education = "示例县教育局局长"

// holderOn is who held an office on a day, and under which title.
func holderOn(t *testing.T, h *fixture.House, office int64, day calendar.Day) store.Holder {
	t.Helper()
	all, err := h.DB.HoldersOn(t.Context(), day)
	h.Must(err)
	for _, x := range all {
		if x.OfficeID == office {
			return x
		}
	}
	return store.Holder{}
}

// needs is what the board of vacancies says of an office today.
func needs(t *testing.T, h *fixture.House, office int64) (all []appointment.Need) {
	t.Helper()
	held, err := h.DB.HeldOffices(t.Context(), h.Today())
	h.Must(err)
	term, err := h.DB.CurrentTerm(t.Context(), h.Today())
	h.Must(err)
	for _, v := range appointment.Vacancies(held, h.Policy.Roster, term.Elected(), h.Today()) {
		if v.Held.OfficeID == office {
			all = append(all, v.Need)
		}
	}
	return all
}

func renaming(t *testing.T, h *fixture.House, office int64, name string, day calendar.Day) workflow.Renaming {
	t.Helper()
	e, err := h.DB.CatalogueEntry(t.Context(), office)
	h.Must(err)
	return workflow.Renaming{Version: e.Version, Name: name, Day: day, Basis: "示编发〔2026〕3号"}
}

// 业务参考 2.10: 机构仅改名、职责不变，广东、深圳不重新任命.
func TestRenamedOfficeKeepsItsPast(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx, office := t.Context(), h.Offices[education].ID
	removed := h.Removal(education)
	h.Adopt(removed, h.Case(appointment.StageCommittee).ID)
	finance := h.Offices["示例县财政局局长"].ID
	h.Pass(10)
	day := h.Today().Add(-3)
	h.Must(h.Flow.RenameOffice(ctx, h.Clerk, office, renaming(t, h, office, "示例县教育和体育局局长", day)))
	h.Must(h.Flow.RenameOffice(ctx, h.Clerk, finance, renaming(t, h, finance, "示例县财政和国资局局长", day)))
	for _, tt := range []struct {
		office int64
		on     calendar.Day
		title  string
		holder string
	}{
		{office, h.MeetingOn.Add(-1), education, "钱正明"}, {office, day.Add(-1), education, ""}, {office, day, "示例县教育和体育局局长", ""},
		{finance, day.Add(-1), "示例县财政局局长", "欧阳示例"}, {finance, day, "示例县财政和国资局局长", "欧阳示例"},
	} {
		if x := holderOn(t, h, tt.office, tt.on); x.Title != tt.title || x.Name != tt.holder || x.TitleNow == education {
			t.Errorf("on %s: %+v, want %s by %q", tt.on, x, tt.title, tt.holder)
		}
	}
	if c := h.Read(removed); c.Office.Title != education {
		t.Errorf("papers of the decision name %s", c.Office.Title)
	}
	tenures, err := h.DB.TenuresIn(ctx, office)
	if err != nil || tenures[0].Title != education {
		t.Errorf("the tenure that ended before goes by %+v, %v", tenures, err)
	}
	if got := needs(t, h, finance); got != nil {
		t.Errorf("the holder is to be appointed anew: %v", got)
	}
	titles, err := h.DB.OfficeTitlesBefore(ctx, finance)
	if err != nil || len(titles) != 1 || titles[0] != (store.FormerName{Name: "示例县财政局局长", Until: day, Basis: "示编发〔2026〕3号"}) {
		t.Errorf("history %+v, %v", titles, err)
	}
	// A second change comes after the first; each wants a day, another name and its paper.
	again := renaming(t, h, finance, "示例县财政和国资局局长", day)
	again.Basis = " "
	err = h.Flow.RenameOffice(ctx, h.Clerk, finance, again)
	if f := errs.Fields(err); len(f) != 3 || f[0].Name != "name" || f[1].Name != "day" || f[2].Name != "basis" {
		t.Errorf("a change that changes nothing: %v", err)
	}
	again.Version--
	refused(t, "an old page", h.Flow.RenameOffice(ctx, h.Clerk, finance, again), errs.Conflict, "刷新页面")
}

// 浙江 第十七条: 名称改变应重新任命. And 地方组织法 第七十一条: after an election the government is appointed anew.
func TestAppointedAnew(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(t *testing.T, h *fixture.House, office int64)
		need   appointment.Need
	}{
		{"renamed", func(t *testing.T, h *fixture.House, office int64) {
			h.Must(h.Flow.RenameOffice(t.Context(), h.Clerk, office, renaming(t, h, office, "示例县财政和国资局局长", h.Today().Add(-1))))
		}, appointment.NeedRenamed},
		{"elected V20", func(t *testing.T, h *fixture.House, _ int64) {
			term, err := h.DB.Term(t.Context(), h.Term)
			h.Must(err)
			term.GovernmentOn = h.Today().Add(-1)
			_, err = h.Flow.SaveTerm(t.Context(), h.Clerk, term)
			h.Must(err)
		}, appointment.NeedRenewed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := policy.Default()
			p.Roster.Renamed = policy.RenameReappoint
			h := fixture.NewWith(t, pgtest.New(t), p)
			office := h.Offices["示例县财政局局长"].ID
			proposal := h.Draft()
			all, err := h.DB.CasesOfProposal(t.Context(), proposal)
			h.Must(err)
			_, err = h.Pool.Exec(t.Context(), `INSERT INTO tenure (person_id, office_id, starts_on, start_import_id)
				SELECT $1, $2, '2023-05-04', min(id) FROM roster_import`, all[0].Person.ID, office)
			h.Must(err)
			if !strings.Contains(blockersOf(h, all[0].ID), "无须重复任命") || needs(t, h, office) != nil {
				t.Fatalf("who holds an office is not appointed to it again: %s", blockersOf(h, all[0].ID))
			}
			tt.change(t, h, office)
			if got := needs(t, h, office); len(got) != 1 || got[0] != tt.need {
				t.Errorf("the board says %v", got)
			}
			if got := blockersOf(h, all[0].ID); strings.Contains(got, "无须重复任命") {
				t.Errorf("still: %s", got)
			}
			h.Settle(h.Organ, proposal) // the form says the old title
			c := h.Bring(h.Submit(proposal), appointment.StageAdopted)
			tenures, err := h.DB.TenuresIn(t.Context(), office)
			h.Must(err)
			if len(tenures) != 2 || tenures[0].StartCaseID != c.ID || !tenures[0].EndsOn.IsZero() || tenures[1].EndsOn != c.Vote.On ||
				tenures[1].EndReason != workflow.EndedByRenewal {
				t.Errorf("tenures %+v", tenures)
			}
			if got := needs(t, h, office); got != nil {
				t.Errorf("afterwards: %v", got)
			}
		})
	}
}

func blockersOf(h *fixture.House, id int64) string {
	var all []string
	for _, b := range appointment.Blockers(h.Read(id), h.Policy, appointment.MoveAccept, h.Today()) {
		all = append(all, b.Text)
	}
	return strings.Join(all, "；")
}

// 重庆 第十四条: 职务自行终止，由其公告. The announcement waits for a second person like every other.
func TestMergedOrganIsAnnounced(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	court, err := h.DB.Organ(ctx, h.Organs["court"])
	h.Must(err)
	end := workflow.Abolition{Version: court.Version, Day: h.Today().Add(-1), Basis: "省委编委〔2026〕8号", SuccessorID: court.ID}
	if f := errs.Fields(h.Flow.AbolishOrgan(ctx, h.Clerk, court.ID, end)); len(f) != 1 || f[0].Name != "successor" {
		t.Errorf("merged into itself: %v", f)
	}
	end.SuccessorID = h.Organs["procuratorate"]
	h.Must(h.Flow.AbolishOrgan(ctx, h.Clerk, court.ID, end))
	if merged, err := h.DB.MergedInto(ctx, h.Organs["procuratorate"]); err != nil || len(merged) != 1 || merged[0].EndedOn != end.Day {
		t.Errorf("merged: %+v, %v", merged, err)
	}
	drafts, err := h.DB.UnpublishedNotices(ctx, 9)
	h.Must(err)
	if len(drafts) != 1 || drafts[0].Kind != store.EndingNotice {
		t.Fatalf("drafts %+v", drafts)
	}
	n := drafts[0]
	for _, words := range []string{"示例县人民法院已于" + end.Day.String() + "并入示例县人民检察院，曹雨生的示例县人民法院副院长职务自行终止。", "彭守正的示例县人民法院院长", "现予公告。"} {
		if !strings.Contains(n.Body, words) {
			t.Errorf("%q lacks %q", n.Body, words)
		}
	}
	refused(t, "its own drafter", h.Flow.ProofreadNotice(ctx, h.Clerk, n.ID, n.Version, true, ""), errs.Conflict, "起草人以外")
	h.Must(h.Flow.ProofreadNotice(ctx, h.Clerk2, n.ID, n.Version, true, ""))
	h.Must(h.Flow.PublishNotice(ctx, h.Clerk, n.ID))
	if got, err := h.DB.PublishedNotice(ctx, n.ID); err != nil || got.MeetingID != 0 {
		t.Errorf("published %+v, %v", got, err)
	}
	if x := holderOn(t, h, h.Offices["示例县人民法院副院长"].ID, end.Day); x.OfficeID != 0 {
		t.Errorf("on the day it ended: %+v", x)
	}
	tenures, err := h.DB.TenuresOf(ctx, h.Persons["曾立法"])
	h.Must(err)
	h.Must(h.Flow.EndTenureByLaw(ctx, h.Clerk, tenures[0].ID, h.Today(), workflow.EndedByDeath, "示检函〔2026〕5号"))
	if drafts, err = h.DB.UnpublishedNotices(ctx, 9); err != nil || len(drafts) != 1 ||
		!strings.Contains(drafts[0].Body, "示例县人民检察院副检察长曾立法已于"+h.Today().String()+"去世，其职务自行终止。") {
		t.Errorf("a death: %+v, %v", drafts, err)
	}
}

// 浙江 第十七条: 机构撤销应予免职.
func TestHoldersOfAnAbolishedOfficeAreRemoved(t *testing.T) {
	p := policy.Default()
	p.Roster.Abolished = policy.AbolitionRemoves
	h := fixture.NewWith(t, pgtest.New(t), p)
	ctx, office := t.Context(), h.Offices[education].ID
	h.Must(h.Flow.AbolishOffice(ctx, h.Clerk, office, workflow.Abolition{Version: 1, Day: h.Today(), Basis: "示编发〔2026〕3号"}))
	if drafts, err := h.DB.UnpublishedNotices(ctx, 9); err != nil || len(drafts) != 0 {
		t.Errorf("nobody left yet, but %+v, %v", drafts, err)
	}
	if got := needs(t, h, office); len(got) != 1 || got[0] != appointment.NeedRemoval {
		t.Errorf("the board says %v", got)
	}
	h.Pass(1)
	if x := holderOn(t, h, office, h.Today()); x.Name != "钱正明" {
		t.Errorf("until he is removed he holds it: %+v", x)
	}
	h.Adopt(h.Removal(education))
	if x := holderOn(t, h, office, h.Today()); x.OfficeID != 0 || needs(t, h, office) != nil {
		t.Errorf("after the removal: %+v, %v", x, needs(t, h, office))
	}
}

// Titles follow their organ; the organ's own name is kept for the days before.
func TestRenamedOrgan(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx, id := t.Context(), h.Organs["procuratorate"]
	o, err := h.DB.Organ(ctx, id)
	h.Must(err)
	open := h.Submit(h.Draft())
	day := h.Today()
	n := workflow.Renaming{Version: o.Version, Name: "示例市人民检察院", Day: day, Basis: "国函〔2026〕1号", Retitle: true}
	h.Must(h.Flow.RenameOrgan(ctx, h.Clerk, id, n))
	deputy := h.Offices["示例县人民检察院副检察长"].ID
	if was, now := holderOn(t, h, deputy, day.Add(-1)), holderOn(t, h, deputy, day); was.OrganName != "示例县人民检察院" || was.Title != "示例县人民检察院副检察长" ||
		now.OrganName != "示例市人民检察院" || now.Title != "示例市人民检察院副检察长" {
		t.Errorf("was %+v, now %+v", was, now)
	}
	// An open case goes by the new title, and is found by it.
	finance := h.Offices["示例县财政局局长"].ID
	h.Must(h.Flow.RenameOffice(ctx, h.Clerk, finance, renaming(t, h, finance, "示例县财政金融局局长", day)))
	if c := h.Read(open); c.Office.Title != "示例县财政金融局局长" {
		t.Errorf("the open case is for %s", c.Office.Title)
	}
	h.Bring(open, appointment.StageReview)
	if found, err := h.DB.Cases(ctx, store.CaseFilter{Search: "财政金融局", Limit: 5}); err != nil || len(found) != 1 {
		t.Errorf("found %+v, %v", found, err)
	}
}

// PROCEDURE 1.8 and 2.10: what was decided under a former title keeps it in both languages; what comes after has the
// present one.
func TestFormerTitleKeepsItsSecondLanguage(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	const title, was, now = "示例县财政局局长", "Caizcwnggiz gizcangj", "Caizcwng caeuq Gozswhgiz gizcangj"
	office := h.Offices[title].ID
	e, err := h.DB.CatalogueEntry(ctx, office)
	h.Must(err)
	e.TitleSecond = was
	_, err = h.Flow.SaveOffice(ctx, h.Clerk, e)
	h.Must(err)
	decided := h.Case(appointment.StageCommittee).ID
	h.Adopt(decided)
	h.Pass(10)
	day := h.Today().Add(-3)
	n := renaming(t, h, office, "示例县财政和国资局局长", day)
	n.Second = now
	h.Must(h.Flow.RenameOffice(ctx, h.Clerk, office, n))
	if c := h.Read(decided); c.Office.Title != title || c.Office.TitleSecond != was {
		t.Errorf("the decision names %s, %s", c.Office.Title, c.Office.TitleSecond)
	}
	if e, err = h.DB.CatalogueEntry(ctx, office); err != nil || e.TitleSecond != now {
		t.Errorf("the office is called %s, %v", e.TitleSecond, err)
	}
	titles, err := h.DB.OfficeTitlesBefore(ctx, office)
	if err != nil || len(titles) != 1 || titles[0].Name != title || titles[0].Second != was {
		t.Errorf("history %+v, %v", titles, err)
	}
	h.Certified()
	all, err := h.DB.CertificatesOfCase(ctx, decided)
	if err != nil || len(all) != 1 || all[0].Office != title {
		t.Errorf("certificate %+v, %v", all, err)
	}
}
