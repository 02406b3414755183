package lrmx

import (
	"fmt"
	"strings"
)

// parseID drops blanks and gives the final x its capital.
func parseID(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if v, ok := digit(r); ok {
			return rune('0' + v)
		}
		if r == 'Ｘ' || r == 'ｘ' || r == '×' {
			return 'X'
		}
		return r
	}, removeBlanks(s)))
}

// IDProblem says in a sentence what is wrong with an identity number; "" when it is right or empty.
// 〔GB 11643—1999 公民身份号码〕
func IDProblem(id string) string {
	if id == "" {
		return ""
	}
	if n := len([]rune(id)); n != 18 || len(id) != 18 {
		return fmt.Sprintf("身份证号应为 18 位，现为 %d 位，请对照身份证核对。", n)
	}
	for i := range 17 {
		if id[i] < '0' || id[i] > '9' {
			return fmt.Sprintf("身份证号第 %d 位应为数字，请对照身份证核对。", i+1)
		}
	}
	if _, ok := ParseDate(id[6:14]); !ok {
		return "身份证号第 7 至 14 位不是出生日期，请对照身份证核对。"
	}
	if id[17] != idCheckDigit(id) {
		return "身份证号第 18 位不对，请对照身份证核对。"
	}
	return ""
}

// idCheckDigit is ISO 7064 MOD 11-2 over the first 17 digits.
func idCheckDigit(id string) byte {
	sum := 0
	for i := range 17 {
		weight := 1 << (17 - i) % 11
		sum += int(id[i]-'0') * weight
	}
	return "10X98765432"[sum%11]
}

// IDBirth returns the date of birth inside a well-formed identity number.
func IDBirth(id string) Date {
	if len(id) != 18 {
		return Date{}
	}
	d, _ := ParseDate(id[6:14])
	return d
}

// IDSex returns 男 or 女, as the 17th digit is odd or even; "" when the number is not well-formed.
func IDSex(id string) string {
	switch {
	case len(id) != 18 || id[16] < '0' || id[16] > '9':
		return ""
	case (id[16]-'0')%2 == 1:
		return "男"
	}
	return "女"
}
