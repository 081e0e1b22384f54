package people

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"drumbeat/bot/sandbox"
)

type query map[string]string

// get and post speak the sandbox's client interface. The error of a refusal is
// the sentence that a person would read.
func (w *Workspace) get(path string, q query, out any) error {
	values := url.Values{}
	for k, v := range q {
		if v != "" {
			values.Set(k, v)
		}
	}
	req, err := http.NewRequest(http.MethodGet, w.base+path+"?"+values.Encode(), nil)
	if err != nil {
		return err
	}
	return w.do(req, out)
}

func (w *Workspace) post(path string, body, out any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode %s: %w", path, err)
	}
	req, err := http.NewRequest(http.MethodPost, w.base+path, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	err = w.do(req, out)
	w.settled()
	w.judge()
	return err
}

func (w *Workspace) do(req *http.Request, out any) error {
	resp, err := w.http.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		var refusal sandbox.ErrorAnswer
		if err := json.NewDecoder(resp.Body).Decode(&refusal); err != nil || refusal.Error == "" {
			return fmt.Errorf("%s %s: %s", req.Method, req.URL.Path, resp.Status)
		}
		return errors.New(refusal.Error)
	}
	if err := json.NewDecoder(resp.Body).Decode(out); err != nil {
		return fmt.Errorf("%s %s: %w", req.Method, req.URL.Path, err)
	}
	return nil
}

// state is the workspace as a person sees it; empty: as the first one does.
func (w *Workspace) state(as string) sandbox.State {
	w.t.Helper()
	var s sandbox.State
	if err := w.get("/client/state", query{"as": as}, &s); err != nil {
		w.t.Fatalf("read the workspace: %v", err)
	}
	return s
}

// listen sends what the person can see happen into news, until the context
// ends. When it returns, no later event is missed; what news has no room for is
// dropped, so a reader that looks at everything needs room for one.
func (p *Person) listen(ctx context.Context, news chan<- sandbox.Event) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.w.base+"/client/events?as="+p.id, nil)
	if err != nil {
		return err
	}
	resp, err := p.w.http.Do(req) //nolint:bodyclose // closed by the goroutine that reads it
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close()
		return fmt.Errorf("events: %s", resp.Status)
	}
	go func() {
		defer func() { _ = resp.Body.Close() }()
		lines := bufio.NewReader(resp.Body)
		for {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				return
			}
			data, is := bytes.CutPrefix(line, []byte("data:"))
			var e sandbox.Event
			if !is || json.Unmarshal(data, &e) != nil {
				continue
			}
			select {
			case news <- e:
			default:
			}
		}
	}()
	return nil
}

// moment is a time from Unix seconds.
func moment(unix float64) time.Time {
	return time.UnixMicro(int64(unix * 1e6))
}

func zone(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return loc
}
