package embedded

import (
	"context"
	"fmt"

	"drumbeat/workflow"
)

// Contents is what [Store.Load] puts into a store.
type Contents struct {
	Releases []workflow.Release // with the numbers they have
	Windows  []workflow.Window
	Notices  []workflow.Notice // with how far their delivery is
}

// loadedTogether is how many documents share one transaction.
const loadedTogether = 1000

// Load puts whole documents into the store as they are, at version 1, many in
// one transaction: what was made elsewhere, such as a year of an organisation for
// the demo. Nothing of them may be there already. An error is for whoever runs the
// program, and leaves in the store what was loaded before it.
func (s *Store) Load(ctx context.Context, c Contents) error {
	err := loadAll(ctx, s, c.Releases, prepareRelease)
	if err == nil {
		err = loadAll(ctx, s, c.Windows, prepareWindow)
	}
	if err == nil {
		err = loadAll(ctx, s, c.Notices, prepareNotice)
	}
	if err != nil {
		return fmt.Errorf("loading documents into %s: %w", s.path, err)
	}
	return nil
}

// loadAll prepares documents and writes them, a transaction for many.
func loadAll[T any](ctx context.Context, s *Store, all []T, prepare func(T) (func(*writer) error, error)) error {
	for from := 0; from < len(all); from += loadedTogether {
		some := all[from:min(from+loadedTogether, len(all))]
		puts := make([]func(*writer) error, len(some))
		for i, one := range some {
			var err error
			if puts[i], err = prepare(one); err != nil {
				return err
			}
		}
		err := s.writer.write(ctx, "load documents", func(w *writer) error {
			for _, put := range puts {
				if err := put(w); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func prepareRelease(r workflow.Release) (func(*writer) error, error) {
	row, err := rowOf(r, fromRelease(r))
	if err != nil {
		return nil, err
	}
	return func(w *writer) error { return w.insertRelease(&r, row) }, nil
}

func prepareWindow(win workflow.Window) (func(*writer) error, error) {
	d := fromWindow(win)
	doc, err := encode(d)
	if err != nil {
		return nil, err
	}
	return func(w *writer) error { return w.insertWindow(win.ID, column(d.Opens), doc) }, nil
}

func prepareNotice(n workflow.Notice) (func(*writer) error, error) {
	n.Delivery.Version = 1
	row, err := noticeRowOf(fromNotice(n))
	if err != nil {
		return nil, err
	}
	return func(w *writer) error { return w.insertNotice(row) }, nil
}
