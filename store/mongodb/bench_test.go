package mongodb

import (
	"fmt"
	"testing"

	"drumbeat/workflow"
)

// The benchmarks go straight to the server, past the fault proxy. On a server
// that scans they say nothing about MongoDB.
func benchStore(b *testing.B) workflow.Store {
	b.Helper()
	r := onServer(b, Options{})
	s := connect(b, serverURI(b), Options{Database: r.db.Name()}).Ports()
	for i := range 200 {
		if _, err := s.Releases.Create(b.Context(), build(fmt.Sprint("view:", i))); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	return s
}

func BenchmarkGet(b *testing.B) {
	s := benchStore(b)
	for b.Loop() {
		if _, err := s.Releases.Get(b.Context(), 100); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReplace(b *testing.B) {
	s := benchStore(b)
	r, err := s.Releases.Get(b.Context(), 100)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := s.Releases.Replace(b.Context(), r); err != nil {
			b.Fatal(err)
		}
		r.Version++
	}
}

func BenchmarkCreate(b *testing.B) {
	s := benchStore(b)
	i := 0
	for b.Loop() {
		if _, err := s.Releases.Create(b.Context(), build(fmt.Sprint("bench:", i))); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

func BenchmarkDueIdle(b *testing.B) {
	s := benchStore(b)
	for b.Loop() {
		if _, err := s.Notices.Due(b.Context(), noon, 50); err != nil {
			b.Fatal(err)
		}
	}
}
