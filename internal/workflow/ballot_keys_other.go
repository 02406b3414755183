//go:build !linux

package workflow

// inMemory knows no folder that stays in memory.
func inMemory(string) bool { return false }

// swapping is not known; the folder of the keys is on a disk anyway.
func swapping() []string { return nil }
