package people_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/bot/sandbox/people"
)

// A test of an app that greets whoever asks it to. The app is a handler for
// Slack's signed requests and knows the workspace by the URL of its Web API; an
// app with Socket Mode, or in a process of its own, is tested the same way.
func Example() {
	testGreeting := func(t people.T) {
		app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			text := "Hello, <@" + r.FormValue("user_id") + ">!"
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(map[string]string{"response_type": "in_channel", "text": text})
		}))
		t.Cleanup(app.Close)
		workspace, err := sandbox.New(sandbox.Config{
			People:   []sandbox.Person{{Name: "ada", RealName: "Ada Moreau", TZ: "Europe/Paris"}},
			Channels: []sandbox.ChannelConfig{{Name: "general", Members: []string{"ada", "greeter"}}},
			Apps: []sandbox.AppConfig{{
				Name: "Greeter", Scopes: []string{"commands", "chat:write"},
				Commands:    []sandbox.CommandConfig{{Command: "/greet", Description: "Be greeted"}},
				RequestURLs: sandbox.RequestURLs{Commands: app.URL},
			}},
			Clock: sandbox.ClockConfig{Start: "2026-11-24T09:00:00Z", Paused: true},
		}, sandbox.Options{Now: time.Now, Patience: time.Minute})
		if err != nil {
			t.Fatalf("%v", err)
		}
		t.Cleanup(workspace.Close)

		w := people.Inside(t, workspace.Handler())
		w.As("ada").Types("#general", "/greet me")
		fmt.Print(w.Transcript())
	}
	run(testGreeting)
	// Output:
	// #general
	//   Tue 24 Nov 10:00  Ada Moreau
	//       /greet me
	//   Tue 24 Nov 10:00  Greeter
	//       Hello, @ada!
}

// run stands for testing in an example.
func run(test func(people.T)) {
	e := &exampleTest{}
	test(e)
	for i := len(e.cleanups) - 1; i >= 0; i-- {
		e.cleanups[i]()
	}
}

type exampleTest struct{ cleanups []func() }

func (*exampleTest) Helper() {}

func (*exampleTest) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

func (*exampleTest) Logf(string, ...any) {}

func (e *exampleTest) Cleanup(fn func()) { e.cleanups = append(e.cleanups, fn) }

var _ people.T = testing.TB(nil)
