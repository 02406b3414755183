// Package lrmx reads, checks, corrects and writes the cadre form 干部任免审批表, the file a proposing
// organ hands over with every nomination. It imports calendar and errs.
//
// The order in which a form passes through here:
//
//	Open    any mix of dropped files (.lrmx, .lrm with .pic, .zip), told apart by their content
//	Read    one .lrmx: decode by the bytes, repair, scan, normalise; the original is never changed
//	Fields  the field-by-field table: what the file says beside the value in use
//	With    one correction by hand, refused with a sentence when it cannot be right
//	Check   everything to stop at, to settle, or to look at, each with its field
//	Write   the form as the desktop program saves it, re-read before it is returned
//
// There is no public standard of the format. What is accepted here was found by comparing the public
// readers and writers; element names are the format's own, every identifier stands beside its 栏目 in
// the table in boxes.go.
//
// The file holds personal information of the candidate and of relatives who never agreed to anything:
// the identity number, family and health are for those who examine eligibility and recusal only.
// ForMembers gives what members may see. 〔个人信息保护法 第六条、第二十八条〕
package lrmx
