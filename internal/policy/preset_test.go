package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestPresetsAreLawful(t *testing.T) {
	all := Presets()
	if len(all) != 10 || all[0].Key != "default" || len(all[0].Rows) != 0 || !reflect.DeepEqual(all[0].Policy, Default()) {
		t.Fatalf("%d presets, the first %s", len(all), all[0].Key)
	}
	for _, x := range all {
		if x.Name == "" || x.Sentence == "" {
			t.Errorf("%s has no name or no sentence", x.Key)
		}
		for _, pr := range Check(x.Policy) {
			t.Errorf("%s: %s: %s", x.Key, pr.Field, pr)
		}
	}
}

// A name masked in the source stays masked, and the county without one gets none.
func TestMaskedNamesStayMasked(t *testing.T) {
	for key, want := range map[string]string{"tm": "**市**土家族苗族自治县", "zy": "**省**壮族瑶族自治县", "an": "（原文缺县名）"} {
		if p, ok := PresetOf(key); !ok || p.Name != want {
			t.Errorf("%s is called %q", key, p.Name)
		}
	}
	if _, ok := PresetOf("nowhere"); ok {
		t.Error("an unknown key is a preset")
	}
}

// flat is a policy's stored form, a line for each value.
func flat(t *testing.T, p Policy) map[string]string {
	t.Helper()
	data, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	var walk func(string, any)
	walk = func(path string, v any) {
		if m, ok := v.(map[string]any); ok {
			for k, v := range m {
				walk(strings.TrimPrefix(path+"."+k, "."), v)
			}
			return
		}
		out[path] = fmt.Sprint(v)
	}
	walk("", tree)
	return out
}

// Each value of a preset names the field it sets, sets nothing else, and names its row.
func TestPresetValuesSetTheirFieldOnly(t *testing.T) {
	row := regexp.MustCompile(`^[A-Z]{2}-\d\d$`)
	base := flat(t, Default())
	for _, x := range presets {
		seen := map[string]bool{}
		for _, v := range x.values {
			if seen[v.field] {
				t.Errorf("%s sets %s twice", x.key, v.field)
			}
			seen[v.field] = true
			if v.row != "§11" && (!row.MatchString(v.row) || !strings.HasPrefix(v.row, strings.ToUpper(x.key))) {
				t.Errorf("%s: %s stands in row %q", x.key, v.field, v.row)
			}
			p := Default()
			v.set(&p)
			got, known := flat(t, p), false
			for _, path := range slices.Sorted(maps.Keys(base)) {
				within := path == v.field || strings.HasPrefix(path, v.field+".")
				known = known || within
				if got[path] != base[path] && !within {
					t.Errorf("%s: %s changes %s too", x.key, v.field, path)
				}
			}
			if !known {
				t.Errorf("%s: there is no field %s", x.key, v.field)
			}
		}
	}
}

// What is particular about each county is what its rows say.
func TestCounties(t *testing.T) {
	for _, tt := range []struct {
		key, row, want string
		got            func(Policy) any
	}{
		{"tm", "TM-04", "[eligibility ability fit reputation]", func(p Policy) any { return p.Review.Gates }},
		{"tm", "TM-05", "required", func(p Policy) any { return p.Publicity.Mode }},
		{"tm", "TM-06", "5 block 0", func(p Policy) any { return words(len(p.Exam.Groups), p.Exam.FailPolicy, p.Exam.Makeups) }},
		{"tm", "TM-09", "7 true", func(p Policy) any { return words(p.Materials.DaysBefore, p.Materials.ReadReceipt) }},
		{"tm", "TM-10", "organisation_department", func(p Policy) any { return p.Presentation.By }},
		{"tm", "TM-12", "all selected before_vote", func(p Policy) any {
			return words(p.Commitment.Written, p.Commitment.Speech, p.Commitment.SpeechTiming)
		}},
		{"tm", "TM-15", "true", func(p Policy) any { return p.Publication.PublishCommitments }},
		{"tm", "TM-16", "true", func(p Policy) any { return p.Certificate.OnTheSpot }},
		{"tm", "TM-22", "unit", func(p Policy) any { return p.Supervision.Rating.Publish }},
		{"zy", "ZY-02", "[tenure eligibility paperwork]", func(p Policy) any { return p.Review.Gates }},
		{"zy", "ZY-04", "{本县自治条例 4}", func(p Policy) any { return last(p.Exam.Blueprints[Court].Laws) }},
		{"zy", "ZY-05", "block 0 false", func(p Policy) any { return words(p.Exam.FailPolicy, p.Exam.Makeups, p.Exam.MakeupLeft(0)) }},
		{"zy", "ZY-06", "all 4", func(p Policy) any { return words(p.Commitment.Speech, len(p.Commitment.Headings)) }},
		{"zy", "ZY-07", "secret", func(p Policy) any { return p.VoteMethod(Appoint) }},
		{"zy", "ZY-16", "annual true", func(p Policy) any { return words(p.Supervision.DutyReport.Cycle, p.Supervision.DutyReport.Volume) }},
		{"an", "AN-02", "required true", func(p Policy) any { return words(p.Publicity.Mode, p.Publicity.ShowExamScore) }},
		{"an", "AN-04", "true false", func(p Policy) any {
			return words(slices.Contains(p.Documents(DecideAppoint, Government), Audit), slices.Contains(p.Documents(Appoint, Court), Audit))
		}},
		{"sb", "SB-05", "80 false true 不合格 合格", func(p Policy) any {
			return words(p.Exam.PassMark, p.Exam.Passed(79.5), p.Exam.Passed(80), p.Exam.Grade(79.5), p.Exam.Grade(80))
		}},
		{"sb", "SB-05", "block 0", func(p Policy) any { return words(p.Exam.FailPolicy, p.Exam.Makeups) }},
		{"sb", "SB-07", "all before_vote 4", func(p Policy) any {
			return words(p.Commitment.Speech, p.Commitment.SpeechTiming, len(p.Commitment.Headings))
		}},
		{"sb", "SB-12", "annual true selected", func(p Policy) any {
			d := p.Supervision.DutyReport
			return words(d.Cycle, d.Reviewed, d.Oral)
		}},
		{"sb", "SB-14", "3 1", func(p Policy) any { return words(len(p.Supervision.Rating.Groups), deciding(p)) }},
		{"sn", "SN-02", "required [government supervision court procuratorate]", func(p Policy) any { return words(p.Investigation.Mode, p.Investigation.Groups) }},
		{"sn", "SN-05", "{中华人民共和国人民法院组织法 12} {中华人民共和国宪法 6}", func(p Policy) any {
			return words(p.Exam.Blueprints[Court].Laws[0], p.Exam.Blueprints[Government].Laws[0])
		}},
		{"sn", "SN-06", "suspend true", func(p Policy) any { return words(p.Exam.FailPolicy, p.Exam.MakeupLeft(1)) }},
		{"sn", "SN-07", "true", func(p Policy) any { return p.Consultation.Required }},
		{"sn", "SN-10", "true", func(p Policy) any { return p.Deliberation.NomineeLeaves }},
		{"sn", "SN-11", "true", func(p Policy) any { return p.Deliberation.UnansweredSuspends }},
		{"sn", "SN-14", "with_certificate true", func(p Policy) any { return words(p.Oath.Timing, p.Certificate.OnTheSpot) }},
		{"sn", "SN-19", "suggest_removal", func(p Policy) any { return last(p.Supervision.Rating.Person.Rules).Next }},
		{"zj", "§11", "false", func(p Policy) any { return p.Exam.Required(Government, DecideAppoint) }},
		{"zj", "ZJ-09", "required plan 3 1", func(p Policy) any {
			r := p.Supervision.Review
			return words(r.Mode, r.Selection, r.Persons, r.Units)
		}},
		{"zj", "ZJ-10", "5 8", func(p Policy) any {
			return words(len(p.Supervision.Review.Methods), len(p.Supervision.Review.Headings))
		}},
		{"zj", "ZJ-13", "[优秀 称职 基本称职 不称职] meeting", func(p Policy) any {
			return words(p.Supervision.Rating.Person.Grades, p.Supervision.Rating.Publish)
		}},
		{"zj", "ZJ-16", "[满意 基本满意 不满意] rectify", func(p Policy) any {
			return words(p.Supervision.Rating.Work.Grades, last(p.Supervision.Rating.Work.Rules).Next)
		}},
		{"dz", "DZ-06", "makeup true meeting", func(p Policy) any { return words(p.Exam.FailPolicy, p.Exam.MakeupLeft(99), p.Exam.Report) }},
		{"dz", "DZ-07", "groups true", func(p Policy) any { return words(p.Deliberation.Mode, p.Deliberation.ObserversInGroups) }},
		{"dz", "DZ-08", "all before_vote", func(p Policy) any { return words(p.Commitment.Speech, p.Commitment.SpeechTiming) }},
		{"dz", "DZ-14", "public", func(p Policy) any { return p.Supervision.Rating.Publish }},
		{"dz", "DZ-15", "suggest_removal", func(p Policy) any { return last(p.Supervision.Rating.Work.Rules).Next }},
		{"dz", "DZ-16", "annual all", func(p Policy) any { return words(p.Supervision.DutyReport.Cycle, p.Supervision.DutyReport.Oral) }},
		{"st", "ST-01", "6 本县自治条例", func(p Policy) any {
			laws := p.Exam.Blueprints[Congress].Laws
			return words(len(laws), last(laws).Law)
		}},
		{"st", "ST-02", "defer true 0", func(p Policy) any { return words(p.Exam.FailPolicy, p.Exam.MakeupLeft(1), p.Exam.MakeupWithinDays) }},
		{"st", "ST-03", "unit_head", func(p Policy) any { return p.Presentation.By }},
		{"st", "ST-04", "all after_vote", func(p Policy) any { return words(p.Commitment.Speech, p.Commitment.SpeechTiming) }},
		{"st", "ST-05", "after_vote", func(p Policy) any { return p.Oath.Timing }},
		{"tm", "TM-21", "required", func(p Policy) any { return p.Supervision.Review.Mode }},
		{"sb", "SB-02", "true false", func(p Policy) any {
			return words(slices.Contains(p.Documents(DecideAppoint, Government), Recommended), slices.Contains(p.Documents(DecideRemove, Government), Recommended))
		}},
		{"zj", "ZJ-15", "true 1", func(p Policy) any { return words(p.Supervision.Opinion.Rated, len(p.Supervision.Rating.Groups)) }},
		{"st", "ST-09", "required 1", func(p Policy) any { return words(p.Supervision.Review.Mode, p.Supervision.Review.Units) }},
		{"wn", "WN-07", "5 makeup true", func(p Policy) any { return words(len(p.Exam.Groups), p.Exam.FailPolicy, p.Exam.MakeupLeft(1)) }},
		{"wn", "WN-08", "15", func(p Policy) any { return p.Intake.DaysBefore }},
		{"wn", "WN-09", "refuse", func(p Policy) any { return p.Intake.Late }},
		{"wn", "WN-10", "secret secret hands hands", func(p Policy) any {
			return words(p.VoteMethod(Appoint), p.VoteMethod(DecideAppoint), p.VoteMethod(Remove), p.VoteMethod(DecideRemove))
		}},
		{"wn", "WN-10 T1", "secret secret", func(p Policy) any { return words(p.VoteMethod(Dismiss), p.VoteMethod(Recall)) }},
		{"wn", "WN-12", "true end", func(p Policy) any { return words(p.Commitment.JudgeRequired, p.Commitment.OnFail) }},
	} {
		t.Run(tt.row, func(t *testing.T) {
			x, ok := PresetOf(tt.key)
			if got := fmt.Sprint(tt.got(x.Policy)); !ok || got != tt.want {
				t.Errorf("%s: %s, want %s", tt.key, got, tt.want)
			}
		})
	}
}

func words(v ...any) string { return strings.TrimSpace(fmt.Sprintln(v...)) }

func last[T any](list []T) T { return list[len(list)-1] }

func deciding(p Policy) (n int) {
	for _, g := range p.Supervision.Rating.Groups {
		if g.Decides {
			n++
		}
	}
	return n
}

// What is refused can be set in no preset, and each refusal says by which article.
func TestRefusals(t *testing.T) {
	rows := map[string]bool{}
	for _, r := range Refusals() {
		rows[r.Row] = true
		if _, ok := PresetOf(r.Preset); !ok || r.Practice == "" || !strings.Contains(r.Ground, "第") || r.Instead == "" {
			t.Errorf("refusal %+v", r)
		}
	}
	for _, row := range []string{"WN-10", "ST-05", "AN-06"} { // T1, T2, T3
		if !rows[row] {
			t.Errorf("%s is not refused", row)
		}
	}
	for _, x := range Presets() {
		if x.Policy.VoteMethod(Dismiss) != Secret || x.Policy.VoteMethod(Recall) != Secret {
			t.Errorf("%s: a dismissal without secret ballot", x.Key)
		}
	}
}
