package workflow

import (
	"slices"
	"strconv"
	"time"
)

// MostStars is the best answer to the question how satisfied somebody is; the
// worst is 1.
const MostStars = 5

// Rating is one person's answer to the one question asked when a release is closed.
type Rating struct {
	By    PersonID
	At    time.Time
	Stars int    // 1 to 5
	Words string // may be empty
}

// RatingAbout writes an answer as what a history entry is about: "4".
func RatingAbout(stars int) string { return strconv.Itoa(stars) }

// Ratings lists the answers to the question how satisfied people are with the
// release, the last of each person, in the order in which they first answered.
func (r *Release) Ratings() []Rating {
	var out []Rating
	for _, e := range r.History {
		if e.Action != ActRate {
			continue
		}
		stars, err := strconv.Atoi(e.About)
		if err != nil || stars < 1 || stars > MostStars {
			continue
		}
		given := Rating{By: e.By, At: e.At, Stars: stars, Words: e.Reason}
		if i := slices.IndexFunc(out, func(g Rating) bool { return g.By == e.By }); i >= 0 {
			if given.Words == "" {
				given.Words = out[i].Words // another figure takes back no word
			}
			out[i] = given
		} else {
			out = append(out, given)
		}
	}
	return out
}

// Raters lists who is asked when a release is closed: who asked for it, and who
// approved the current revision for the role of the business.
func (r *Release) Raters(business string) []PersonID {
	out := []PersonID{r.Requester}
	for _, a := range r.Approvals {
		if a.Void == "" && a.Revision == r.Revision && slices.Contains(a.Roles, business) && !slices.Contains(out, a.By) {
			out = append(out, a.By)
		}
	}
	return slices.DeleteFunc(out, func(p PersonID) bool { return p == "" || p == System })
}
