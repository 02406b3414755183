//go:build !linux

package main

import "syscall"

// forbidDumps keeps the system from writing the memory of this process down.
func forbidDumps() error { return syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) }
