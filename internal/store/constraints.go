package store

import "renmian/internal/errs"

// constraints gives each constraint that a person's input can violate the answer they see. Every
// file of this package adds its constraints by name, in the order of the migrations.
var constraints = map[string]error{
	// 000001 frame
	"account_username_key": errs.Form(errs.Field{Name: "username", Message: "该用户名已有人使用，请换一个。"}),
	"account_roles_separate": errs.Form(errs.Field{Name: "roles",
		Message: "系统管理员、安全管理员、安全审计员须由专人担任，请只保留一个角色。"}),
	"account_asked_separate": errs.Form(errs.Field{Name: "roles",
		Message: "系统管理员、安全管理员、安全审计员须由专人担任，请只保留一个角色。"}),

	// 000014 paper
	"paper_template_version":    errs.New(errs.Conflict, "另一人刚刚上传了这种文书的模板，请刷新后再传。"),
	"paper_template_file_once":  errs.Form(errs.Field{Name: "file", Message: "这份文件已经是这种文书的一版模板，请在下方各版中打开启用。"}),
	"paper_template_one_active": errs.New(errs.Conflict, "另一人刚刚启用了另一版，请刷新后再办。"),

	// 000015 public
	"county_rule_name_key":    errs.Form(errs.Field{Name: "name", Message: "已登记同名的法规办法，请到它的页面登记新文本。"}),
	"county_rule_version_day": errs.Form(errs.Field{Name: "effective", Message: "这一天施行的文本已经登记，请核对施行日期。"}),

	// 000002 registers
	"term_number_key":           errs.Form(errs.Field{Name: "number", Message: "这一届已经登记，请到该届页面修改。"}),
	"term_daterange_excl":       errs.Form(errs.Field{Name: "starts_on", Message: "任期与已登记的另一届重叠，请核对起止日期。"}),
	"organ_name_key":            errs.Form(errs.Field{Name: "name", Message: "已有同名机关，请核对名称；已撤销的机关在“含已撤销”中查看。"}),
	"office_title_key":          errs.Form(errs.Field{Name: "title", Message: "职务目录中已有这一职务，请核对全称；已撤销的职务在“含已撤销”中查看。"}),
	"person_id_number_hash_key": errs.Form(errs.Field{Name: "id_number", Message: "该身份证号已登记在另一人名下，请核对证件，或改用已有的人员档案。"}),
	"member_one_seat":           errs.Form(errs.Field{Name: "seat", Message: "该席位号已有人使用，请换一个。"}),
	"member_one_person":         errs.Form(errs.Field{Name: "person", Message: "此人已是本届组成人员，无需再加。"}),
	"member_one_chairperson":    errs.Form(errs.Field{Name: "duty", Message: "本届已有在任的主任，请先办理其终止。"}),
	"tenure_once":               errs.New(errs.Conflict, "此人已担任该职务，不能重复任职，请核对任职记录。"),
	"tenure_start_case_id_key":  errs.New(errs.Conflict, "该任免案的任职已经登记，无需再办。"),
	"tenure_end_case_id_key":    errs.New(errs.Conflict, "该任免案的免职已经登记，无需再办。"),

	// 000003 case
	"case_once":           errs.New(errs.Conflict, "此人的同一任免事项已在办理中，不能重复提请；请先查明在办的任免案。"),
	"cadre_form_once":     errs.New(errs.Conflict, "本提请件中已有此人的审批表，请打开该表，用“重新导入”换上新的文件。"),
	"correction_one_open": errs.New(errs.Conflict, "上一次补正尚未交回，不能再次退回。"),
	"withdrawal_one_open": errs.New(errs.Conflict, "已提出过撤回请求，请等候主任会议决定。"),

	"investigation_corrected_once": errs.New(errs.Conflict, "这条考察记录已经更正过，请在更正后的记录上再作更正。"),
	"consultation_corrected_once":  errs.New(errs.Conflict, "这条沟通记录已经更正过，请在更正后的记录上再作更正。"),
	"publicity_case_once":          errs.New(errs.Conflict, "名单中有人已在公示中或已公示，请刷新名单后再发布。"),
	"exam_sitting_number_key":      errs.New(errs.Conflict, "这个考试场次编号已经使用，请刷新后再建。"),
	"exam_candidate_pkey":          errs.New(errs.Conflict, "考生已在本场名单中，无需再加。"),
	"exam_result_attempt_once":     errs.New(errs.Conflict, "这名考生的成绩刚由他人登记，请刷新后核对。"),
	"exam_mark_pkey":               errs.New(errs.Conflict, "这份答案刚由他人评阅，请评下一份。"),
	"exam_mark_other_person":       errs.New(errs.Conflict, "这份答案您已评过，须由另一人再评。"),
	"exam_score_pkey":              errs.New(errs.Conflict, "成绩刚由他人锁定，请刷新页面。"),
	"exam_result_sitting_once":     errs.New(errs.Conflict, "这名考生本场的成绩刚由他人登记，请刷新后核对。"),
	"commitment_edition_once":      errs.New(errs.Conflict, "承诺书刚刚提交过，请刷新后查看。"),
	"commitment_one_pending":       errs.New(errs.Conflict, "承诺书刚刚提交过，请刷新后查看。"),
	"publicity_opinion_form_key":   errs.New(errs.Conflict, "这份意见刚才已经收到，无需重复提交。"),

	// 000003 and 000004 meetings
	"chairs_meeting_term_id_number_key":    errs.Form(errs.Field{Name: "number", Message: "本届已有这一次主任会议，请核对次数。"}),
	"committee_meeting_term_id_number_key": errs.Form(errs.Field{Name: "number", Message: "本届已有这一次会议，请核对次数。"}),
	"chairs_item_one_open":                 errs.New(errs.Conflict, "该任免案已列入另一次主任会议的议程，请刷新页面。"),
	"chairs_item_pkey":                     errs.New(errs.Conflict, "该任免案已在这次主任会议的议程上，请刷新页面。"),
	"agenda_case_once":                     errs.New(errs.Conflict, "该任免案已列入会议议程，请刷新页面。"),
	"vote_round_one_live":                  errs.New(errs.Conflict, "本项已经开始表决，请刷新页面。"),
	"count_entry_current":                  errs.New(errs.Conflict, "您的计票已经录入，请等候另一名监票人。"),
	"nominee_absence_one_open":             errs.New(errs.Conflict, "已登记离场，请刷新页面。"),
	"nominee_absence_pkey":                 errs.New(errs.Conflict, "已登记离场，请刷新页面。"),
	"method_request_one_open":              errs.New(errs.Conflict, "改变表决方式的请求已经送到主持人，请等候决定。"),
	"meeting_rest_one_open":                errs.New(errs.Conflict, "会议已经休会，请刷新页面。"),
	"rating_round_one_open":                errs.New(errs.Conflict, "本次会议已有一场测评在进行，宣布或者作废后再开始另一场。"),
	"rating_entry_current":                 errs.New(errs.Conflict, "您的计票已经录入，请等候另一名监票人。"),
	"rating_notice_once":                   errs.New(errs.Conflict, "这次测评的结果已经起草公布稿，请刷新页面。"),
	"rating_after_id_key":                  errs.New(errs.Conflict, "这次测评已经安排过复评，请刷新页面。"),
	"hall_screen_code_once":                errs.New(errs.Conflict, "这个配对码已经在用，请核对大屏上显示的配对码。"),

	// 000005 outcome
	"certificate_one_valid":                errs.New(errs.Conflict, "该任免案已有有效的任命书，请刷新页面。"),
	"certificate_first_print":              errs.New(errs.Conflict, "该任命书已经打印过，补打请写明理由。"),
	"certificate_void_pkey":                errs.New(errs.Conflict, "该任命书已经作废，请刷新页面。"),
	"certificate_handover_pkey":            errs.New(errs.Conflict, "该任命书已经颁发，请刷新页面。"),
	"certificate_absence_pkey":             errs.New(errs.Conflict, "此人已经登记为另行颁发，请刷新页面。"),
	"oath_pkey":                            errs.New(errs.Conflict, "这次宣誓已经登记，请刷新页面。"),
	"oath_once":                            errs.New(errs.Conflict, "此人已经宣誓，无需再办。"),
	"oath_ceremony_id_case_id_fkey":        errs.New(errs.Conflict, "这次宣誓已经登记，不能取消；名册以外的人请另行安排。"),
	"notice_one_of_kind":                   errs.New(errs.Conflict, "本次会议的名单或公告已经起草，请刷新页面。"),
	"notice_case_case_id_key":              errs.New(errs.Conflict, "该任免案已在另一份名单或决定中，请刷新页面。"),
	"organ_notice_meeting_id_organ_id_key": errs.New(errs.Conflict, "已经通知该机关，请刷新页面。"),

	// 000009 exam
	"exam_room_sitting_id_name_key":     errs.Form(errs.Field{Name: "name", Message: "本场已有同名考场，请换一个名称。"}),
	"exam_entry_room_id_seat_key":       errs.New(errs.Conflict, "这个座位刚刚排给了另一名考生，请重新排座。"),
	"exam_entry_sitting_id_case_id_key": errs.New(errs.Conflict, "考生刚刚已经排座，请刷新页面。"),

	// 000007 ballot
	"count_confirmation_pkey":  errs.New(errs.Conflict, "您已经确认过本轮计票，请等候另一名监票人确认。"),
	"count_objection_one_open": errs.New(errs.Conflict, "您已经提出书面异议，请等候主持人决定。"),

	// 000009 exam
	"law_title_key":           errs.Form(errs.Field{Name: "title", Message: "题库中已有这部法规。"}),
	"law_short_key":           errs.Form(errs.Field{Name: "short", Message: "已有一部法规用这个简称，请换一个。"}),
	"exam_paper_opening_pkey": errs.New(errs.Conflict, "您已经同意启封，请由另一人办理第二人启封。"),

	// 000016 inquiry
	"special_inquiry_series":                   errs.Form(errs.Field{Name: "after", Message: "这次询问之后已有下一次同题询问，请选最近的一次。"}),
	"investigation_member_name":                errs.Form(errs.Field{Name: "name", Message: "这个人已在名单上。"}),
	"investigation_one_chief":                  errs.Form(errs.Field{Name: "role", Message: "已有主任委员。"}),
	"petition_form_key":                        errs.New(errs.Conflict, "这份反映刚才已经收到，无需重复提交。"),
	"petition_transfer_open":                   errs.Form(errs.Field{Name: "organ", Message: "已经转给这个单位，请等候办理结果。"}),
	"suggestion_number":                        errs.Form(errs.Field{Name: "number", Message: "这次会议的建议中已有这个编号。"}),
	"suggestion_report_session":                errs.New(errs.Conflict, "这次会议的代表建议办理情况已经听取过。"),
	"correction_notice_number":                 errs.Form(errs.Field{Name: "number", Message: "这个文号已经用过。"}),
	"dispatch_removal_once":                    errs.New(errs.Conflict, "这件免职建议已经发函，请刷新页面。"),
	"removal_move_open":                        errs.New(errs.Conflict, "对此人的同一种议案已经提出，正在联名或者办理，请先查明。"),
	"removal_move_proposal_id_fkey":            errs.New(errs.Conflict, "这是依法提出的撤职案或者罢免案，不能删除；不再提请的，提交后办理撤回。"),
	"inquiry_question_matter_id_organ_id_fkey": errs.New(errs.Conflict, "这个单位还有要回答的问题，请先删去或者改由其他单位回答。"),
	"suggestion_reply_pkey":                    errs.New(errs.Conflict, "这件建议已经答复，请刷新页面。"),
	"interpellation_verdict_pkey":              errs.New(errs.Conflict, "您已经表示过意见。"),
	"interpellation_round_pkey":                errs.New(errs.Conflict, "已经作出决定，请刷新页面。"),
	// 000010 and 000011 plan and duty reports
	"supervision_plan_year_key": errs.Form(errs.Field{Name: "year", Message: "这一年的监督计划已经在编制，请从列表打开。"}),
	"matter_plan_item_id_key":   errs.New(errs.Conflict, "这一项计划刚由他人启动，请刷新页面。"),
	"duty_call_year_key":        errs.Form(errs.Field{Name: "year", Message: "这一年的述职通知已经发出，请从列表打开。"}),
	"duty_report_once":          errs.New(errs.Conflict, "名单中有人已经列入这一年的述职，请刷新页面。"),
	"duty_filing_pkey":          errs.New(errs.Conflict, "述职报告刚刚提交过，请刷新后查看。"),
	"duty_volume_once":          errs.New(errs.Conflict, "这一年的述职报告汇编已经编成，请刷新页面。"),
}
