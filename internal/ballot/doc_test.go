package ballot

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every test that the list of leaks names is there.
func TestLeaksAreWatched(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(doc), "# What could tell how somebody voted")
	there := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	for _, dir := range []string{"..", "../../cmd"} {
		err := filepath.WalkDir(dir, func(path string, f fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, m := range declared.FindAllSubmatch(text, -1) {
				there[string(m[1])] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range strings.Split(list, "//   - ")[1:] {
		named := regexp.MustCompile(`Test\w+`).FindAllString(row, -1)
		if len(named) == 0 {
			t.Errorf("nothing watches: %s", row)
		}
		for _, name := range named {
			if !there[name] {
				t.Errorf("there is no %s", name)
			}
		}
	}
}
