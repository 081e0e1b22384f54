package clienttest

import (
	"strconv"
	"testing"
	"time"
)

// TestNextIsNear: the thing that happens next is told with the words for near days.
func TestNextIsNear(t *testing.T) {
	b := newBench(t)
	for _, after := range []time.Duration{90 * time.Minute, 25 * time.Hour, 49 * time.Hour} {
		b.must("chat.scheduleMessage", object{"channel": general, "text": "good morning", "post_at": strconv.FormatInt(morning.Add(after).Unix(), 10)})
	}
	p := b.visit("ada", "general")
	p.shows("[data-clock=next]", "today 11:30")
	p.click("[data-clock=next]")
	p.shows("[data-clock=next]", "tomorrow 11:00")
	p.click("[data-clock=next]")
	p.shows("[data-clock=next]", "tomorrow 11:00") // the day after, and that is tomorrow now
	p.clean()
}

// TestNarrowBarIsOneLine: a violation and a fault beside it leave the clock its line.
func TestNarrowBarIsOneLine(t *testing.T) {
	b := newBench(t)
	p := b.visit("ada", "general")
	p.look("light", 390, 844)
	line := `String(document.querySelector(".clock-time").getBoundingClientRect().height)`
	before := p.js(line)
	b.call("chat.postMessage", object{"channel": general, "blocks": []object{{"type": "divider", "surprise": 1}}})
	p.until(`document.querySelector("#traffic-toggle").textContent.includes("1 violation")`)
	p.click("#faults-toggle")
	p.click("[data-fault=add]")
	p.until(`document.querySelector("#faults-toggle").textContent.includes("1 active")`)
	if after := p.js(line); after != before {
		t.Errorf("the clock is %s high beside them, %s before", after, before)
	}
	p.clean()
}

// TestCardPictureReachesEdges: nothing of the person's card shapes the cards of apps.
func TestCardPictureReachesEdges(t *testing.T) {
	b := newBench(t)
	p := b.post(cardOf(b.app, "A card"))
	p.until(`document.querySelector("img.hero")?.naturalWidth > 0`)
	got := p.js(`(() => {
		const card = document.querySelector(".block .card, .blocks .card").getBoundingClientRect(), hero = document.querySelector("img.hero").getBoundingClientRect();
		return [hero.left - card.left, card.right - hero.right, hero.top - card.top].map(Math.round).join();
	})()`)
	if got != "1,1,1" { // its border
		t.Errorf("the picture is %s pixels from the left, right and top edge", got)
	}
	p.clean()
}

// TestCountsLeaveFacesFree: what waits for somebody hides neither initial.
func TestCountsLeaveFacesFree(t *testing.T) {
	b := newBench(t)
	for range 12 {
		b.says("bram", general, "@citra", "")
	}
	p := b.visit("ada", "general")
	p.shows(".person[data-user=U0CITRA000] .waiting", "9+")
	covered := p.js(`(() => {
		const face = document.querySelector(".person[data-user=U0CITRA000] .avatar").getBoundingClientRect(), count = document.querySelector(".person[data-user=U0CITRA000] .waiting").getBoundingClientRect();
		return String(count.left < face.left + face.width / 2);
	})()`)
	if covered != "false" {
		t.Error("the count covers the middle of the face")
	}
	p.clean()
}
