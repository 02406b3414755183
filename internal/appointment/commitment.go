package appointment

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"renmian/internal/errs"
	"renmian/internal/policy"
)

// Answer is what stands under one heading: of a commitment, or of an investigation's findings.
type Answer struct {
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

// MaxAnswer is how many characters one heading takes.
const MaxAnswer = 3000

// CommitmentStages are the stages in which the written commitment is filed and judged: after
// acceptance, before the vote 〔TM-11〕.
var CommitmentStages = []Stage{StageReview, StageCorrection, StageChairs, StageHeld, StageCommittee, StageDeliberation, StageSuspended}

// CommitmentForm returns the county's headings with what stands under them in answers, in the county's
// order 〔ZY-06、SB-07〕.
func CommitmentForm(p policy.Policy, answers []Answer) []Answer {
	form := make([]Answer, len(p.Commitment.Headings))
	for i, h := range p.Commitment.Headings {
		form[i].Heading = h
		for _, a := range answers {
			if a.Heading == h {
				form[i].Text = a.Text
			}
		}
	}
	return form
}

// CheckAnswers refuses a paper that leaves one of its headings empty or too long. The field of heading
// i is called prefix and i.
func CheckAnswers(prefix string, answers []Answer) error {
	var fields []errs.Field
	for i, a := range answers {
		name := fmt.Sprintf("%s%d", prefix, i)
		switch n := utf8.RuneCountInString(a.Text); {
		case strings.TrimSpace(a.Text) == "":
			fields = append(fields, errs.Field{Name: name, Message: "“" + a.Heading + "”没有填写，请写明。"})
		case n > MaxAnswer:
			fields = append(fields, errs.Field{Name: name,
				Message: fmt.Sprintf("“%s”有 %d 字，请压缩到 %d 字以内。", a.Heading, n, MaxAnswer)})
		}
	}
	return errs.Form(fields...)
}

// MayFile says why no edition of the commitment can be filed now; empty when it can.
func MayFile(c Case, p policy.Policy) string {
	switch {
	case !CommitmentRequired(c, p):
		return "按本县办法，本案不要求提交书面供职承诺。"
	case !slices.Contains(CommitmentStages, c.Stage):
		return "任免案现为“" + c.Stage.Label() + "”，供职承诺在受理之后、表决之前提交。"
	}
	switch last := LastCommitment(c); {
	case last == nil || last.Judged == "returned":
		return ""
	case last.Judged == "sufficient":
		return "供职承诺已审核合格，不需要再交。"
	case p.Commitment.JudgeRequired:
		return fmt.Sprintf("第 %d 稿已经提交，正在审核，请等候结果。", last.Edition)
	default:
		return fmt.Sprintf("第 %d 稿已经提交，不需要再交。", last.Edition)
	}
}

// MayJudge says why the commitment cannot be judged now; empty when it can 〔WN-12〕.
func MayJudge(c Case) string {
	last := LastCommitment(c)
	switch {
	case last == nil:
		return "供职承诺尚未提交，不能审核。"
	case last.Judged != "":
		return fmt.Sprintf("第 %d 稿已经审核，不能重复审核。", last.Edition)
	case !slices.Contains(CommitmentStages, c.Stage):
		return "任免案现为“" + c.Stage.Label() + "”，不能再审核供职承诺。"
	}
	return ""
}

// MayEndForCommitment says why the case cannot be ended for want of a sufficient commitment; empty
// when it can 〔WN-12〕.
func MayEndForCommitment(c Case, p policy.Policy) string {
	last := LastCommitment(c)
	switch {
	case p.Commitment.OnFail != policy.EndProcedure:
		return "按本县办法，承诺不合格的重新承诺，不终止任免程序。"
	case last == nil || last.Judged != "returned":
		return "供职承诺没有审核为不合格，不能因此终止任免程序。"
	}
	return ""
}
