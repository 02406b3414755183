// Package ui holds the parts every page is made of: layouts, form fields, tables, the stage line, task
// lists, charts and the official sheet. A part is a struct with display-ready values that renders
// itself, so a page struct can hold parts and a view just names them:
//
//	// exam.go
//	type ExamPage struct {
//		Frame    ui.Frame
//		Action   string
//		Score    string
//		Problems ui.Problems // messages beside fields after a refused form
//		Steps    ui.Stages
//	}
//
//	// exam.templ
//	templ Exam(p ExamPage) {
//		@ui.Page(p.Frame) {
//			@ui.Heading{Title: "登记任前法律考试成绩", Lead: "由阅卷人填写，另一人核对。"}
//			@p.Steps
//			@p.Problems
//			@(ui.Form{Action: p.Action}) {
//				@ui.Text{Name: "score", Label: "成绩", Unit: "分", Type: ui.Number, Width: ui.Short, Value: p.Score, Error: p.Problems.For("score")}
//				@ui.ButtonRow() {
//					@ui.Button{Label: "登记成绩"}
//					@ui.Button{Label: "返回任免案", Href: "/cases/7", Kind: ui.Plain}
//				}
//			}
//		}
//	}
//
// A part with children is put in parentheses, @(ui.Card{…}) { … }, because templ would take its brace
// for the children's.
//
// Layouts: [Page] (staff), [Public] (everybody), [Paper] (a sheet to print), [Chamber] (a screen in the
// meeting room). Each takes a [Frame].
//
// Head of a page: [Heading], [Stages], [Problems] (the error summary; put it first in the page),
// [Notice], [Blockers], [Confirmation], [Help].
//
// Forms: [Form], [Post] (a form that is one button), [Text], [Area], [Select], [Radios], [Checks],
// [Check], [Files], [FieldSet], [Hidden], [ButtonRow], [Button]. A field's id is "f-" and its name.
//
// Content: [Columns] (main and aside), [Card], [Summary], [Table], [Scroll] (around a hand-made wide
// table), [Pager], [Filter], [Tasks], [Timeline], [Tag], [Stats], [Result] (votes as a bar),
// [Sections] (links within the page), [Empty], [TextColumn], [NarrowColumn].
//
// Public pages: [Entries], [Dated], [Article]. Official papers: [Sheet], [Certificate].
//
// A page has one primary button; its label names the act (“提交主任会议”, not “确定”). There are no style
// attributes and no scripts in views. What app.js adds on top of plain forms is switched on by
// fields of [Form] and [Files].
//
// It imports web, for the addresses of static files; staff, chamber and public import it.
package ui
