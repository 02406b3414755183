package pdf

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"renmian/internal/document"
	"renmian/internal/papertest"
)

var update = flag.Bool("update", false, "rewrite the approved layouts")

// approved are the files whose layout was looked at and approved, as lines here and as pictures beside.
func approved(t *testing.T) map[string]func() ([]byte, error) {
	files := map[string]func() ([]byte, error){
		"certificate": func() ([]byte, error) {
			return Certificates(
				document.CertificateSheet{Title: "任命书", Number: "示人任字〔2026〕5号", To: "𬱖𬭎", Body: []string{"示例县第十八届人民代表大会常务委员会第三十六次会议决定任命你为示例县教育局局长。"},
					Signed: []string{"主任　高　远"}, Date: "2026年11月27日", Stamp: "校样"},
			)
		},
		"cadre_form": func() ([]byte, error) { return CadreForm(cadre(t)) },
		"final": func() ([]byte, error) {
			return Final("示人文〔2026〕12号", document.Document{Name: "通知", Title: []string{"通知"}, Blocks: []document.Block{{Style: document.Para, Text: long}}})
		},
		"volume": func() ([]byte, error) {
			return Volume(Cover{"述职报告汇编", "示例县人大常委会代表工作委员会", "2026年12月1日"}, []document.Document{papertest.Samples["decision"], papertest.Samples["exam"]})
		},
	}
	for name, d := range papertest.Samples {
		files[name] = func() ([]byte, error) { return Write(d) }
	}
	return files
}

// Each line of the samples stands where it was approved: page, place in points from the lower left corner,
// size of type, text; > marks what stands beside the paper's text.
func TestLayoutIsApproved(t *testing.T) {
	for name, write := range approved(t) {
		t.Run(name, func(t *testing.T) {
			data, err := write()
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for _, r := range papertest.Runs(t, data) {
				mark := " "
				if r.Beside {
					mark = ">"
				}
				fmt.Fprintf(&b, "%d %s %6.1f %6.1f %5.2f %s\n", r.Page, mark, r.X, r.Y, r.Size, r.Text)
			}
			file := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, approved := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
			for i := range max(len(got), len(approved)) {
				if i >= len(got) || i >= len(approved) || got[i] != approved[i] {
					t.Fatalf("line %d of %s differs (%d lines, approved %d); run with -update and look at the page", i+1, file, len(got), len(approved))
				}
			}
		})
	}
}

const long = "根据《中华人民共和国地方各级人民代表大会和地方各级人民政府组织法》第五十条，决定任命田野为示例县教育局局长，自通过之日起生效。"
