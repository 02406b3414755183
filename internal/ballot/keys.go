package ballot

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/cloudflare/circl/blindsign/blindrsa"

	"renmian/internal/errs"
)

const (
	keyBits  = 2048 // the key lives for minutes, and that a token is unknown to the signer does not rest on its size
	sigLen   = keyBits / 8
	exponent = 65537
	msgLen   = 64 // the 32 random bytes of RFC 9474's Prepare, and the 32 of the token
)

// Keys are the secrets of one box: a signing key per paper and those of the urn. They lie in a file outside
// the database while the round is open and are destroyed when it ends.
type Keys struct {
	papers []paperKey
	urn    urnKey
}

type paperKey struct {
	private  *rsa.PrivateKey
	verifier verifier
	spki     []byte
}

// NewKeys makes the keys of a box with that many papers.
func NewKeys(random io.Reader, papers int) (Keys, error) {
	if papers < 1 || papers > MaxPapers {
		return Keys{}, fmt.Errorf("make ballot keys for %d papers", papers)
	}
	k := Keys{papers: make([]paperKey, papers)}
	for i := range k.papers {
		private, err := rsa.GenerateKey(random, keyBits)
		if err != nil {
			return Keys{}, fmt.Errorf("make ballot key: %w", err)
		}
		if k.papers[i], err = newPaperKey(private); err != nil {
			return Keys{}, err
		}
	}
	secret := make([]byte, urnSecretLen)
	if _, err := io.ReadFull(random, secret); err != nil {
		return Keys{}, fmt.Errorf("make urn key: %w", err)
	}
	var err error
	k.urn, err = newUrnKey(secret)
	return k, err
}

func newPaperKey(private *rsa.PrivateKey) (paperKey, error) {
	if private.N.BitLen() != keyBits || private.E != exponent {
		return paperKey{}, errors.New("ballot key is not RSA-2048 with exponent 65537")
	}
	spki, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		return paperKey{}, fmt.Errorf("encode ballot key: %w", err)
	}
	return paperKey{private: private, verifier: verifier{&private.PublicKey}, spki: spki}, err
}

// verifier checks finished signatures, which are plain RSASSA-PSS ones; the standard library does that in
// two thirds of the time.
type verifier struct{ public *rsa.PublicKey }

// Verify reports nil for a genuine signature.
func (v verifier) Verify(msg, sig []byte) error {
	hash := sha512.Sum384(msg)
	return rsa.VerifyPSS(v.public, crypto.SHA384, hash[:], sig, &rsa.PSSOptions{SaltLength: sha512.Size384})
}

// parsePublic reads one paper's public key and refuses any but the kind NewKeys makes.
func parsePublic(spki []byte) (verifier, error) {
	if len(spki) > 2*sigLen { // before the parser sees a hostile one
		return verifier{}, errors.New("too long")
	}
	parsed, err := x509.ParsePKIXPublicKey(spki)
	if err != nil {
		return verifier{}, err
	}
	public, ok := parsed.(*rsa.PublicKey)
	if !ok || public.N.BitLen() != keyBits || public.E != exponent {
		return verifier{}, errors.New("not RSA-2048 with exponent 65537")
	}
	return verifier{public}, nil
}

// keyFile is what Marshal writes.
type keyFile struct {
	Papers [][]byte `json:"papers"` // PKCS #8
	Urn    []byte   `json:"urn"`
}

// Marshal returns the keys as the key file holds them; the caller overwrites the bytes after use.
func (k Keys) Marshal() []byte {
	file := keyFile{Urn: k.urn.secret}
	for _, p := range k.papers {
		der, err := x509.MarshalPKCS8PrivateKey(p.private)
		if err != nil {
			panic(fmt.Sprintf("ballot: encode own key: %v", err))
		}
		file.Papers = append(file.Papers, der)
	}
	data, err := json.Marshal(file)
	if err != nil {
		panic(fmt.Sprintf("ballot: encode own keys: %v", err))
	}
	return data
}

// ParseKeys reads what Marshal wrote.
func ParseKeys(data []byte) (Keys, error) {
	var file keyFile
	if err := json.Unmarshal(data, &file); err != nil {
		return Keys{}, fmt.Errorf("read ballot keys: %w", err)
	}
	if len(file.Papers) == 0 || len(file.Urn) != urnSecretLen {
		return Keys{}, errors.New("read ballot keys: incomplete")
	}
	urn, err := newUrnKey(file.Urn)
	if err != nil {
		return Keys{}, err
	}
	k := Keys{urn: urn}
	for _, der := range file.Papers {
		parsed, err := x509.ParsePKCS8PrivateKey(der)
		if err != nil {
			return Keys{}, fmt.Errorf("read ballot keys: %w", err)
		}
		private, ok := parsed.(*rsa.PrivateKey)
		if !ok {
			return Keys{}, errors.New("read ballot keys: not an RSA key")
		}
		paper, err := newPaperKey(private)
		if err != nil {
			return Keys{}, fmt.Errorf("read ballot keys: %w", err)
		}
		k.papers = append(k.papers, paper)
	}
	return k, nil
}

// Wipe overwrites the secrets in memory as far as they can be reached; copies that the standard library
// made inside its own types go with the process. The keys are of no use afterwards.
func (k *Keys) Wipe() {
	clear(k.urn.secret)
	for _, p := range k.papers {
		numbers := append([]*big.Int{p.private.D, p.private.Precomputed.Dp, p.private.Precomputed.Dq, p.private.Precomputed.Qinv},
			p.private.Primes...)
		for _, n := range numbers {
			if n != nil {
				clear(n.Bits())
			}
		}
	}
	*k = Keys{}
}

// Public returns each paper's public key as SubjectPublicKeyInfo in DER, as browsers import it.
func (k Keys) Public() [][]byte {
	all := make([][]byte, len(k.papers))
	for i, p := range k.papers {
		all[i] = p.spki
	}
	return all
}

// letters are digits and capitals that cannot be taken for one another when read aloud.
var letters = base32.NewEncoding("23456789ABCDEFGHJKLMNPQRSTUVWXYZ").WithPadding(base32.NoPadding)

// Fingerprint is the six characters on the screen in the hall, by which members see that all tablets use
// the same keys.
func Fingerprint(public [][]byte) string {
	h := sha256.New()
	for _, spki := range public { // each says its own length
		h.Write(spki)
	}
	return letters.EncodeToString(h.Sum(nil)[:5])[:6]
}

// Sign signs a blinded token without learning it. The same input gives the same answer, so that a lost
// answer may be asked for again.
func (k Keys) Sign(paper int, blinded []byte) ([]byte, error) {
	refused := errs.New(errs.Invalid, "领票请求不符合要求，请重新载入页面。")
	if paper < 0 || paper >= len(k.papers) || len(blinded) != sigLen {
		return nil, refused
	}
	n := new(big.Int).SetBytes(blinded)
	if n.Cmp(big.NewInt(1)) <= 0 || n.Cmp(k.papers[paper].private.N) >= 0 { // 0 and 1 are their own signatures
		return nil, refused
	}
	signed, err := blindrsa.NewSigner(k.papers[paper].private).BlindSign(blinded)
	if err != nil {
		return nil, fmt.Errorf("sign blinded token: %w", err)
	}
	return signed, nil
}
