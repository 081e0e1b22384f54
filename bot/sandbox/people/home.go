package people

import (
	"context"
	"strings"

	"drumbeat/bot/sandbox"
)

// Home is an app's Home tab as one person sees it.
type Home struct {
	p    *Person
	app  sandbox.App
	view sandbox.View
	s    surface
}

// Home opens the Home tab of the workspace's first app that has one, and waits
// for the app to bring it up to date: until it is at rest where the test can tell
// (see Settles), else until it publishes the tab, for a fifth of Patience.
func (p *Person) Home() *Home {
	p.w.t.Helper()
	return p.HomeOf("")
}

// HomeOf opens the Home tab of an app by name or id.
func (p *Person) HomeOf(app string) *Home {
	p.w.t.Helper()
	for _, a := range p.w.state(p.id).Apps {
		if a.HomeTab && (app == "" || a.ID == app || strings.EqualFold(a.Name, app)) {
			h := &Home{p: p, app: a}
			h.open()
			return h
		}
	}
	p.w.t.Fatalf("%s finds no Home tab %s", p.name, app)
	return nil
}

func (h *Home) open() {
	h.p.w.t.Helper()
	if h.p.w.settle != nil {
		h.load(false)
		h.p.w.settled()
		h.p.w.judge()
		h.load(true)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), h.p.w.Patience/5)
	defer cancel()
	news := make(chan sandbox.Event, 64)
	if err := h.p.listen(ctx, news); err != nil {
		h.p.w.t.Fatalf("listen as %s: %v", h.p.name, err)
	}
	h.load(false)
	for {
		select {
		case e := <-news:
			if e.Type == sandbox.EventHome && e.App == h.app.ID {
				h.load(true)
				return
			}
		case <-ctx.Done(): // an app may leave its Home as it is
			h.load(true)
			return
		}
	}
}

func (h *Home) load(peek bool) {
	h.p.w.t.Helper()
	q := query{"as": h.p.id, "app": h.app.ID}
	if peek {
		q["peek"] = "1"
	}
	var answer sandbox.HomeAnswer
	if err := h.p.w.get("/client/home", q, &answer); err != nil {
		h.p.w.t.Fatalf("%s opens the Home tab of %s: %v", h.p.name, h.app.Name, err)
	}
	if answer.View != nil {
		h.view = *answer.View
	}
	h.s = surface{p: h.p, viewID: h.view.ID, blocks: decodeBlocks(h.view.Blocks), form: valuesOf(h.view.State.Values)}
}

// Text is the Home tab as plain lines, as it is now; empty when the app has
// shown nothing yet.
func (h *Home) Text() string {
	h.p.w.t.Helper()
	h.load(true)
	return strings.Join(h.p.reader().blocks(h.s.blocks, h.s.form, nil), "\n")
}

// Buttons are the labels that can be clicked, in order.
func (h *Home) Buttons() []string {
	h.p.w.t.Helper()
	h.load(true)
	return h.s.labels()
}

// Click clicks a button by its label or action_id.
func (h *Home) Click(label string) { h.p.w.t.Helper(); h.ClickBeside("", label) }

// ClickBeside clicks the first button with the label in or below the block that
// contains the words near.
func (h *Home) ClickBeside(near, label string) {
	h.p.w.t.Helper()
	h.load(true)
	if problem := h.s.click(label, near); problem != "" {
		h.p.w.t.Fatalf("%s clicked %q on the Home tab: %s\n%s", h.p.name, label, problem, h.Text())
	}
}

// Choose takes a choice of a select, by its placeholder or action_id.
func (h *Home) Choose(field, choice string) {
	h.p.w.t.Helper()
	h.load(true)
	f := filler{s: &h.s}
	if problem := f.choose(field, []string{choice}); problem != "" {
		h.p.w.t.Fatalf("%s chose %q on the Home tab: %s\n%s", h.p.name, choice, problem, h.Text())
	}
}
