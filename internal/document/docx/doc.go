// Package docx writes official papers as .docx files that staff edit in WPS, Word or LibreOffice, and fills
// in templates that a county brings with it. The layout is that of GB/T 9704—2012 with exact line pitch; the
// fonts are named, as staff machines have them, and never embedded.
// It imports document only.
package docx
