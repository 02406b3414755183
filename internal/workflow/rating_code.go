package workflow

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"math/big"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
)

const (
	codeLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	codeLength  = 12
	maxCodes    = 600
)

// newRatingCode draws a code of sixty bits, in groups that are easily read aloud.
func newRatingCode() string {
	var b strings.Builder
	for i := range codeLength {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(codeLetters))))
		if err != nil {
			panic(err) // never fails
		}
		b.WriteByte(codeLetters[n.Int64()])
	}
	return b.String()
}

// codeHash is how a code is kept, whatever case and dashes it is typed with.
func codeHash(code string) []byte {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(codeLetters, r) {
			return r
		}
		return -1
	}, strings.ToUpper(code))
	sum := sha256.Sum256([]byte(clean))
	return sum[:]
}

// TakeRatingBallot signs the blinded tokens of whoever holds a code (凭测评码领票), one for each paper, as IssueBallot does
// for a member: the code is noted before a signature leaves, the same request is answered again, another is refused.
func (f *Flow) TakeRatingBallot(ctx context.Context, boxID int64, code string, blinded [][]byte) ([][]byte, error) {
	hash := codeHash(code)
	if on, err := f.db.BoxOfCode(ctx, hash); errs.KindOf(err) == errs.NotFound || err == nil && on != boxID {
		return nil, errWrongCode
	} else if err != nil {
		return nil, err
	}
	u, err := f.urn(ctx, boxID)
	if err != nil {
		return nil, f.whyNoBallot(ctx, boxID, err)
	}
	signed, err := u.sign(blinded)
	if err != nil {
		return nil, f.whyNoBallot(ctx, boxID, err)
	}
	asked := sha256.Sum256(slices.Concat(blinded...))
	held, err := f.db.IssuedToCode(ctx, boxID, hash)
	if err == nil && held == nil {
		held, err = f.noteCodeIssue(ctx, boxID, hash, asked[:])
	}
	if err != nil {
		return nil, f.whyNoBallot(ctx, boxID, err)
	}
	if !slices.Equal(held, asked[:]) {
		return nil, errs.New(errs.Conflict, "这个测评码已在另一台手机上用过，不能再用。不是您本人操作的，请告诉工作人员。")
	}
	return signed, nil
}

var errWrongCode = errs.New(errs.Forbidden, "测评码不对，请核对测评码条，字母和数字逐个输入。")

func (f *Flow) noteCodeIssue(ctx context.Context, boxID int64, code, hash []byte) ([]byte, error) {
	err := f.do(ctx, authz.Public, authz.TakeRatingBallot, func(tx *store.Tx) error {
		noted, err := tx.InsertCodeIssue(ctx, boxID, code, hash)
		if err != nil {
			return err
		}
		if !noted {
			return errBoxNotCasting
		}
		return tx.Audit(ctx, authz.TakeRatingBallot, boxSubject(boxID), nil)
	})
	if err == nil {
		return hash, nil
	}
	if errors.Is(err, errBoxNotCasting) {
		if held, err := f.db.IssuedToCode(ctx, boxID, code); err != nil || held != nil {
			return held, err
		}
	}
	return nil, err
}

// BoxOfCode returns the box whose roll a code is on.
func (f *Flow) BoxOfCode(ctx context.Context, code string) (int64, error) {
	id, err := f.db.BoxOfCode(ctx, codeHash(code))
	if errs.KindOf(err) == errs.NotFound {
		return 0, errWrongCode
	}
	return id, err
}
