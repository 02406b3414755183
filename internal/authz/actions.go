package authz

import "maps"

// The closed list of actions lies beside this file, one file for each part of the house: constants by stage,
// and a table that gives each its Chinese name and the roles that may do it.

var (
	everyone = []Role{RoleOrgan, RoleClerk, RoleExaminer, RoleChair, RoleOperator, RoleMember, RoleNominee,
		RoleAdmin, RoleSecurity, RoleAuditor}
	accountStaff = []Role{RoleAdmin, RoleSystem}
	clerks       = []Role{RoleClerk, RoleSystem}
	organOnly    = []Role{RoleOrgan}
	clerkOnly    = []Role{RoleClerk}
	chairOnly    = []Role{RoleChair}
	meetingStaff = []Role{RoleOperator, RoleClerk}
	inSession    = []Role{RoleOperator}
	examStaff    = []Role{RoleExaminer, RoleClerk}

	candidateOnly = []Role{RoleCandidate}
)

var table = merged(houseRules, caseRules, examRules, meetingRules, supervisionRules)

// merged is all the tables in one; an action stands in one of them only, as a test proves.
func merged(parts ...map[Action]rule) map[Action]rule {
	all := map[Action]rule{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}
