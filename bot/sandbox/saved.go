package sandbox

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// maxSnapshot bounds the body of a restore and the file of a workspace. It is
// above what all that is kept can come to in practice: files take up to 171 MB
// of it.
const maxSnapshot = 512 << 20

func (s *Server) snapshotRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /control/snapshot", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, s.Snapshot())
	})
	mux.HandleFunc("POST /control/restore", s.serveRestore)
}

func (s *Server) serveRestore(w http.ResponseWriter, r *http.Request) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, "The body must be application/json.")
		return
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxSnapshot))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "The snapshot could not be read to its end, or is over 512 MB.")
		return
	}
	snap, err := readSnapshot(raw)
	if err == nil {
		err = s.Restore(snap)
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, "The workspace stays as it was: "+err.Error())
		return
	}
	writeJSON(w, http.StatusOK, ActionAnswer{OK: true})
}

// Load restores the workspace from a file that Save wrote. It reports whether
// there was one: without, the workspace stays as the configuration made it. A
// file that cannot be used is an error and is left alone.
func (s *Server) Load(file string) (bool, error) {
	snap, found, err := ReadSnapshot(file)
	if err != nil || !found {
		return false, err
	}
	if err := s.Restore(snap); err != nil {
		return false, loadError(file, err)
	}
	return true, nil
}

// ReadSnapshot reads a file that Save wrote, for programs that want to know
// something of a workspace, such as its time, before they have a server to
// restore it in. found is false where there is no such file.
func ReadSnapshot(file string) (snap Snapshot, found bool, err error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return Snapshot{}, false, nil
	}
	if err != nil {
		return Snapshot{}, false, fmt.Errorf("load the workspace: %w", err)
	}
	raw, err := readBounded(f, maxSnapshot)
	if err = errors.Join(err, f.Close()); err == nil {
		snap, err = readSnapshot(raw)
	}
	if err != nil {
		return Snapshot{}, false, loadError(file, err)
	}
	return snap, true, nil
}

func loadError(file string, err error) error {
	return fmt.Errorf("load the workspace from %s: %w\nthe file was not touched: move it away to start anew, or name another one", file, err)
}

// Save writes the workspace to a file. The file is replaced as a whole: after a
// crash it holds either the old workspace or the new one.
func (s *Server) Save(file string) error {
	return writeWhole(file, mustJSON(s.Snapshot()))
}

// writeWhole puts a new file in the place of an old one.
func writeWhole(file string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*")
	if err != nil {
		return fmt.Errorf("save the workspace: %w", err)
	}
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		return fmt.Errorf("save the workspace: %w", errors.Join(err, os.Remove(tmp.Name())))
	}
	return nil
}

// KeepSaved saves the workspace to a file every so often, in real time, when
// something in it changed, until the context or the server ends. What goes
// wrong is logged and tried again the next time. It does not save at the end:
// Save does, when nothing changes the workspace any more.
func (s *Server) KeepSaved(ctx context.Context, file string, every time.Duration) {
	s.spawn(func() {
		last := s.fingerprint()
		for {
			select {
			case <-s.opts.After(every):
			case <-ctx.Done():
				return
			case <-s.ctx.Done():
				return
			}
			now := s.fingerprint()
			if bytes.Equal(now, last) {
				continue
			}
			if err := s.Save(file); err != nil {
				s.log.ErrorContext(ctx, "workspace not saved", "file", file, "error", err)
				continue
			}
			last = now
		}
	})
}

// fingerprint tells workspaces apart by everything but the time.
func (s *Server) fingerprint() []byte {
	snap := s.Snapshot()
	snap.Clock.Now = time.Time{}
	sum := sha256.Sum256(mustJSON(snap))
	return sum[:]
}
