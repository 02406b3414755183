package main

import "testing"

// Every row is answered by a test that names it, or by the ground in law on which it is refused.
func TestEveryRowIsAnswered(t *testing.T) {
	proofs, strangers, err := scan("../..")
	if err != nil {
		t.Fatal(err)
	}
	refused := refusals()
	for _, r := range rows() {
		if len(proofs[r.id]) == 0 && (refused[r.id] == "" || r.kind == "P") {
			t.Errorf("%s %s: no test names it: %s", r.id, r.kind, r.text)
		}
	}
	for _, s := range strangers {
		t.Errorf("a test names a row there is not: %s", s)
	}
}
