package server

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// trips counts what is sent to the database; a batch is sent at once.
type trips struct{ n atomic.Int64 }

func (x *trips) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	x.n.Add(1)
	return ctx
}
func (*trips) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (x *trips) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	x.n.Add(1)
	return ctx
}
func (*trips) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (*trips) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

// enBlocStep is one thing done on the way of many people's assessors from the court's list to the notice.
type enBlocStep struct {
	name  string
	took  time.Duration
	trips int64
}

// enBloc is a county whose court brings n people's assessors in one proposal.
type enBloc struct {
	*house
	trips *trips
	steps []enBlocStep
}

func (x *enBloc) step(name string, do func()) {
	start, before := time.Now(), x.trips.n.Load()
	do()
	x.steps = append(x.steps, enBlocStep{name, time.Since(start), x.trips.n.Load() - before})
}

func (x *enBloc) does(name string, do func() error) {
	x.t.Helper()
	x.step(name, func() { x.Must(do()) })
}

func (x *enBloc) opens(v *visitor, name, path string) {
	x.t.Helper()
	x.step(name, func() {
		if re := v.get(path); re.status != 200 {
			x.t.Fatalf("%s: %s answers %d", name, path, re.status)
		}
	})
}

// folded finds a line that speaks of all on a page, and not too many of them one by one outside its folds.
func (x *enBloc) folded(v *visitor, path, line string) {
	x.t.Helper()
	page := v.get(path)
	if !strings.Contains(page.page.Text(), line) {
		x.t.Errorf("%s does not say %q: %.600s", path, line, page.page.Text())
	}
	open := page.body
	for at := strings.LastIndex(open, "<details"); at >= 0; at = strings.LastIndex(open, "<details") { // the innermost first
		_, after, _ := strings.Cut(open[at:], "</details>")
		open = open[:at] + after
	}
	if named := len(regexp.MustCompile(`<(a|b|strong)[^>]*>[^<]*甲[一-龥]`).FindAllString(open, -1)); named > 2*many {
		x.t.Errorf("%s names %d persons outside its folds", path, named)
	}
}

func newEnBloc(t testing.TB) *enBloc {
	t.Helper()
	x := &enBloc{trips: &trips{}}
	config := pgtest.New(t).Config()
	config.ConnConfig.Tracer = x.trips
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	p := policy.Default()
	p.Investigation.Mode, p.Publicity.Mode, p.Education.Mode = policy.Off, policy.Off, policy.Off
	p.Commitment.Written, p.Commitment.Speech = policy.WhomNone, policy.WhomNone
	x.house = &house{House: fixture.NewWith(t, pool, p)}
	x.site = &site{t: t, db: x.DB, flow: x.Flow}
	x.server = New(Config{DB: x.DB, Flow: x.Flow, Pool: pool})
	t.Cleanup(x.server.Close)
	x.handler = x.server.Handler()
	return x
}

// walk brings n assessors from the list to the closed cases; every act is one that a person does once for all.
func (x *enBloc) walk(n int) {
	t, ctx := x.t, x.t.Context()
	t.Helper()
	x.Must(x.DB.InTx(ctx, x.Clerk, func(tx *store.Tx) error {
		id, err := tx.InsertOffice(ctx, store.CatalogueEntry{Office: appointment.Office{Title: "示例县人民法院人民陪审员", OrganID: x.Organs["court"],
			Group: policy.Court, FilledBy: appointment.FilledByAppoint, Nominator: appointment.CourtPresident, Rank: appointment.RankOther, Certificate: true, Seats: n}, Sort: 99})
		if err != nil {
			return err
		}
		return tx.Audit(ctx, authz.SaveOffice, store.Subject{Kind: "office", ID: id}, nil)
	}))
	id, err := x.Flow.CreateProposal(ctx, x.Court, workflow.ProposalForm{DocumentNo: "示法〔2026〕12号", Title: "关于提请任命人民陪审员的议案",
		MeetingID: x.Meeting, Signer: "彭守正", SignerDuty: "chief"})
	x.Must(err)
	var rows [][]string
	for i := range n {
		rows = append(rows, []string{"甲" + string(rune('一'+i)), "女", "1985-03-12", "汉族", "群众", "大专", "教师", "随机抽选"})
	}
	var b bytes.Buffer
	x.Must(document.WriteRows(&b, "名单", []string{"姓名", "性别", "出生日期", "民族", "政治面貌", "文化程度", "工作单位及职务", "产生方式"}, rows))
	var listID int64
	x.does("upload", func() (err error) {
		listID, err = x.Flow.CheckAssessors(ctx, x.Court, id, "名单.xlsx", b.Bytes())
		return err
	})
	x.does("import", func() error { _, err := x.Flow.AcceptAssessors(ctx, x.Court, id, listID); return err })
	x.Attach(x.Court, id)
	organ, clerk, chair, operator, member := x.enter(x.Court), x.enter(x.Clerk), x.enter(x.Chair), x.enter(x.Operator), x.enter(x.Member)
	path := proposalPath(id)
	x.opens(organ, "proposal-page", path)
	x.opens(organ, "check-page", path+"/check")
	x.does("submit", func() error { return x.Flow.SubmitProposal(ctx, x.Court, id, "") })
	x.does("accept", func() error { return x.Flow.AcceptProposal(ctx, x.Clerk, id) })
	x.opens(clerk, "clerk-proposal-page", path)
	x.opens(clerk, "receipt-page", path+"/receipt")
	x.opens(clerk, "desk-page", "/desk")
	x.opens(clerk, "cases-page", "/cases")
	x.opens(clerk, "review-page", path+"/review")
	review := workflow.AlikeReview{Texts: map[policy.Gate]string{}, Opinion: "经初审，符合任职条件。"}
	for _, g := range x.Policy.Review.Gates {
		review.Texts[g] = "经核对，符合要求"
	}
	x.does("review", func() error { _, _, err := x.Flow.ReviewAlike(ctx, x.Clerk, id, review); return err })
	ids, err := x.DB.CaseIDs(ctx, id)
	x.Must(err)
	chairs := x.ChairsMeeting()
	x.does("list-for-chairs", func() error { return x.Flow.ListForChairs(ctx, x.Clerk, chairs, ids) })
	x.opens(chair, "chairs-page", chairsPath(chairs))
	x.opens(chair, "chairs-case-page", fmt.Sprintf("%s/cases/%d", chairsPath(chairs), ids[n/2]))
	x.opens(chair, "agree-page", chairsPath(chairs)+"/agree")
	x.does("agree", func() error { _, _, err := x.Flow.AgreeAtChairs(ctx, x.Chair, chairs, ids, true); return err })
	x.Must(x.Flow.WriteChairsMinutes(ctx, x.Clerk, chairs, 1, "会议同意提请常委会会议审议，可以合并表决。"))
	x.does("close-chairs", func() error { return x.Flow.CloseChairsMeeting(ctx, x.Clerk, chairs, 2) })
	meetingPath := fmt.Sprintf("/meetings/%d", x.Meeting)
	x.opens(operator, "agenda-page", meetingPath+"/agenda")
	if n > 2*many {
		x.folded(operator, meetingPath+"/agenda", fmt.Sprintf("其余 %d 项（已预先选中 %d 项）", n-many, n-many))
	}
	if offered := strings.Count(operator.get(meetingPath+"/agenda").body, `name="case"`); offered != n { // one item and one vote for all
		x.t.Errorf("%d of %d cases are offered for the agenda", offered, n)
	}
	var item int64
	x.does("agenda", func() (err error) {
		item, err = x.Flow.AddPersonnelItem(ctx, x.Operator, x.Meeting, workflow.PersonnelItem{Title: "任命人民陪审员", CaseIDs: ids, EnBloc: true})
		return err
	})
	x.opens(operator, "materials-page", meetingPath+"/materials")
	x.does("case-sheets", func() error {
		if re := operator.post(meetingPath + "/materials/sheets"); re.status != 303 {
			return fmt.Errorf("case sheets: %d", re.status)
		}
		return nil
	})
	x.Deliver()
	x.does("deliver", func() error { return x.Flow.DeliverMaterials(ctx, x.Operator, x.Meeting) })
	x.opens(member, "seat-materials-page", "/seat/materials")
	x.opens(operator, "agenda-page-full", meetingPath+"/agenda")
	if n > 2*many {
		x.folded(operator, meetingPath+"/agenda", fmt.Sprintf("其余 %d 案", n-many))
		x.folded(operator, meetingPath, fmt.Sprintf("等共 %d 案", n))
	}
	x.Open(27)
	clerk, chair, operator, member = x.enter(x.Clerk), x.enter(x.Chair), x.enter(x.Operator), x.enter(x.Member) // it is another day
	itemPath := fmt.Sprintf("%s/items/%d", meetingPath, item)
	x.opens(operator, "meeting-page", meetingPath)
	x.does("introduce", func() error { return x.Flow.IntroduceItem(ctx, x.Operator, item) })
	x.opens(operator, "console-page", meetingPath+"/console")
	x.opens(operator, "item-page", itemPath)
	x.opens(member, "seat-page", "/seat")
	if n > many {
		x.folded(operator, itemPath, fmt.Sprintf("甲一等 %d 人：", n))
		x.folded(operator, meetingPath+"/console", fmt.Sprintf("回避、暂不付表决（共 %d 人，逐人办理）", n))
		x.folded(member, "/seat", fmt.Sprintf("其余 %d 人", n-10))
	}
	x.opens(chair, "script-page", meetingPath+"/script")
	x.does("present", func() error { return x.Flow.RecordPresentation(ctx, x.Operator, item, 0, "彭守正") })
	x.does("deliberate", func() error {
		return x.Flow.RecordDeliberation(ctx, x.Operator, item, 0, "", "组成人员审议后没有不同意见。")
	})
	var round int64
	x.does("open-round", func() (err error) { round, err = x.Flow.OpenRound(ctx, x.Operator, item, x.Opening()); return err })
	x.opens(operator, "ballot-page", itemPath+"/ballot")
	x.opens(operator, "voting-console-page", meetingPath+"/console")
	x.opens(x.enter(x.AsMember(6)), "count-page", meetingPath+"/count")
	count := workflow.CountForm{Issued: 27, Returned: 27, Lines: []store.Count{{CaseID: ids[0], Yes: 25, No: 1, Abstain: 1}}}
	first, second := x.AsMember(6), x.AsMember(7)
	x.does("count", func() error { _, err := x.Flow.EnterCount(ctx, first, item, round, count); return err })
	x.does("second-count", func() error { _, err := x.Flow.EnterCount(ctx, second, item, round, count); return err })
	x.does("announce", func() error { return x.Flow.AnnounceResult(ctx, x.Chair, item, round) })
	x.opens(operator, "announced-console-page", meetingPath+"/console")
	x.opens(operator, "announced-item-page", itemPath)
	x.opens(operator, "report-page", fmt.Sprintf("%s/rounds/%d/report", itemPath, round))
	x.opens(clerk, "outcome-page", meetingPath+"/outcome")
	x.does("certificates", func() error { return x.Flow.MakeCertificates(ctx, x.Clerk, x.Meeting) })
	x.opens(clerk, "proof-page", meetingPath+"/certificates/proof")
	if n > many {
		all := fmt.Sprintf("任命人民陪审员（共 %d 人）", n)
		x.folded(operator, meetingPath+"/console", all)
		x.folded(operator, itemPath, all)
		x.folded(clerk, meetingPath+"/outcome", fmt.Sprintf("打印任命书（%d 件）", n))
	}
	var batch string
	x.step("print", func() { batch = clerk.post(meetingPath + "/outcome/print").to })
	x.opens(clerk, "batch-page", batch)
	x.opens(clerk, "batch-pdf", batch+"&form=pdf")
	if n > 2*many {
		x.folded(clerk, meetingPath+"/outcome", fmt.Sprintf("任命书，其余 %d 行", n-2*many))
	}
	x.opens(clerk, "certificates-page", "/certificates")
	x.does("hand-over", func() error {
		return x.Flow.HandOverCertificates(ctx, x.Clerk, x.Meeting, x.Today(), "陈立民")
	})
	x.does("draft-notices", func() error { return x.Flow.DraftNotices(ctx, x.Clerk, x.Meeting) })
	notices, err := x.DB.NoticesOfMeeting(ctx, x.Meeting)
	x.Must(err)
	for _, k := range notices {
		x.Must(x.Flow.ProofreadNotice(ctx, x.Clerk2, k.ID, k.Version, true, ""))
	}
	x.does("publish", func() error { return x.Flow.PublishNotices(ctx, x.Clerk, x.Meeting) })
	x.opens(x.visitor(), "notice-page", noticePath(notices[0].ID))
	x.Told()
	x.Pass(1)
	x.Filed()
	x.does("close", func() error {
		closed, err := x.Flow.CloseCases(ctx, x.Clerk, x.Meeting)
		if err == nil && closed != n {
			err = fmt.Errorf("%d of %d cases closed", closed, n)
		}
		return err
	})
}

// K14, K15 and 人民陪审员法 第十条: what is done for many people at once asks the database as often as for one; only what
// is sent grows. Each still has an event of its own.
func TestManyAreHandledAtOnce(t *testing.T) {
	var one, many []enBlocStep
	events := func(x *enBloc) (n int) {
		x.Must(x.Pool.QueryRow(t.Context(), `SELECT count(*) FROM audit_event WHERE case_id IS NOT NULL`).Scan(&n))
		return n
	}
	var perCase int
	t.Run("1", func(t *testing.T) {
		x := newEnBloc(t)
		x.walk(1)
		one, perCase = x.steps, events(x)
	})
	t.Run("40", func(t *testing.T) {
		x := newEnBloc(t)
		x.walk(40)
		many = x.steps
		if n := events(x); n != 40*perCase {
			t.Errorf("%d events on forty cases, %d on one", n, perCase)
		}
	})
	for i, s := range many {
		if s.name != one[i].name || s.trips >= one[i].trips+20 { // what the server does beside it asks as well, but not so often
			t.Errorf("%s asks the database %d times for forty cases, %d times for one", s.name, s.trips, one[i].trips)
		}
	}
}

// BenchmarkEnBloc takes one and three hundred people's assessors (人民陪审员) from the court's list to the end, each in
// one proposal, one item and one vote: what everything done for all at once takes, and how often it asks the database.
func BenchmarkEnBloc(b *testing.B) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	for _, n := range []int{1, 300} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x := newEnBloc(b)
			x.walk(n)
			b.ReportMetric(0, "ns/op")
			for _, s := range x.steps {
				b.ReportMetric(float64(s.took.Microseconds())/1000, s.name+"-ms")
				b.ReportMetric(float64(s.trips), s.name+"-trips")
			}
		})
	}
}
