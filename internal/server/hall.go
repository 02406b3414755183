package server

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"renmian/internal/ballot"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/live"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/web/chamber"
	"renmian/web/ui"
)

// hallRows is how many persons a screen shows at once, each still to be read from the last row.
const hallRows = 8

var hallCode = regexp.MustCompile(`^[0-9A-Z]{8}$`)

// newCode returns a code for a screen, of letters and digits that are not taken for one another.
func newCode() string { return rand.Text()[:8] }

// openHall gives a screen a code of its own.
func (s *Server) openHall(w http.ResponseWriter, r *http.Request) error {
	return seeOther(w, r, "/hall/"+newCode())
}

// hallPage is the page of a screen in the hall: the scene once it is paired, before that its code.
func (s *Server) hallPage(w http.ResponseWriter, r *http.Request) error {
	code, id, err := s.screenOf(r)
	if err != nil {
		return err
	}
	page := chamber.HallPage{Frame: ui.Frame{Title: "大屏"}.Live(), Address: "/hall/" + code + "/live"}
	page.Frame.Sheets = []string{"css/hall.css"}
	page.Frame.Scripts = append(page.Frame.Scripts, "js/clock.js")
	if id == 0 {
		page.Code = code[:4] + " " + code[4:]
		page.Address += "?waiting"
		return s.render(w, r, http.StatusOK, chamber.HallScreen(page))
	}
	err = s.look(r, func(r *http.Request) (err error) {
		page.Hall, err = s.hall(r.Context(), id)
		return err
	})
	if err != nil {
		return err
	}
	page.Frame.Title = page.Hall.Session
	return s.render(w, r, http.StatusOK, chamber.HallScreen(page))
}

func (s *Server) screenOf(r *http.Request) (code string, meetingID int64, err error) {
	code = chi.URLParam(r, "code")
	if !hallCode.MatchString(code) {
		return "", 0, errs.New(errs.NotFound, "大屏地址有误。请在大屏上打开 /hall，由会务人员配对。")
	}
	meetingID, err = s.db.ScreenOf(r.Context(), code)
	return code, meetingID, err
}

// hallLive is the scene as it changes.
func (s *Server) hallLive(w http.ResponseWriter, r *http.Request) error {
	code, id, err := s.screenOf(r)
	if err != nil {
		return err
	}
	v := live.View{Key: "hall:" + code, Topics: meetingTopics(id), Render: func(ctx context.Context) ([]byte, error) {
		if at, err := s.db.ScreenOf(ctx, code); err != nil {
			return nil, err
		} else if at != id {
			return rendered(ctx, chamber.HallReload())
		}
		h, err := s.hall(ctx, id)
		if err != nil {
			return nil, err
		}
		return rendered(ctx, chamber.HallScene(h))
	}}
	waiting := r.URL.Query().Has("waiting")
	if id == 0 || waiting { // not worth a stream: asked for until it is paired
		v.Render = func(ctx context.Context) ([]byte, error) {
			if waiting == (id == 0) {
				return rendered(ctx, chamber.HallPairing(code[:4]+" "+code[4:]))
			}
			return rendered(ctx, chamber.HallReload())
		}
		return s.fragment(w, r, v)
	}
	return s.liveView(w, r, v)
}

// meetingTopics are what a page depends on that shows a meeting with the progress of its vote.
func meetingTopics(id int64) []string {
	return []string{store.MeetingTopic(id), store.ProgressTopic(id)}
}

// hall builds the scene that the screens of a meeting show now.
func (s *Server) hall(ctx context.Context, meetingID int64) (chamber.Hall, error) {
	m, err := s.db.Meeting(ctx, meetingID)
	if err != nil {
		return chamber.Hall{}, err
	}
	county, err := s.county(ctx)
	if err != nil {
		return chamber.Hall{}, err
	}
	county.Term = m.Term
	items, err := s.db.Items(ctx, meetingID)
	if err != nil {
		return chamber.Hall{}, err
	}
	rounds, err := s.db.RoundsOfMeeting(ctx, meetingID)
	if err != nil {
		return chamber.Hall{}, err
	}
	chosen, err := s.db.HallScene(ctx, meetingID)
	if err != nil {
		return chamber.Hall{}, err
	}
	h := chamber.Hall{Session: county.Full(session(m)), Day: m.HeldOn.String()}
	oath, err := s.oathUnderWay(ctx, m)
	if err != nil {
		return chamber.Hall{}, err
	}
	scene, about := chosen.Scene, chosen.ItemID
	var waiting []chamber.HallRow
	if scene == meeting.SceneHanding {
		if waiting, err = s.hallWaiting(ctx, m, items, about); err != nil {
			return chamber.Hall{}, err
		}
		if len(waiting) == 0 { // all handed out: the hall goes on with the meeting
			scene = meeting.SceneFollow
		}
	}
	if scene == meeting.SceneFollow {
		scene, about = meeting.Follow(m.Phase, m.Resting(), oath.ID != 0, hallItems(items, rounds))
		if about != chosen.ItemID { // the page was chosen for another item
			chosen.Page = 1
		}
	}
	var item store.Item
	for _, i := range items {
		if i.ID == about {
			item = i
			h.Right = "第 " + strconv.Itoa(i.Position) + " 项议程"
		}
	}
	h.Kind = string(scene)
	switch scene {
	case meeting.SceneText:
		h.Title = chosen.Text
	case meeting.SceneOath:
		hallOath(&h, m, oath)
	case meeting.SceneHanding:
		h.Title = meeting.StepCertificate.Label()
		hallList(&h, waiting, chosen.Page)
	case meeting.SceneItem:
		hallItem(&h, m, item, chosen.Page)
	case meeting.SceneVote:
		err = s.hallVote(ctx, &h, item, rounds)
	case meeting.SceneResult:
		err = s.hallResult(ctx, &h, item, rounds, chosen.Page)
	case meeting.SceneRest:
		h.Title, h.Sub, h.Rest = "休会", m.Rest.Reason, restOf(m)
	case meeting.SceneClosed:
		h.Title = "会议闭会"
	case meeting.SceneBlank:
	default:
		err = s.hallWelcome(ctx, &h, m)
	}
	return h, err
}

func hallItems(items []store.Item, rounds []store.Round) []meeting.HallItem {
	var all []meeting.HallItem
	for _, i := range items {
		x := meeting.HallItem{ID: i.ID, State: i.State}
		for _, v := range rounds {
			if v.ItemID == i.ID && v.State == store.RoundAnnounced {
				x.Announced = v.AnnouncedAt.UnixMicro()
			}
		}
		all = append(all, x)
	}
	return all
}

func (s *Server) hallWelcome(ctx context.Context, h *chamber.Hall, m store.Meeting) error {
	list, err := s.db.Attendance(ctx, m.ID)
	if err != nil {
		return err
	}
	total := len(list)
	if m.Total > 0 {
		total = m.Total
	}
	h.Title = "签到"
	if m.Phase == meeting.Open {
		h.Title = "会议进行中"
	}
	h.Numbers = []chamber.HallNumber{{Label: "应到", Value: strconv.Itoa(total)}, {Label: "已签到", Value: strconv.Itoa(m.Present)},
		{Label: "过半数", Value: strconv.Itoa(meeting.Majority(total))}}
	h.Left = m.Place
	return nil
}

// quorumLine is counted on all members, never on those present.
func quorumLine(total, present int) string {
	return fmt.Sprintf("组成人员 %d 人　出席 %d 人　法定过半数 %d 票", total, present, meeting.Majority(total))
}

func hallItem(h *chamber.Hall, m store.Meeting, i store.Item, page int) {
	h.Title = i.Title
	if m.Total > 0 {
		h.Sub = quorumLine(m.Total, m.Present)
	}
	var rows []chamber.HallRow
	for _, c := range i.Live() {
		rows = append(rows, chamber.HallRow{Name: listName(c.Person, c.Sex), Note: c.Action.Label() + c.Office})
	}
	if len(rows) == 1 {
		h.Title, rows = decisionOn(i.Live()[0]).Sentence(), nil
	}
	hallList(h, rows, page)
}

// hallList shows one page of a list that may be longer than the screen.
func hallList(h *chamber.Hall, rows []chamber.HallRow, page int) {
	pages := max(1, (len(rows)+hallRows-1)/hallRows)
	page = min(max(page, 1), pages)
	if pages > 1 {
		h.Right = strings.TrimSpace(fmt.Sprintf("%s　%d / %d", h.Right, page, pages))
	}
	h.Rows = rows[(page-1)*hallRows : min(len(rows), page*hallRows)]
}

// hallVote shows how far the vote has come, never what it says.
func (s *Server) hallVote(ctx context.Context, h *chamber.Hall, i store.Item, rounds []store.Round) error {
	h.Title = subject(i)
	v, ok := liveRound(rounds, i.ID)
	if !ok {
		return nil
	}
	h.Sub = quorumLine(v.Total, v.Present)
	h.Left = roundMethods[v.Method]
	switch {
	case v.State == store.RoundCounted:
		h.Lines = []string{"计票完毕，等候宣布结果"}
	case v.Method == store.ShowOfHands:
		h.Lines = []string{"正在举手表决"}
	case v.Method == store.SecretElectronic:
		return s.hallBox(ctx, h, v)
	default:
		h.Lines = []string{"正在投票、计票"}
	}
	return nil
}

// hallBox shows how many ballots are out and how many are in, and the fingerprint of the keys that every
// tablet compares.
func (s *Server) hallBox(ctx context.Context, h *chamber.Hall, v store.Round) error {
	b, err := s.db.Box(ctx, v.BoxID)
	if err != nil {
		return err
	}
	issued, cast, err := s.db.BoxCount(ctx, v.BoxID)
	if err != nil {
		return err
	}
	h.Left = "票箱指纹 " + ballot.Fingerprint(b.PublicKeys)
	of := strconv.Itoa(issued)
	switch b.Phase {
	case ballot.PhaseIssuing:
		h.Numbers = []chamber.HallNumber{{Label: "正在发票", Value: strconv.Itoa(issued), Of: strconv.Itoa(v.Present)}}
	case ballot.PhaseCasting:
		h.Numbers = []chamber.HallNumber{{Label: "正在投票，已投", Value: strconv.Itoa(cast), Of: of}}
		h.Until = countdown(v)
	case ballot.PhaseSealed:
		h.Numbers = []chamber.HallNumber{{Label: "发出", Value: of}, {Label: "收回", Value: strconv.Itoa(cast)}}
		h.Lines = []string{"投票截止，监票人正在核对"}
		h.Left = "票箱文件 " + hashText(b.SHA256)
	default:
		h.Lines = []string{"投票截止，正在开箱"}
	}
	return nil
}

// subject is what is voted on in an item: the one decision, or how many persons.
func subject(i store.Item) string {
	switch live := i.Live(); len(live) {
	case 0:
		return i.Title
	case 1:
		return decisionOn(live[0]).Sentence()
	default:
		return fmt.Sprintf("%s（共 %d 人）", i.Title, len(live))
	}
}

// liveRound is the round of an item that is not void.
func liveRound(rounds []store.Round, itemID int64) (store.Round, bool) {
	for _, v := range rounds {
		if v.ItemID == itemID && v.State != store.RoundVoid {
			return v, true
		}
	}
	return store.Round{}, false
}

// hallResult shows an announced result: four big numbers for one person, a line each for several.
func (s *Server) hallResult(ctx context.Context, h *chamber.Hall, i store.Item, rounds []store.Round, page int) error {
	h.Title = subject(i)
	v, ok := liveRound(rounds, i.ID)
	if !ok || v.State != store.RoundAnnounced {
		return nil // nothing before the announcement
	}
	counts, err := s.db.Counts(ctx, v.ID)
	if err != nil {
		return err
	}
	all := results(i, v, counts)
	h.Sub = quorumLine(v.Total, v.Present)
	switch v.Method {
	case store.SecretPaper:
		h.Left = "无记名表决"
	case store.SecretElectronic:
		b, err := s.db.Box(ctx, v.BoxID)
		if err != nil {
			return err
		}
		h.Left = "无记名表决，系统不保存个人选择　票箱文件 " + hashText(b.SHA256)
	}
	if len(all) == 1 || i.EnBloc && len(all) > 0 {
		hallNumbers(h, v, all[0])
		return nil
	}
	var rows []chamber.HallRow
	for _, x := range all {
		rows = append(
			rows,
			chamber.HallRow{Name: x.Item.Person.Name, Note: x.Item.Action.Label() + x.Item.Office, Verdict: verdict(x.Adopted), Adopted: x.Adopted,
				Cells: []string{strconv.Itoa(x.For), strconv.Itoa(x.Against), strconv.Itoa(x.Abstain), strconv.Itoa(x.NotCast + x.Invalid),
					strconv.Itoa(x.For + x.Against + x.Abstain + x.NotCast + x.Invalid)}},
		)
	}
	h.Heads = []string{"人选", "赞成", "反对", "弃权", unpressed(v), "合计", "结果"}
	if v.Method != store.ShowOfHands {
		h.Sub += fmt.Sprintf("　发出 %d 票　收回 %d 票", v.Issued, v.Returned)
	}
	hallList(h, rows, page)
	return nil
}

func verdict(adopted bool) string {
	if adopted {
		return "通过"
	}
	return "未通过"
}

// unpressed names the ballots that count for nobody: an electronic one without a choice, a paper that
// is invalid or was kept back.
func unpressed(v store.Round) string {
	switch v.Method {
	case store.SecretPaper:
		return "无效、未投"
	case store.ShowOfHands:
		return "未举手"
	}
	return "未按"
}

func hallNumbers(h *chamber.Hall, v store.Round, x document.Result) {
	h.Numbers = []chamber.HallNumber{
		{Class: "yes", Sign: "✓", Label: "赞成", Value: strconv.Itoa(x.For)},
		{Class: "no", Sign: "✕", Label: "反对", Value: strconv.Itoa(x.Against)},
		{
			Class: "abstain",
			Sign:  "○",
			Label: "弃权",
			Value: strconv.Itoa(x.Abstain),
		},
		{Class: "none", Sign: "—", Label: unpressed(v), Value: strconv.Itoa(x.NotCast + x.Invalid)},
	}
	h.Verdict, h.Adopted = verdict(x.Adopted), x.Adopted
	h.Sums = []string{meeting.Sum{Parts: []meeting.Part{{Label: "赞成", Count: x.For}, {Label: "反对", Count: x.Against}, {Label: "弃权", Count: x.Abstain},
		{Label: unpressed(v), Count: x.NotCast + x.Invalid}}, Total: meeting.Part{Label: "出席", Count: v.Present}}.String()}
	if v.Method != store.ShowOfHands {
		h.Sums[0] += "　·　" + meeting.BallotSums(v.Present, v.Issued, v.Returned)[0].String()
	}
}
