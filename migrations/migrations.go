// Package migrations holds the schema, numbered for golang-migrate. Only postgres and pgtest import it.
package migrations

import "embed"

// FS holds every migration, up and down.
//
//go:embed *.sql
var FS embed.FS
