package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"drumbeat/bot/sandbox/blockkit"
)

const maxFirstMessages = 20_000

// checkFirst checks the first messages: that channels and people exist, that
// blocks are what Slack takes, and that times only go forward.
func (c *Config) checkFirst(k *check) {
	rooms, who := map[string]bool{}, map[string]bool{}
	for _, ch := range c.Channels {
		rooms[ch.ID], rooms[ch.Name] = true, true
	}
	for _, p := range c.People {
		who[p.ID], who[p.Name] = true, true
	}
	apps := map[string]bool{}
	for _, a := range c.Apps {
		for _, name := range []string{a.ID, a.Name, a.BotName, a.BotUserID} {
			apps[name] = true
		}
	}
	n := 0
	var last time.Time
	start, _ := time.Parse(time.RFC3339, c.Clock.Start) // zero when it is not said, or checked elsewhere
	walkFirst(c.Messages, "messages", func(m, parent *FirstMessage, path string) {
		n++
		if parent == nil {
			k.need(rooms[strings.TrimPrefix(m.Channel, "#")], path+".channel", "there is no channel %q", m.Channel)
		} else {
			k.need(m.Channel == "", path+".channel", "a reply is where its parent is; leave it out")
			k.need(len(m.Replies) == 0, path+".replies", "a reply has no replies")
		}
		name := strings.TrimPrefix(m.User, "@")
		k.need(who[name] || apps[name], path+".user", "nobody is called %q", m.User)
		k.need(m.Text != "" || len(m.Blocks) > 0, path+".text", "missing")
		if len(m.Blocks) > 0 {
			k.need(apps[name], path+".blocks", "only apps send blocks")
			checkFirstBlocks(m.Blocks, path+".blocks", k)
		}
		for i, r := range m.Reactions {
			at := fmt.Sprintf("%s.reactions[%d].", path, i)
			k.need(r.Name != "" && !strings.Contains(r.Name, ":"), at+"name", "%q must be an emoji's name without colons", r.Name)
			k.need(len(r.Users) > 0, at+"users", "missing")
			for j, u := range r.Users {
				u = strings.TrimPrefix(u, "@")
				k.need(who[u] || apps[u], fmt.Sprintf("%susers[%d]", at, j), "nobody is called %q", u)
			}
		}
		at, err := m.when(start)
		switch {
		case err != nil:
			k.say(path, "%v", err)
		case !at.IsZero() && (m.At != "" || c.Clock.Start != ""):
			k.need(!at.Before(last), path, "it came before the message above it; write them oldest first")
			k.need(start.IsZero() || !at.After(start), path, "it comes after the clock's start")
			last = at
		}
	})
	k.need(n <= maxFirstMessages, "messages", "at most %d", maxFirstMessages)
}

// walkFirst visits messages and their replies in the order of time.
func walkFirst(list []FirstMessage, path string, visit func(m, parent *FirstMessage, path string)) {
	for i := range list {
		at := fmt.Sprintf("%s[%d]", path, i)
		visit(&list[i], nil, at)
		for j := range list[i].Replies {
			visit(&list[i].Replies[j], &list[i], fmt.Sprintf("%s.replies[%d]", at, j))
		}
	}
}

func checkFirstBlocks(raw json.RawMessage, path string, k *check) {
	v, err := blockkit.Decode(raw)
	if err != nil {
		k.say(path, "%v", err)
		return
	}
	for _, p := range blockkit.CheckBlocks(blockkit.Message, "", v) {
		k.say(path, "%s at %s", p.Message, p.Pointer)
	}
}

// when is the moment of a message, zero when it does not say.
func (m *FirstMessage) when(start time.Time) (time.Time, error) {
	switch {
	case m.At != "" && m.Ago != "":
		return time.Time{}, errors.New("say at or ago, not both")
	case m.At != "":
		at, err := time.Parse(time.RFC3339, m.At)
		if err != nil {
			return at, fmt.Errorf("at: %q must be a time such as 2026-11-24T09:00:00Z", m.At)
		}
		return at, nil
	case m.Ago != "":
		d, err := parseSpan(m.Ago)
		if err != nil || d < 0 {
			return time.Time{}, fmt.Errorf("ago: %q must be a span of time such as 2h or 3d", m.Ago)
		}
		return start.Add(-d), nil
	}
	return time.Time{}, nil
}

// firstTimes are the moments of the first messages in the order of walkFirst.
// What does not say when it was said came a minute after the one before; if
// nothing before it says so either, a minute before the next one that does.
func firstTimes(list []FirstMessage, start time.Time) []time.Time {
	var times []time.Time
	walkFirst(list, "", func(m, _ *FirstMessage, _ string) {
		at, err := m.when(start)
		if err != nil {
			at = time.Time{} // refused before
		}
		if n := len(times); at.IsZero() && n > 0 && !times[n-1].IsZero() {
			at = times[n-1].Add(time.Minute)
		}
		times = append(times, at)
	})
	next := start
	for i := len(times) - 1; i >= 0; i-- {
		if times[i].IsZero() {
			times[i] = next.Add(-time.Minute)
		}
		if times[i].After(start) {
			times[i] = start
		}
		next = times[i]
	}
	return times
}

// addFirst says the first messages. No app hears of them: they were there
// before anybody came, and everybody has read them.
func (st *state) addFirst(list []FirstMessage, start time.Time) {
	times := firstTimes(list, start)
	var parent *message
	walkFirst(list, "", func(m, under *FirstMessage, _ string) {
		one := st.firstMessage(m)
		one.ts, times = st.stamp(times[0]), times[1:]
		if under == nil {
			one.channel, parent = st.findChannel(m.Channel), one
		} else {
			one.channel, one.threadTS = parent.channel, parent.ts
			parent.addReply(one)
		}
		ch := one.channel
		ch.messages = append(ch.messages, one)
		ch.byTS[one.ts] = one
		for _, u := range st.users {
			if !u.isBot() && ch.has(u.ID) {
				ch.lastRead[u.ID] = one.ts
			}
		}
	})
}

func (st *state) firstMessage(m *FirstMessage) *message {
	out := &message{}
	if u := st.findAny(m.User); u != nil {
		out.user, out.app = u.ID, u.app
	}
	if out.app == nil {
		out.text = st.typed(m.Text)
	} else {
		out.text = m.Text
		if v, err := blockkit.Decode(m.Blocks); err == nil && len(m.Blocks) > 0 {
			out.blocks = mustJSON(st.finish(v))
		}
	}
	for _, r := range m.Reactions {
		one := Reaction{Name: r.Name, Count: len(r.Users)}
		for _, name := range r.Users {
			if u := st.findAny(name); u != nil {
				one.Users = append(one.Users, u.ID)
			}
		}
		out.reactions = append(out.reactions, one)
	}
	out.calls = callsIn(out.text, out.blocks)
	return out
}

// findAny finds a person or the bot user of an app by id or name.
func (st *state) findAny(name string) *user {
	name = strings.TrimPrefix(name, "@")
	if u := st.findUser(name); u != nil {
		return u
	}
	for _, u := range st.users {
		if u.app != nil && (u.app.cfg.Name == name || u.app.cfg.ID == name) {
			return u
		}
	}
	return nil
}
