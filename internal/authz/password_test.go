package authz

import (
	"strings"
	"testing"
	"time"
)

func TestLockAfter(t *testing.T) {
	for _, tt := range []struct {
		failures int
		want     time.Duration
	}{
		{0, 0}, {1, 0}, {4, 0}, {5, time.Minute}, {6, 2 * time.Minute}, {8, 8 * time.Minute},
		{10, 32 * time.Minute}, {11, time.Hour}, {12, time.Hour}, {1000, time.Hour},
	} {
		if got := LockAfter(tt.failures); got != tt.want {
			t.Errorf("after %d failures %v, want %v", tt.failures, got, tt.want)
		}
	}
}

func TestCheckPassword(t *testing.T) {
	for _, tt := range []struct {
		name, password string
		complex, ok    bool
	}{
		{"a sentence", "三月的风吹过县城的老街口", false, true},
		{"words", "ink table river nine", false, true},
		{"eleven characters", "ink table r", false, false},
		{"129 characters", strings.Repeat("ink table river ", 9), false, false},
		{"contains the user name", "xx-Wang.Li-river-table", false, false},
		{"contains the name", "王丽爱吃西湖醋鱼和东坡肉", false, false},
		{"a common piece with signs", "Password1234", false, false},
		{"two common pieces", "admin1234567890", false, false},
		{"few characters", "abababababab", false, false},
		{"a running sequence", "abcdefghijklm", false, false},
		{"two kinds where three are asked", "ink table river nine", true, false},
		{"three kinds", "Ink table river nine", true, true},
	} {
		if err := CheckPassword(tt.password, "wang.li", "王丽", tt.complex); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
