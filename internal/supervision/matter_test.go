package supervision

import "testing"

func TestKinds(t *testing.T) {
	seen := map[Kind]bool{}
	for _, k := range Kinds() {
		if k.Label() == "" || k.Path() == "" || seen[k] {
			t.Errorf("%q: label %q, path %q, seen %v", k, k.Label(), k.Path(), seen[k])
		}
		seen[k] = true
	}
	if unknown := Kind("tea"); unknown.Label() != "" || unknown.Path() != "" {
		t.Error("a kind there is not has a name")
	}
	// 述职评议、工作评议、测评 rest on the county's own rules 〔业务参考 1.5〕.
	for k, statutory := range map[Kind]bool{DutyReport: false, PerformanceReview: false, WorkReview: false, TopicReview: false, OutsideRecord: false,
		SpecialWorkReport: true, LawInspection: true, SpecialInquiry: true, Interpellation: true, SpecialInvestigation: true, Suggestion: true} {
		if k.Statutory() != statutory {
			t.Errorf("%s: statutory %v, want %v", k.Label(), k.Statutory(), statutory)
		}
	}
	if !Petition.Confidential() || !OutsideRecord.Confidential() || Audit.Confidential() {
		t.Error("petitions and outside records are confidential, audits are not")
	}
}
