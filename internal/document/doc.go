// Package document words the official papers of an appointment: pure functions from plain values to
// structured text, which a page prints in the layout of GB/T 9704—2012. It also reads and writes the
// spreadsheets that travel with them. Nothing here knows a database or a clock; it
// imports policy, calendar and errs.
//
// The wording follows 业务参考 6.2. Names of two characters are spaced in lists; a person's sex and
// nationality are noted in brackets only where the official list notes them: women and non-Han.
package document
