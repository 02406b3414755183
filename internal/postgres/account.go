package postgres

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

const (
	stopFast   = syscall.SIGINT  // end sessions, write everything out, exit
	stopAtOnce = syscall.SIGQUIT // exit; the next start replays the log
	killNow    = syscall.SIGKILL
)

// account is the operating system user the server runs as. PostgreSQL refuses to run as root, so
// root steps down to another user.
type account struct {
	name     string
	peer     string // our own user name, as the server sees us on the socket
	uid, gid int
	drop     bool // run as uid and gid instead of as ourselves
	byHandle bool // that user cannot walk to the data directory: hand it over as an open file
}

func serverAccount(dir string) (account, error) {
	me, err := user.Current()
	if err != nil {
		return account{}, fmt.Errorf("this process's user has no name: %w", err)
	}
	if os.Geteuid() != 0 {
		return account{name: me.Username, peer: me.Username}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		as := account{name: name, peer: me.Username, drop: true}
		as.uid, _ = strconv.Atoi(u.Uid)
		as.gid, _ = strconv.Atoi(u.Gid)
		as.byHandle = !as.canReach(dir)
		return as, nil
	}
	return account{}, errors.New("PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as")
}

// canReach reports whether the account may pass through dir and every folder above it.
func (a account) canReach(dir string) bool {
	for {
		var st syscall.Stat_t
		if syscall.Stat(dir, &st) != nil {
			return false
		}
		pass := 0o001
		switch {
		case int(st.Uid) == a.uid:
			pass = 0o100
		case int(st.Gid) == a.gid:
			pass = 0o010
		}
		if int(st.Mode)&pass == 0 {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
		dir = filepath.Dir(dir)
	}
}

// prepare makes cmd, one of PostgreSQL's programs, run as the account on the data directory; the
// program gets sig when this process dies. The caller calls done when the program has ended.
func (a account) prepare(cmd *exec.Cmd, data string, sig syscall.Signal) (done func(), err error) {
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "LC_ALL=C", "LANG=C")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C reaches us, not the database
	dieWithParent(cmd.SysProcAttr, sig)
	if a.drop {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	done = func() {}
	if a.byHandle {
		handle, err := os.Open(data)
		if err != nil {
			return nil, err
		}
		cmd.ExtraFiles = []*os.File{handle} // becomes descriptor 3
		data, done = "/proc/self/fd/3", func() { handle.Close() }
	}
	cmd.Args = append(cmd.Args, "-D", data)
	return done, nil
}

// makeFolder makes a folder that only the account may enter, or refuses one that a stranger made.
func (a account) makeFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	var st syscall.Stat_t
	if err := syscall.Lstat(path, &st); err != nil {
		return err
	}
	ours := int(st.Uid) == os.Geteuid() || a.drop && int(st.Uid) == a.uid
	if st.Mode&syscall.S_IFMT != syscall.S_IFDIR || !ours {
		return fmt.Errorf("%s exists and is not a folder of ours", path)
	}
	if err := os.Chmod(path, 0o700); err != nil {
		return err
	}
	return a.own(path)
}

func (a account) own(path string) error {
	if !a.drop {
		return nil
	}
	return os.Chown(path, a.uid, a.gid)
}

// tryLock takes the lock that one process holds while it lives.
func tryLock(f *os.File) (bool, error) {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// ownedByUs reports whether the file is ours: programs in a shared temporary folder must be.
func ownedByUs(path string) bool {
	var st syscall.Stat_t
	return syscall.Lstat(path, &st) == nil && int(st.Uid) == os.Geteuid()
}
