package embedded

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"
)

const (
	// mostTogether bounds how many writes share one transaction.
	mostTogether = 128
	// lockWait is how long SQLite itself waits for another process's lock, in
	// milliseconds, and lockTries how often it is asked to: about two seconds
	// altogether. SQLite's own waits grow to 100 ms, which beside a busy process
	// means never; asking often finds the gap between two of its transactions.
	lockWait  = 3
	lockTries = 700
	// grace is how long a caller whose time is up is kept for the outcome of a
	// commit that is under way. A disk usually answers in a few milliseconds, and
	// knowing is worth more to a person than being told a moment earlier that
	// nobody knows.
	grace = 300 * time.Millisecond
)

var errClosed = errors.New("the store is closed")

// writer owns the connection that writes. Operations come in over ops, and are
// applied by one goroutine in the order in which they came.
type writer struct {
	conn    *sql.Conn
	stmts   map[string]*sql.Stmt // used by the goroutine alone
	ops     chan *op
	quit    chan struct{} // closed: no more operations
	stopped chan struct{} // closed: the goroutine is gone
	tries   int           // lockTries, but for tests
	after   func(time.Duration) <-chan time.Time
}

// op is one write on its way.
type op struct {
	do    func(*writer) error
	taken atomic.Int32 // whoever moves it from 0 first decides: applied or given up
	err   error        // the outcome, once done is closed
	panic any
	done  chan struct{}
}

const (
	applied = 1
	givenUp = 2
)

func newWriter(conn *sql.Conn) *writer {
	return &writer{conn: conn, stmts: map[string]*sql.Stmt{}, ops: make(chan *op),
		quit: make(chan struct{}), stopped: make(chan struct{}), tries: lockTries, after: time.After}
}

// write has do applied in a transaction and returns once it is on the disk. do
// must refuse before it has written anything, by a *workflow.Error; any other
// error takes back everything. An operation whose context ends before its turn is
// never applied; one whose context ends while the disk is at it gets the outcome if
// that is known soon, else CodeUnknown.
func (w *writer) write(ctx context.Context, name string, do func(*writer) error) error {
	if err := ctx.Err(); err != nil {
		return notSaved(name, err)
	}
	o := &op{do: do, done: make(chan struct{})}
	select {
	case w.ops <- o:
	case <-ctx.Done():
		return notSaved(name, ctx.Err())
	case <-w.quit:
		return notSaved(name, errClosed)
	}
	select {
	case <-o.done:
	case <-ctx.Done():
		if o.taken.CompareAndSwap(0, givenUp) {
			return notSaved(name, ctx.Err())
		}
		select {
		case <-o.done:
		case <-w.after(grace):
			return unknown(name, ctx.Err())
		}
	}
	switch {
	case o.panic != nil:
		panic(o.panic)
	case o.err == nil || refusal(o.err):
		return o.err
	case errors.Is(o.err, errUnsure):
		return unknown(name, o.err)
	}
	return notSaved(name, o.err)
}

// errUnsure marks the outcome of a commit that cannot be known.
var errUnsure = errors.New("commit without an answer")

// run applies operations until stop is called.
func (w *writer) run() {
	defer close(w.stopped)
	for {
		select {
		case first := <-w.ops:
			w.apply(w.gather(first))
		case <-w.quit:
			return
		}
	}
}

// gather takes what else is waiting at this moment.
func (w *writer) gather(first *op) []*op {
	batch := []*op{first}
	for len(batch) < mostTogether {
		select {
		case o := <-w.ops:
			batch = append(batch, o)
		default:
			return batch
		}
	}
	return batch
}

// apply runs a batch in one transaction and tells everybody in it the outcome.
func (w *writer) apply(batch []*op) {
	defer func() {
		for _, o := range batch {
			close(o.done)
		}
	}()
	if err := w.begin(batch); err != nil {
		fail(batch, err)
		return
	}
	for _, o := range batch {
		if !o.taken.CompareAndSwap(0, applied) {
			continue
		}
		if w.attempt(o); o.err != nil && !refusal(o.err) {
			w.rollback()
			fail(batch, o.err)
			return
		}
	}
	err := w.exec("COMMIT")
	if err == nil {
		return
	}
	w.rollback()
	if !uncommitted(err) {
		err = fmt.Errorf("%w: %w", errUnsure, err)
	}
	fail(batch, err)
}

// fail gives one outcome to everybody, also to who was refused: a refusal may
// rest on what a neighbour had written and what is now taken back.
func fail(batch []*op, err error) {
	for _, o := range batch {
		o.err = err
	}
}

// attempt applies one operation. A panic in it belongs to the goroutine that
// asked for it, and is handed there.
func (w *writer) attempt(o *op) {
	defer func() {
		if o.panic = recover(); o.panic != nil {
			o.err = fmt.Errorf("panic in a write: %v", o.panic)
		}
	}()
	o.err = o.do(w)
}

// begin takes the lock of the file, for as long as anybody waits for it.
func (w *writer) begin(batch []*op) error {
	waiting := func(o *op) bool { return o.taken.Load() != givenUp }
	var err error
	for range w.tries {
		if err = w.exec("BEGIN IMMEDIATE"); !busy(err) {
			return err
		}
		if !slices.ContainsFunc(batch, waiting) {
			return err
		}
	}
	return err
}

// rollback takes back the transaction. SQLite has done so itself after some
// failures; then there is nothing to take back and the error says just that.
func (w *writer) rollback() { _ = w.exec("ROLLBACK") }

// exec and row run statements of the transaction. They never carry a caller's
// context: to interrupt one statement would take back everybody's.
func (w *writer) exec(query string, args ...any) error {
	stmt, err := w.prepared(query)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(context.Background(), args...)
	return err
}

func (w *writer) row(query string, args []any, into ...any) error {
	stmt, err := w.prepared(query)
	if err != nil {
		return err
	}
	return stmt.QueryRowContext(context.Background(), args...).Scan(into...)
}

func (w *writer) prepared(query string) (*sql.Stmt, error) {
	if stmt, ok := w.stmts[query]; ok {
		return stmt, nil
	}
	stmt, err := w.conn.PrepareContext(context.Background(), query)
	if err == nil {
		w.stmts[query] = stmt
	}
	return stmt, err
}

// stop ends the goroutine after the batch it is at, and closes the connection.
func (w *writer) stop() error {
	close(w.quit)
	<-w.stopped
	for _, stmt := range w.stmts {
		_ = stmt.Close() // closing the connection below frees it in any case
	}
	return w.conn.Close()
}
