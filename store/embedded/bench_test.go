package embedded

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"drumbeat/workflow"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// typical is a release of ordinary size half-way through its life.
func typical(origin string) func(workflow.Number) workflow.Release {
	return func(n workflow.Number) workflow.Release {
		words := strings.Repeat("Customers see the new page at the second step. ", 4)
		r := workflow.Release{
			Number: n, Origin: origin, Revision: 1, State: workflow.InApproval, Requester: "U0ASKS",
			Request: workflow.Request{Title: "New checkout page", System: "web", Team: "Shop", What: words, Why: words, Type: workflow.Normal,
				EffortHours: 6, Risk: []string{"data", "login"}, Impact: workflow.ImpactNoticeable, Evidence: words, Rollback: words,
				Briefing: workflow.Briefing{Notice: words, Say: words, DontPromise: words, IfTheyCall: words}, Contact: "U0ASKS", Implementer: "U0DOES"},
			Place:     &workflow.Place{Window: "web:2026-11-24T05:00Z", Opens: noon, Closes: noon, CutOff: noon, Since: noon},
			CreatedAt: noon, SubmittedAt: noon, UpdatedAt: noon, DecideBy: noon,
		}
		for _, p := range []workflow.PersonID{"U0BOSS", "U0QA", "U0OPS"} {
			r.Asks = append(r.Asks, workflow.Ask{Role: "business", Person: p, At: noon, Revision: 1})
		}
		for i := range 8 {
			r.History = append(r.History, workflow.Entry{Seq: i + 1, At: noon, By: "U0ASKS", Action: workflow.ActEdit,
				From: workflow.Submitted, To: workflow.InApproval, Revision: 1, Reason: "because of the audit", Request: fmt.Sprint("req-", i)})
		}
		return r
	}
}

// filled opens a store with closed releases and a few open ones on top.
func filled(tb testing.TB, closed, open int) *Store {
	tb.Helper()
	s := openIn(tb, filepath.Join(tb.TempDir(), "drumbeat.db"))
	fill(tb, s, closed+open, func(w *writer, i int) error {
		r := typical(fmt.Sprint("view:", i))(workflow.Number(i + 1))
		if i < closed {
			r.State = workflow.Closed
		}
		d := fromRelease(r)
		row, err := rowOf(r, d)
		if err != nil {
			return err
		}
		err = w.exec(`INSERT INTO releases (number, version, origin, state, open, requester, window, waiting, owing, updated, doc)
			VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			int(r.Number), r.Origin, row.state, row.open, row.requester, row.window, row.waiting, row.owing, row.updated, row.doc)
		if err != nil {
			return err
		}
		return w.waitFor(r.Number, nil, row.people)
	})
	return s
}

// fill writes n things in transactions of a thousand.
func fill(tb testing.TB, s *Store, n int, put func(w *writer, i int) error) {
	tb.Helper()
	for from := 0; from < n; from += 1000 {
		err := s.writer.write(context.Background(), "fill", func(w *writer) error {
			for i := from; i < min(n, from+1000); i++ {
				if err := put(w, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
}

// outbox fills a store with notices of a status.
func outbox(tb testing.TB, n int, status workflow.NoticeStatus) *Store {
	tb.Helper()
	s := openIn(tb, filepath.Join(tb.TempDir(), "drumbeat.db"))
	fill(tb, s, n, func(w *writer, i int) error {
		at := noon.Add(time.Duration(i) * time.Second)
		row, err := noticeRowOf(fromNotice(workflow.Notice{ID: workflow.EventID(workflow.Number(i), 1), Kind: workflow.NoticeEvent, Channel: "C0REL",
			Thread: "card:REL-1", Due: at, Release: workflow.Number(i), Entry: 1,
			Delivery: workflow.Delivery{Version: 3, Status: status, Want: 1, Have: 1, NextTry: at, DoneAt: at}}))
		if err != nil {
			return err
		}
		return w.addNotice(row)
	})
	return s
}

func check(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// withContext is the context of a click: one that can end.
func withContext(b *testing.B) context.Context {
	ctx, cancel := context.WithTimeout(b.Context(), time.Hour)
	b.Cleanup(cancel)
	return ctx
}

func BenchmarkGet(b *testing.B) {
	s, ctx := filled(b, 10_000, 200), withContext(b)
	p := s.Ports().Releases
	b.ReportAllocs()
	for b.Loop() {
		_, err := p.Get(ctx, 10_100)
		check(b, err)
	}
}

// BenchmarkReplace includes the wait for the disk; BenchmarkPing is that wait
// and next to nothing else.
func BenchmarkReplace(b *testing.B) {
	s, ctx := filled(b, 10_000, 200), withContext(b)
	p := s.Ports().Releases
	r, err := p.Get(ctx, 10_100)
	check(b, err)
	b.ReportAllocs()
	for b.Loop() {
		check(b, p.Replace(ctx, r))
		r.Version++
	}
}

func BenchmarkPing(b *testing.B) {
	s, ctx := filled(b, 10_000, 200), withContext(b)
	b.ReportAllocs()
	for b.Loop() {
		check(b, s.Ports().Health.Ping(ctx))
	}
}

// BenchmarkReplaceUnsynced is Replace without the wait for the disk.
func BenchmarkReplaceUnsynced(b *testing.B) {
	s, ctx := filled(b, 10_000, 200), withContext(b)
	check(b, s.writer.write(ctx, "unsync", func(w *writer) error { return nil }))
	_, err := s.writer.conn.ExecContext(ctx, "PRAGMA synchronous = off")
	check(b, err)
	p := s.Ports().Releases
	r, err := p.Get(ctx, 10_100)
	check(b, err)
	b.ReportAllocs()
	for b.Loop() {
		check(b, p.Replace(ctx, r))
		r.Version++
	}
}

// BenchmarkReplaceTogether is many people at once, each on a release of their own.
func BenchmarkReplaceTogether(b *testing.B) {
	s, ctx := filled(b, 10_000, 200), withContext(b)
	p := s.Ports().Releases
	var next atomic.Int64
	b.SetParallelism(32)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		r, err := p.Get(ctx, workflow.Number(10_000+next.Add(1)))
		if err != nil {
			b.Error(err)
			return
		}
		for pb.Next() {
			if err := p.Replace(ctx, r); err != nil {
				b.Error(err)
				return
			}
			r.Version++
		}
	})
}

func BenchmarkCreate(b *testing.B) {
	s, ctx := filled(b, 10_000, 200), withContext(b)
	p := s.Ports().Releases
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		i++
		_, err := p.Create(ctx, typical(fmt.Sprint("new:", i)))
		check(b, err)
	}
}

func BenchmarkDueIdle(b *testing.B) {
	for name, status := range map[string]workflow.NoticeStatus{"100k sent": workflow.NoticeSent, "100k to come": workflow.NoticeDue} {
		b.Run(name, func(b *testing.B) {
			s, ctx := outbox(b, 100_000, status), withContext(b)
			p := s.Ports().Notices
			b.ReportAllocs()
			for b.Loop() {
				ns, err := p.Due(ctx, noon.Add(-time.Second), 100)
				check(b, err)
				_, err = p.Next(ctx)
				check(b, err)
				if len(ns) > 0 {
					b.Fatal("something is due")
				}
			}
		})
	}
}

// BenchmarkDueBacklog is a look after a long time without Slack.
func BenchmarkDueBacklog(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s, ctx := outbox(b, n, workflow.NoticeDue), withContext(b)
			p := s.Ports().Notices
			b.ReportAllocs()
			for b.Loop() {
				ns, err := p.Due(ctx, noon.AddDate(1, 0, 0), 100)
				check(b, err)
				if len(ns) != 100 {
					b.Fatal(len(ns))
				}
			}
		})
	}
}

func BenchmarkListOpen(b *testing.B) {
	s, ctx := filled(b, 10_000, 20), withContext(b)
	p := s.Ports().Releases
	for name, f := range map[string]workflow.ReleaseFilter{
		"open":    {Open: true},
		"waiting": {Waiting: "U0QA"},
		"mine":    {Requester: "U0ASKS", Open: true},
		"live":    {States: []workflow.State{workflow.Live, workflow.Deploying}},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := p.List(ctx, f)
				check(b, err)
			}
		})
	}
}

// BenchmarkOpen is the way from nothing to the first answer on an existing file.
func BenchmarkOpen(b *testing.B) {
	old := filled(b, 10_000, 20)
	path := old.Path()
	check(b, old.Close())
	b.ReportAllocs()
	for b.Loop() {
		s, err := Open(b.Context(), path)
		check(b, err)
		_, err = s.Ports().Releases.Get(b.Context(), 10_010)
		check(b, err)
		check(b, s.Close())
	}
}
