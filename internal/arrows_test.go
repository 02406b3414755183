package internal_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "renmian/"

// rules are the packages that decide: functions of values, without clock, context or database.
var rules = []string{"internal/appointment", "internal/exam", "internal/meeting", "internal/ballot", "internal/supervision",
	"internal/policy", "internal/calendar", "internal/authz", "internal/errs"}

var formats = []string{"internal/lrmx", "internal/document"}

// arrows are the imports allowed between our packages; a package that is not listed may import none.
var arrows = map[string][]string{
	"internal/policy":      {"internal/calendar", "internal/errs"},
	"internal/authz":       {"internal/errs"},
	"internal/appointment": {"internal/policy", "internal/calendar", "internal/errs"},
	"internal/exam":        {"internal/policy", "internal/calendar", "internal/errs"},
	"internal/meeting":     {"internal/policy", "internal/calendar", "internal/errs"},
	"internal/ballot":      {"internal/policy", "internal/calendar", "internal/errs"},
	"internal/supervision": {"internal/policy", "internal/calendar", "internal/errs"},
	"internal/lrmx":        {"internal/calendar", "internal/errs"},
	"internal/document":    {"internal/policy", "internal/calendar", "internal/errs"},
	"internal/store":       slices.Concat(rules, []string{"internal/pinyin"}),
	"internal/workflow":    slices.Concat(rules, formats, []string{"internal/store"}),
	"internal/server": slices.Concat(rules, formats, []string{"internal/store", "internal/workflow", "internal/live",
		"web", "web/ui", "web/staff", "web/chamber", "web/public"}),
	"internal/postgres": {"migrations"},
	"internal/pgtest":   {"internal/postgres", "migrations"},
	"internal/fixture":  slices.Concat(rules, formats, []string{"internal/store", "internal/workflow", "internal/pgtest"}),
	"internal/seed":     slices.Concat(rules, formats, []string{"internal/store", "internal/workflow"}),
	"internal/htmltest": nil,
	"web/ui":            {"web"}, // addresses of static files
	"web/staff":         {"web", "web/ui"},
	"web/chamber":       {"web", "web/ui"},
	"web/public":        {"web", "web/ui"},
	"cmd/renmian": slices.Concat(rules, formats, []string{"internal/config", "internal/postgres", "internal/store", "internal/workflow",
		"internal/live", "internal/server", "internal/seed", "migrations"}),
}

// outside are the other modules that a package which decides or shows may use.
var outside = map[string][]string{
	"internal/authz":  {"golang.org/x/crypto"},
	"internal/ballot": {"github.com/cloudflare/circl"},
	"web/ui":          {"github.com/a-h/templ"},
	"web/staff":       {"github.com/a-h/templ"},
	"web/chamber":     {"github.com/a-h/templ"},
	"web/public":      {"github.com/a-h/templ"},
}

func TestArrows(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	pure := slices.Concat(rules, []string{"web/ui", "web/staff", "web/chamber", "web/public"})
	for line := range strings.Lines(string(out)) {
		names := strings.Fields(line)
		from := strings.TrimPrefix(names[0], module)
		for _, name := range names[1:] {
			to, ours := strings.CutPrefix(name, module)
			switch {
			case ours && !slices.Contains(arrows[from], to):
				t.Errorf("%s imports %s, an arrow that arrows_test.go does not draw", from, to)
			case !ours && strings.Contains(name, ".") && slices.Contains(pure, from) && !startsWithOne(name, outside[from]):
				t.Errorf("%s imports %s; it may use the standard library only", from, name)
			}
		}
	}
}

// TestRulesReadNoClock keeps time, context and randomness out of the packages that decide.
func TestRulesReadNoClock(t *testing.T) {
	for _, from := range rules {
		out, err := exec.Command("go", "list", "-e", "-f", `{{join .Imports " "}}`, module+from).Output()
		if err != nil {
			t.Fatal(err)
		}
		for name := range strings.FieldsSeq(string(out)) {
			if slices.Contains([]string{"context", "database/sql", "math/rand", "math/rand/v2", "net", "net/http", "os"}, name) {
				t.Errorf("%s decides by rules, but imports %s", from, name)
			}
		}
	}
}

func startsWithOne(name string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) })
}
