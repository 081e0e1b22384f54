package desk

import (
	"context"
	"slices"

	"drumbeat/workflow"
)

// Receipted is what "I have read this" did.
type Receipted struct {
	Receipt  workflow.Receipt
	Repeated bool // it was given before; the first one counts
	Copy     bool // it was given by this very request, of which this is a copy
	Coverage workflow.Coverage
}

// Bounds of one window's document: the receipts, and the ids of the last
// requests, by which a copy is known. An older one is only told that the receipt
// was given before.
const (
	mostReceipts = 5000
	mostRequests = 200
)

// Read records that a person has read the briefing of a window in the channel
// of a front-line team. Anybody who can read the channel can say so. Saying it
// again changes nothing; request is the id of the click, by which its copies are
// known. CodeNotFound where the window or the team is gone.
func (d *Desk) Read(ctx context.Context, window workflow.WindowID, frontLine string, by workflow.PersonID, request string) (Receipted, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return Receipted{}, err
	}
	if _, ok := b.policy.FrontLineTeam(frontLine); !ok {
		return Receipted{}, workflow.Refuse(workflow.CodeNotFound, "This front-line team is not in the policy any more.")
	}
	var doubt error       // of a receipt that may have been stored; it is looked for, and given once more if it is not there
	for range tries * 4 { // a whole shift may click at once
		w, err := d.receiptWindow(ctx, b, window)
		if err != nil && doubt != nil {
			return Receipted{}, doubt
		}
		if err != nil {
			return Receipted{}, err
		}
		if had, ok := w.ReadBy(frontLine, by); ok {
			if doubt != nil { // it was stored after all
				d.showCoverage(ctx, b, &w)
				return Receipted{Receipt: had, Coverage: cover(b, &w, frontLine)}, nil
			}
			copied := request != "" && slices.Contains(w.Requests, request)
			return Receipted{Receipt: had, Repeated: true, Copy: copied, Coverage: cover(b, &w, frontLine)}, nil
		}
		if len(w.Receipts) >= mostReceipts {
			return Receipted{}, workflow.Refuse(workflow.CodeBlocked, "%d people have read this already; no more names can be kept for this window.", mostReceipts)
		}
		w = w.Clone()
		receipt := workflow.Receipt{FrontLine: frontLine, Person: by, At: b.now}
		w.Receipts = append(w.Receipts, receipt)
		if request != "" {
			w.Requests = append(w.Requests, request)
			w.Requests = w.Requests[max(0, len(w.Requests)-mostRequests):]
		}
		err = d.store.Windows.Put(ctx, w)
		if c := workflow.CodeOf(err); c == workflow.CodeConflict || c == workflow.CodeUnknown {
			if c == workflow.CodeUnknown {
				doubt = err
			}
			continue
		}
		if err != nil && doubt != nil {
			return Receipted{}, doubt
		}
		if err != nil {
			return Receipted{}, err
		}
		d.showCoverage(ctx, b, &w)
		return Receipted{Receipt: receipt, Coverage: cover(b, &w, frontLine)}, nil
	}
	return Receipted{}, workflow.Refuse(workflow.CodeConflict, "Many people click at this moment. Yours was not saved; click once more.")
}

func cover(b bench, w *workflow.Window, frontLine string) workflow.Coverage {
	for _, c := range coverage(b, w) {
		if c.FrontLine == frontLine {
			return c
		}
	}
	return workflow.Coverage{}
}

// receiptWindow loads the window to put a receipt in; an emergency's, or one
// whose places were all given up, may have no document yet.
func (d *Desk) receiptWindow(ctx context.Context, b bench, id workflow.WindowID) (workflow.Window, error) {
	w, err := d.store.Windows.Get(ctx, id)
	if workflow.CodeOf(err) != workflow.CodeNotFound {
		return w, err
	}
	releases, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{Window: id, Limit: 1})
	if err != nil {
		return workflow.Window{}, err
	}
	slot, err := d.slot(ctx, b, id, releases)
	return workflow.Window{Slot: slot}, err
}

// showCoverage brings what shows the coverage up to date: the briefings and the
// window's board, and the card of an emergency. The cards of the releases in a
// window follow with the next round (ShowBeside), so that a shift that reads does
// not have each of them written anew for every reader. The receipt is stored
// already; what fails here is mended by RefreshBoards at the next start.
func (d *Desk) showCoverage(ctx context.Context, b bench, w *workflow.Window) {
	boards := d.boardsOf(b, w.ID)
	if n, ok := w.ID.Emergency(); ok {
		boards = append(boards, workflow.Notice{ID: workflow.CardID(n), Kind: workflow.NoticeCard, Channel: b.policy.ReleaseChannel, Release: n, Due: b.now, Refresh: true})
	}
	if err := d.store.Notices.Add(ctx, boards); err != nil {
		d.log.Warn("coverage stored but not shown yet", "window", w.ID, "error", err)
		return
	}
	d.wake()
}

// boardsOf lists the boards that show a window.
func (d *Desk) boardsOf(b bench, id workflow.WindowID) []workflow.Notice {
	out := []workflow.Notice{{ID: workflow.WindowBoardID(id), Kind: workflow.NoticeWindow, Channel: b.policy.ReleaseChannel, Window: id, Due: b.now, Refresh: true}}
	for _, f := range b.policy.FrontLine {
		out = append(out, workflow.Notice{ID: workflow.BriefingID(id, f.Key), Kind: workflow.NoticeBriefing, Channel: f.Channel, Window: id, Front: f.Key, Due: b.now, Refresh: true})
	}
	return out
}

// RefreshBoards brings the boards of all windows around now up to date: what a
// process that died between storing and telling left behind. Rendering the same
// again costs no message.
func (d *Desk) RefreshBoards(ctx context.Context) error {
	b, err := d.bench(ctx)
	if err != nil {
		return err
	}
	windows, err := d.store.Windows.Span(ctx, b.now.AddDate(0, 0, -2), b.now.AddDate(0, 0, 3))
	if err != nil {
		return err
	}
	var boards []workflow.Notice
	for _, w := range windows {
		boards = append(boards, d.boardsOf(b, w.ID)...)
	}
	return d.store.Notices.Add(ctx, boards)
}

// RetryNotice sends a notice again that could not be delivered; only a release
// manager may ask for it. request is the id of the click: where this is a copy of
// the one that had it sent again, copied is true and nothing changes.
// CodeDenied, CodeNotFound, CodeStale when it is not dead.
func (d *Desk) RetryNotice(ctx context.Context, id string, by workflow.PersonID, request string) (copied bool, err error) {
	b, err := d.bench(ctx)
	if err != nil {
		return false, err
	}
	if !slices.Contains(b.members[b.policy.ManagerRole], by) {
		return false, workflow.Refuse(workflow.CodeDenied, "Only a release manager can send it again: %s.", d.list(ctx, b.members[b.policy.ManagerRole]))
	}
	var doubt error // of a write that may have been stored; it is looked for, and made once more if it is not there
	for range tries {
		n, err := d.store.Notices.Get(ctx, id)
		switch {
		case err != nil && doubt != nil:
			return false, doubt
		case err != nil:
			return false, err
		case request != "" && n.Delivery.Asked == request:
			d.wake()
			return doubt == nil, nil
		case n.Delivery.Status != workflow.NoticeDead:
			return false, workflow.Refuse(workflow.CodeStale, "It is not waiting to be sent again: its state is %s now.", n.Delivery.Status)
		}
		n.Delivery.Status, n.Delivery.NextTry, n.Delivery.Attempts, n.Delivery.Problem = workflow.NoticeDue, b.now, 0, ""
		n.Delivery.Asked = request
		err = d.store.Notices.Replace(ctx, n)
		switch code := workflow.CodeOf(err); {
		case code == workflow.CodeUnknown:
			doubt = err
		case err == nil:
			d.wake()
			return false, nil
		case code != workflow.CodeConflict && doubt != nil:
			return false, doubt
		case code != workflow.CodeConflict:
			return false, err
		}
	}
	if doubt != nil {
		return false, doubt
	}
	return false, workflow.Refuse(workflow.CodeConflict, "Somebody else is at it at this moment. Look again and try once more.")
}
