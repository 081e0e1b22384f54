package deliver

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// Facts gives the fresh state that messages show; package desk is one.
type Facts interface {
	Policy(ctx context.Context) (workflow.Policy, error)
	Name(ctx context.Context, person workflow.PersonID) string
	NoticeLocale(ctx context.Context, n *workflow.Notice) (workflow.Locale, error)
	Release(ctx context.Context, n workflow.Number) (workflow.ReleaseFacts, error)
	Alone(ctx context.Context, n workflow.Number) (workflow.ReleaseFacts, error)
	List(ctx context.Context, f workflow.ReleaseFilter) ([]workflow.ReleaseFacts, error)
	Window(ctx context.Context, id workflow.WindowID) (workflow.WindowFacts, error)
	Recurring(ctx context.Context, origin string) (workflow.RecurringFacts, error)
	Booking(ctx context.Context, at workflow.EnvironmentID, id string) (workflow.BookingFacts, error)
	Digest(ctx context.Context, at time.Time) (workflow.DigestFacts, error)
	Metrics(ctx context.Context, v workflow.MetricsView) (workflow.MetricsFacts, error)
	Chase(ctx context.Context, person workflow.PersonID) (workflow.ChaseFacts, error)
	Briefing(ctx context.Context, id workflow.WindowID, frontLine string) (workflow.BriefingFacts, error)
	Question(ctx context.Context, id workflow.WindowID, question string) (workflow.QuestionFacts, error)
	UnknownCalls(ctx context.Context, book workflow.WindowID) (workflow.UnknownCallsFacts, error)
}

// content is what a notice comes to at this moment: a message, or why there is
// none (any more), or how long to wait for it.
type content struct {
	message render.Message
	picture *picture // that is shown in it; nil: none
	moot    string
	later   time.Duration
}

// composer writes notices from fresh state.
type composer struct {
	desk    Facts
	notices workflow.Notices
	ahead   func() time.Duration // how far Slack's clock is ahead of now
}

// compose writes n as it is at now. board is the board in whose thread it goes.
// CodeNotFound when what it is about is not there.
func (c *composer) compose(ctx context.Context, n, board workflow.Notice, now time.Time) (content, error) {
	loc, err := c.desk.NoticeLocale(ctx, &n)
	if err != nil {
		return content{}, err
	}
	var out content
	switch n.Kind {
	case workflow.NoticeWindow, workflow.NoticeWindowReminder:
		out, err = c.window(ctx, loc, &n, now)
	case workflow.NoticeBriefing, workflow.NoticeBriefingChange:
		out, err = c.briefing(ctx, loc, &n, &board)
	case workflow.NoticeRemindApprover:
		out, err = c.reminder(ctx, loc, &n)
	case workflow.NoticeBooking:
		out, err = c.booking(ctx, loc, &n)
	case workflow.NoticeChart:
		out, err = c.metrics(ctx, loc, &n)
	case workflow.NoticeDigest:
		out, err = c.digest(ctx, loc, &n)
	case workflow.NoticeStandIn:
		out, err = c.standIn(ctx, loc, &n)
	case workflow.NoticeCalls, workflow.NoticeUnknownCalls:
		out, err = c.calls(ctx, loc, &n)
	case workflow.NoticeQuestion, workflow.NoticeQuestionSaid, workflow.NoticeAnswered, workflow.NoticeRemindAnswer:
		out, err = c.question(ctx, loc, &n)
	case workflow.NoticeRecurring:
		out, err = c.recurring(ctx, loc, &n)
	case workflow.NoticeChase:
		out, err = c.chase(ctx, loc, &n)
	case workflow.NoticeTrouble:
		out, err = c.trouble(ctx, loc, &n)
	default:
		out, err = c.release(ctx, loc, &n)
	}
	if err != nil || out.moot != "" || out.later > 0 {
		return out, err
	}
	if late := c.lateness(&n, now); late > workflow.Late && saysLate(n.Kind) {
		out.message = render.Late(loc, out.message, late)
	}
	return out, nil
}

// lateness is how far behind its moment something is told, or was.
func (c *composer) lateness(n *workflow.Notice, now time.Time) time.Duration {
	if told := stampedAt(n.Delivery.Message.TS, c.ahead()); !told.IsZero() {
		return told.Sub(n.Due)
	}
	return now.Sub(n.Due)
}

// saysLate tells whether a late notice says that it is. Boards that show where
// things stand do not: that is true at any time. Reminders of a window are
// written with their lateness.
func saysLate(k workflow.NoticeKind) bool {
	switch k {
	case workflow.NoticeCard, workflow.NoticeRequester, workflow.NoticeWindow, workflow.NoticeWindowReminder, workflow.NoticeStandIn, workflow.NoticeReview,
		workflow.NoticeCalls, workflow.NoticeUnknownCalls, workflow.NoticeQuestion,
		workflow.NoticeTasks, workflow.NoticeAccept, workflow.NoticeRate, workflow.NoticeChase:
		return false
	}
	return true
}

// release writes what is about one release.
func (c *composer) release(ctx context.Context, loc workflow.Locale, n *workflow.Notice) (content, error) {
	read := c.desk.Release
	if n.Kind == workflow.NoticeEvent {
		read = c.desk.Alone
	}
	f, err := read(ctx, n.Release)
	if err != nil {
		return content{}, err
	}
	switch n.Kind {
	case workflow.NoticeCard:
		return content{message: render.Card(loc, f)}, nil
	case workflow.NoticeRequester:
		return content{message: render.Requester(loc, f)}, nil
	case workflow.NoticeAsk:
		revision := askedRevision(n.ID)
		if why := mootAsk(&f.Release, n.Person, revision, stands(n)); why != "" {
			return content{moot: why}, nil
		}
		return content{message: render.Ask(loc, f, n.Person, revision)}, nil
	case workflow.NoticeSignOff:
		revision := askedRevision(n.ID)
		if why := mootSignOff(&f, n.Person, revision, stands(n)); why != "" {
			return content{moot: why}, nil
		}
		return content{message: render.AskSignOff(loc, f, n.Person, revision)}, nil
	case workflow.NoticeEndorse:
		if why := mootEndorse(&f.Release, stands(n)); why != "" {
			return content{moot: why}, nil
		}
		return content{message: render.Endorse(loc, f, n.Person)}, nil
	case workflow.NoticePage:
		if why := mootPage(&f.Release, n.Person); why != "" {
			return content{moot: why}, nil
		}
		return content{message: render.Page(loc, f, n.Person)}, nil
	case workflow.NoticeAskAgain, workflow.NoticeOverdue, workflow.NoticeStart, workflow.NoticeReview:
		return c.deciding(loc, &f, n), nil
	case workflow.NoticeTasks, workflow.NoticeAccept, workflow.NoticeCheckIn, workflow.NoticeRate, workflow.NoticeAftercare:
		return c.after(loc, &f, n), nil
	case workflow.NoticeEvent, workflow.NoticeOutcome, workflow.NoticeBundle:
		e, ok := entry(&f.Release, n.Entry)
		switch {
		case !ok:
			return content{moot: mootNoEntry}, nil
		case n.Kind == workflow.NoticeEvent:
			return content{message: render.Event(loc, f, e)}, nil
		case n.Kind == workflow.NoticeBundle:
			return content{message: render.BundleEvent(loc, f, e)}, nil
		}
		return content{message: render.Outcome(loc, f, e)}, nil
	}
	return content{}, fmt.Errorf("compose: a notice of kind %q is not known", n.Kind)
}

// window writes a window's board, or a line of its thread.
func (c *composer) window(ctx context.Context, loc workflow.Locale, n *workflow.Notice, now time.Time) (content, error) {
	f, err := c.desk.Window(ctx, n.Window)
	if err != nil {
		return content{}, err
	}
	if n.Kind == workflow.NoticeWindow {
		if why := mootWindow(&f, stands(n)); why != "" {
			return content{moot: why}, nil
		}
		return content{message: render.WindowBoard(loc, f)}, nil
	}
	if why := mootReminder(&f, n.Lead); why != "" {
		return content{moot: why}, nil
	}
	return content{message: render.WindowReminder(loc, f, n.Lead, c.lateness(n, now))}, nil
}

// briefing writes a briefing, or a line of its thread.
func (c *composer) briefing(ctx context.Context, loc workflow.Locale, n, board *workflow.Notice) (content, error) {
	b, err := c.desk.Briefing(ctx, n.Window, n.Front)
	if err != nil {
		return content{}, err
	}
	if n.Kind == workflow.NoticeBriefing {
		if why := mootBriefing(&b, stands(n)); why != "" {
			return content{moot: why}, nil
		}
		return content{message: render.Briefing(loc, b)}, nil
	}
	f, err := c.desk.Alone(ctx, n.Release)
	if err != nil {
		return content{}, err
	}
	e, ok := entry(&f.Release, n.Entry)
	if !ok {
		return content{moot: mootNoEntry}, nil
	}
	if why := mootChange(e, stampedAt(board.Delivery.Message.TS, c.ahead())); why != "" {
		return content{moot: why}, nil
	}
	return content{message: render.BriefingChange(loc, b, f, e)}, nil
}

// mostReminded bounds the releases that one reminder looks at.
const mostReminded = 30

// mostScheduled bounds the scheduled releases among which it looks for those that
// wait for a sign-off.
const mostScheduled = 200

// reminder writes what still waits for one approver.
func (c *composer) reminder(ctx context.Context, loc workflow.Locale, n *workflow.Notice) (content, error) {
	fs, err := c.desk.List(ctx, workflow.ReleaseFilter{Waiting: n.Person, Limit: mostReminded})
	if err != nil {
		return content{}, err
	}
	fs = slices.DeleteFunc(fs, func(f workflow.ReleaseFacts) bool { return !slices.Contains(f.Release.Waiting(), n.Person) })
	unsigned, err := c.unsigned(ctx, n.Person)
	if err != nil {
		return content{}, err
	}
	fs = append(fs, unsigned...)
	if len(fs) == 0 {
		return content{moot: "everything is decided"}, nil
	}
	if why, err := c.remindedLately(ctx, n); err != nil || why != "" {
		return content{moot: why}, err
	}
	slices.SortStableFunc(fs, func(a, b workflow.ReleaseFacts) int { return a.Release.DecideBy.Compare(b.Release.DecideBy) })
	var by workflow.Entry
	for i := range fs {
		if e, ok := entry(&fs[i].Release, n.Entry); ok && fs[i].Release.Number == n.Release {
			by = e
			asked := fs[i]
			fs = append([]workflow.ReleaseFacts{asked}, slices.Delete(fs, i, i+1)...) // what it is about comes first
			break
		}
	}
	return content{message: render.RemindApprover(loc, fs, n.Person, by)}, nil
}

// unsigned lists the scheduled releases that wait for a person's sign-off.
func (c *composer) unsigned(ctx context.Context, person workflow.PersonID) ([]workflow.ReleaseFacts, error) {
	fs, err := c.desk.List(ctx, workflow.ReleaseFilter{States: []workflow.State{workflow.Scheduled}, Limit: mostScheduled})
	return slices.DeleteFunc(fs, func(f workflow.ReleaseFacts) bool {
		return !slices.ContainsFunc(f.Stages, func(s workflow.StageFacts) bool { return s.Given == nil && slices.Contains(s.Can, person) })
	}), err
}

// trouble writes to a release manager what could not be delivered. It is
// created a moment before its cause is recorded as dead.
func (c *composer) trouble(ctx context.Context, loc workflow.Locale, n *workflow.Notice) (content, error) {
	about, err := c.notices.Get(ctx, n.About)
	if err != nil {
		return content{}, err
	}
	switch about.Delivery.Status {
	case workflow.NoticeDead:
		return content{message: render.Trouble(loc, about)}, nil
	case workflow.NoticeClaimed:
		return content{later: soon}, nil
	}
	return content{moot: "it was delivered after all, or is being tried again"}, nil
}

func stands(n *workflow.Notice) bool { return n.Delivery.Message.TS != "" }

func entry(r *workflow.Release, seq int) (workflow.Entry, bool) {
	i := slices.IndexFunc(r.History, func(e workflow.Entry) bool { return e.Seq == seq })
	if i < 0 {
		return workflow.Entry{}, false
	}
	return r.History[i], true
}

// askedRevision reads the revision out of the id of an ask; 0: the current one.
func askedRevision(id string) int {
	for part := range strings.SplitSeq(id, ":") {
		if digits, ok := strings.CutPrefix(part, "r"); ok {
			if v, err := strconv.Atoi(digits); err == nil {
				return v
			}
		}
	}
	return 0
}

// instant reads a message's timestamp; zero for what is none.
func instant(ts string) time.Time {
	whole, frac, _ := strings.Cut(ts, ".")
	seconds, err := strconv.ParseUint(whole, 10, 40)
	if err != nil || seconds == 0 {
		return time.Time{}
	}
	micros, err := strconv.ParseUint((frac + "000000")[:6], 10, 20)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMicro(int64(seconds)*1_000_000 + int64(micros))
}
