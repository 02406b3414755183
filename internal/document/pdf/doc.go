// Package pdf sets official papers as PDF files in the layout of GB/T 9704—2012: A4, a text block of
// 156 × 225 mm with 22 lines of 28 characters. The files are final: the same paper gives the same bytes,
// its text can be copied out character by character, names in rare characters included, and a character
// that no font has is refused rather than printed as an empty box.
//
// The fonts and their licence are in fonts/. Lines are broken by the Chinese rules (避头尾); libraries that
// were tried lose characters at line breaks or cannot map those beyond U+FFFF back to text, which is why
// the file is written here.
package pdf
