//go:build !linux

package postgres

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// dieWithParent has no counterpart here: the next start ends a server left behind.
func dieWithParent(*syscall.SysProcAttr, syscall.Signal) {}

// servesFolder reports whether the process lives and was started on the data directory.
func servesFolder(pid int, data string) bool {
	line, err := exec.Command("ps", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && strings.Contains(string(line), data)
}
