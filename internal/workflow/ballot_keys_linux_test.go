package workflow_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"renmian/internal/workflow"
)

// The keys of open boxes lie in memory where the system has a place for it, each county's apart, and nobody
// else may look.
func TestKeysOfBoxesLieInMemory(t *testing.T) {
	first, second := workflow.BoxKeysDir(t.TempDir()), workflow.BoxKeysDir(t.TempDir())
	t.Cleanup(func() { _ = os.Remove(first); _ = os.Remove(second) })
	if first == second {
		t.Errorf("two counties keep their keys in %s", first)
	}
	const tmpfs = 0x01021994
	var disk syscall.Statfs_t
	inMemory := syscall.Statfs("/dev/shm", &disk) == nil && disk.Type == tmpfs
	info, err := os.Stat(first)
	switch {
	case !inMemory && filepath.Base(first) == "boxes":
		return // beside the data, the next best
	case err != nil || info.Mode() != 0o700|os.ModeDir:
		t.Fatalf("%s: %v, %v", first, info, err)
	}
	if err := syscall.Statfs(first, &disk); err != nil || disk.Type != tmpfs {
		t.Errorf("%s is on a disk, %v", first, err)
	}
}

// Neither a disk nor swap may keep a key longer than the vote lasts; where one could, the operator is told.
func TestWhatCouldKeepAKeyIsTold(t *testing.T) {
	const none = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
	const disk, zram = "/dev/sda2                               partition\t975868\t0\t-2\n", "/dev/zram0                              partition\t975868\t0\t100\n"
	const shm = "/dev/shm/renmian-no-such-folder/boxes"
	for _, tt := range []struct {
		name, folder, swaps string
		want                []string
	}{
		{"in memory, no swap", shm, none, nil},
		{"a kernel without swap", shm, "", nil},
		{"swap that is compressed memory", shm, none + zram, nil},
		{"swap on a disk", shm, none + zram + disk, []string{"交换区（/dev/sda2）"}},
		{"keys on a disk", "/proc", none, []string{"BOXES_DIR"}},
		{"both", "/proc", none + disk, []string{"BOXES_DIR", "交换区"}},
	} {
		got := workflow.KeyRisksOf(tt.folder, tt.swaps)
		if len(got) != len(tt.want) {
			t.Errorf("%s: %q", tt.name, got)
			continue
		}
		for n, want := range tt.want {
			if !strings.Contains(got[n], want) {
				t.Errorf("%s: %q lacks %q", tt.name, got[n], want)
			}
		}
	}
}
