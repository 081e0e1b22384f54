package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// storySoFar is what happened at Basket & Co before the newcomer came.
func storySoFar(s *storyteller) []chapter {
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC) }
	const (
		payment workflow.Number = iota + 1
		footer
		invoices
		checkout
		gift
		certificates
		basket
		loyalty
	)
	thursday, tuesday := workflow.WindowID("web:2026-11-12T05:00Z"), workflow.WindowID("web:2026-11-24T05:00Z")
	return []chapter{
		{at(9, 9, 0), s.asks("ines", s.paymentUpdate(thursday))},
		{at(9, 10, 10), s.does("eva", payment, workflow.ActApprove, "")},
		{at(9, 10, 40), s.does("omar", payment, workflow.ActApprove, "")},
		{at(10, 13, 0), s.asks("ines", s.newFooter())},
		{at(11, 9, 0), s.does("mark", footer, workflow.ActReject, "The legal text is not agreed yet. Ask again when it is.")},
		{at(12, 5, 3), s.does("tom", payment, workflow.ActStart, "")},
		{at(12, 5, 20), s.calls("hana", "help-desk", thursday, payment, 1, workflow.HarmAnnoyed, "Is this still the page of my bank?")},
		{at(12, 5, 27), s.calls("ayu", "call-centre", thursday, payment, 3, workflow.HarmHindered, "My card is refused, and it was fine yesterday.")},
		{at(12, 5, 31), s.calls("joris", "help-desk", thursday, payment, 3, workflow.HarmHindered, "The page stays white after I pay.")},
		{at(12, 5, 40), s.does("tom", payment, workflow.ActRollBack, "One card payment in twenty failed. The old provider version is back.")},
		{at(16, 9, 0), s.asks("tom", s.invoiceLayout())},
		{at(16, 9, 30), s.does("eva", invoices, workflow.ActApprove, "")},
		{at(16, 11, 0), s.does("piet", invoices, workflow.ActApprove, "")},
		{at(18, 19, 10), s.does("tom", invoices, workflow.ActStart, "")},
		{at(18, 19, 40), s.does("tom", invoices, workflow.ActLive, "")},
		{at(18, 20, 45), s.says("tom", invoices, time.Hour, workflow.Stable)},
		{at(19, 12, 10), s.ticks("tom", invoices, "monitoring", "An alert when an invoice has no sender: OFFICE-114.")},
		{at(20, 9, 30), s.ticks("tom", invoices, "documentation", "wiki.example/invoices, chapter 4.")},
		{at(20, 14, 0), s.asks("ines", s.fasterCheckout(tuesday))},
		{at(20, 14, 30), s.does("eva", checkout, workflow.ActApprove, "")},
		{at(20, 15, 0), s.asks("tom", s.giftCards(tuesday))},
		{at(20, 15, 10), s.does("omar", checkout, workflow.ActApprove, "")},
		{at(20, 15, 20), s.does("rosa", gift, workflow.ActTriage, "")}, // the same system in the same window: a release manager looks first
		{at(20, 15, 30), s.asks("piet", s.certificates(tuesday))},
		{at(20, 15, 45), s.does("rosa", certificates, workflow.ActTriage, "")},
		{at(22, 11, 0), everybodyReads},
		{at(23, 7, 10), s.asks("tom", s.emptyBasket())},
		{at(23, 7, 14), s.does("omar", basket, workflow.ActApprove, "")},
		{at(23, 7, 20), s.does("tom", basket, workflow.ActStart, "")},
		{at(23, 7, 30), s.reads("hana", "help-desk", tuesday)},
		{at(23, 7, 32), s.wonders("hana", "help-desk", tuesday, checkout, "Does it work for gift cards too?", "tom", "Yes. A gift card is sent to its own address; that step stays.")},
		{at(23, 7, 35), s.does("tom", basket, workflow.ActLive, "")},
		{at(23, 8, 20), s.does("mark", gift, workflow.ActApprove, "")},
		{at(23, 8, 40), s.asks("ines", s.loyaltyPoints())},
		{at(23, 8, 55), welcome},
	}
}

// request is what most of the story's requests have in common.
func (s *storyteller) form(title, system, what, why string) workflow.Request {
	return workflow.Request{
		Title: title, System: system, Team: "Team Basket", What: what, Why: why, Type: workflow.Normal, EffortHours: 8,
		Impact: workflow.ImpactNoticeable, Contact: s.ids["tom"], Implementer: s.ids["tom"],
		Rollback: "Switch it off in the shop's settings; two minutes, tried on acceptance.",
	}
}

func (s *storyteller) paymentUpdate(w workflow.WindowID) workflow.Request {
	q := s.form("Payment provider update", "payment", "The payment service speaks the provider's new interface.", "The old interface is switched off in January.")
	q.Window, q.Team, q.Risk = w, "Team Basket with Acme Pay", []string{"money", "first-time"}
	q.Briefing = workflow.Briefing{
		Notice: "The payment page looks a little different. Paying works as before.", Say: "You are on the right page; the bank's page has a new look.",
		DontPromise: "that a failed payment is repeated by itself.", IfTheyCall: "Payment failed? Let them try once more, then #team-basket, Tom, until 18:00.",
	}
	return q
}

func (s *storyteller) newFooter() workflow.Request {
	q := s.form("New footer on every page", "shop", "The footer gets the new terms and the two new shops.", "The terms change on 1 December.")
	q.Briefing = workflow.Briefing{Notice: "The bottom of every page is new.", Say: "The terms are at the bottom of every page.", IfTheyCall: "Terms not found? Send them the link."}
	return q
}

func (s *storyteller) invoiceLayout() workflow.Request {
	q := s.form("Invoices in the new layout", "back-office", "Invoices are printed and mailed in the new house style.", "One layout for all shops; the old printer software ends.")
	q.Briefing = workflow.Briefing{Notice: "Invoices look different from Thursday on.", Say: "Your invoice number is at the top right now.", IfTheyCall: "They want the old layout? We can mail a copy until New Year."}
	return q
}

func (s *storyteller) fasterCheckout(w workflow.WindowID) workflow.Request {
	q := s.form("Faster checkout for returning customers", "shop", "Returning customers skip the address step.", "12 % leave at that step; promised for the holiday sale.")
	q.Window, q.Risk = w, []string{"money", "first-time"}
	q.Evidence = "Tested on acceptance on 19 November, accepted by Lena."
	q.Briefing = workflow.Briefing{
		Notice: "The address step is gone; the saved address is shown at the end.", Say: "Your saved address is used. You can change it in the last step.",
		DontPromise: "that the address of an order that was placed already can be changed.",
		IfTheyCall:  "Address wrong? Account, then Addresses. Still wrong: Tom, #team-basket, until 20:00.",
	}
	return q
}

func (s *storyteller) giftCards(w workflow.WindowID) workflow.Request {
	q := s.form("Gift cards up to 500 euro", "shop", "The highest amount of a gift card goes from 150 to 500 euro.", "Asked for by 40 customers a week before the holidays.")
	q.Window, q.Risk = w, []string{"money"}
	q.Briefing = workflow.Briefing{Notice: "Gift cards can be bought for up to 500 euro.", Say: "You can choose any amount up to 500 euro.", DontPromise: "that a card can be topped up.", IfTheyCall: "Card not accepted at the till? Tom, #team-basket."}
	return q
}

func (s *storyteller) certificates(w workflow.WindowID) workflow.Request {
	q := s.form("Renew the shop's certificates", "shop", "The TLS certificates of the shop are renewed for a year.", "They end on 5 December.")
	q.Window, q.Type, q.EffortHours, q.Team, q.Impact = w, workflow.Standard, 1, "Operations", workflow.ImpactNone
	q.Contact, q.Implementer = s.ids["piet"], s.ids["piet"]
	return q
}

func (s *storyteller) emptyBasket() workflow.Request {
	return workflow.Request{
		Title: "Basket is empty after logging in", System: "shop", Type: workflow.Emergency, Contact: s.ids["tom"], Implementer: s.ids["tom"],
		What: "The new session cache loses baskets at login. We switch it off.",
		Briefing: workflow.Briefing{
			Notice: "After logging in the basket can be empty.", Say: "We know about it and are mending it. Your articles are not lost: log out and in again after 9:00.",
			DontPromise: "that an offer that ends today still holds tomorrow.",
		},
	}
}

func (s *storyteller) loyaltyPoints() workflow.Request {
	q := s.form("Loyalty points on the receipt", "shop", "Receipts show the points earned, and the balance.", "Half of the calls about points are about the balance.")
	q.Type, q.EffortHours, q.Risk = workflow.Major, 40, []string{"data", "no-switch"}
	q.Evidence = "Tested by team Basket; acceptance by Lena is planned for 30 November."
	q.Briefing = workflow.Briefing{Notice: "Receipts show points and the balance.", Say: "The balance on the receipt is that of the night before.", IfTheyCall: "Balance wrong? Note the receipt number, #team-basket."}
	return q
}

const welcomeText = "*Welcome.* It is Monday morning at Basket & Co, and tomorrow at 06:00 the web shop's next window opens. Two minutes to see what Drumbeat does:\n" +
	"1. You are Ines. In <#%s>, type `/release request` and ask for something.\n" +
	"2. Be *Eva*, then *Omar* (switch at the top left): Drumbeat has written to each of you. Approve.\n" +
	"3. Press *Next* in the clock bar until the window opens. As Ines again, press Start, then Report live.\n" +
	"4. Be *Hana* and read what the help desk was told, and when: <#%s>. Press “I have read this”."

// everybodyReads lets nobody begin with a month of unread messages.
func everybodyReads(s *storyteller) error { return s.town.everybodyReads() }

func (t *town) everybodyReads() error {
	for _, id := range t.handles() {
		var seen sandbox.State
		if err := t.person(http.MethodGet, "/client/state?as="+string(id), nil, &seen); err != nil {
			return err
		}
		for _, c := range seen.Channels {
			if err := t.person(http.MethodPost, "/client/read", sandbox.ChannelRequest{As: string(id), Channel: c.ID}, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// welcome tells the newcomer what to try, in #general.
func welcome(s *storyteller) error { return s.town.welcome(welcomeText) }

// welcome says something in #general; it names #releases and #help-desk.
func (t *town) welcome(text string) error {
	channel := map[string]string{}
	for _, c := range t.sandbox.Config().Channels {
		channel[c.Name] = c.ID
	}
	text = fmt.Sprintf(text, channel["releases"], channel["help-desk"])
	return t.person(http.MethodPost, "/client/send", sandbox.SendRequest{As: string(t.handles()["rosa"]), Channel: channel["general"], Text: text}, nil)
}

// person does something in the workspace as its page does it.
func (t *town) person(method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(method, t.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", path, resp.Status)
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(out)
}
