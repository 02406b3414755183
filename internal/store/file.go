package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// File is one stored document: an uploaded original or a paper the system made. It never changes.
type File struct {
	ID        int64
	SHA256    [sha256.Size]byte
	Name      string
	MediaType string
	Size      int64
	Data      []byte // only with File, not in lists
	CreatedAt time.Time
}

// File returns a file with its content. Whether the reader may have it is decided by what it belongs
// to, so callers find the id through that.
func (r reads) File(ctx context.Context, id int64) (File, error) {
	f := File{ID: id}
	var sum []byte
	var sealed bool
	err := r.q.QueryRow(ctx, `
		SELECT sha256, name, media_type, size, data, sealed, created_at FROM file WHERE id = $1`, id).
		Scan(&sum, &f.Name, &f.MediaType, &f.Size, &f.Data, &sealed, &f.CreatedAt)
	if err != nil {
		return File{}, missing(err, "文件", id)
	}
	copy(f.SHA256[:], sum)
	if !sealed {
		return f, nil
	}
	keys, err := r.identityKeys()
	if err != nil {
		return File{}, err
	}
	if f.Data, err = openWith(keys.records, f.Data, sum); err != nil {
		return File{}, fmt.Errorf("open file %d: %w", id, err)
	}
	return f, nil
}

// InsertFile stores a document with its hash.
func (tx *Tx) InsertFile(ctx context.Context, name, mediaType string, data []byte) (File, error) {
	return tx.insertFile(ctx, name, mediaType, data, false)
}

// InsertSealedFile stores a document that holds an identity number or facts about a family: encrypted,
// under the hash and size of what it says.
func (tx *Tx) InsertSealedFile(ctx context.Context, name, mediaType string, data []byte) (File, error) {
	return tx.insertFile(ctx, name, mediaType, data, true)
}

func (tx *Tx) insertFile(ctx context.Context, name, mediaType string, data []byte, sealed bool) (File, error) {
	if data == nil {
		data = []byte{} // an empty document, not a missing one
	}
	f := File{SHA256: sha256.Sum256(data), Name: name, MediaType: mediaType, Size: int64(len(data)),
		Data: data, CreatedAt: tx.now}
	kept := data
	if sealed {
		keys, err := tx.identityKeys()
		if err != nil {
			return File{}, err
		}
		kept = sealWith(keys.records, data, f.SHA256[:])
	}
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO file (sha256, name, media_type, size, data, sealed, created_at, created_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
		f.SHA256[:], name, mediaType, f.Size, kept, sealed, tx.now, zeronull.Int8(tx.who.AccountID)).Scan(&f.ID)
	if err != nil {
		return File{}, fmt.Errorf("insert file: %w", err)
	}
	return f, nil
}

// FileParts is the content of a file that is not sealed, read part by part: a film is never whole in memory. It serves one
// request.
type FileParts struct {
	ctx  context.Context
	r    reads
	id   int64
	size int64
	at   int64
	part []byte // what was read last, from at on
}

// filePart is how much is read at once, in bytes.
const filePart = 1 << 20

// FileParts returns a file without its content, and the content to be read.
func (r reads) FileParts(ctx context.Context, id int64) (File, *FileParts, error) {
	f := File{ID: id}
	err := r.q.QueryRow(
		ctx,
		`SELECT name, media_type, size, created_at FROM file WHERE id = $1 AND NOT sealed`,
		id,
	).Scan(
		&f.Name,
		&f.MediaType,
		&f.Size,
		&f.CreatedAt,
	)
	if err != nil {
		return File{}, nil, missing(err, "文件", id)
	}
	return f, &FileParts{ctx: ctx, r: r, id: id, size: f.Size}, nil
}

// Read reads on from where it stands.
func (p *FileParts) Read(b []byte) (int, error) {
	if p.at >= p.size {
		return 0, io.EOF
	}
	if len(p.part) == 0 {
		err := p.r.q.QueryRow(p.ctx, `SELECT substring(data FROM $2::int FOR $3::int) FROM file WHERE id = $1`, p.id, p.at+1, filePart).Scan(&p.part)
		if err != nil {
			return 0, fmt.Errorf("part of file %d: %w", p.id, err)
		}
		if len(p.part) == 0 {
			return 0, io.ErrUnexpectedEOF
		}
	}
	n := copy(b, p.part)
	p.at, p.part = p.at+int64(n), p.part[n:]
	return n, nil
}

// Seek moves to another place.
func (p *FileParts) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += p.at
	case io.SeekEnd:
		offset += p.size
	}
	if offset < 0 {
		return 0, fmt.Errorf("file %d: before its beginning", p.id)
	}
	p.at, p.part = offset, nil
	return offset, nil
}
