package store

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// identityKeys encrypt identity numbers and hash them for matching, each with a key of its own
// derived from the one in the folder of keys.
type identityKeys struct {
	seal      cipher.AEAD
	match     []byte
	records   cipher.AEAD // cadre forms and their originals
	notes     cipher.AEAD // members' private notes
	petitions cipher.AEAD // who told what about an appointee
	pins      []byte      // hashes the passwords of seats
}

// WithIdentityKey returns a DB that can read and write identity numbers. Without a key both are
// refused, except in tests, which share a fixed one.
func (db *DB) WithIdentityKey(key []byte) *DB {
	c := *db
	c.reads.identity = newIdentityKeys(key)
	return &c
}

func newIdentityKeys(key []byte) *identityKeys {
	return &identityKeys{seal: newSeal(key, "identity number: encryption"), match: derive(key, "identity number: matching"),
		records: newSeal(key, "cadre form: encryption"), notes: newSeal(key, "private note: encryption"),
		petitions: newSeal(key, "petition: encryption"), pins: derive(key, "seat: password")}
}

func newSeal(key []byte, purpose string) cipher.AEAD {
	block, err := aes.NewCipher(derive(key, purpose))
	if err != nil {
		panic(err) // the length is right
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return seal
}

// sealWith encrypts under a fresh nonce. What it belongs to is bound in, so that a ciphertext moved to
// another row does not open.
func sealWith(aead cipher.AEAD, plain, belongs []byte) []byte {
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return aead.Seal(nonce, nonce, plain, belongs)
}

func openWith(aead cipher.AEAD, sealed, belongs []byte) ([]byte, error) {
	n := aead.NonceSize()
	if len(sealed) < n {
		return nil, errors.New("sealed data is cut short")
	}
	return aead.Open(nil, sealed[:n], sealed[n:], belongs)
}

func derive(key []byte, purpose string) []byte {
	out, err := hkdf.Key(sha256.New, key, nil, purpose, 32)
	if err != nil {
		panic(err) // only for lengths a hash cannot give
	}
	return out
}

func (r reads) identityKeys() (*identityKeys, error) {
	switch {
	case r.identity != nil:
		return r.identity, nil
	case testing.Testing():
		return newIdentityKeys([]byte("the fixed key of the tests, 32 b")), nil
	}
	return nil, errors.New("no identity key: identity numbers can be neither kept nor matched")
}

// hash is what two records of the same number have in common; without the key it says nothing.
func (k *identityKeys) hash(number string) []byte {
	h := hmac.New(sha256.New, k.match)
	h.Write([]byte(normalIdentity(number)))
	return h.Sum(nil)
}

// normalIdentity drops spaces and writes the check character as X.
func normalIdentity(number string) string {
	return strings.ToUpper(strings.Join(strings.Fields(number), ""))
}

// SetPersonIdentity keeps a person's identity number, encrypted, with a keyed hash for matching. The
// empty number removes it.
func (tx *Tx) SetPersonIdentity(ctx context.Context, personID int64, number string) error {
	keys, err := tx.identityKeys()
	if err != nil {
		return err
	}
	var sealed, hash []byte
	if number = normalIdentity(number); number != "" {
		sealed = sealWith(keys.seal, []byte(number), fmt.Append(nil, personID))
		hash = keys.hash(number)
	}
	return tx.exec1(ctx, "人员", fmt.Sprintf("set identity of person %d", personID), `
		UPDATE person SET id_number = $2, id_number_hash = $3 WHERE id = $1`, personID, sealed, hash)
}

// PersonIdentity returns a person's identity number, "" when none is kept.
func (r reads) PersonIdentity(ctx context.Context, personID int64) (string, error) {
	var sealed []byte
	err := r.q.QueryRow(ctx, `SELECT id_number FROM person WHERE id = $1`, personID).Scan(&sealed)
	if err != nil {
		return "", missing(err, "人员", personID)
	}
	if sealed == nil {
		return "", nil
	}
	keys, err := r.identityKeys()
	if err != nil {
		return "", err
	}
	number, err := openWith(keys.seal, sealed, fmt.Append(nil, personID))
	if err != nil {
		return "", fmt.Errorf("open identity of person %d: %w", personID, err)
	}
	return string(number), nil
}

// FindPersonByIdentity returns the person with that identity number; the zero Person when there is none.
func (r reads) FindPersonByIdentity(ctx context.Context, number string) (Person, error) {
	if normalIdentity(number) == "" {
		return Person{}, nil
	}
	keys, err := r.identityKeys()
	if err != nil {
		return Person{}, err
	}
	rows, err := r.q.Query(ctx, `SELECT `+personColumns+` FROM person p WHERE p.id_number_hash = $1`, keys.hash(number))
	if err != nil {
		return Person{}, fmt.Errorf("person by identity: %w", err)
	}
	p, err := pgx.CollectExactlyOneRow(rows, scanPerson)
	if errors.Is(err, pgx.ErrNoRows) {
		return Person{}, nil
	}
	if err != nil {
		return Person{}, fmt.Errorf("person by identity: %w", err)
	}
	return p, nil
}
