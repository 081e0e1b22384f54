package desk

import (
	"context"
	"slices"

	"drumbeat/workflow"
)

// changeWindow changes the document of a window: load, change a copy, put it back
// where nobody else did in between. request is the id of what asks for it; where
// this is a copy of one that changed the window already, copied is true and
// nothing changes. done finds, in a document, what the request left in it, also
// where its id is not remembered any more; nil: by the id alone.
func (d *Desk) changeWindow(ctx context.Context, b bench, id workflow.WindowID, request string, done func(*workflow.Window) bool, change func(*workflow.Window) error) (w workflow.Window, copied bool, err error) {
	var doubt error        // of a write that may have been stored; it is looked for, and made once more if it is not there
	for range tries * 10 { // a whole call centre may click at once
		w, err := d.receiptWindow(ctx, b, id)
		if err != nil {
			return workflow.Window{}, false, firstError(doubt, err)
		}
		if slices.Contains(w.Requests, request) || done != nil && done(&w) {
			return w, doubt == nil, nil
		}
		next := w.Clone()
		if err := change(&next); err != nil {
			return workflow.Window{}, false, firstError(doubt, err)
		}
		next.Requests = append(next.Requests, request)
		next.Requests = next.Requests[max(0, len(next.Requests)-mostRequests):]
		switch err := d.store.Windows.Put(ctx, next); workflow.CodeOf(err) {
		case workflow.CodeConflict:
		case workflow.CodeUnknown:
			doubt = err
		default:
			if err != nil {
				return workflow.Window{}, false, firstError(doubt, err)
			}
			next.Version++
			return next, false, nil
		}
	}
	if doubt != nil {
		return workflow.Window{}, false, doubt
	}
	return workflow.Window{}, false, workflow.Refuse(workflow.CodeConflict, "Many people click at this moment. Yours was not saved; send it once more.")
}
