package postgres

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"
)

func bundleOf(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	zipped := gzip.NewWriter(&out)
	entries := tar.NewWriter(zipped)
	for name, text := range files {
		if err := entries.WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, Size: int64(len(text)), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := entries.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := entries.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zipped.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestUnpackBundle(t *testing.T) {
	dir := t.TempDir()
	err := unpack(bundleOf(t, map[string]string{
		"package/native/bin/postgres":      "program",
		"package/native/lib/libpq.so.5.17": "library",
		"package/native/pg-symlinks.json":  `[{"source": "native/lib/libpq.so.5.17", "target": "native/lib/libpq.so.5"}]`,
	}), dir)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(dir, "package/native/bin/postgres")); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("program: %v, %v; want one that everybody may run", info, err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "package/native/lib/libpq.so.5")); err != nil || string(text) != "library" {
		t.Errorf("through the link: %q, %v; want the library", text, err)
	}
}

func TestUnpackStaysInItsFolder(t *testing.T) {
	parent := t.TempDir()
	for name, files := range map[string]map[string]string{
		"entry": {"../outside": "x"},
		"link":  {"package/native/pg-symlinks.json": `[{"source": "native/a", "target": "../../outside"}]`},
	} {
		dir := filepath.Join(parent, name)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := unpack(bundleOf(t, files), dir); err == nil {
			t.Errorf("%s: an archive that leaves its folder was accepted", name)
		}
		if _, err := os.Lstat(filepath.Join(parent, "outside")); err == nil {
			t.Errorf("%s: a file was written outside", name)
		}
	}
}

func TestBundleHash(t *testing.T) {
	archive := []byte("archive")
	sum := sha512.Sum512(archive)
	if err := checkHash(archive, base64.StdEncoding.EncodeToString(sum[:])); err != nil {
		t.Errorf("the pinned archive is refused: %v", err)
	}
	for platform, b := range bundles {
		if err := checkHash(archive, b.sha512); err == nil {
			t.Errorf("%s: another archive than the pinned one is accepted", platform)
		}
	}
}
