package app

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// TestAuditWhileTheBotWorks: releases that are asked for, decided and told of
// while an audit reads them are never taken for altered ones. The audit goes on
// until everybody is done, and once more.
func TestAuditWhileTheBotWorks(t *testing.T) {
	s := newStage(t, bySocket)
	teller := &storyteller{ctx: t.Context(), town: s.town, ids: map[string]workflow.PersonID{}}
	for _, p := range s.town.sandbox.Config().People {
		teller.ids[p.Name] = workflow.PersonID(p.ID)
	}
	const workers, each = 3, 3
	var working sync.WaitGroup
	for worker := range workers {
		working.Go(func() {
			for i := range each {
				form := teller.newFooter()
				r, err := s.town.desk.Submit(t.Context(), teller.ids["ines"], fmt.Sprintf("view:%d/%d", worker, i), form)
				if err != nil {
					t.Errorf("submit: %v", err)
					return
				}
				for _, by := range []string{"eva", "omar"} {
					_, err := s.town.desk.Do(t.Context(), desk.Command{Action: workflow.ActApprove, Release: r.Release.Number, By: teller.ids[by], Request: fmt.Sprintf("click:%d/%d/%s", worker, i, by)})
					if err != nil {
						t.Errorf("approve: %v", err)
					}
				}
				if _, err := s.town.desk.Relay(t.Context()); err != nil {
					t.Errorf("relay: %v", err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { working.Wait(); close(done) }()
	audits := 0
	for last := false; !last; audits++ {
		select {
		case <-done:
			last = true
		default:
		}
		var said strings.Builder
		if err := verify(t.Context(), auditor{store: s.town.store}, nil, &said); err != nil {
			t.Errorf("audit %d: %v\n%s", audits+1, err, said.String())
			<-done
			return
		}
		if last {
			wantSaid(t, said.String(), fmt.Sprintf("Checked %d releases", workers*each))
		}
	}
	t.Logf("%d audits beside the work", audits)
}
