package sandbox

import (
	"strings"
	"testing"
	"time"
)

// TestFilesAreForgotten: by bytes and by number the oldest go first, and a
// message keeps saying that there was one.
func TestFilesAreForgotten(t *testing.T) {
	base := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	s, err := New(Default(), Options{Now: func() time.Time { return base }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	add := func(data []byte) (f *file) {
		s.with(func() {
			f = s.newFile(&file{owner: "U0ADA00000", name: "a.bin", done: true})
			s.fill(f, data)
		})
		return f
	}
	big := make([]byte, 10<<20)
	first := add(big)
	s.with(func() { s.postFiles(s.st.findChannel("general"), &message{user: "U0ADA00000", files: []*file{first}}) })
	for range 11 {
		add(big)
	}
	if !first.there() {
		t.Error("120 MB: the first file is gone already")
	}
	add(big)
	if first.there() || first.mode != fileForgotten || s.st.files[first.id] != nil {
		t.Errorf("130 MB: the first file is still there, mode %s", first.mode)
	}
	if got := string(s.st.findChannel("general").messages[0].forClient().Files); !strings.Contains(got, fileForgotten) {
		t.Errorf("its message says %s", got)
	}
	for range keepFiles {
		add([]byte("x"))
	}
	if n := len(s.st.files); n != keepFiles || len(s.st.fileOrder) != n {
		t.Errorf("%d files and %d in order are kept, want %d", n, len(s.st.fileOrder), keepFiles)
	}
}
