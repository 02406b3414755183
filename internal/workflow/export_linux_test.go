package workflow

// KeyRisksOf is what KeyRisks says of a folder on a system with such a table of swaps.
func KeyRisksOf(folder, swaps string) []string { return keyRisks(folder, swapsOnDisk(swaps)) }
