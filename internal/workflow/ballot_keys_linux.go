package workflow

import (
	"os"
	"strings"
	"syscall"
)

const tmpfs = 0x01021994

// inMemory reports whether what is written in the folder stays in memory.
func inMemory(dir string) bool {
	var disk syscall.Statfs_t
	return syscall.Statfs(dir, &disk) == nil && disk.Type == tmpfs
}

// swapping lists the disks to which the system may write what lies in memory.
func swapping() []string {
	table, err := os.ReadFile("/proc/swaps")
	if err != nil {
		return nil // the kernel knows no swap
	}
	return swapsOnDisk(string(table))
}

// swapsOnDisk reads the kernel's table of swaps. Those of zram are compressed memory.
func swapsOnDisk(table string) (disks []string) {
	for n, line := range strings.Split(table, "\n") {
		if fields := strings.Fields(line); n > 0 && len(fields) > 0 && !strings.HasPrefix(fields[0], "/dev/zram") {
			disks = append(disks, fields[0])
		}
	}
	return disks
}
