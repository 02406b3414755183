package workflow

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Keys are the secrets that live outside the database. Replicas of one county share them.
type Keys struct {
	Audit       note.Signer // signs the heads of the audit log's tree
	AuditPublic string      // checks them; may be published
	Identity    []byte      // encrypts identity numbers; see store.DB.WithIdentityKey
	Boxes       string      // folder of the keys of open ballot boxes; see BoxKeysDir
	Forms       string      // folder of the keys of open questionnaires
}

const auditKeyName = "renmian-audit"

// OpenKeys reads the keys in a folder and makes those that are missing.
func OpenKeys(dir string) (Keys, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Keys{}, fmt.Errorf("open keys: %w", err)
	}
	secret, err := openKey(filepath.Join(dir, "audit.key"), func() (string, error) {
		secret, _, err := note.GenerateKey(rand.Reader, auditKeyName)
		return secret, err
	})
	if err != nil {
		return Keys{}, fmt.Errorf("open audit key: %w", err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		return Keys{}, fmt.Errorf("open audit key: %w", err)
	}
	public, err := auditPublic(secret)
	if err != nil {
		return Keys{}, fmt.Errorf("open audit key: %w", err)
	}
	identity, err := openKey(filepath.Join(dir, "identity.key"), func() (string, error) {
		key := make([]byte, 32)
		_, _ = rand.Read(key) // never fails
		return base64.StdEncoding.EncodeToString(key), nil
	})
	if err != nil {
		return Keys{}, fmt.Errorf("open identity key: %w", err)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(identity))
	if err != nil || len(raw) != 32 {
		return Keys{}, errors.New("open identity key: not 32 bytes in base64")
	}
	return Keys{Audit: signer, AuditPublic: public, Identity: raw, Boxes: filepath.Join(dir, "boxes"), Forms: filepath.Join(dir, "forms")}, nil
}

// openKey reads a key, or makes it: written beside and linked into place, so that of two processes
// starting at once both read the same whole key.
func openKey(path string, generate func() (string, error)) (string, error) {
	key, err := os.ReadFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return string(key), err
	}
	fresh, err := generate()
	if err != nil {
		return "", err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".key-*") // readable by the owner only
	if err != nil {
		return "", err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_, err = tmp.WriteString(fresh)
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return "", err
	}
	if err := os.Link(tmp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	key, err = os.ReadFile(path)
	return string(key), err
}

// auditPublic derives the verifier key from a signer key: PRIVATE+KEY+name+hash+base64(algorithm, seed).
func auditPublic(secret string) (string, error) {
	parts := strings.SplitN(secret, "+", 5) // the base64 text may itself hold a plus sign
	if len(parts) != 5 {
		return "", errors.New("not a note signer key")
	}
	raw, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return "", errors.New("not an ed25519 note signer key")
	}
	private := ed25519.NewKeyFromSeed(raw[1:])
	return note.NewEd25519VerifierKey(auditKeyName, private.Public().(ed25519.PublicKey))
}
