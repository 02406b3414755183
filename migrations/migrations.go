// Package migrations holds the schema, numbered for golang-migrate.
package migrations

import "embed"

// FS holds every migration, up and down.
//
//go:embed *.sql
var FS embed.FS
