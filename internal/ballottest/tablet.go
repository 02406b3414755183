// Package ballottest is a member's tablet for tests: it does in Go what web/static/js/ballot.js does in a
// browser to get a ballot. It imports nothing of ours, so that it checks package ballot by other code than its own.
package ballottest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"testing"

	"github.com/cloudflare/circl/blindsign/blindrsa"
)

// Tablet holds one member's tokens for the papers of one box.
type Tablet struct {
	Blinded [][]byte // what it sends to be signed, one per paper
	Msgs    [][]byte // the tokens, which it keeps to itself until casting
	Sigs    [][]byte // the signatures, after Finish

	t       testing.TB
	clients []blindrsa.Client
	states  []blindrsa.State
}

// New makes a token for each public key, as SubjectPublicKeyInfo, and blinds it.
func New(t testing.TB, public [][]byte) *Tablet {
	t.Helper()
	tab := &Tablet{t: t}
	for _, spki := range public {
		parsed, err := x509.ParsePKIXPublicKey(spki)
		if err != nil {
			t.Fatal(err)
		}
		client, err := blindrsa.NewClient(blindrsa.SHA384PSSRandomized, parsed.(*rsa.PublicKey))
		if err != nil {
			t.Fatal(err)
		}
		token := make([]byte, 32)
		_, _ = rand.Read(token) // never fails
		msg, err := client.Prepare(rand.Reader, token)
		if err != nil {
			t.Fatal(err)
		}
		blinded, state, err := client.Blind(rand.Reader, msg)
		if err != nil {
			t.Fatal(err)
		}
		tab.clients, tab.states = append(tab.clients, client), append(tab.states, state)
		tab.Blinded, tab.Msgs = append(tab.Blinded, blinded), append(tab.Msgs, msg)
	}
	return tab
}

// Finish turns the answer to Blinded into the signatures of the tokens.
func (tab *Tablet) Finish(signed [][]byte) {
	tab.t.Helper()
	if len(signed) != len(tab.clients) {
		tab.t.Fatalf("%d blinded tokens were signed, want %d", len(signed), len(tab.clients))
	}
	for i, client := range tab.clients {
		sig, err := client.Finalize(tab.states[i], signed[i])
		if err != nil {
			tab.t.Fatalf("paper %d: %v", i+1, err)
		}
		tab.Sigs = append(tab.Sigs, sig)
	}
}
