// Package policy holds what a county may lawfully decide for itself about appointments, as values:
// its 人事任免办法. A Policy is stored with the day it takes effect, and a case pins the version in
// force when it was accepted, so an old case is always read by its own rules. It imports calendar only.
//
// What a statute fixes is not here and cannot be set: the quorum and the majority of all members
// 〔地方组织法 第五十一条〕, the secret ballot for a dismissal case 〔监督法 第六十二条〕, who may propose
// what 〔地方组织法 第五十条〕, and the words of the oath 〔全国人大常委会关于实行宪法宣誓制度的决定〕.
//
// Beside each field stands its Chinese name and where it comes from: 业务参考 is the procedure
// reference (“业务参考 2.1”), SB-05 and the like are rows of the nine counties' practice.
package policy
