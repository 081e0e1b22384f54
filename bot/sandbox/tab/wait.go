package tab

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
)

// pause is how long the page is left alone between two looks at it.
const pause = 15 * time.Millisecond

// Eval evaluates an expression, a promise too, to a string, once.
func (p *Page) Eval(expression string) (string, error) {
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		return "", fmt.Errorf("%s: %w", expression, err)
	}
	return got, nil
}

// Text is what a person reads on the page.
func (p *Page) Text() string {
	text, err := p.Eval("document.body.innerText")
	if err != nil {
		return err.Error()
	}
	return text
}

// Until waits for an expression to be true. One that throws is not yet true.
func (p *Page) Until(expression string) error {
	return p.wait("wait for "+expression, "return ("+expression+") ? true : null", nil)
}

// See waits until the first element of a selector is there to be seen.
func (p *Page) See(css string) error {
	return p.wait("see "+css, fmt.Sprintf(`const e = document.querySelector(%s); return e && %s ? true : null`, quote(css), visible), nil)
}

// visible says of e whether it can be seen, by its styles and its size.
const visible = `e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && e.getClientRects().length > 0`

// wait runs the body of a function in the page until it returns something other
// than null, and decodes that into result. The page does the waiting, a second
// at a time; a page that goes away in the middle is asked again.
func (p *Page) wait(what, body string, result any) error {
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	expression := fmt.Sprintf(`(async () => {
		const look = async () => { %s };
		const end = performance.now() + 1000;
		for (let why = 'it has not come about'; ;) {
			try {
				const got = await look();
				if (got !== null) return JSON.stringify({ got });
			} catch (error) {
				why = String(error);
			}
			if (performance.now() > end) return JSON.stringify({ why });
			await new Promise((again) => setTimeout(again, %d));
		}
	})()`, body, pause.Milliseconds())
	why := "it has not come about"
	for {
		raw, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))
		var answer struct {
			Got json.RawMessage `json:"got"`
			Why string          `json:"why"`
		}
		switch {
		case ctx.Err() != nil:
			return fmt.Errorf("%s: not within %s: %s", what, Patience, why)
		case err != nil:
			why = err.Error()
		case json.Unmarshal([]byte(raw), &answer) != nil:
			return fmt.Errorf("%s: the page answered %q", what, raw)
		case answer.Got == nil:
			why = answer.Why
		case result == nil:
			return nil
		default:
			return json.Unmarshal(answer.Got, result)
		}
		rest(ctx)
	}
}

// rest lets a page that is being loaded get on with it.
func rest(ctx context.Context) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// quote writes a string as JavaScript reads it.
func quote(s string) string {
	raw, err := json.Marshal(s)
	if err != nil {
		panic("tab: a string is no JSON: " + err.Error()) // every string is
	}
	return string(raw)
}
