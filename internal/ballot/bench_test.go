package ballot

import (
	"crypto/rand"
	"testing"

	"renmian/internal/ballottest"
)

// What one member costs the server per paper: a signature, a lock, and an unlock with its recount.
func BenchmarkSign(b *testing.B) {
	k := sharedKeys()
	blinded := ballottest.New(b, k.Public()).Blinded[0]
	for b.Loop() {
		if _, err := k.Sign(0, blinded); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLock(b *testing.B) {
	k := sharedKeys()
	slip := fetch(b, k)[0]
	slip.Choice = Choice{1}
	for b.Loop() {
		if _, err := k.Lock(rand.Reader, twoPapers, 0, slip); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnlock(b *testing.B) {
	k := sharedKeys()
	slip := fetch(b, k)[0]
	slip.Choice = Choice{1}
	locked, err := k.Lock(rand.Reader, twoPapers, 0, slip)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, _, err := k.Unlock(twoPapers, locked); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNewKeys(b *testing.B) {
	for b.Loop() {
		if _, err := NewKeys(rand.Reader, 1); err != nil {
			b.Fatal(err)
		}
	}
}
