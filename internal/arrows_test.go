package internal_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "renmian/"

// rules are the packages that decide: functions of values, without clock, context or database.
var rules = []string{"internal/appointment", "internal/exam", "internal/meeting", "internal/ballot", "internal/supervision",
	"internal/policy", "internal/calendar", "internal/authz", "internal/errs"}

var formats = []string{"internal/lrmx", "internal/document", "internal/document/pdf", "internal/document/docx"}

// arrows are the imports between our packages, no more and no fewer; a package that is not listed imports none.
var arrows = map[string][]string{
	"internal/policy":        {"internal/calendar"},
	"internal/authz":         {"internal/errs"},
	"internal/appointment":   {"internal/policy", "internal/calendar", "internal/errs"},
	"internal/exam":          {"internal/policy", "internal/errs"},
	"internal/meeting":       {"internal/policy", "internal/calendar", "internal/errs"},
	"internal/ballot":        {"internal/errs"},
	"internal/supervision":   {"internal/policy", "internal/calendar", "internal/errs"},
	"internal/lrmx":          {"internal/calendar", "internal/errs"},
	"internal/document":      {"internal/policy", "internal/calendar", "internal/errs"},
	"internal/document/pdf":  {"internal/document", "internal/errs"},
	"internal/document/docx": {"internal/document"},
	"internal/papertest":     {"internal/document"},
	"internal/store":         slices.Concat(rules, []string{"internal/pinyin"}),
	"internal/workflow":      slices.Concat(rules, formats, []string{"internal/store"}),
	"internal/server": slices.Concat(rules, formats, []string{"internal/store", "internal/workflow", "internal/live",
		"web", "web/ui", "web/staff", "web/chamber", "web/public"}),
	"internal/postgres": {"migrations"},
	"internal/pgtest":   {"internal/postgres", "migrations"},
	"internal/fixture": {"internal/appointment", "internal/authz", "internal/ballot", "internal/calendar", "internal/exam", "internal/lrmx",
		"internal/meeting", "internal/policy", "internal/store", "internal/supervision", "internal/workflow"},
	"internal/demo": slices.Concat(rules, []string{"internal/lrmx", "internal/document", "internal/document/docx", "internal/store",
		"internal/workflow"}),
	"internal/acceptance": {"internal/policy"}, // what no county can set
	"internal/htmltest":   nil,
	"web/ui":              {"web"}, // addresses of static files
	"web/staff":           {"web/ui"},
	"web/chamber":         {"web/ui"},
	"web/public":          {"web/ui"},
	"cmd/renmian": {"internal/authz", "internal/ballot", "internal/calendar", "internal/errs", "internal/config", "internal/postgres",
		"internal/store", "internal/workflow", "internal/server", "internal/demo"},
}

// outside are the other modules that a package which decides or shows may use.
var outside = map[string][]string{
	"internal/ballot": {"github.com/cloudflare/circl"},
	"web/ui":          {"github.com/a-h/templ"},
	"web/staff":       {"github.com/a-h/templ"},
	"web/chamber":     {"github.com/a-h/templ"},
	"web/public":      {"github.com/a-h/templ"},
}

// imports returns, for each of our packages, what its files import; tests are free to import more.
// It reads the files itself, so that the test's cached result is void when one of them changes.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, top := range []string{"cmd", "internal", "migrations", "web"} {
		err := filepath.WalkDir(filepath.Join("..", top), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			from := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../")
			for _, spec := range file.Imports {
				all[from] = append(all[from], strings.Trim(spec.Path.Value, `"`))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestArrows(t *testing.T) {
	pure := slices.Concat(rules, []string{"web/ui", "web/staff", "web/chamber", "web/public"})
	all := imports(t)
	for from, allowed := range arrows {
		for _, to := range allowed {
			if !slices.Contains(all[from], module+to) {
				t.Errorf("%s no longer imports %s; take the arrow out of arrows_test.go", from, to)
			}
		}
	}
	for from, names := range all {
		for _, name := range names {
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

// TestRulesTouchNothing keeps context, database, network, files and chance out of the packages that decide.
func TestRulesTouchNothing(t *testing.T) {
	all := imports(t)
	for _, from := range rules {
		for _, name := range all[from] {
			if slices.Contains([]string{"context", "database/sql", "math/rand", "math/rand/v2", "net", "net/http", "os"}, name) {
				t.Errorf("%s decides by rules, but imports %s", from, name)
			}
		}
	}
}

func startsWithOne(name string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) })
}
