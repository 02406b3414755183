// Command acceptance prints, for each row of nine counties' real practice, the tests that prove it and how
// they ended. It fails when a practised row has no test, a test names a row there is not, or a test fails.
//
// A test names the rows it proves in its doc comment, in a comment within it, or in the name of a case. Tests of
// package policy state what the presets hold, not that the practice works; they do not count.
package main

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"

	"renmian/internal/policy"
)

//go:embed rows.tsv
var rowsText string

// row is one checkable item of a county's paper.
type row struct {
	id    string // TM-01
	stage string // INTAKE, EXAM …
	kind  string // P practised, S the county says it should be done, Q a problem that a report must show
	text  string
}

func rows() []row {
	var all []row
	for line := range strings.Lines(rowsText) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		all = append(all, row{f[0], f[1], f[2], f[3]})
	}
	return all
}

// refusals are the rows that no county can set, with the ground in law.
func refusals() map[string]string {
	out := map[string]string{}
	for _, r := range policy.Refusals() {
		out[r.Row] = r.Ground
	}
	return out
}

func main() {
	list := flag.Bool("list", false, "only list which tests name a row, without running them")
	flag.Parse()
	proofs, strangers, err := scan(".")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	var results map[test]string
	if !*list {
		if results, err = run(proofs); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	if !report(os.Stdout, proofs, strangers, results) {
		os.Exit(1)
	}
}

// run runs every test that names a row and returns how each ended.
func run(proofs map[string][]test) (map[test]string, error) {
	names, packages := map[string]bool{}, map[string]bool{}
	for _, tests := range proofs {
		for _, t := range tests {
			names[t.name], packages["./"+t.pkg] = true, true
		}
	}
	args := []string{"test", "-json", "-timeout", "30m", "-run", "^(" + strings.Join(slices.Sorted(maps.Keys(names)), "|") + ")$"}
	cmd := exec.Command("go", append(args, slices.Sorted(maps.Keys(packages))...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	results := readResults(out)
	_ = cmd.Wait() // a failed test is a result
	return results, nil
}

// readResults reads what go test -json prints, and tells on the way which package is done.
func readResults(r io.Reader) map[test]string {
	results := map[test]string{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var e struct{ Action, Package, Test string }
		if json.Unmarshal(lines.Bytes(), &e) != nil || e.Action != "pass" && e.Action != "fail" && e.Action != "skip" {
			continue
		}
		pkg := strings.TrimPrefix(e.Package, "renmian/")
		if e.Test == "" {
			fmt.Fprintln(os.Stderr, e.Action, pkg)
		} else {
			results[test{pkg, e.Test}] = e.Action
		}
	}
	return results
}

// report prints the map and says whether every row is answered; without results it tells only who proves what.
func report(w io.Writer, proofs map[string][]test, strangers []string, results map[test]string) bool {
	ok := len(strangers) == 0
	for _, s := range strangers {
		fmt.Fprintln(w, "no such row:", s)
	}
	refused, proven, all := refusals(), 0, rows()
	for _, r := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.id, r.stage, r.kind, r.text)
		for _, t := range proofs[r.id] {
			end := ""
			if results != nil {
				if end = results[t]; end != "pass" {
					ok = false
				}
				if end == "" {
					end = "did not run"
				}
			}
			fmt.Fprintf(w, "\t%s %s\t%s\n", t.pkg, t.name, end)
		}
		switch {
		case len(proofs[r.id]) > 0:
			proven++
		case refused[r.id] != "" && r.kind != "P":
			fmt.Fprintf(w, "\trefused: %s\n", refused[r.id])
			proven++
		default:
			fmt.Fprintln(w, "\tNO TEST")
			ok = false
		}
	}
	fmt.Fprintf(w, "%d rows, %d answered\n", len(all), proven)
	return ok
}
