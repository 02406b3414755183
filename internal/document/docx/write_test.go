package docx

import (
	"bytes"
	"strings"
	"testing"

	"renmian/internal/papertest"
)

// The text of each file equals its source, and every part is well-formed.
func TestTextIsTheSource(t *testing.T) {
	for name, d := range papertest.Samples {
		t.Run(name, func(t *testing.T) {
			data, err := Write(d)
			if err != nil {
				t.Fatal(err)
			}
			got := strings.ReplaceAll(papertest.Docx(t, data), "_", "") // what is drawn to be written on
			got = strings.ReplaceAll(got, "：　", "：")
			if want := papertest.Written(d); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if again, err := Write(d); err != nil || !bytes.Equal(data, again) {
				t.Errorf("written twice, the file differs: %v", err)
			}
		})
	}
}
