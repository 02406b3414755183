package main

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// In a process of its own, which it changes for good.
func TestNothingIsDumped(t *testing.T) {
	if os.Getenv("RENMIAN_DUMPS") == "" {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestNothingIsDumped$", "-test.v")
		cmd.Env = append(os.Environ(), "RENMIAN_DUMPS=1")
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "PASS: TestNothingIsDumped") {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	if err := forbidDumps(); err != nil {
		t.Fatal(err)
	}
	var core syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &core); err != nil || core.Max != 0 {
		t.Errorf("a dump of %d bytes may be written; %v", core.Max, err)
	}
	if dumpable, _, code := syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_GET_DUMPABLE, 0, 0); dumpable != 0 || code != 0 {
		t.Errorf("the kernel may hand the memory to a program: %d, %v", dumpable, code)
	}
	if out, err := exec.CommandContext(t.Context(), "sh", "-c", "grep -q . /proc/self/status").CombinedOutput(); err != nil { // what it starts runs as before
		t.Errorf("%v %s", err, out)
	}
}
