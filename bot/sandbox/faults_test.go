package sandbox_test

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

// remove sends DELETE and decodes the answer.
func (w *world) remove(path string, out any) int {
	w.t.Helper()
	req, err := http.NewRequest(http.MethodDelete, w.http.URL+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.read(resp, path, out)
}

// ask asks for faults and gives the ids.
func (w *world) ask(list ...sandbox.Fault) []string {
	w.t.Helper()
	var got sandbox.FaultsAnswer
	if status := w.post("/control/faults", sandbox.FaultsRequest{Faults: list}, &got); status != http.StatusOK {
		w.t.Fatalf("%+v was refused with %d", list, status)
	}
	return got.Added
}

// active is what the faults pane reads.
func (w *world) active() sandbox.FaultsAnswer {
	w.t.Helper()
	var got sandbox.FaultsAnswer
	w.get("/control/faults", &got)
	return got
}

// TestFaultsOneByOne: faults have ids, are counted, and go away one by one or
// when they are used up.
func TestFaultsOneByOne(t *testing.T) {
	w := run(t, config())
	ids := w.ask(
		sandbox.Fault{Method: "auth.test", Kind: sandbox.Fault500, Count: 2},
		sandbox.Fault{Method: "team.info", Kind: sandbox.Fault500},
		sandbox.Fault{Method: "*", Kind: sandbox.Fault429, App: "Lamp"},
	)
	if diff := cmp.Diff([]string{"F1", "F2", "F3"}, ids); diff != "" {
		t.Fatalf("ids (-want +got)\n%s", diff)
	}
	var all sandbox.FaultsAnswer
	if status := w.remove("/control/faults/F3", &all); status != http.StatusOK || len(all.Faults) != 2 {
		t.Fatalf("removed one: %d %+v", status, all.Faults)
	}
	if status := w.remove("/control/faults/F3", &all); status != http.StatusNotFound {
		t.Errorf("removed it again: %d", status)
	}
	for range 2 {
		if got := w.call("auth.test", map[string]string{}); got["error"] != "internal_error" {
			t.Errorf("got %v", got)
		}
	}
	w.call("team.info", map[string]string{})
	if got := w.call("auth.test", map[string]string{}); got["ok"] != true {
		t.Errorf("the fault was for two: %v", got)
	}
	got := w.active()
	if len(got.Faults) != 1 || got.Faults[0].ID != "F2" || got.Faults[0].Matched != 1 || got.Faults[0].Left != nil {
		t.Errorf("active: %+v", got.Faults)
	}
	if len(got.Spent) != 1 || got.Spent[0].ID != "F1" || got.Spent[0].Matched != 2 || *got.Spent[0].Left != 0 {
		t.Errorf("spent: %+v", got.Spent)
	}
	if w.remove("/control/faults", &all); len(all.Faults)+len(all.Spent) != 0 {
		t.Errorf("cleared: %+v", all)
	}
	w.clean()
}

// TestFaultsOfOneApp: a fault for one app leaves the others alone.
func TestFaultsOfOneApp(t *testing.T) {
	cfg := config()
	other := cfg.Apps[0]
	other.ID, other.BotUserID, other.BotID = "", "", ""
	other.Name, other.BotName, other.BotToken, other.AppToken = "Other", "other", "xoxb-other", "xapp-other"
	cfg.Apps = append(cfg.Apps, other)
	w := run(t, cfg)
	w.ask(sandbox.Fault{Method: "auth.test", Kind: sandbox.Fault500, App: "other"})
	if got := w.call("auth.test", map[string]string{}); got["ok"] != true {
		t.Errorf("the lamp's request: %v", got)
	}
	if got := w.call("auth.test", map[string]string{"token": "xoxb-other"}); got["ok"] != false {
		t.Errorf("the other app's request: %v", got)
	}
}

// TestFaultChoices: what GET /control/faults offers can be asked for, each with
// each, and what it does not offer is refused with the nearest that it does.
func TestFaultChoices(t *testing.T) {
	w := run(t, config())
	offer := w.active()
	var kinds []string
	for _, k := range offer.Kinds {
		kinds = append(kinds, k.Kind)
		if k.Title == "" || !strings.HasSuffix(k.What, ".") {
			t.Errorf("%+v is not explained", k)
		}
		names := offer.Methods
		if k.Of == "deliveries" {
			names = offer.Deliveries
		}
		for _, m := range append([]string{"*"}, names...) {
			w.ask(sandbox.Fault{Method: m, Kind: k.Kind})
			w.srv.ClearFaults()
		}
	}
	want := []string{"429", "500", "timeout_before", "timeout_after", "reset_before", "reset_after", "slow", "late", "twice"}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("kinds (-want +got)\n%s", diff)
	}
	for _, name := range []string{"chat.postMessage", "views.open", "response_url", "upload"} {
		if !slices.Contains(offer.Methods, name) {
			t.Errorf("%s is not offered", name)
		}
	}
	for _, name := range []string{"/lamp", "message", "app_home_opened", "view_submission"} {
		if !slices.Contains(offer.Deliveries, name) {
			t.Errorf("%s is not offered", name)
		}
	}
	for _, tt := range []struct {
		fault sandbox.Fault
		want  string
	}{
		{sandbox.Fault{Method: "chat.postMesage", Kind: "429"}, `did you mean "chat.postMessage"?`},
		{sandbox.Fault{Method: "message", Kind: "429"}, `method "message" is not known`},
		{sandbox.Fault{Method: "chat.postMessage", Kind: "twice"}, `is not known`},
		{sandbox.Fault{Method: "*", Kind: "timeout_befor"}, `did you mean "timeout_before"?`},
		{sandbox.Fault{Method: "*", Kind: "429", App: "Lmap"}, `did you mean "Lamp"?`},
		{sandbox.Fault{Method: "*", Kind: "slow", DelayMS: 600_001}, "at most 600000"},
	} {
		var refused sandbox.ErrorAnswer
		if status := w.post("/control/faults", sandbox.FaultsRequest{Faults: []sandbox.Fault{tt.fault}}, &refused); status != http.StatusBadRequest || !strings.Contains(refused.Error, tt.want) {
			t.Errorf("%+v: got %d %q, want %q", tt.fault, status, refused.Error, tt.want)
		}
	}
	if n := len(w.active().Faults); n != 0 {
		t.Errorf("a refused fault is active")
	}
}

// TestMostFaults: a hundred at once, not one more, and none of a list that is
// too long.
func TestMostFaults(t *testing.T) {
	w := run(t, config())
	w.ask(slices.Repeat([]sandbox.Fault{{Method: "*", Kind: "slow"}}, 99)...)
	two := slices.Repeat([]sandbox.Fault{{Method: "*", Kind: "slow"}}, 2)
	if err := w.srv.Inject(two...); err == nil || len(w.active().Faults) != 99 {
		t.Errorf("101 faults: %v", err)
	}
	w.ask(two[0])
}

// TestSlow: the effect is there at once, the answer comes after the delay.
func TestSlow(t *testing.T) {
	gate := make(chan time.Time)
	w := run(t, config(), func(o *sandbox.Options) {
		o.After = func(d time.Duration) <-chan time.Time {
			if d == 7*time.Second {
				return gate
			}
			return nil
		}
	})
	w.ask(sandbox.Fault{Method: "chat.postMessage", Kind: sandbox.FaultSlow, DelayMS: 7000, Count: 1})
	answer := make(chan map[string]any, 1)
	go func() {
		answer <- w.call("chat.postMessage", map[string]string{"channel": "general", "text": "slow"})
	}()
	if err := w.srv.WaitFor(w.ctx(), func() bool { return len(w.messages("ada", "general")) == 1 }); err != nil {
		t.Fatal(err)
	}
	select {
	case got := <-answer:
		t.Errorf("answered before the delay: %v", got)
	default:
	}
	gate <- time.Time{}
	if got := <-answer; got["ok"] != true {
		t.Errorf("got %v", got)
	}
	w.clean()
}

// TestFaultsOfUploads: the bytes of a file are a request as any other.
func TestFaultsOfUploads(t *testing.T) {
	w := run(t, config())
	send := func(url string) (int, error) {
		resp, err := http.Post(url, "application/octet-stream", bytes.NewReader([]byte("hello")))
		if err != nil {
			return 0, err
		}
		defer resp.Body.Close()
		_, err = io.Copy(io.Discard, resp.Body)
		return resp.StatusCode, err
	}
	w.ask(sandbox.Fault{Method: "upload", Kind: sandbox.Fault500, Count: 1}, sandbox.Fault{Method: "upload", Kind: sandbox.FaultResetAfter, Count: 1, App: "lamp"})
	url := w.call("files.getUploadURLExternal", map[string]string{"filename": "a.txt", "length": "5"})["upload_url"].(string)
	if status, err := send(url); status != http.StatusInternalServerError || err != nil {
		t.Errorf("got %d %v, want 500", status, err)
	}
	if status, err := send(url); err == nil {
		t.Errorf("got %d, want a broken connection", status)
	}
	w.clean()
	if status, err := send(url); status != http.StatusBadRequest || err != nil {
		t.Errorf("the second try had its effect, so a third is refused: got %d %v", status, err)
	}
	var seen []string
	for _, i := range w.srv.Traffic(0) {
		if i.Method == "upload" {
			seen = append(seen, i.Fault+i.Error)
		}
	}
	if diff := cmp.Diff([]string{"500", "reset_after", "upload_failed"}, seen); diff != "" {
		t.Errorf("traffic (-want +got)\n%s", diff)
	}
}

// TestSocketAnswers: what happens to sockets is counted, and a name or deed
// that is not known is refused.
func TestSocketAnswers(t *testing.T) {
	w := run(t, config())
	var got struct {
		sandbox.SocketAnswer
		Error string `json:"error"`
	}
	if w.post("/control/socket", sandbox.SocketRequest{Do: "drop"}, &got); !got.OK || got.Sockets != 0 {
		t.Errorf("without a socket: %+v", got)
	}
	w.wire()
	if err := w.srv.WaitConnected(w.ctx(), "lamp"); err != nil {
		t.Fatal(err)
	}
	if w.post("/control/socket", sandbox.SocketRequest{App: "lamp", Do: "warning"}, &got); !got.OK || got.Sockets != 1 {
		t.Errorf("with one: %+v", got)
	}
	for _, k := range w.active().Sockets {
		if k.Title == "" || !strings.HasSuffix(k.What, ".") {
			t.Errorf("%+v is not explained", k)
		}
		if status := w.post("/control/socket", sandbox.SocketRequest{Do: k.Do}, &got); status != http.StatusOK && k.Do != "redeliver" {
			t.Errorf("%s is offered and refused: %+v", k.Do, got)
		}
	}
	for _, tt := range []struct {
		in   sandbox.SocketRequest
		want string
	}{
		{sandbox.SocketRequest{Do: "dorp"}, `did you mean "drop"?`},
		{sandbox.SocketRequest{Do: "drop", App: "lmap"}, `did you mean "Lamp"?`},
		{sandbox.SocketRequest{Do: "redeliver"}, "nothing was sent"},
		{sandbox.SocketRequest{Do: "redeliver", Count: 101}, "between 1 and 100"},
	} {
		if status := w.post("/control/socket", tt.in, &got); status != http.StatusBadRequest || !strings.Contains(got.Error, tt.want) {
			t.Errorf("%+v: got %d %q, want %q", tt.in, status, got.Error, tt.want)
		}
	}
}
