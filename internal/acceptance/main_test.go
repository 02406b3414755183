package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRows(t *testing.T) {
	count := map[string]int{}
	seen := map[string]bool{}
	for _, r := range rows() {
		if !rowID.MatchString(r.id) || seen[r.id] || r.stage == "" || r.text == "" {
			t.Errorf("row %+v", r)
		}
		seen[r.id] = true
		count[r.kind]++
	}
	if count["P"] != 147 || count["S"] != 29 || count["Q"] != 3 {
		t.Errorf("rows by kind: %v; the source has 147, 29 and 3", count)
	}
	for id := range refusals() {
		if !seen[id] {
			t.Errorf("a refusal names %s, which is no row", id)
		}
	}
}

func TestScanFindsWhereARowIsNamed(t *testing.T) {
	dir := t.TempDir()
	write := func(path, text string) {
		t.Helper()
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("internal/a/a_test.go", `package a

// TestDoc proves SB-05.
func TestDoc(t *testing.T) {}

func TestInside(t *testing.T) {
	// SB-07
	run("WN-08 late", nil)
}

func helper() { _ = "TM-01" }

func TestStranger(t *testing.T) { _ = "SB-99" }
`)
	write("internal/policy/p_test.go", "package policy\n\n// TM-02\nfunc TestValues(t *testing.T) {}\n")
	proofs, strangers, err := scan(dir)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"SB-05": "TestDoc", "SB-07": "TestInside", "WN-08": "TestInside"} {
		if got := proofs[id]; len(got) != 1 || got[0] != (test{"internal/a", want}) {
			t.Errorf("%s is proven by %v, want %s", id, got, want)
		}
	}
	if len(proofs["TM-01"])+len(proofs["TM-02"]) > 0 {
		t.Error("a helper or a test of values proves a row")
	}
	if len(strangers) != 1 || !strings.Contains(strangers[0], "SB-99") {
		t.Errorf("strangers %v", strangers)
	}
	var out bytes.Buffer
	if report(&out, proofs, nil, map[test]string{{"internal/a", "TestDoc"}: "fail"}) || !strings.Contains(out.String(), "a TestDoc\tfail") ||
		!strings.Contains(out.String(), "NO TEST") {
		t.Errorf("report: %s", out.String())
	}
}

func TestResultsAreRead(t *testing.T) {
	got := readResults(strings.NewReader(`{"Action":"run","Package":"renmian/internal/a","Test":"TestX"}
not json
{"Action":"pass","Package":"renmian/internal/a","Test":"TestX"}
{"Action":"fail","Package":"renmian/internal/a","Test":"TestY"}
{"Action":"fail","Package":"renmian/internal/a"}
`))
	if len(got) != 2 || got[test{"internal/a", "TestX"}] != "pass" || got[test{"internal/a", "TestY"}] != "fail" {
		t.Errorf("results %v", got)
	}
}
