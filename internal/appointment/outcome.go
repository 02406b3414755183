package appointment

import (
	"renmian/internal/errs"
	"renmian/internal/policy"
)

func notAdopted(c Case) bool { return c.Vote == nil || !c.Vote.Adopted }

// CheckCertificate refuses a certificate before adoption V15, for what never carries one V14, and a
// second one beside a valid one V16 〔业务参考 2.8〕.
func CheckCertificate(c Case, p policy.Policy) error {
	refuse := func(why string) error { return errs.New(errs.Conflict, "%s：%s", c.Person.Name, why) }
	switch {
	case notAdopted(c):
		return refuse("未经常委会会议表决通过并宣布，不得制作任命书。")
	case !c.Action.Begins():
		return refuse("免职、接受辞职、撤职不颁发任命书。")
	case c.Action.Acting() && p.Certificate.ExceptActing:
		return refuse("代理职务不颁发任命书。")
	case c.Office.FilledBy == FilledByElect && !c.Action.Acting():
		return refuse("人民代表大会选举产生的职务不颁发任命书。")
	case !CertificateDue(c, p):
		return refuse("本县办法没有把“" + c.Office.Title + "”列入颁发任命书的范围。")
	case c.Certificate != nil:
		return refuse("已有任命书" + c.Certificate.Number + "；有误的先作废，再重新制作。")
	}
	return nil
}

// CheckOath refuses an oath before adoption, where the standing committee holds none, and a second one
// 〔宪法 第二十七条；宪法宣誓决定〕.
func CheckOath(c Case, p policy.Policy) error {
	refuse := func(why string) error { return errs.New(errs.Conflict, "%s：%s", c.Person.Name, why) }
	switch {
	case notAdopted(c):
		return refuse("未经常委会会议表决通过并宣布，不能安排宪法宣誓。")
	case !OathDue(c, p):
		return refuse("本县办法规定由本机关组织宣誓，或者不需宣誓。")
	case c.Oath != nil && c.Oath.Sworn:
		return refuse("已于" + c.Oath.On.String() + "宣誓。")
	}
	return nil
}
