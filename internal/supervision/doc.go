// Package supervision is the rules of what follows an appointment (任后监督): the year's plan, duty
// reports, reviews, ratings, rectification, inquiries, audits, petitions and suggestions.
//
// What the statute orders and what a county practises by its own rules are kept apart: 专项工作报告,
// 执法检查, 视察, 询问, 质询, 特定问题调查 and 撤职案 rest on 〔监督法〕; 述职报告, 述职评议, 工作评议 and
// 测评 rest on the county's rules alone, can be switched off, and are never called statutory.
//
// Everything here is a function of values: the matter with what was done, the county's policy, and a
// day. It imports policy, calendar and errs.
//
// The words: matter 监督事项, plan 年度监督计划, duty report 述职报告, review 评议, rating 测评,
// rectification 整改, dispatch 报送反馈. Sources: 监督法 (2024), 代表法 (2025), 本县办法 (policy),
// 业务参考 1.4–1.5 and 4.
package supervision
