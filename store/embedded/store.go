package embedded

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"drumbeat/workflow"
)

// readers is how many reads run at once; more wait for their turn.
const readers = 4

// Store is an open file. It is safe for concurrent use.
type Store struct {
	path    string
	temp    string // folder to remove at the end; empty: none
	writing *sql.DB
	writer  *writer
	reading *sql.DB
	queries sync.Map // SQL text to *sql.Stmt
	once    sync.Once
	closed  error // what Close answered
}

// Open opens the file at path and makes it, with its folder, where it does not
// exist; only its owner can read it. An empty path is a file of its own that
// Close removes; as nobody can open it again, it is not synced to disk. A file of
// a newer Drumbeat or of another program is refused with a sentence for whoever
// runs it. The errors are plain ones: at start there is nobody else to tell.
func Open(ctx context.Context, path string) (*Store, error) {
	s := &Store{path: path}
	if path == "" {
		dir, err := os.MkdirTemp("", "drumbeat-")
		if err != nil {
			return nil, fmt.Errorf("making a folder for the store: %w", err)
		}
		s.temp, s.path = dir, filepath.Join(dir, "drumbeat.db")
	}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.removeTemp())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	path, err := filepath.Abs(s.path)
	if err != nil {
		return fmt.Errorf("finding %s: %w", s.path, err)
	}
	s.path = path
	if err := makePrivate(path); err != nil {
		return err
	}
	synced := "synchronous(full)"
	if s.temp != "" {
		synced = "synchronous(off)"
	}
	s.writing, err = sql.Open("sqlite", source(path,
		"busy_timeout(5000)", synced, "fullfsync(1)", "checkpoint_fullfsync(1)",
		"cache_size(-2048)", "temp_store(memory)", "journal_size_limit(8388608)"))
	if err != nil {
		return fmt.Errorf("opening %s: %w", path, err)
	}
	s.writing.SetMaxOpenConns(1)
	conn, err := s.writing.Conn(ctx)
	if err != nil {
		return errors.Join(fmt.Errorf("opening %s: %w", path, err), s.writing.Close())
	}
	if err := prepare(ctx, conn, path); err != nil {
		return errors.Join(err, conn.Close(), s.writing.Close())
	}
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout = %d", lockWait)); err != nil {
		return errors.Join(fmt.Errorf("opening %s: %w", path, err), conn.Close(), s.writing.Close())
	}
	s.reading, err = sql.Open("sqlite", source(path, "busy_timeout(2000)", "query_only(1)", "cache_size(-1024)", "temp_store(memory)"))
	if err != nil {
		return errors.Join(fmt.Errorf("opening %s for reading: %w", path, err), conn.Close(), s.writing.Close())
	}
	s.reading.SetMaxOpenConns(readers)
	s.reading.SetMaxIdleConns(readers)
	s.writer = newWriter(conn)
	go s.writer.run()
	return nil
}

// makePrivate makes the file where there is none. It must not touch one that
// exists: closing any handle of it would drop the locks that this process
// already holds on it.
func makePrivate(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("making the folder of the store: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("making the file of the store: %w", err)
	}
	return f.Close()
}

// source is the address of the file for the driver, each pragma applied to
// every connection.
func source(path string, pragmas ...string) string {
	q := url.Values{"_pragma": pragmas}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}).String()
}

// Path gives the file's path.
func (s *Store) Path() string { return s.path }

// Ports gives the store as the workflow sees it.
func (s *Store) Ports() workflow.Store {
	return workflow.Store{
		Releases: releases{s},
		Windows:  windows{s},
		Notices:  notices{s},
		Policies: policies{s},
		Streets:  streets{s},
		Drafts:   drafts{s},
		Queue:    queue{s},
		Health:   health{s},
	}
}

// Close ends the write that is under way, refuses the ones after it with
// CodeNotSaved, and closes the file.
func (s *Store) Close() error {
	s.once.Do(func() {
		s.closed = errors.Join(s.writer.stop(), s.reading.Close(), s.writing.Close(), s.removeTemp())
	})
	return s.closed
}

func (s *Store) removeTemp() error {
	if s.temp == "" {
		return nil
	}
	return os.RemoveAll(s.temp)
}

// health answers whether the file takes writes, by writing to it.
type health struct{ s *Store }

func (h health) Ping(ctx context.Context) error {
	return h.s.writer.write(ctx, "ping", func(w *writer) error {
		return w.exec("UPDATE pulse SET beat = beat + 1")
	})
}

// Clock returns zero: the file is on this host and has no clock of its own.
func (h health) Clock(ctx context.Context) (time.Time, error) {
	if err := ctx.Err(); err != nil {
		return time.Time{}, notSaved("clock", err)
	}
	return time.Time{}, nil
}
