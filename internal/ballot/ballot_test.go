package ballot

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cloudflare/circl/blindsign/blindrsa"

	"renmian/internal/ballottest"
	"renmian/internal/errs"
)

// twoPapers are a vote on two nominees, each on a paper of its own.
var twoPapers = []Paper{
	{Title: "任命", Lines: []Line{{ID: 7, Name: "欧阳示例", Post: "县财政局局长"}}, Options: VoteOptions},
	{Title: "免职", Lines: []Line{{ID: 9, Name: "司马样本", Post: "县财政局局长"}}, Options: VoteOptions},
}

// rating is one sheet with a scale.
var rating = Paper{Title: "满意度测评", Options: []string{"满意", "基本满意", "不满意"},
	Lines: []Line{{Name: "依法履职"}, {Name: "廉洁自律"}, {Name: "办理代表建议"}}}

// sharedKeys spares each test the making of its own.
var sharedKeys = sync.OnceValue(func() Keys {
	k, err := NewKeys(rand.Reader, len(twoPapers))
	if err != nil {
		panic(err)
	}
	return k
})

// fetch is one member's ballots, with nothing chosen yet.
func fetch(t testing.TB, k Keys) []Slip {
	t.Helper()
	tablet := ballottest.New(t, k.Public())
	signed := make([][]byte, len(tablet.Blinded))
	for paper, blinded := range tablet.Blinded {
		for range 2 { // a lost answer is asked for again
			got, err := k.Sign(paper, blinded)
			if err != nil || signed[paper] != nil && !bytes.Equal(got, signed[paper]) {
				t.Fatalf("paper %d: signed %x, then %x, %v", paper, signed[paper], got, err)
			}
			signed[paper] = got
		}
	}
	tablet.Finish(signed)
	slips := make([]Slip, len(signed))
	for i := range slips {
		slips[i] = Slip{Msg: tablet.Msgs[i], Sig: tablet.Sigs[i]}
	}
	return slips
}

func TestEncode(t *testing.T) {
	for _, tt := range []struct {
		name  string
		paper Paper
		in    Choice
		ok    bool
	}{
		{"an option", twoPapers[0], Choice{3}, true},
		{"nothing chosen", twoPapers[0], Choice{0}, true},
		{"a whole sheet", rating, Choice{1, 0, 3}, true},
		{"an option too many", twoPapers[0], Choice{4}, false},
		{"less than nothing", twoPapers[0], Choice{-1}, false},
		{"a line too few", rating, Choice{1, 2}, false},
		{"a line too many", twoPapers[0], Choice{1, 1}, false},
		{"no choice", twoPapers[0], nil, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := tt.paper.Encode(tt.in)
			if (err == nil) != tt.ok {
				t.Fatalf("Encode(%v) = %v", tt.in, err)
			}
			if !tt.ok {
				if errs.KindOf(err) != errs.Invalid {
					t.Errorf("Encode(%v) = %v, want Invalid", tt.in, err)
				}
				return
			}
			back, err := tt.paper.Decode(b)
			if err != nil || !slices.Equal(back, tt.in) || len(b) != encodedLen {
				t.Errorf("Decode(Encode(%v)) = %v, %v, %d bytes", tt.in, back, err, len(b))
			}
		})
	}
}

func TestDecodeTakesOneFormOnly(t *testing.T) {
	good, err := rating.Encode(Choice{1, 0, 3})
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(b []byte) []byte{
		"shorter":        func(b []byte) []byte { return b[:len(b)-1] },
		"longer":         func(b []byte) []byte { return append(b, 0) },
		"empty":          func([]byte) []byte { return nil },
		"other count":    func(b []byte) []byte { b[0]++; return b },
		"unknown option": func(b []byte) []byte { b[1] = 4; return b },
		"padding":        func(b []byte) []byte { b[40] = 1; return b },
	} {
		if c, err := rating.Decode(spoil(slices.Clone(good))); err == nil {
			t.Errorf("%s: decoded as %v", name, c)
		}
	}
}

func TestCheckPapers(t *testing.T) {
	for name, papers := range map[string][]Paper{
		"none":             nil,
		"too many":         make([]Paper, MaxPapers+1),
		"no line":          {{Options: VoteOptions}},
		"too many lines":   {{Lines: make([]Line, maxLines+1), Options: VoteOptions}},
		"no option":        {{Lines: make([]Line, 1)}},
		"too many options": {{Lines: make([]Line, 1), Options: make([]string, maxOptions+1)}},
	} {
		if err := CheckPapers(papers); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v, want Invalid", name, err)
		}
	}
	full := Paper{Title: "满", Lines: make([]Line, 63), Options: slices.Repeat(VoteOptions[:1], maxOptions)} // all that the fixed length holds
	for _, papers := range [][]Paper{append(slices.Clone(twoPapers), rating), {full}, slices.Repeat([]Paper{rating}, MaxPapers)} {
		if err := CheckPapers(papers); err != nil {
			t.Error(err)
		}
	}
	choice := slices.Repeat(Choice{maxOptions}, 63)
	encoded, err := full.Encode(choice)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := full.Decode(encoded); err != nil || !slices.Equal(back, choice) {
		t.Errorf("a full paper is read as %v, %v", back, err)
	}
}

// A key that another program made, weaker or of another kind, is no key of a ballot paper.
func TestParsePublicRefuses(t *testing.T) {
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	right := sharedKeys().papers[0].private.PublicKey
	curve, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]any{"1024 bits": &short.PublicKey, "exponent 3": &rsa.PublicKey{N: right.N, E: 3}, "no RSA": curve} {
		spki, err := x509.MarshalPKIXPublicKey(key)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parsePublic(spki); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	spki, err := x509.MarshalPKIXPublicKey(&right)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parsePublic(spki); err != nil {
		t.Error(err)
	}
}

func TestNewKeysCountsPapers(t *testing.T) {
	for papers, taken := range map[int]bool{-1: false, 0: false, 1: true, MaxPapers + 1: false} {
		if k, err := NewKeys(rand.Reader, papers); (err == nil) != taken || taken && len(k.Public()) != papers {
			t.Errorf("%d papers: %d keys, %v", papers, len(k.papers), err)
		}
	}
}

func TestPhases(t *testing.T) {
	all := []Phase{PhaseIssuing, PhaseCasting, PhaseClosing, PhaseSealed, PhaseVoid}
	allowed := 0
	for _, from := range all {
		if from.Label() == "" {
			t.Errorf("%s has no label", from)
		}
		for _, to := range all {
			if from.CanBecome(to) {
				allowed++
			}
		}
	}
	if allowed != 6 || PhaseCasting.CanBecome(PhaseIssuing) || PhaseSealed.CanBecome(PhaseVoid) || PhaseIssuing.CanBecome(PhaseClosing) {
		t.Errorf("%d moves, want the six of the table", allowed)
	}
}

func TestSignRefuses(t *testing.T) {
	k := sharedKeys()
	number := func(n *big.Int) []byte { return n.FillBytes(make([]byte, sigLen)) }
	n := k.papers[0].private.N
	for name, in := range map[string]struct {
		paper   int
		blinded []byte
	}{
		"too short":    {0, make([]byte, sigLen-1)},
		"too long":     {0, make([]byte, sigLen+1)},
		"zero":         {0, number(big.NewInt(0))},
		"one":          {0, number(big.NewInt(1))},
		"the modulus":  {0, number(n)},
		"beyond":       {0, bytes.Repeat([]byte{0xff}, sigLen)},
		"no paper":     {2, number(big.NewInt(2))},
		"before paper": {-1, number(big.NewInt(2))},
	} {
		if _, err := k.Sign(in.paper, in.blinded); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v, want Invalid", name, err)
		}
	}
}

func TestKeysSurviveTheirFile(t *testing.T) {
	k := sharedKeys()
	back, err := ParseKeys(k.Marshal())
	if err != nil {
		t.Fatal(err)
	}
	slip := fetch(t, k)[1]
	slip.Choice = Choice{2}
	locked, err := k.Lock(rand.Reader, twoPapers, 1, slip)
	if err != nil {
		t.Fatal(err)
	}
	paper, got, err := back.Unlock(twoPapers, locked)
	if err != nil || paper != 1 || !bytes.Equal(got.Msg, slip.Msg) || !bytes.Equal(got.Sig, slip.Sig) || !slices.Equal(got.Choice, slip.Choice) {
		t.Errorf("Unlock = paper %d, %+v, %v", paper, got, err)
	}
	if Fingerprint(k.Public()) != Fingerprint(back.Public()) || len(Fingerprint(k.Public())) != 6 {
		t.Errorf("fingerprints %s and %s", Fingerprint(k.Public()), Fingerprint(back.Public()))
	}
	for _, spki := range back.Public() {
		if _, err := x509.ParsePKIXPublicKey(spki); err != nil {
			t.Error(err)
		}
	}
	back.Wipe()
	if _, _, err := back.Unlock(twoPapers, locked); err == nil {
		t.Error("wiped keys still open the urn")
	}
	if _, err := back.Sign(0, bytes.Repeat([]byte{1}, sigLen)); err == nil {
		t.Error("wiped keys still sign")
	}
	for _, bad := range []string{"", "{}", `{"papers":["AAAA"],"urn":""}`, strings.Replace(string(k.Marshal()), `"papers":["`, `"papers":["AAAA`, 1)} {
		if _, err := ParseKeys([]byte(bad)); err == nil {
			t.Errorf("ParseKeys(%.40q) succeeded", bad)
		}
	}
	if _, err := NewKeys(rand.Reader, 0); err == nil {
		t.Error("made keys for no paper")
	}
}

// TestLockTellsNothing: whatever was chosen on whichever paper, the urn holds the same length, and nothing
// of the token or its signature in clear.
func TestLockTellsNothing(t *testing.T) {
	papers := []Paper{twoPapers[0], rating}
	k := sharedKeys()
	for paper, choices := range [][]Choice{{{0}, {1}, {3}}, {{0, 0, 0}, {3, 3, 3}}} {
		slip := fetch(t, k)[paper]
		var tag []byte
		for _, c := range choices {
			slip.Choice = c
			a, err := k.Lock(rand.Reader, papers, paper, slip)
			if err != nil {
				t.Fatal(err)
			}
			b, err := k.Lock(rand.Reader, papers, paper, slip)
			if err != nil {
				t.Fatal(err)
			}
			if len(a.Tag) != 32 || len(a.Cipher) != cipherLen || !bytes.Equal(a.Tag, b.Tag) || tag != nil && !bytes.Equal(tag, a.Tag) {
				t.Errorf("paper %d %v: tag %x, %d bytes; the same token must give the same tag", paper, c, a.Tag, len(a.Cipher))
			}
			if bytes.Equal(a.Cipher, b.Cipher) {
				t.Errorf("paper %d %v: the same ballot was encrypted to the same bytes", paper, c)
			}
			for _, secret := range [][]byte{slip.Msg[:8], slip.Msg[56:], slip.Sig[:8]} {
				if bytes.Contains(a.Cipher, secret) || bytes.Contains(a.Tag, secret) {
					t.Errorf("paper %d %v: the urn shows part of the ballot", paper, c)
				}
			}
			tag = a.Tag
		}
	}
}

func TestLockRefuses(t *testing.T) {
	k, other := sharedKeys(), fetch(t, sharedKeys())[1]
	good := fetch(t, k)[0]
	good.Choice = Choice{1}
	for name, in := range map[string]struct {
		paper int
		spoil func(s *Slip)
	}{
		"bit of the signature": {0, func(s *Slip) { s.Sig[100] ^= 1 }},
		"bit of the token":     {0, func(s *Slip) { s.Msg[40] ^= 1 }},
		"short token":          {0, func(s *Slip) { s.Msg = s.Msg[:63] }},
		"no signature":         {0, func(s *Slip) { s.Sig = nil }},
		"token of another":     {0, func(s *Slip) { s.Msg, s.Sig = other.Msg, other.Sig }},
		"paper of another":     {1, func(*Slip) {}},
		"no such paper":        {2, func(*Slip) {}},
		"no such option":       {0, func(s *Slip) { s.Choice = Choice{4} }},
		"no choice":            {0, func(s *Slip) { s.Choice = nil }},
	} {
		s := Slip{Msg: slices.Clone(good.Msg), Sig: slices.Clone(good.Sig), Choice: slices.Clone(good.Choice)}
		in.spoil(&s)
		if _, err := k.Lock(rand.Reader, twoPapers, in.paper, s); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v, want Invalid", name, err)
		}
	}
	locked, err := k.Lock(rand.Reader, twoPapers, 0, good)
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]Sealed{
		"cut":         {locked.Tag, locked.Cipher[1:]},
		"changed":     {locked.Tag, append(slices.Clone(locked.Cipher[:cipherLen-1]), ^locked.Cipher[cipherLen-1])},
		"another tag": {append(slices.Clone(locked.Tag[:31]), ^locked.Tag[31]), locked.Cipher},
	} {
		if _, _, err := k.Unlock(twoPapers, s); err == nil {
			t.Errorf("opened what was %s", name)
		}
	}
}

// TestRFC9474 runs the RFC's vector for RSABSSA-SHA384-PSS-Randomized through the library.
func TestRFC9474(t *testing.T) {
	data, err := os.ReadFile("testdata/rfc9474.json")
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		P, Q, N, E, D, Msg, Salt, Inv, Sig string
		Prefix                             string `json:"msg_prefix"`
		Input                              string `json:"input_msg"`
		Blinded                            string `json:"blinded_msg"`
		BlindSig                           string `json:"blind_sig"`
	}
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	bin := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	num := func(s string) *big.Int { return new(big.Int).SetBytes(bin(s)) }
	key := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: num(v.N), E: int(num(v.E).Int64())}, D: num(v.D), Primes: []*big.Int{num(v.P), num(v.Q)}}
	client, err := blindrsa.NewClient(blindrsa.SHA384PSSRandomized, &key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	msg, err := client.Prepare(bytes.NewReader(bin(v.Prefix)), bin(v.Msg))
	if err != nil || !bytes.Equal(msg, bin(v.Input)) {
		t.Fatalf("prepared %x, %v", msg, err)
	}
	r := new(big.Int).ModInverse(num(v.Inv), key.N)
	chance := append(bin(v.Salt), r.FillBytes(make([]byte, len(bin(v.N))))...) // in the order the library asks
	blinded, state, err := client.Blind(bytes.NewReader(chance), msg)
	if err != nil || !bytes.Equal(blinded, bin(v.Blinded)) {
		t.Fatalf("blinded %x, %v", blinded, err)
	}
	signed, err := blindrsa.NewSigner(key).BlindSign(blinded)
	if err != nil || !bytes.Equal(signed, bin(v.BlindSig)) {
		t.Fatalf("signed %x, %v", signed, err)
	}
	sig, err := client.Finalize(state, signed)
	if err != nil || !bytes.Equal(sig, bin(v.Sig)) {
		t.Fatalf("finalized %x, %v", sig, err)
	}
	verifier := verifier{&key.PublicKey}
	if err := verifier.Verify(msg, sig); err != nil {
		t.Errorf("our verifier refuses the vector, %v", err)
	}
	sig[0] ^= 1
	if verifier.Verify(msg, sig) == nil {
		t.Error("our verifier takes a spoilt vector")
	}
}

// Before the announcement the checklist is all that is known of a box. It is the same list whatever was
// chosen, but for hashes of what only the tablets hold.
func TestChecklistTellsNoChoice(t *testing.T) {
	k := sharedKeys()
	mine := fetch(t, k)
	list := func(first, second Choice) Checklist {
		slips := make([][]Slip, len(twoPapers))
		for i, c := range []Choice{first, second} {
			s := mine[i]
			s.Choice = c
			slips[i] = []Slip{s}
		}
		b, err := NewBox("表决", twoPapers, k.Public(), 1, slips)
		if err != nil {
			t.Fatal(err)
		}
		return b.Checklist()
	}
	a, b := list(Choice{1}, Choice{2}), list(Choice{3}, Choice{0})
	for i := range a.Papers {
		x, y := a.Papers[i].Ballots[0], b.Papers[i].Ballots[0]
		if !bytes.Equal(x.Msg, y.Msg) || bytes.Equal(x.Choice, y.Choice) || len(x.Choice) != len(y.Choice) {
			t.Errorf("paper %d: %x and %x", i+1, x, y)
		}
		if raw := a.Bytes(); bytes.Contains(raw, []byte(base64.StdEncoding.EncodeToString(mine[i].Msg))) {
			t.Error("a token stands in the list")
		}
		for option := range 4 { // who knows no token cannot try the choices out
			if try := sha256.Sum256([]byte{byte(option)}); bytes.Equal(try[:], x.Choice) {
				t.Error("the choice can be tried out")
			}
		}
	}
	if len(a.Bytes()) != len(b.Bytes()) {
		t.Error("the length of the list tells the choices")
	}
}
