package authz

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"renmian/internal/errs"
)

// LockAfter returns how long sign-in is refused after so many failures in a row: nothing for the
// first four, then a minute that doubles with every further failure up to an hour.
// 〔OWASP ASVS 5.0 V6.3.1；GB/T 22239—2019 8.1.4.1 登录失败处理〕
func LockAfter(failures int) time.Duration {
	switch n := failures - 5; {
	case n < 0:
		return 0
	case n >= 6:
		return time.Hour
	default:
		return time.Minute << n
	}
}

// SeatTries is how many wrong passwords a seat takes; then the operator makes a new one, in the room and
// knowing the member.
const SeatTries = 5

const (
	minPassword = 12
	maxPassword = 128
)

// common holds the pieces people build guessable passwords from; a password that is nothing but
// such a piece and a few signs is refused. 〔OWASP ASVS 5.0 V6.2.4〕
var common = []string{
	"password", "passw0rd", "qwertyuiop", "1qaz2wsx3edc", "qazwsxedc", "iloveyou", "administrator",
	"admin", "welcome", "letmein", "renmian", "renda", "woaini", "woaizhongguo", "zhongguo",
	"1234567890", "123456789", "12345678", "123456", "abcdefgh", "abcd1234", "abc123", "a123456",
	"5201314", "147258369", "987654321", "88888888", "66666666", "11111111", "00000000",
}

// CheckPassword judges a new password: at least 12 characters, nothing easily guessed, not the user
// name or the person's name. complex also asks for three kinds of characters, for counties whose
// inspection demands it. 〔OWASP ASVS 5.0 V6.2；GB/T 22239—2019 8.1.4.1〕
func CheckPassword(password, username, name string, complex bool) error {
	refuse := func(text string) error { return errs.Form(errs.Field{Name: "password", Message: text}) }
	lower := strings.ToLower(password)
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return refuse("密码至少 12 个字符，可以用一句好记的话。")
	case n > maxPassword:
		return refuse("密码最多 128 个字符，请缩短。")
	case username != "" && strings.Contains(lower, strings.ToLower(username)):
		return refuse("密码不能包含用户名，请换一个。")
	case name != "" && strings.Contains(password, name):
		return refuse("密码不能包含本人姓名，请换一个。")
	case guessable(lower):
		return refuse("这个密码太常见，容易被猜中，请换一个。")
	case complex && kinds(password) < 3:
		return refuse("密码须含大写字母、小写字母、数字、其他符号中的至少三类。")
	}
	return nil
}

// guessable reports whether little is left of a password without common pieces, or whether it is
// made of very few different characters or one running sequence.
func guessable(lower string) bool {
	rest := lower
	for _, piece := range common {
		rest = strings.ReplaceAll(rest, piece, "")
	}
	if utf8.RuneCountInString(rest) < 5 {
		return true
	}
	seen := map[rune]bool{}
	steps, total := 0, 0
	var last rune
	for _, r := range lower {
		seen[r] = true
		if d := r - last; total > 0 && (d == 1 || d == -1 || d == 0) {
			steps++
		}
		last = r
		total++
	}
	return len(seen) < 5 || steps >= total-2
}

func kinds(password string) int {
	var upper, lower, digit, other int
	for _, r := range password {
		switch {
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return upper + lower + digit + other
}
