package workflow

import (
	"slices"
	"time"
)

// Freeze is a period in which nothing goes live on some or all systems. It comes
// once, from From to To, or again and again, at the times of Cron.
type Freeze struct {
	Key     string       // a short word by which the policy knows it
	Name    string       // "holiday sale"
	Why     string       // shown to whoever it stops
	Systems []string     // keys; none: all systems
	Hard    bool         // hard: nothing starts without a release manager's override and a reason. Soft: people are warned, and no release is put there that did not ask for it
	Except  []ChangeType // types that it does not stop

	From, To time.Time // once: [From, To)

	Cron     string        // again and again: when it begins; five fields, local time in Zone
	Duration time.Duration // how long each lasts
	Zone     string        // IANA name
}

// Recurring tells whether the freeze comes again and again.
func (f *Freeze) Recurring() bool { return f.Cron != "" }

// Covers tells whether the freeze is about a change of a type to a system.
func (f *Freeze) Covers(system string, t ChangeType) bool {
	return (len(f.Systems) == 0 || slices.Contains(f.Systems, system)) && !slices.Contains(f.Except, t)
}

// Period is one occurrence of a freeze, [From, To), in UTC.
type Period struct {
	Freeze  string // key
	Name    string
	Why     string
	Systems []string // none: all
	Hard    bool
	Except  []ChangeType
	From    time.Time
	To      time.Time
	Zone    string
}

// Covers tells whether the period is about a change of a type to a system.
func (p *Period) Covers(system string, t ChangeType) bool {
	f := Freeze{Systems: p.Systems, Except: p.Except}
	return f.Covers(system, t)
}

// Skip takes one window out of a heartbeat: the one that would open at Opens.
type Skip struct {
	Opens time.Time
	Why   string
}

// Extra adds one window to a heartbeat. What is zero is as the heartbeat has it.
type Extra struct {
	Opens    time.Time
	Duration time.Duration
	CutOff   time.Duration
	Capacity int
	Why      string
}

// KeyAccount is a customer so important that somebody speaks for it.
type KeyAccount struct {
	Key       string
	Name      string
	Managers  []PersonID // account managers
	Systems   []string   // that it uses; none: all
	Blackouts []Blackout
}

// Blackout is a time in which a key account must not be disturbed, [From, To).
type Blackout struct {
	From, To time.Time
	Why      string
}
