package workflow

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"renmian/internal/ballot"
	"renmian/internal/store"
)

// boxKeys is the folder that holds the keys of open boxes, one file each, while their votes last. They
// are never in the database, nor in a backup of it: once a key is destroyed, whatever copy of the urn is
// left anywhere is noise.
type boxKeys string

// BoxKeysDir returns where the keys of open boxes lie best: in memory, so that they leave no trace on a
// disk and a power cut destroys them; beside the data where the system has no such place.
func BoxKeysDir(dataDir string) string {
	county := fmt.Sprintf("%x", sha256.Sum256([]byte(dataDir)))[:12] // several may run on one machine
	for _, at := range []struct{ disk, folder string }{
		{"/run", "renmian/" + county},
		{"/dev/shm", fmt.Sprintf("renmian-boxes-%d-%s", os.Geteuid(), county)},
	} {
		dir := filepath.Join(at.disk, at.folder)
		if inMemory(at.disk) && boxKeys(dir).make() == nil {
			return dir
		}
	}
	return filepath.Join(dataDir, "boxes")
}

// KeyRisks says what on this machine could keep the keys of open boxes after their vote, for the operator to
// have it mended before the vote. A vote is not refused for it: whoever reads a disk needs the urn as well.
func (f *Flow) KeyRisks() []string { return keyRisks(string(f.boxKeys), swapping()) }

func keyRisks(folder string, swaps []string) (risks []string) {
	at := folder
	for _, err := os.Stat(at); errors.Is(err, fs.ErrNotExist) && at != filepath.Dir(at); _, err = os.Stat(at) {
		at = filepath.Dir(at) // it is made with the first box
	}
	if !inMemory(at) {
		risks = append(risks, "票箱密钥放在磁盘上，销毁后磁盘上可能仍有残留。请系统管理员把 BOXES_DIR 设在内存文件系统（tmpfs）中。")
	}
	if len(swaps) > 0 {
		risks = append(risks, "服务器开着交换区（"+strings.Join(swaps, "、")+"），内存中的票箱密钥可能被写到磁盘上。请系统管理员在会前关闭（swapoff -a）。")
	}
	return risks
}

// make makes the folder, or refuses one that others may look into.
func (k boxKeys) make() error {
	if err := os.MkdirAll(string(k), 0o700); err != nil {
		return fmt.Errorf("make folder of box keys: %w", err)
	}
	var st syscall.Stat_t
	if err := syscall.Lstat(string(k), &st); err != nil {
		return fmt.Errorf("folder of box keys %s: %w", k, err)
	}
	if st.Mode&syscall.S_IFMT != syscall.S_IFDIR || int(st.Uid) != os.Geteuid() {
		return fmt.Errorf("folder of box keys %s belongs to somebody else", k)
	}
	return os.Chmod(string(k), 0o700)
}

func (k boxKeys) path(boxID int64) string {
	return filepath.Join(string(k), fmt.Sprintf("box-%d.key", boxID))
}

// save writes the keys of a box that does not exist yet. Keys that lie under its number are those of an
// earlier database in the same place.
func (k boxKeys) save(boxID int64, keys ballot.Keys) error {
	if err := errors.Join(k.make(), k.destroy(boxID)); err != nil {
		return err
	}
	data := keys.Marshal()
	defer clear(data)
	file, err := os.OpenFile(k.path(boxID), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("save keys of box %d: %w", boxID, err)
	}
	_, err = file.Write(data)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("save keys of box %d: %w", boxID, err)
	}
	return nil
}

// load reads the keys of a box; fs.ErrNotExist says that they are gone for good.
func (k boxKeys) load(b store.Box) (ballot.Keys, error) {
	data, err := os.ReadFile(k.path(b.ID))
	if err != nil {
		return ballot.Keys{}, err
	}
	defer clear(data)
	keys, err := ballot.ParseKeys(data)
	if err != nil {
		return ballot.Keys{}, err
	}
	for i, public := range keys.Public() {
		if i >= len(b.PublicKeys) || !bytes.Equal(public, b.PublicKeys[i]) { // of another database's box
			keys.Wipe()
			return ballot.Keys{}, fs.ErrNotExist
		}
	}
	return keys, nil
}

// destroy overwrites the keys of a box and removes them; it does nothing when there are none.
func (k boxKeys) destroy(boxID int64) error {
	if err := shred(k.path(boxID)); err != nil {
		return fmt.Errorf("destroy keys of box %d: %w", boxID, err)
	}
	return nil
}

// shred overwrites a file and removes it; it does nothing when there is none.
func shred(path string) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err == nil {
		_, err = file.Write(make([]byte, info.Size()))
	}
	return errors.Join(err, file.Sync(), file.Close(), os.Remove(path))
}

// saved lists the boxes whose keys are there, and when they were written.
func (k boxKeys) saved() (map[int64]time.Time, error) {
	files, err := os.ReadDir(string(k))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("folder of box keys: %w", err)
	}
	all := map[int64]time.Time{}
	for _, f := range files {
		var id int64
		if n, _ := fmt.Sscanf(strings.TrimSuffix(f.Name(), ".key"), "box-%d", &id); n != 1 {
			continue
		}
		if info, err := f.Info(); err == nil {
			all[id] = info.ModTime()
		}
	}
	return all, nil
}
