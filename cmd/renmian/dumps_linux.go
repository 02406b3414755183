package main

import "syscall"

// forbidDumps keeps the system from writing the memory of this process down, and others of the same user from
// reading it. The limit alone would not: a program that the kernel hands its dumps to is not bound by it.
func forbidDumps() error {
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}); err != nil {
		return err
	}
	if _, _, code := syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_DUMPABLE, 0, 0); code != 0 {
		return code
	}
	return nil
}
