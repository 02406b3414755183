package workflow_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/appointment"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// The program is killed while a candidate writes: every save that it acknowledged is there, and the next start
// goes on from it.
func TestAcknowledgedAnswersSurviveAKill(t *testing.T) {
	const dsn, machine, clock = "RENMIAN_TEST_DSN", "RENMIAN_TEST_MACHINE", "RENMIAN_TEST_CLOCK"
	if os.Getenv(dsn) != "" { // the program that is killed
		pool, err := pgxpool.New(t.Context(), os.Getenv(dsn))
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.Parse(time.RFC3339, os.Getenv(clock))
		if err != nil {
			t.Fatal(err)
		}
		f := workflow.New(store.New(pool).WithClock(func() time.Time { return now }), workflow.Keys{})
		for n := 1; n < 100_000; n++ {
			saves(t, f, os.Getenv(machine), answer(fixture.OnEssay, n, fmt.Sprint("第", n, "稿")))
			fmt.Printf("kept %d\n", n)
		}
		return
	}
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageReview)
	hall := h.ExamHall([]string{"A"}, c)
	token := hall.Start()["欧阳示例"]
	program := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAcknowledgedAnswersSurviveAKill$")
	program.Env = append(os.Environ(), dsn+"="+h.Pool.Config().ConnString(), machine+"="+token, clock+"="+h.Now.Format(time.RFC3339))
	out, err := program.StdoutPipe()
	h.Must(err)
	h.Must(program.Start())
	last := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if text, ok := cutKept(lines.Text()); ok {
			last = text
		}
		if last == 200 {
			h.Must(program.Process.Kill()) // SIGKILL; what it still acknowledged before is read below
		}
	}
	_ = program.Wait()
	if last < 200 {
		t.Fatalf("the program acknowledged %d saves", last)
	}
	got, err := h.DB.SavedAnswers(t.Context(), hall.Entry("欧阳示例").ID)
	h.Must(err)
	if a := got[fixture.OnEssay]; a.Revision < last || a.Answer[0] != fmt.Sprint("第", a.Revision, "稿") {
		t.Errorf("acknowledged up to %d, there is %+v", last, a)
	}
	saves(t, h.Flow, token, answer(fixture.OnEssay, got[fixture.OnEssay].Revision+1, "续写"))
}

func cutKept(line string) (int, bool) {
	var n int
	if _, err := fmt.Sscanf(line, "kept %d", &n); err != nil {
		return 0, false
	}
	return n, true
}
