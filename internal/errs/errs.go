// Package errs holds the few kinds of failure a user may be told about. Every other error is
// internal: it is logged with a request number and its text is never shown. It imports nothing of ours.
package errs

import (
	"errors"
	"fmt"
)

// Kind says what a failure means to the person who caused it. The zero Kind is an internal failure.
type Kind string

const (
	Invalid   Kind = "invalid"   // 输入有误: show the form again as typed
	NotFound  Kind = "not_found" // 查无此件
	Forbidden Kind = "forbidden" // 无权办理
	Conflict  Kind = "conflict"  // 程序不允许，或他人已办理
)

// Field is one message that belongs beside one form field.
type Field struct {
	Name    string // the form field's name
	Message string // a Chinese sentence that says what to do
}

// Error is a failure the user may read: a Chinese sentence saying what to do next.
type Error struct {
	Kind    Kind
	Text    string
	Reasons []string // every reason, where one move has several blockers
	Fields  []Field  // messages for single form fields; only with Invalid
}

func (e *Error) Error() string { return string(e.Kind) + ": " + e.Text }

// New makes an error of a kind with a sentence for the user.
func New(k Kind, format string, args ...any) error {
	return &Error{Kind: k, Text: fmt.Sprintf(format, args...)}
}

// Form makes an Invalid error from messages beside fields; nil when there are none.
func Form(fields ...Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Text: fields[0].Message, Fields: fields}
}

// Blocked makes a Conflict that lists every reason; nil when there are none.
func Blocked(reasons []string) error {
	if len(reasons) == 0 {
		return nil
	}
	return &Error{Kind: Conflict, Text: reasons[0], Reasons: reasons}
}

// KindOf returns the kind of the first user error in err's chain, or "".
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}

// Message returns the sentence for the user, or "" for an internal error.
func Message(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Text
	}
	return ""
}

// Reasons returns every reason of err, at least its message when it is a user error.
func Reasons(err error) []string {
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok:
		return nil
	case len(e.Reasons) > 0:
		return e.Reasons
	}
	return []string{e.Text}
}

// Fields returns the messages that belong beside form fields.
func Fields(err error) []Field {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Fields
	}
	return nil
}
