// Package pdf sets official papers as PDF files in the layout of GB/T 9704—2012: A4, a text block of
// 156 × 225 mm with 22 lines of 28 characters. The files are final: the same paper gives the same bytes,
// its text can be copied out character by character, names in rare characters included, and a character
// that no font has is refused rather than printed as an empty box.
// It imports document and errs.
//
// The fonts and their licence are in fonts/. Lines are broken by the Chinese rules (避头尾) and placed here; the file
// itself is written by github.com/carlos7ags/folio (fonts cut to what is used, text that can be copied out, bookmarks,
// the same bytes for the same paper). Of the others tried, signintech/gopdf v0.33.0 maps characters beyond U+FFFF to the
// wrong text and cannot be told otherwise, go-pdf/fpdf v0.12.0 breaks off at such a character, and tdewolff/canvas
// (2025-07) brings some twenty modules for what folio does with three.
package pdf
