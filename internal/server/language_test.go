package server

import (
	"strconv"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// twoLanguages are the rules of a county that prints a second language. 〔民族区域自治法 第二十一条〕
func twoLanguages() policy.Policy {
	p := policy.Default()
	p.Language = policy.Language{
		Second:      "壮文",
		Ballot:      "Bouxraeuz beuq",
		For:         "Cancingz",
		Against:     "Fanjdui",
		Abstain:     "Gigenz",
		Certificate: "Yinmingsu",
		Notice:      "Dunghci",
		List:        "Mingzdanh",
		Announced:   "Gunghgau",
		Publicity:   "Gunghsi",
	}
	return p
}

const secondTitle = "Sihlideih Yen Caizcwnggiz Gizcangj"

// titled writes the second title of an office into its form and sends it.
func (h *house) titled(t *testing.T, office int64, text string) reply {
	t.Helper()
	clerk := h.enter(h.Clerk)
	page := clerk.get(officePath(office)+"/edit").want(t, 200, "职务的民族文字").page
	e, err := h.DB.CatalogueEntry(t.Context(), office)
	h.Must(err)
	return clerk.post(officePath(office), "title", e.Title, "title_second", text, "organ", idText(e.OrganID), "group", string(e.Group),
		"filled_by", string(e.FilledBy), "nominator", string(e.Nominator), "rank", string(e.Rank), "exam", tick(e.Exam), "certificate", tick(e.Certificate),
		"oath", tick(e.Oath), "dismissible", tick(e.Dismissible), "filing", e.Filing, "seats", strconv.Itoa(e.Seats), "sort", digits(e.Sort),
		"version", page.One("input[name=version]").Attr("value"))
}

func TestPapersInTwoLanguages(t *testing.T) {
	for _, tt := range []struct {
		name string
		p    policy.Policy
		both bool
	}{{"two languages", twoLanguages(), true}, {"Chinese only", policy.Default(), false}} {
		t.Run(tt.name, func(t *testing.T) {
			h := houseUnder(t, tt.p)
			c := h.Case(appointment.StageCommittee)
			h.titled(t, c.Office.ID, strings.Repeat("a", 201)).want(t, 422, "最多 200 个字符")
			h.titled(t, c.Office.ID, "  Sihlideih Yen   Caizcwnggiz Gizcangj ").want(t, 303, officePath(c.Office.ID))
			clerk := h.enter(h.Clerk)
			clerk.get(officePath(c.Office.ID)).want(t, 200, secondTitle)
			shows := func(re reply, words ...string) {
				t.Helper()
				for _, w := range append(words, secondTitle) {
					if tt.both {
						re.want(t, 200, w)
					} else {
						re.page.Omits(w)
					}
				}
			}
			c = h.Bring(c.ID, appointment.StageDeliberation)
			clerk = h.enter(h.Clerk)
			shows(clerk.get(meetingPath(h.Meeting)+"/items/"+idText(c.Agenda.ItemID)+"/ballot").want(t, 200, "人事任免表决票", "赞成", "示例县财政局局长"),
				"Bouxraeuz beuq", "赞成 Cancingz", "反对 Fanjdui", "弃权 Gigenz")
			h.Bring(c.ID, appointment.StageAdopted)
			clerk = h.enter(h.Clerk)
			clerk.post(outcomePath(h.Meeting)+"/certificates").want(t, 303)
			shows(clerk.get(meetingPath(h.Meeting)+"/certificates/proof").want(t, 200, "任命书", "为示例县财政局局长"), "Yinmingsu")
			clerk.post(outcomePath(h.Meeting)+"/organs").want(t, 303)
			sent, err := h.DB.OrganNotices(t.Context(), h.Organ.OrganID, 0, 1)
			h.Must(err)
			shows(h.enter(h.Organ).get(organNoticePath(sent[0].ID)+"/paper").want(t, 200, "关于人事任免事项的通知"), "Dunghci")
			all, err := h.DB.CertificatesOfMeeting(t.Context(), h.Meeting)
			h.Must(err)
			if got := clerk.get(certificatePath(all[0].ID) + "/paper?form=pdf"); got.status != 200 || !strings.HasPrefix(got.body, "%PDF") {
				t.Errorf("the certificate as a file: %d", got.status)
			}
			everybody := h.visitor()
			for _, n := range h.Published() {
				switch {
				case n.Kind == store.PersonnelList:
					shows(everybody.get(noticePath(n.ID)).want(t, 200, "任免名单", "示例县财政局局长"), "Mingzdanh")
					shows(everybody.get(noticePath(n.ID)+"/print").want(t, 200, "任免名单"), "Mingzdanh")
				case tt.both:
					everybody.get(noticePath(n.ID)).want(t, 200, "Gunghgau")
				}
			}
		})
	}
}

// What the public reads before an appointment carries both languages too.
func TestPublicityInTwoLanguages(t *testing.T) {
	h := houseUnder(t, twoLanguages())
	c := h.Case(appointment.StageReview)
	h.titled(t, c.Office.ID, secondTitle).want(t, 303)
	id := h.Publicized(c)
	h.visitor().get(publicPath(id)).want(t, 200, "拟决定任命示例县财政局局长", secondTitle, "Gunghsi")
	h.visitor().get(publicPath(id)+"/print").want(t, 200, secondTitle)
}

// A character that the fonts of files lack is named, and the page to print still shows it.
func TestAScriptTheFontsLack(t *testing.T) {
	p := twoLanguages()
	p.Language.Second, p.Language.Certificate = "藏文", "བསྐོ་གཞག"
	h := houseUnder(t, p)
	c := h.Case(appointment.StageCommittee)
	h.Adopt(c.ID)
	clerk := h.enter(h.Clerk)
	clerk.post(outcomePath(h.Meeting)+"/certificates").want(t, 303)
	all, err := h.DB.CertificatesOfMeeting(t.Context(), h.Meeting)
	h.Must(err)
	path := certificatePath(all[0].ID) + "/paper"
	clerk.get(path).want(t, 200, "བསྐོ་གཞག")
	got := clerk.get(path + "?form=pdf")
	if got.status == 200 || !strings.Contains(got.body, "བ") {
		t.Errorf("%d %s", got.status, got.body)
	}
}

func TestTabletsAreToldTheSecondLanguage(t *testing.T) {
	h := houseUnder(t, twoLanguages())
	c := h.Case(appointment.StageCommittee)
	h.titled(t, c.Office.ID, secondTitle).want(t, 303)
	c = h.Bring(c.ID, appointment.StageDeliberation)
	h.Deliberated(c.Agenda.ItemID)
	v := h.OpenElectronicRound(c.Agenda.ItemID)
	h.enter(
		h.AsMember(3),
	).get(
		boxPath(v, "/seat/boxes/%d"),
	).want(
		t,
		200,
		`"called":"Bouxraeuz beuq"`,
		`"second":["Cancingz","Fanjdui","Gigenz"]`,
		`"second":"`+secondTitle+`"`,
		`"options":["赞成","反对","弃权"]`,
	)
}
