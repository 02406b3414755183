package server

import (
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/document"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// decided is a county whose meeting adopted an appointment, a removal and a resignation.
type decided struct {
	*house
	appointed, removed, resigned int64
}

func newDecided(t *testing.T) decided {
	t.Helper()
	d := decided{house: newHouse(t)}
	d.appointed = d.Case(appointment.StageCommittee).ID
	d.removed = d.Removal("示例县教育局局长")
	d.resigned = d.Resignation()
	d.Adopt(d.appointed, d.removed, d.resigned)
	return d
}

func TestPublicPages(t *testing.T) {
	d := newDecided(t)
	public := d.visitor()
	public.get("/").want(t, 200, "还没有公布过任免事项", "没有正在进行的任前公示")
	d.Must(d.Flow.DraftNotices(t.Context(), d.Clerk, d.Meeting))
	drafts, err := d.DB.NoticesOfMeeting(t.Context(), d.Meeting)
	d.Must(err)
	list := drafts[1]
	public.get(noticePath(list.ID)).want(t, 404)
	public.get(noticePath(list.ID)+"/print").want(t, 404)
	public.get(noticePath(list.ID)+"/commitments").want(t, 404)
	public.get("/notices").want(t, 200, "还没有公布过")
	for _, n := range drafts {
		d.Must(d.Flow.ProofreadNotice(t.Context(), d.Clerk2, n.ID, n.Version, true, ""))
	}
	d.Must(d.Flow.PublishNotices(t.Context(), d.Clerk, d.Meeting))

	public.get("/").want(t, 200, "任免名单（第三十六次会议）", "2026年11月26日", "工作人员登录").page.Has("a[href=/notices]", "a[href=/offices]")
	page := public.get(noticePath(list.ID)).want(t, 200, "决定任命欧阳示例为示例县财政局局长。", "（2026年11月26日示例县第十八届人民代表大会常务委员会第三十六次会议通过）",
		"来源：示例县人大常委会办公室", "发布：2026年11月26日 09:00", "本次会议的其他公布").page
	page.Omits("票", "身份证", "考试")
	for name, content := range map[string]string{"ArticleTitle": "示例县人民代表大会常务委员会任免名单", "PubDate": "2026-11-26 09:00",
		"ContentSource": "示例县人大常委会办公室", "ColumnName": "任免公布"} {
		if got := page.One("meta[name=" + name + "]").Attr("content"); got != content {
			t.Errorf("meta %s = %q", name, got)
		}
	}
	public.get(noticePath(list.ID)+"/print").want(t, 200, "任免名单", "决定免去钱正明的示例县教育局局长职务；").page.Has("article.sheet")
	public.get(noticePath(drafts[0].ID)+"/print").want(t, 200, "〔十八届〕第1号", "现予公布", "附件：1. 示例县人民代表大会常务委员会任免名单")
	public.get(noticePath(list.ID)+"/commitments").want(t, 200, "欧阳示例", "工作目标", "忠于宪法，依法履职")

	public.get("/notices?q=欧阳示例").want(t, 200, "任免名单").page.Omits("公告（")
	public.get("/notices?q=查无此人").want(t, 200, "没有找到")
	public.get("/notices?year=2026&meeting="+idText(d.Meeting)).want(t, 200, "任免名单")
	public.get("/notices?year=x&before=y.z").want(t, 200, "任免名单")
	public.get("/notices/abc").want(t, 404)

	d.Must(d.Flow.CorrectNotice(t.Context(), d.Clerk, list.ID, "“财政局”应为“财政和税务局”。"))
	public.get(noticePath(list.ID)).want(t, 200, "更正（2026年11月26日）", "应为“财政和税务局”", "决定任命欧阳示例为示例县财政局局长。")
}

func TestPublicCaching(t *testing.T) {
	d := newDecided(t)
	list := d.Published()[1]
	public := d.visitor()
	first := public.get(noticePath(list.ID)).want(t, 200)
	tag := first.header.Get("ETag")
	if cc := first.header.Get("Cache-Control"); tag == "" || cc != "public, max-age=0, s-maxage=60" || first.header.Get("Vary") != "Accept-Encoding, Cookie" ||
		len(first.header.Values("Set-Cookie")) > 0 {
		t.Errorf("headers: %v", first.header)
	}
	again := func(tag string) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, noticePath(list.ID), nil)
		r.Header.Set("If-None-Match", tag)
		return public.do(r).status
	}
	if again(tag) != http.StatusNotModified || again("W/"+tag) != http.StatusNotModified || again(`"other"`) != http.StatusOK {
		t.Error("the tag is not honoured")
	}
	public.cookies["display"] = "large.high"
	large := public.get(noticePath(list.ID)).want(t, 200)
	if large.header.Get("ETag") == tag || !strings.Contains(large.body, `data-size="large"`) || !strings.Contains(large.body, `data-contrast="high"`) {
		t.Error("the chosen display has no page of its own")
	}
	if gone := public.get("/notices/999999"); gone.status != http.StatusNotFound || strings.Contains(gone.header.Get("Cache-Control"), "public") {
		t.Errorf("a missing page: %d, %v", gone.status, gone.header)
	}
}

func TestPublicMachines(t *testing.T) {
	d := newDecided(t)
	list := d.Published()[1]
	public := d.visitor()
	var feed atomFeed
	if err := xml.Unmarshal([]byte(public.get("/notices.atom").want(t, 200).body), &feed); err != nil || len(feed.Entries) != 3 {
		t.Fatalf("feed: %v, %+v", err, feed)
	}
	if e := feed.Entries[2]; e.Link.Href != "http://example.com"+noticePath(list.ID) || !strings.Contains(e.Content, "欧阳示例") ||
		e.Published != "2026-11-26T09:00:00+08:00" {
		t.Errorf("entry: %+v", e)
	}
	public.get("/sitemap.xml").want(t, 200, noticePath(list.ID))
	public.get("/robots.txt").want(t, 200, "Disallow: /", "Sitemap: http://example.com/sitemap.xml")
}

func TestPublicVotes(t *testing.T) {
	rules := policy.Default()
	rules.Publication.ShowCounts = true
	d := newDecided(t)
	list := d.Published()[1]
	d.Must(d.DB.InTx(t.Context(), d.Clerk, func(tx *store.Tx) error {
		_, err := tx.InsertPolicy(t.Context(), "公布票数", d.MeetingOn, rules)
		d.Must(err)
		return tx.Audit(t.Context(), "policy", store.Subject{Kind: "policy"}, nil)
	}))
	d.visitor().get(noticePath(list.ID)).want(t, 200, "表决情况", "25")
}

func TestPublicCommitmentWithholdsPersonalData(t *testing.T) {
	c := store.PublicCommitment{Name: "欧阳示例", Office: "局长", Answers: []appointment.Answer{{Heading: "工作目标", Text: "一是……\n\n二是……"}, {Heading: "廉洁", Text: ""}}}
	if p := publicCommitment(c); len(p.Answers) != 1 || len(p.Answers[0].Paragraphs) != 2 || p.Note != "" {
		t.Errorf("commitment: %+v", p)
	}
	c.Answers[1].Text = "请拨打13812345678监督。"
	if p := publicCommitment(c); len(p.Answers) != 0 || p.Note == "" {
		t.Errorf("a telephone number is shown: %+v", p)
	}
}

func TestNoticePaperOfTheAnnouncement(t *testing.T) {
	county := document.County{Name: "示例县", Term: 18}
	related := []store.Notice{{Kind: store.PersonnelList, Title: "示例县人民代表大会常务委员会\n任免名单"}}
	d := noticePaper(county, store.Notice{Kind: store.AnnouncementNotice, Title: "甲\n公告", Number: "〔十八届〕第1号", Body: "现予公布。"}, related, policy.Language{})
	if d.SubTitle != "〔十八届〕第1号" || len(d.Attachments) != 1 || d.Sign[0] != "示例县人民代表大会常务委员会" || d.Date != "" {
		t.Errorf("paper: %+v", d)
	}
}
