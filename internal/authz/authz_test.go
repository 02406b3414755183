package authz

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"renmian/internal/errs"
)

// Every action declared has a label and somebody who may do it, and nobody else may.
func TestEveryActionHasARule(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var declared [][]string
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		declared = append(declared, regexp.MustCompile(`(?m)^\t\w+\s+Action = "(\w+)"`).FindAllStringSubmatch(string(src), -1)...)
	}
	rows := 0
	for _, part := range []map[Action]rule{houseRules, caseRules, examRules, meetingRules, supervisionRules} {
		rows += len(part)
	}
	if len(declared) != len(Actions()) || rows != len(table) {
		t.Errorf("%d actions declared, %d rows in the tables, %d different ones", len(declared), rows, len(Actions()))
	}
	labels := map[string]Action{}
	for _, m := range declared {
		act := Action(m[1])
		r, ok := table[act]
		if !ok || r.label == "" || len(r.roles) == 0 {
			t.Errorf("action %q has no rule", act)
			continue
		}
		if other, twice := labels[r.label]; twice {
			t.Errorf("%q and %q share the label %s", act, other, r.label)
		}
		labels[r.label] = act
		for role := range roleLabels {
			err := Check(Actor{Roles: []Role{role}}, act)
			if may := Can(Actor{Roles: r.roles}, act) && strings.Contains(joined(r.roles), string(role)+" "); may != (err == nil) {
				t.Errorf("%s doing %q: %v", role, act, err)
			}
		}
	}
}

func joined(roles []Role) string {
	var b strings.Builder
	for _, r := range roles {
		b.WriteString(string(r) + " ")
	}
	return b.String()
}

func TestCheckRefuses(t *testing.T) {
	err := Check(Actor{Roles: []Role{RoleClerk}}, CreateAccount)
	if errs.KindOf(err) != errs.Forbidden || !strings.Contains(errs.Message(err), "由系统管理员办理") {
		t.Errorf("a clerk creating an account: %v", err)
	}
	if err := Check(Actor{Roles: Roles}, "launch_rocket"); errs.KindOf(err) != errs.Forbidden {
		t.Errorf("an unknown action: %v", err)
	}
}

func TestCheckRoles(t *testing.T) {
	for _, tt := range []struct {
		name  string
		roles []Role
		ok    bool
	}{
		{"none yet", nil, true},
		{"two of the procedure", []Role{RoleChair, RoleMember}, true},
		{"one officer alone", []Role{RoleAuditor}, true},
		{"officer and clerk", []Role{RoleAdmin, RoleClerk}, false},
		{"two officers", []Role{RoleAdmin, RoleAuditor}, false},
		{"role of no account", []Role{RoleSystem}, false},
	} {
		if err := CheckRoles(tt.roles); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
