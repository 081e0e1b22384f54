package app

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// manifestFile lists the files of a pack with their SHA-256, in the form that
// `sha256sum -c` reads.
const manifestFile = "MANIFEST"

// pack is a folder in the making: it has another name until it is whole.
type pack struct {
	dir   string // as it will be called
	temp  string
	files []*packFile
}

// packFile is one file of a pack, hashed as it is written.
type packFile struct {
	*bufio.Writer
	name string
	file *os.File
	sum  hash.Hash
}

// newPack begins a pack beside where it will stand.
func newPack(dir string) (*pack, error) {
	dir = filepath.Clean(dir)
	temp, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+"-*")
	if err != nil {
		return nil, err
	}
	return &pack{dir: dir, temp: temp}, nil
}

// create begins a file of the pack; only the owner can read it, as the store.
func (p *pack) create(name string) (*packFile, error) {
	path := filepath.Join(p.temp, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	pf := &packFile{bufio.NewWriterSize(io.MultiWriter(f, sum), 64<<10), name, f, sum}
	p.files = append(p.files, pf)
	return pf, nil
}

// finish writes the manifest, makes sure that everything is on the disk, and
// gives the folder its name. A folder that has come to be there meanwhile is not
// written over.
func (p *pack) finish(at time.Time) error {
	var manifest strings.Builder
	for _, f := range p.files {
		if err := errors.Join(f.Flush(), f.file.Sync(), f.file.Close()); err != nil {
			return err
		}
		f.file = nil
		fmt.Fprintf(&manifest, "%s  %s\n", hex.EncodeToString(f.sum.Sum(nil)), f.name)
		if err := os.Chtimes(filepath.Join(p.temp, filepath.FromSlash(f.name)), at, at); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(p.temp, manifestFile), []byte(manifest.String()), 0o600); err != nil {
		return err
	}
	if _, err := os.Lstat(p.dir); err == nil {
		return fmt.Errorf("%s has come to be there meanwhile", p.dir)
	}
	return os.Rename(p.temp, p.dir)
}

// discard removes what is left of a pack that was not finished.
func (p *pack) discard() {
	for _, f := range p.files {
		if f.file != nil {
			_ = f.file.Close() // it is thrown away
		}
	}
	_ = os.RemoveAll(p.temp) // after finish there is nothing of that name
}

// checkManifest holds the files of a pack against its manifest.
func checkManifest(dir string) error {
	raw, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(raw)) {
		want, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok || !filepath.IsLocal(name) {
			return fmt.Errorf("%s has a line that is none of a manifest: %q", manifestFile, line)
		}
		got, err := fileSum(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("%s of the pack is not the file that its %s names: it was changed after it was written", name, manifestFile)
		}
	}
	return nil
}

func fileSum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
