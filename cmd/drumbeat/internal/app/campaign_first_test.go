package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"drumbeat/store/storetest/faultproxy"
)

// TestCampaignFirstStart kills a replica while it starts for the first time: while
// the schema comes about, or the indexes, or the first policy. The next one finds
// all of it, or brings it about; there is one policy, and people can ask. (R2)
func TestCampaignFirstStart(t *testing.T) {
	t.Parallel()
	t.Run("file", func(t *testing.T) {
		first := newFirstStart(t, "")
		rnd := rand.New(rand.NewPCG(seed(t), 2))
		for i := range rounds(3, 150) {
			switch point := i % 3; point {
			case 0: // anywhere: also within the schema
				first.round("", func(r *replica) {
					pause(t.Context(), time.Duration(rnd.IntN(60))*time.Millisecond)
					r.kill()
				})
			default:
				first.round("", first.diesByItself, crashPoint{Name: "policy" + []string{pointBefore, pointStored}[point-1]})
			}
		}
	})
	t.Run("server", func(t *testing.T) {
		server := newMongoServer(t)
		first := newFirstStart(t, server.uri())
		for i := range rounds(2, 50) {
			rule := faultproxy.Rule{Fault: []faultproxy.Fault{faultproxy.DelayBefore, faultproxy.DelayAfter}[i%2], Commands: []string{"createIndexes"}, Skip: i / 2 % 3, Count: 1, Delay: time.Second}
			if i%10 > 7 {
				rule.Commands, rule.Skip = []string{"insert"}, 0
			}
			hit := server.proxy.Inject(rule)
			first.round(server.uri(), func(r *replica) {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				if err := hit.Wait(ctx); err != nil {
					t.Errorf("the start never came to %v %d: %v\n%s", rule.Commands, rule.Skip, err, r.log.all())
				}
				r.kill()
				server.proxy.Clear()
			})
		}
	})
}

// firstStart is a workspace whose bot is started for the first time again and
// again.
type firstStart struct {
	t    *testing.T
	f    *fleet
	made int
}

func newFirstStart(t *testing.T, uri string) *firstStart {
	return &firstStart{t: t, f: newFleet(t, fleetOptions{MongoURI: uri})}
}

// diesByItself waits for a replica to come to the point at which it dies.
func (s *firstStart) diesByItself(r *replica) {
	s.t.Helper()
	select {
	case <-r.gone:
	case <-time.After(patience):
		s.t.Fatalf("%s did not come to the point at which it dies:\n%s", r.name, r.log.all())
	}
	if !strings.Contains(r.said.all(), diesAt) {
		s.t.Errorf("%s died elsewhere:\n%s", r.name, r.log.all())
	}
}

// round starts a replica on an empty store, has it die, and starts another.
func (s *firstStart) round(uri string, dies func(*replica), points ...crashPoint) {
	s.t.Helper()
	s.f.replicas[0].kill()
	cfg := s.f.newStore(uri)
	spec := s.f.spec
	spec.Points = points
	dies(s.f.start(spec))
	s.f.replicas[0] = s.f.start(s.f.spec)
	s.f.replicas[0].ready()
	s.f.lookInto(cfg)
	s.made++
	c := &crowd{town: s.f.town, ledger: &ledger{}}
	title := fmt.Sprintf("Campaign-first-%d", s.made)
	if err := c.asks(s.t.Context(), requester(0), title, true); err != nil {
		s.t.Fatalf("%v\n%s", err, s.f.tails())
	}
	s.f.rest(s.f.patience())
	p, err := s.f.store.Policies.Current(s.t.Context())
	if err != nil || p.Version != 1 {
		s.t.Errorf("the policy in force is version %d, %v; want the first", p.Version, err)
	}
	var v verdict
	v.acknowledged(c, s.f.town.ids, s.f.releases())
	v.must(s.t)
}
