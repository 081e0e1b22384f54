package people_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/bot/sandbox/people"

	"github.com/google/go-cmp/cmp"
)

// What an app that we did not make our sandbox for does in it, as its people
// see it: Bolt, the SDK, brings its own ways of asking and answering.

func TestBoltOverSocketMode(t *testing.T) { boltStory(t, startBolt(t, true, nil)) }

func TestBoltOverHTTP(t *testing.T) {
	b := startBolt(t, false, nil)
	resp, err := http.Post(b.w.URL()+"/control/verify", "application/json", strings.NewReader(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var urls sandbox.VerifyAnswer // url_verification and ssl_check
	if err := json.NewDecoder(resp.Body).Decode(&urls); err != nil || !urls.OK || len(urls.Checks) < 2 {
		t.Fatalf("the app's addresses are not in order: %+v %v", urls, err)
	}
	boltIsSlowedDown(t, b, b.w.As("bram"))
	boltStory(t, b)
}

// However a connection ends, the SDK comes again, and what happened meanwhile
// reaches the app once.
func TestBoltComesBack(t *testing.T) {
	for _, how := range []string{"warning", "disconnect", "drop"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			retry := make(chan time.Time)
			b := startBolt(t, true, func(d time.Duration) <-chan time.Time {
				if d >= time.Minute && d < time.Hour {
					return retry // the second try of an event, when the test says so
				}
				return time.After(d)
			})
			bram := b.w.As("bram")
			before := b.connections()
			b.server.Sockets("Toolshed", how)
			b.wait("the connection to end", func() bool { return !b.connected() || b.connections() > before })
			bram.Types("@toolshed", "Thanks for the saw")
			b.wait("a new connection", func() bool { return b.connections() > before && b.connected() })
			close(retry)
			bram.Await("@toolshed", "You are welcome, @bram.")
			bram.Types("#general", "/borrow help")
			bram.Await("#general", "Type /borrow and fill in the form.")
			if got := strings.Count(b.w.Transcript(), "You are welcome"); got != 1 {
				t.Errorf("the app heard it %d times, want once", got)
			}
			b.end()
		})
	}
}

// Two processes of one app: each thing reaches one of them, and one that ends
// takes nothing with it.
func TestBoltInTwoProcesses(t *testing.T) {
	t.Parallel()
	b := startBolt(t, true, nil)
	second, _ := b.start()
	bram := b.w.As("bram")
	thank := func(times int) {
		for range times {
			bram.Types("@toolshed", "Thanks")
		}
	}
	answers := func() int { return strings.Count(b.w.Transcript(), "You are welcome") }
	thank(6)
	b.w.Eventually("six answers", func() bool { return answers() >= 6 })
	second.stop()
	thank(2)
	b.w.Eventually("two more answers", func() bool { return answers() >= 8 })
	bram.Types("#general", "/borrow help")
	bram.Await("#general", "Type /borrow and fill in the form.")
	b.end()
	if got := answers(); got != 8 {
		t.Errorf("eight messages got %d answers", got)
	}
}

func boltStory(t *testing.T, b *bolt) {
	w := b.w
	ada, bram, citra := w.As("ada"), w.As("bram"), w.As("citra")
	boltCommands(bram)
	request := boltBorrows(t, bram)
	boltHome(bram)
	boltLends(t, w, ada, request)
	boltEvents(t, ada, bram, citra, request)
	boltShortcuts(w, ada, bram, request)
	boltRefuses(t, w, ada, bram)
	w.Advance(5*24*time.Hour + time.Minute)
	ada.Await("#workshop", "@bram, bring back the Cordless drill.")
	b.end()
}

// Answers of commands: in the acknowledgement, and by response_url after a
// list was read in pages.
func boltCommands(bram *people.Person) {
	bram.Types("#workshop", "/borrow help")
	bram.Await("#workshop", "Type /borrow and fill in the form.")
	bram.Types("#workshop", "/borrow where")
	bram.Await("#workshop", "I am in #general, #roof, #workshop.")
}

// Posting too much at once: the SDK waits as long as it is told, and everything
// comes.
func boltIsSlowedDown(t *testing.T, b *bolt, bram *people.Person) {
	t.Helper()
	if err := b.server.Inject(sandbox.Fault{Method: "chat.postMessage", Kind: sandbox.Fault429, Count: 2, RetryAfter: 1}); err != nil {
		t.Fatal(err)
	}
	bram.Types("#general", "/borrow catalogue")
	for _, tool := range []string{"Cordless drill", "Jigsaw", "Belt sander", "Ladder", "Spirit level"} {
		bram.Await("#general", "We have: "+tool)
	}
	limited := 0
	for _, item := range b.server.Traffic(0) {
		if item.Method == "chat.postMessage" && item.Status == 429 {
			limited++
		}
	}
	if limited < 2 {
		t.Errorf("the app was slowed down %d times, want twice at least", limited)
	}
}

// A modal with every common input: changed while it is filled in, refused, and
// accepted.
func boltBorrows(t *testing.T, bram *people.Person) people.Message {
	t.Helper()
	bram.Types("#workshop", "/borrow to hang a shelf")
	form := bram.AwaitModal("Borrow a tool")
	fillLoan(form, "Cordless drill")
	form.Choose("Kind", "Power tool")
	form.Await("Extras")
	form.Choose("Extras", "Goggles", "Extension lead")
	form.Upload("Pictures", "shelf.png", boltPNG(t))
	if got := form.Field("Pictures"); got != "shelf.png" {
		t.Errorf("the field for pictures shows %q", got)
	}
	form.Fill("Days", "15")
	form.Submit()
	if diff := cmp.Diff(map[string]string{"Days": "Two weeks at most. Others want it too."}, form.Errors()); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	form.Fill("Days", "5")
	form.Sends()
	bram.SeesNoModal()
	request := bram.Await("#workshop", "Cordless drill wanted")
	if diff := cmp.Diff(boltRequest, request.Text()); diff != "" {
		t.Errorf("the request (-want +got):\n%s", diff)
	}
	return request
}

// boltRequest is what bram wrote into the form, as he reads it in the channel.
const boltRequest = `Cordless drill wanted
@bram asks @ada:
> to hang a shelf
Kind
power
Extras
goggles, lead
Days
5
Care
lesson
Rules
clean, back
From
2026-11-24
At
06:00
Until
2026-11-29 13:00
Helpers
@citra
Site
#general
Receipt
bram@example.com
Manual
https://example.com/drill
shelf.png
png, complete
With the long bit
[Lend it] [Not now] [... Who has it? | Withdraw]`

// boltPNG is a picture of three points by one.
func boltPNG(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 3, 1))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func fillLoan(form *people.Modal, tool string) {
	form.Choose("Tool", tool)
	form.Fill("Days", "5")
	form.Choose("Care", "Show me how")
	form.Check("House rules", "I clean it", "I bring it back")
	form.PickDate("From", "2026-11-24")
	form.PickTime("Fetched at", "06:00")
	form.PickDateTime("Back by", time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC))
	form.PickUser("Keeper", "ada")
	form.PickUser("Helpers", "citra")
	form.PickChannel("Site channel", "#general")
	form.Fill("Receipt to", "bram@example.com")
	form.Fill("Manual", "https://example.com/drill")
	form.Fill("Note", "With the long bit")
}

// The Home tab shows what was asked for, and opens the same modal; closing it
// is told to the app.
func boltHome(bram *people.Person) {
	home := bram.Home()
	home.Await("Your tools", "Cordless drill: asked for")
	home.Click("Borrow a tool")
	bram.AwaitModal("Borrow a tool").Close()
	bram.Await("@toolshed", "Nothing was asked for.")
}

// A click changes the message, puts a reaction under it, a picture into its
// thread, and is answered privately in two ways.
func boltLends(t *testing.T, w *people.Workspace, ada *people.Person, request people.Message) {
	t.Helper()
	ada.Clicks(request, "Who has it?")
	ada.Await("#workshop", "Bram de Wit asked, in Europe/Amsterdam.")
	ada.Clicks(request, "Lend it")
	ada.Await("#workshop", "Remind them at the end?")
	lent := request.Again()
	if got := lent.Text(); !lent.Edited() || !strings.Contains(got, "Lent by @ada") || !strings.Contains(got, ":white_check_mark: toolshed") {
		t.Errorf("the request is now:\n%s", got)
	}
	ada.Await("#workshop", "You lent the drill", "/archives/")
	label := ada.Await("#workshop", "The label to look for:", "Red label")
	boltPicture(t, w, label)
	if lent.Raw().PinnedBy != "U0TOOLSHED" {
		t.Errorf("the request is pinned by %q, want the app", lent.Raw().PinnedBy)
	}
	ada.ClicksIn("#workshop", "Remind them")
	ada.Await("#workshop", "Reminders to come: 1")
	ada.ClicksIn("#workshop", "Fine")
	w.Eventually("the private answer to be gone", func() bool {
		return !slices.ContainsFunc(ada.Messages("#workshop"), func(m people.Message) bool { return strings.Contains(m.Text(), "Reminders to come") })
	})
}

// boltPicture fails unless the message has the picture as a page would load it.
func boltPicture(t *testing.T, w *people.Workspace, m people.Message) {
	t.Helper()
	var files []struct {
		URL  string `json:"url_private"`
		Kind string `json:"mimetype"`
		Size int    `json:"size"`
	}
	if err := json.Unmarshal(m.Raw().Files, &files); err != nil || len(files) != 1 {
		t.Fatalf("the message has the files %s, want one picture: %v", m.Raw().Files, err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := http.Client{Jar: jar}
	page, err := browser.Get(w.URL() + "/") // signs its reader in
	if err != nil {
		t.Fatal(err)
	}
	page.Body.Close()
	resp, err := browser.Get(files[0].URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	picture, err := png.Decode(resp.Body)
	if err != nil || picture.Bounds().Dx() != 2 || files[0].Kind != "image/png" {
		t.Errorf("%+v is not the picture that was sent: %v", files[0], err)
	}
}

// Events: a mention, a reaction, a new member, a message to the app.
func boltEvents(t *testing.T, ada, bram, citra *people.Person, request people.Message) {
	bram.Types("#general", "@toolshed what is out?")
	ada.Await("#general", "@bram out at the moment: Cordless drill")
	bram.Reacts(request, "wrench")
	ada.Await("#workshop", "@bram offers to repair it.")
	citra.Joins("#workshop")
	citra.Await("#workshop", "Welcome to #workshop. Type /borrow.")
	citra.Types("@toolshed", "Thanks a lot")
	citra.Await("@toolshed", "You are welcome, @citra.")
	citra.Uploads("#general", "@toolshed is this yours?", "found.png", boltPNG(t))
	citra.Await("#general", "@citra out at the moment: Cordless drill")
}

// Shortcuts, a second view on top of the first, and both other answers to a
// submission.
func boltShortcuts(w *people.Workspace, ada, bram *people.Person, request people.Message) {
	before := len(bram.Messages("@toolshed"))
	bram.Shortcut("Borrow a tool")
	bram.AwaitModal("Borrow a tool").Close()
	w.Eventually("bram to be told once more that nothing was asked for", func() bool { return len(bram.Messages("@toolshed")) > before })
	ada.MessageShortcut(request, "Report damage")
	form := ada.AwaitModal("Report damage")
	form.Fill("What is broken", "the chuck")
	form.Sends()
	ada.AwaitModal("Thank you").Close()
	ada.MessageShortcut(request, "Report damage")
	ada.AwaitModal("Report damage").Click("Tell more")
	story := ada.AwaitModal("The whole story")
	story.Fill("Story", "It slips under load.")
	story.Sends()
	ada.SeesNoModal()
	ada.Await("#workshop", "@ada reports: It slips under load.")
}

// A second request, refused through response_url, and a third, withdrawn.
func boltRefuses(t *testing.T, w *people.Workspace, ada, bram *people.Person) {
	t.Helper()
	request := boltAsks(ada, bram, "Jigsaw")
	if got, want := ada.Asks(request, "Not now"), "Not now? They are told at once. [Say so] [Back]"; got != want {
		t.Errorf("asked %q, want %q", got, want)
	}
	ada.Clicks(request, "Not now")
	ada.Await("#workshop", "Not now: Jigsaw")
	if got := request.Again(); !got.Edited() || len(got.Buttons()) > 0 {
		t.Errorf("the refused request is:\n%s", got.Text())
	}
	request = boltAsks(ada, bram, "Belt sander")
	bram.Clicks(request, "Withdraw")
	w.Eventually("the request to be withdrawn", func() bool {
		return !slices.ContainsFunc(ada.Messages("#workshop"), func(m people.Message) bool { return strings.Contains(m.Text(), "Belt sander wanted") })
	})
}

// boltAsks asks for a power tool and is the message that comes of it.
func boltAsks(ada, bram *people.Person, tool string) people.Message {
	bram.Types("#workshop", "/borrow for the fence")
	form := bram.AwaitModal("Borrow a tool")
	fillLoan(form, tool)
	form.Choose("Kind", "Power tool")
	form.Await("Extras")
	form.Sends()
	return ada.Await("#workshop", tool+" wanted")
}
