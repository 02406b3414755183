package server

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"testing"

	"renmian/internal/papertest"
)

func TestFinalPapers(t *testing.T) {
	d := newDecided(t)
	clerk, operator := d.enter(d.Clerk), d.enter(d.Operator)
	notices := d.Published()
	source := draftPath(notices[0].ID) + "/paper"
	clerk.get("/papers").want(t, 200, "没有符合条件的定稿文书")
	form := clerk.get(source).page.One("form[action=/papers]")
	if of := form.Value("of"); of != source {
		t.Errorf("the button names %q", of)
	}
	made := clerk.post("/papers", "of", source).want(t, 303, "/papers/")
	entry := clerk.get(made.to).want(t, 200, "示例人文〔2026〕1号", "校验值")
	clerk.post("/papers", "of", source).want(t, 303, made.to) // pressed twice, entered once
	clerk.get(source).want(t, 200, "已定稿：示例人文〔2026〕1号").page.Lacks("form[action=/papers]")
	clerk.get("/papers?q="+url.QueryEscape("人文〔2026〕1号")).want(t, 200, "示例人文〔2026〕1号")
	clerk.get("/papers?q="+url.QueryEscape("查无此文")).want(t, 200, "没有符合条件")

	file := clerk.get(made.to+"/file").want(t, 200)
	sum := sha256.Sum256([]byte(file.body))
	entry.want(t, 200, hex.EncodeToString(sum[:]))
	stamped := false
	for _, run := range papertest.Runs(t, []byte(file.body)) {
		stamped = stamped || run.Beside && run.Text == "定稿编号 示例人文〔2026〕1号"
	}
	if !stamped {
		t.Error("the file does not carry its number")
	}

	// Each makes final what they may read, sees their own entries, and the clerks see all.
	operator.get("/papers").want(t, 200, "没有符合条件")
	operator.get(made.to).want(t, 404)
	operator.get(made.to+"/file").want(t, 404)
	d.enter(d.Organ).get("/papers").want(t, 403)
	d.enter(d.Member).post("/papers", "of", source).want(t, 403)
	d.enter(d.Examiner).post("/papers", "of", source).want(t, 404, "不属于您办理的范围")
	for _, bad := range []string{"", "//elsewhere/x", "https://elsewhere/x", "papers"} {
		clerk.post("/papers", "of", bad).want(t, 422, "请从文书的打印页定稿")
	}
	clerk.post("/papers", "of", "/desk").want(t, 404)

	// Everybody may check a number, a hash and a file, and learns no more than the name of the paper.
	public := d.visitor()
	ask := func(number, sum string) string {
		return "/verify?" + url.Values{"number": {number}, "sha256": {sum}}.Encode()
	}
	number, whole := "示例人文〔2026〕1号", hex.EncodeToString(sum[:])
	public.get("/verify").want(t, 200, "文书核验")
	public.get(ask(number, "")).want(t, 200, "有此编号", "再提供文件或者校验值").page.Omits(strings.ReplaceAll(notices[0].Title, "\n", ""))
	public.get(ask(number, whole)).want(t, 200, "与定稿簿一致")
	public.get(ask("", whole)).want(t, 200, "与定稿簿一致", number)
	public.get(ask(number, strings.Repeat("0", 64))).want(t, 200, "不一致")
	public.get(ask("示例人文〔2026〕9号", "")).want(t, 200, "没有“示例人文〔2026〕9号”这个编号")
	public.get(ask(number, "12")).want(t, 422, "64 位十六进制")
	public.send("/verify", []attached{{"file", "a.pdf", []byte(file.body)}}).want(t, 200, "与定稿簿一致")
	public.send("/verify", []attached{{"file", "a.pdf", []byte(file.body + "x")}}).want(t, 200, "被改动过")
	public.send("/verify", nil).want(t, 422, "请选择要核验的 PDF 文件")
	if _, err := d.Pool.Exec(t.Context(), "DELETE FROM final_paper"); err == nil {
		t.Error("an entry of the ledger was deleted")
	}
}
