package document

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	county  = County{Name: "示例县", Word: "示", Term: 18, Committee: "示例县人大常委会人事代表工作委员会"}
	session = Session{No: 36, Day: calendar.Date(2026, time.November, 27), Place: "县人大常委会会议厅"}
	before  = calendar.Date(2026, time.November, 16)

	director = Decision{policy.DecideAppoint, policy.Government, Person{"田野", true, "土家族"}, "示例县教育局局长", ""}
	old      = Decision{policy.DecideRemove, policy.Government, Person{"石明远", false, "汉族"}, "示例县教育局局长", ""}
	resigned = Decision{policy.AcceptResignation, policy.Government, Person{"方正", false, "汉族"}, "示例县人民政府县长", ""}
	acting   = Decision{policy.DecideActing, policy.Government, Person{"安然", true, "汉族"}, "示例县人民政府县长", ""}
	judge    = Decision{policy.Appoint, policy.Court, Person{"欧阳清", false, ""}, "示例县人民法院审判员", ""}
	exJudge  = Decision{policy.Remove, policy.Court, Person{"林森", false, ""}, "示例县人民法院审判员", ""}
	checker  = Decision{policy.Pass, policy.Congress, Person{"何平", false, ""}, "示例县第十八届人民代表大会常务委员会代表资格审查委员会委员", ""}
	sacked   = Decision{policy.Dismiss, policy.Government, Person{"钱多", false, ""}, "示例县人民政府副县长", ""}
	adopted  = []Decision{director, judge, acting, old, exJudge, resigned, checker}
)

// text sets a document as plain text, so that a golden file reads like the paper.
func text(d Document) string {
	var b strings.Builder
	line := func(s ...string) {
		if joined := strings.Join(s, ""); joined != "" {
			b.WriteString(joined + "\n")
		}
	}
	line("《", d.Name, "》")
	line(d.Number)
	for _, t := range d.Title {
		line("# ", t)
	}
	line(d.SubTitle)
	line(d.Addressee)
	for _, k := range d.Blocks {
		if k.Table == nil {
			line(string(k.Style), "\t", k.Text)
			continue
		}
		line(strings.Join(k.Table.Header, " | "))
		for _, r := range k.Table.Rows {
			line(strings.Join(r, " | "))
		}
	}
	for _, a := range d.Attachments {
		line("附件：", a)
	}
	line(strings.Join(d.Sign, "\n"))
	line(d.Date)
	line(d.Note)
	line(d.Copies)
	return b.String()
}

func TestPapers(t *testing.T) {
	proposal := Proposal{Number: "收〔2026〕21号", DocNo: "示府函〔2026〕15号", Organ: "示例县人民政府", Signer: "县长　方正", Received: before,
		Due: before.Add(1), Meeting: county.Brief(session), Items: []Decision{director, old},
		Papers: []Paper{{"人事任免议案", true, true, ""}, {"考察材料", true, false, "缺盖章页"}, {"公示情况", false, false, ""}}}
	var many []Decision
	for _, name := range []string{"甲一", "乙二", "丙三", "丁四"} {
		many = append(many, Decision{Action: policy.Appoint, Group: policy.Court, Person: Person{Name: name}, Office: "示例县人民法院审判员"})
	}
	late := proposal
	late.Received = before.Add(4)
	results := []Result{
		{Item: director, Secret: true, For: 20, Against: 3, Abstain: 1, Adopted: true},
		{Item: judge, Secret: true, For: 14, Against: 8, Invalid: 2},
	}
	count := Count{Members: 29, Present: 24, Issued: 24, Returned: 24, Scrutineers: []string{"甲一", "乙二"}, Chief: "甲一",
		Tellers: []string{"丙三"}, Results: results}
	void := count
	void.Returned = 25
	objected := count
	objected.Results = []Result{results[0], {Item: judge, Secret: true, For: 14, Against: 8, NotCast: 2}}
	objected.Box, objected.Objections = strings.Repeat("0a", 32), []string{"甲一提出异议：收回票数与清点不符。高远决定，异议不成立：重新清点，相符", "甲一保留意见：仍认为应当重新投票"}
	for name, d := range map[string]Document{
		"receipt":             Receipt(county, proposal, "王经办"),
		"receipt_late":        Receipt(county, late, "王经办"),
		"correction":          CorrectionLetter(county, "示人代〔2026〕8号", proposal, []string{"考察材料缺盖章页", "出生年月与身份证不一致。"}, before, before.Add(3)),
		"return":              CorrectionLetter(county, "示人代〔2026〕9号", late, []string{"迟于提请截止日"}, late.Received, calendar.Day{}),
		"bill":                Bill(county, proposal, before),
		"bill_many":           Bill(county, Proposal{Organ: "示例县人民法院", Signer: "白正", Items: many}, before),
		"bill_titled":         Bill(county, Proposal{Title: "关于提请任命甲一为审判员的议案", Organ: "示例县人民法院", Items: many[:1]}, before),
		"review_report":       ReviewReport(county, "示人代〔2026〕10号", proposal, []Reviewed{{director, []Finding{{"任职资格", "合格", "符合任职条件"}}, []string{"法律考试 86 分，良好"}, "初审合格，建议提请常委会会议审议"}}, before.Add(2)),
		"chairs_minutes":      ChairsMinutes(county, 52, before.Add(3), "常委会会议室", "主任高远", []string{"高远", "程序"}, []string{"王经办"}, []ChairsDecision{{director, "提请常委会会议审议", "", true}, {old, "暂缓提请", "材料待核实", false}}),
		"meeting_notice":      MeetingNotice(county, session, "示人办〔2026〕30号", "上午9时", []string{"听取和审议专项工作报告", "审议人事任免案"}, []string{"县人民政府", "县监察委员会"}, "人大办公室 0800-1234567", before.Add(4)),
		"agenda":              Agenda(county, session, []string{"听取和审议专项工作报告"}, []Decision{old, director}),
		"minutes":             Minutes(county, session, "主任高远", Attendance{Members: 29, Present: []string{"高远", "程序"}, OnLeave: []string{"远行"}, Observers: []string{"县人民政府负责人"}}, []string{"审议人事任免案"}, []string{"组成人员认为人选合适"}, results, true, nil, "王经办"),
		"personnel_list":      PersonnelList(county, session, adopted, policy.Language{}),
		"personnel_list_one":  PersonnelList(county, session, []Decision{judge}, policy.Language{}),
		"announcement":        Announcement(county, session, county.AnnouncementNumber(36), []string{"示例县人民代表大会常务委员会任免名单"}, session.Day.Add(1)),
		"announcement_two":    Announcement(county, session, county.AnnouncementNumber(37), []string{"任免名单", "关于接受方正辞去示例县人民政府县长职务的请求的决定"}, session.Day.Add(1)),
		"resignation":         ResignationDecision(county, session, resigned.Person, resigned.Office, true),
		"resignation_bureau":  ResignationDecision(county, session, old.Person, old.Office, false),
		"dismissal":           DismissalDecision(county, session, sacked.Person, sacked.Office),
		"organ_notice":        OrganNotice(county, session, session.Day.Add(2), "示人发〔2026〕40号", "示例县人民政府", "示府函〔2026〕15号", []Decision{director, old}, []Decision{acting}, policy.Language{}),
		"filing":              FilingReport(county, session, session.Day.Add(3), "示人发〔2026〕41号", "示例市人民政府", []Decision{director}),
		"certificate_decide":  Certificate(county, session, "示人任字〔2026〕5号", director, "主任", "高远", policy.Language{}),
		"certificate_appoint": Certificate(county, session, "示人任字〔2026〕6号", judge, "主任", "高远", policy.Language{}),
		"certificate_acting":  Certificate(county, session, "示人任字〔2026〕7号", acting, "主任", "高远", policy.Language{}),
		"ballot":              BallotPaper(county, session, []Decision{old, director, judge}, true, policy.Language{}),
		"count_report":        CountReport(county, session, count),
		"count_report_void":   CountReport(county, session, void),
		"count_report_box":    CountReport(county, session, objected),
		"oath_roll":           OathRoll(county, session.Day, session.Place, "主任会议", "集体宣誓", "田野", "（法定誓词）", []Decision{director, judge}),
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, text(d)) })
	}
}

func TestBody(t *testing.T) {
	d := PersonnelList(county, session, []Decision{exJudge, director}, policy.Language{})
	if got, want := d.Body(), "一、示例县人民政府\n决定任命田　野（女，土家族）为示例县教育局局长。\n二、示例县人民法院\n免去林　森的示例县人民法院审判员职务。"; got != want {
		t.Errorf("Body = %s", got)
	}
	if got := BallotPaper(county, session, []Decision{judge}, true, policy.Language{}).Body(); !strings.HasPrefix(got, "1　欧阳清　任命示例县人民法院审判员") {
		t.Errorf("a table reads row by row: %s", got)
	}
}

func TestScript(t *testing.T) {
	result := Result{Item: director, For: 20, Against: 3, Abstain: 1, Adopted: true}
	lost := Result{Item: judge, For: 14, Against: 10}
	golden(t, "script", strings.Join([]string{
		SayOpen(
			county,
			session,
			29,
			24,
		), SayAgenda(), SayPresent(2, "县长方正", "人事任免案", []Decision{director}, []string{"优点和缺点", "拟任理由"}), SayPresent(2, "县长方正", "审议人事任免案", []Decision{director, judge}, nil),
		SaySpeech("田野", 5, []string{"工作目标", "如何接受监督"}), SayStatement("田野", 3, nil), SayDefence("钱多"), SayQuestions(),
		SayDeliberate(policy.Plenary, true), SayDeliberate(policy.InGroups, false), SayScrutineers([]string{"甲一", "乙二"}),
		SayVote(
			Matter("人事任免案", []Decision{director}, false),
			policy.Secret,
			29,
			24,
		), SayVote(Matter("人事任免案", []Decision{director, judge}, true), policy.Hands, 29, 24), SayIssue(Matter("人事任免案", []Decision{director, judge}, false), 29, 24), SayResume(29, 24), SayAnnounce(result, 29), SayAnnounce(lost, 29), SayAnnounceTogether("任命人民陪审员", 300, result, 29),
		SayAgain(), SaySuspend("田野"), SayCertificate([]string{"田野", "欧阳清"}), SayOath("田野", true), SayOath("", false), SayClose(county, session),
	}, "\n")+"\n")
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run with -update and read the change\ngot:\n%s\nwant:\n%s", file, got, want)
	}
}

func TestNumeral(t *testing.T) {
	for n, want := range map[int]string{0: "零", 1: "一", 10: "十", 11: "十一", 18: "十八", 20: "二十", 36: "三十六", 100: "一百",
		103: "一百零三", 110: "一百一十", 118: "一百一十八", 1000: "一千", 1005: "一千零五", 1050: "一千零五十", 2026: "二千零二十六", 10000: "10000"} {
		if got := Numeral(n); got != want {
			t.Errorf("Numeral(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	const format = "{字}人任字〔{年}〕{号}号"
	for _, tt := range []struct{ got, want string }{
		{Number(format, "示", 2026, 5), "示人任字〔2026〕5号"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s, want %s", tt.got, tt.want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{SpacedName("田野"), "田　野"},
		{SpacedName("欧阳清"), "欧阳清"},
		{SpacedName("阿依古丽·买买提"), "阿依古丽·买买提"},
		{Person{"田野", true, "土家族"}.Noted(), "田　野（女，土家族）"},
		{Person{"田野", true, "汉族"}.Noted(), "田　野（女）"},
		{Person{"石明远", false, "苗族"}.Noted(), "石明远（苗族）"},
		{Person{"石明远", false, "汉"}.Noted(), "石明远"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}

func TestPersonalDataIn(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"clean notice", "决定任命田　野（女，土家族）为示例县教育局局长。2026年11月27日", nil},
		{"office line", "受理电话：0800-1234567，示人任字〔2026〕5号", nil},
		{"identity number", "田野，身份证53262119850312002X。", []string{"身份证号码“5326…002X”"}},
		{"full-width digits", "５３２６２１１９８５０３１２００２Ｘ", []string{"身份证号码“5326…002X”"}},
		{"old identity number", "编号532621850312002", []string{"身份证号码“5326…2002”"}},
		{"mobile", "联系13800138000", []string{"手机号码“1380…8000”"}},
		{"mobile with blanks", "联系 +86 138 0013 8000。", []string{"手机号码“+86 …8000”"}},
		{"home address", "住址：示例县城关镇，已婚", []string{"住址“住址：示…县城关镇”"}},
		{"address by its form", "现居示例花园3栋502室", []string{"住址“现居示例…502室”"}},
		{"digits in a longer number", "订单9953262119850312002X99", nil},
		{"family", "配偶：王某，县中教师。", []string{"家庭成员“配偶：王某”"}},
		{"family in a place name", "曾任女儿河乡乡长、母亲河办公室主任", nil},
		{"two at once", "13800138000、13900139000", []string{"手机号码“1380…8000”", "手机号码“1390…9000”"}},
	} {
		got := PersonalDataIn(tt.text)
		if strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// A column stands in the middle as a whole or not at all.
func TestTableColumnsInTheMiddle(t *testing.T) {
	for _, tt := range []struct {
		name string
		rows [][]string
		want []bool
	}{
		{"numbers, names and dates", [][]string{{"1", "欧阳清", "2026年11月27日"}, {"12", "田　野", ""}}, []bool{true, true, true}},
		{"one long cell leads its column to the left", [][]string{{"提请议案", "应交", "已收"}, {"干部任免审批表", "应交", "已收"}, {"拟任人员有关情况说明", "可交", ""}}, []bool{false, true, true}},
		{"labels of a table of two", [][]string{{"时间", "9:00"}}, []bool{false, true}},
		{"two lines", [][]string{{"1", "甲\n乙", ""}}, []bool{true, false, true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := (Table{Rows: tt.rows}).Centred(); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
