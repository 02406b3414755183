package policy

// Language is what an autonomous county prints in a second language beside Chinese: the fixed words of its
// papers. The titles of offices stand in the post catalogue 〔民族区域自治法 第二十一条；业务参考 1.8〕.
type Language struct {
	Second      string `json:"second"`      // 文字的名称；空为只印汉文
	Ballot      string `json:"ballot"`      // 表决票
	For         string `json:"for"`         // 赞成
	Against     string `json:"against"`     // 反对
	Abstain     string `json:"abstain"`     // 弃权
	Certificate string `json:"certificate"` // 任命书
	Notice      string `json:"notice"`      // 任免通知
	List        string `json:"list"`        // 任免名单
	Announced   string `json:"announced"`   // 公告
	Publicity   string `json:"publicity"`   // 任前公示
}

// On reports whether papers carry a second language.
func (l Language) On() bool { return l.Second != "" }

// Printed is text of the second language, none where papers carry Chinese only.
func (l Language) Printed(text string) string {
	if !l.On() {
		return ""
	}
	return text
}

// Beside sets text of the second language after the Chinese.
func (l Language) Beside(chinese, text string) string {
	if text = l.Printed(text); text == "" {
		return chinese
	}
	return chinese + " " + text
}

// Answers are the three answers of a vote in the second language; none where papers carry Chinese only.
func (l Language) Answers() []string {
	if !l.On() {
		return nil
	}
	return []string{l.For, l.Against, l.Abstain}
}

// languageWords are the fixed words a county writes in its second language, in the order of the form.
var languageWords = []struct {
	field, chinese, effect string
	at                     func(*Language) *string
}{
	{"language.ballot", "表决票", "印在纸质表决票的标题下，平板表决票也显示。", func(l *Language) *string { return &l.Ballot }},
	{"language.for", "赞成", "印在表决票“赞成”旁，平板上也显示。", func(l *Language) *string { return &l.For }},
	{"language.against", "反对", "印在表决票“反对”旁，平板上也显示。", func(l *Language) *string { return &l.Against }},
	{"language.abstain", "弃权", "印在表决票“弃权”旁，平板上也显示。", func(l *Language) *string { return &l.Abstain }},
	{"language.certificate", "任命书", "印在任命书的标题下。", func(l *Language) *string { return &l.Certificate }},
	{"language.notice", "任免通知", "印在发给提请机关的任免通知的标题下。", func(l *Language) *string { return &l.Notice }},
	{"language.list", "任免名单", "公众网站和打印页的任免名单，标题下同时显示。", func(l *Language) *string { return &l.List }},
	{"language.announced", "公告", "公众网站和打印页的公告，标题下同时显示。", func(l *Language) *string { return &l.Announced }},
	{"language.publicity", "任前公示", "公众网站和打印页的任前公示，标题下同时显示。", func(l *Language) *string { return &l.Publicity }},
}

func chapterLanguage() Chapter {
	settings := []Setting{line("language.second", "汉文以外的文字", "写文字的名称，如“壮文”；空着只印汉文。表决票、任命书、任免通知和公众网站的名单、公告、公示同时用这种文字，职务的写法在职务目录中填。"+
		"藏文、蒙古文、维吾尔文等须连写变形的文字，打印页用本机的字体显示；生成 PDF 的字体不含的字，系统会指明是哪个字，不生成缺字的文件。",
		func(p *Policy) *string { return &p.Language.Second })}
	for _, w := range languageWords {
		settings = append(settings, line(w.field, "“"+w.chinese+"”的民族文字", w.effect, func(p *Policy) *string { return w.at(&p.Language) }))
	}
	return Chapter{"language", "民族文字", settings}
}

// language refuses papers that would carry the second language in part.
func (c *checker) language(l Language) {
	for _, w := range languageWords {
		c.bad(l.On() && *w.at(&l) == "", w.field, "", "文书和公众网站加用%s的，请填写“%s”的写法。", l.Second, w.chinese)
	}
}
