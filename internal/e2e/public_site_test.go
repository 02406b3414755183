package e2e

import (
	"testing"

	"renmian/internal/browsertest"
)

// TestCitizenOnAPhone: somebody with weak eyes sets large type and high contrast without a script's help, looks
// a name up, reads the notice, the person's page and the county's rules. Every public screen is checked so.
func TestCitizenOnAPhone(t *testing.T) {
	t.Parallel()
	site := demonstration(t)
	b := browsertest.Open(t, site, browsertest.Phone)
	b.Goto("/")
	b.Click("特大字")
	b.Click("高对比度")
	b.Check()
	b.Click("任职人员")
	b.Check()
	everywhere := reader{t: t, site: site, client: signedIn(t, site, "")}
	everywhere.follow("/")
	if len(everywhere.pages) < 15 {
		t.Errorf("only %d kinds of public pages", len(everywhere.pages))
	}
	for _, path := range append(everywhere.pages, "/notices?q=局长", "/notices?q=查无此人") {
		b.Goto(path)
		b.Check()
	}
	b.Goto("/notices?q=财政局")
	b.See("任免名单")
	b.Goto("/rules")
	b.Click("示例县人民代表大会常务委员会人事任免办法")
	b.See("现行有效")
	b.Check()
}
