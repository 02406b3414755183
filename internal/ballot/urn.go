package ballot

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"renmian/internal/errs"
)

// Slip is one cast ballot: the token with its signature, and what was chosen. It says nothing of who cast it.
type Slip struct {
	Msg    []byte `json:"msg"`
	Sig    []byte `json:"sig"`
	Choice Choice `json:"choice"`
}

// Sealed is a slip as it lies in the urn. Tag is the same for the same token, so that a ballot sent again is
// recognised; Cipher has one length for every paper and choice.
type Sealed struct{ Tag, Cipher []byte }

const (
	urnSecretLen = 64 // 32 bytes for tags, 32 for AES-256
	plainLen     = 2 + msgLen + sigLen + encodedLen
	nonceLen     = 12
	cipherLen    = nonceLen + plainLen + 16
)

type urnKey struct {
	secret []byte
	aead   cipher.AEAD
}

func newUrnKey(secret []byte) (urnKey, error) {
	block, err := aes.NewCipher(secret[32:])
	if err != nil {
		return urnKey{}, fmt.Errorf("make urn key: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return urnKey{}, fmt.Errorf("make urn key: %w", err)
	}
	return urnKey{secret, aead}, nil
}

func (u urnKey) tag(paperAndMsg []byte) []byte {
	mac := hmac.New(sha256.New, u.secret[:32])
	mac.Write(paperAndMsg)
	return mac.Sum(nil)
}

// Lock checks a slip and encrypts it for the urn.
func (k Keys) Lock(random io.Reader, papers []Paper, paper int, s Slip) (Sealed, error) {
	if err := k.genuine(papers, paper, s); err != nil {
		return Sealed{}, err
	}
	choice, err := papers[paper].Encode(s.Choice)
	if err != nil {
		return Sealed{}, err
	}
	plain := make([]byte, 0, plainLen)
	plain = binary.BigEndian.AppendUint16(plain, uint16(paper))
	plain = append(plain, s.Msg...)
	tag := k.urn.tag(plain)
	plain = append(plain, s.Sig...)
	plain = append(plain, choice...)
	nonce := make([]byte, nonceLen, cipherLen)
	if _, err := io.ReadFull(random, nonce); err != nil {
		return Sealed{}, fmt.Errorf("lock ballot: %w", err)
	}
	return Sealed{Tag: tag, Cipher: k.urn.aead.Seal(nonce, nonce, plain, tag)}, nil
}

// genuine refuses a slip that no issued ballot of this paper stands behind.
func (k Keys) genuine(papers []Paper, paper int, s Slip) error {
	if paper < 0 || paper >= len(k.papers) || paper >= len(papers) || len(s.Msg) != msgLen || len(s.Sig) != sigLen {
		return errs.New(errs.Invalid, "收到的票不完整，没有计入；请重新载入页面后再投。")
	}
	if k.papers[paper].verifier.Verify(s.Msg, s.Sig) != nil {
		return errs.New(errs.Invalid, "这张票不是本次表决发出的票，没有计入；请向工作人员举手示意。")
	}
	return nil
}

// Unlock decrypts what Lock made and checks it again.
func (k Keys) Unlock(papers []Paper, s Sealed) (paper int, slip Slip, err error) {
	if len(k.papers) == 0 {
		return 0, Slip{}, errors.New("unlock ballot: the keys are gone")
	}
	if len(s.Cipher) != cipherLen {
		return 0, Slip{}, errors.New("unlock ballot: wrong length")
	}
	plain, err := k.urn.aead.Open(nil, s.Cipher[:nonceLen], s.Cipher[nonceLen:], s.Tag)
	if err != nil {
		return 0, Slip{}, fmt.Errorf("unlock ballot: %w", err)
	}
	if !bytes.Equal(s.Tag, k.urn.tag(plain[:2+msgLen])) {
		return 0, Slip{}, errors.New("unlock ballot: wrong tag")
	}
	paper = int(binary.BigEndian.Uint16(plain))
	slip.Msg, plain = plain[2:2+msgLen], plain[2+msgLen:]
	slip.Sig, plain = plain[:sigLen], plain[sigLen:]
	if err := k.genuine(papers, paper, slip); err != nil {
		return 0, Slip{}, fmt.Errorf("unlock ballot: %w", err)
	}
	if slip.Choice, err = papers[paper].Decode(plain); err != nil {
		return 0, Slip{}, fmt.Errorf("unlock ballot: %w", err)
	}
	return paper, slip, nil
}
