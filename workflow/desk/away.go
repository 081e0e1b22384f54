package desk

import (
	"context"
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// Bounds of the absences of one person.
const (
	mostAbsences = 10
	farthestAway = 2 * 365 * 24 * time.Hour
)

// AwayCommand says that somebody is away.
type AwayCommand struct {
	By         workflow.PersonID
	Person     workflow.PersonID // whose absence; only a release manager says so of others
	From, Back time.Time         // the first day away and the first day back, as midnights in UTC; both are days in the person's zone
	Substitute workflow.PersonID // empty: the substitutes of the roles
	Request    string            // id of the request; its copy has no second effect
}

// Awayed is what an absence came to.
type Awayed struct {
	Absence workflow.Absence
	Names   map[workflow.PersonID]string
	Zone    string // of the person
	Copy    bool   // it was done by this very request, of which this is a copy
}

// AwayForm gives what the form for an absence shows.
func (d *Desk) AwayForm(ctx context.Context, person workflow.PersonID) (workflow.AwayFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.AwayFacts{}, err
	}
	f := workflow.AwayFacts{Now: b.now, Person: person, Manager: b.members.Has(b.policy.ManagerRole, person), Zone: d.zoneOf(ctx, person, b.policy)}
	f.Absences = b.policy.AbsencesOf(person, b.now)
	people := []workflow.PersonID{person}
	if f.Manager {
		for _, a := range b.policy.Absences {
			if a.Person != person && b.now.Before(a.To) {
				f.Others = append(f.Others, a)
			}
		}
	}
	for _, a := range append(slices.Clone(f.Absences), f.Others...) {
		people = append(people, a.Person, a.Substitute)
	}
	f.Names = d.names(ctx, people...)
	return f, nil
}

// Away stores that somebody is away, as the next version of the policy: from the
// first day, or from now where that is today, until the first day back begins.
// It takes the place of absences of the same person that it overlaps. Errors:
// CodeInvalid with a sentence per field, CodeDenied, those of [Desk.ChangePolicy].
func (d *Desk) Away(ctx context.Context, c AwayCommand) (Awayed, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return Awayed{}, err
	}
	if c.Person == "" {
		c.Person = c.By
	}
	zone := d.zoneOf(ctx, c.Person, b.policy)
	a := workflow.Absence{Person: c.Person, From: calendar.DayStart(zone, c.From), To: calendar.DayStart(zone, c.Back), Substitute: c.Substitute}
	if a.From.Before(b.now) {
		a.From = b.now.Truncate(time.Minute)
	}
	out := Awayed{Absence: a, Names: d.names(ctx, a.Person, a.Substitute), Zone: zone}
	saved, err := d.ChangePolicy(ctx, PolicyChange{By: c.By, Own: c.Person == c.By, Why: "away", Request: c.Request, Apply: func(p *workflow.Policy) error {
		if err := d.checkAbsence(ctx, b, p, a); err != nil {
			return err
		}
		p.Absences = slices.DeleteFunc(slices.Clone(p.Absences), func(o workflow.Absence) bool {
			return ended(o, b.now) || o.Person == a.Person && o.From.Before(a.To) && a.From.Before(o.To)
		})
		p.Absences = append(p.Absences, a)
		return nil
	}})
	out.Copy = saved.Copy
	return out, err
}

func ended(a workflow.Absence, now time.Time) bool { return !now.Before(a.To) }

// checkAbsence says what is wrong with an absence, at its fields.
func (d *Desk) checkAbsence(ctx context.Context, b bench, p *workflow.Policy, a workflow.Absence) error {
	bad := map[workflow.Field]string{}
	switch {
	case !a.From.Before(a.To) && ended(a, b.now):
		bad[workflow.FieldBack] = "This day has begun already. Choose the day on which you are back."
	case !a.From.Before(a.To):
		bad[workflow.FieldBack] = "Choose a day after the first day away."
	case a.To.Sub(b.now) > farthestAway:
		bad[workflow.FieldBack] = "Choose a day within two years."
	case len(p.AbsencesOf(a.Person, b.now)) >= mostAbsences:
		bad[workflow.FieldFrom] = "Ten absences are kept at most. End one of them first."
	}
	if a.Substitute == a.Person {
		bad[workflow.FieldSubstitute] = "Choose somebody else, or nobody."
	} else if a.Substitute != "" {
		if there, err := d.active(ctx, []workflow.PersonID{a.Substitute}); err != nil {
			return err
		} else if len(there) == 0 {
			bad[workflow.FieldSubstitute] = "This account is deactivated, or a bot. Choose somebody else."
		}
	}
	if len(bad) == 0 {
		return nil
	}
	return &workflow.Error{Code: workflow.CodeInvalid, Message: "Some fields need another look.", Fields: bad}
}

// EndAbsence ends an absence now, by its id ([workflow.StandInID]): whoever was
// away is back. CodeNotFound where it has ended already; CodeDenied.
func (d *Desk) EndAbsence(ctx context.Context, by workflow.PersonID, id, request string) (Awayed, error) {
	p, err := d.Policy(ctx)
	if err != nil {
		return Awayed{}, err
	}
	i := slices.IndexFunc(p.Absences, func(a workflow.Absence) bool { return workflow.StandInID(a) == id })
	gone := workflow.Refuse(workflow.CodeNotFound, "This absence has ended already.")
	own := i < 0 || p.Absences[i].Person == by
	saved, err := d.ChangePolicy(ctx, PolicyChange{By: by, Own: own, Why: "back", Request: request, Apply: func(p *workflow.Policy) error {
		left := slices.DeleteFunc(slices.Clone(p.Absences), func(a workflow.Absence) bool {
			return ended(a, d.now()) || workflow.StandInID(a) == id && (own == (a.Person == by))
		})
		if len(left) == len(p.Absences) || !slices.ContainsFunc(p.Absences, func(a workflow.Absence) bool { return workflow.StandInID(a) == id && !ended(a, d.now()) }) {
			return gone
		}
		p.Absences = left
		return nil
	}})
	out := Awayed{Copy: saved.Copy}
	if i >= 0 {
		out.Absence = p.Absences[i]
		out.Names = d.names(ctx, out.Absence.Person, out.Absence.Substitute)
	}
	return out, err
}
