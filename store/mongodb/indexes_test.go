package mongodb

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/workflow"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// TestIndexesAreCompared checks that indexes are made once and compared
// afterwards: success of the command that makes them proves nothing.
func TestIndexesAreCompared(t *testing.T) {
	r := onServer(t, Options{})
	if err := r.EnsureIndexes(t.Context()); err != nil {
		t.Fatalf("again: %v", err)
	}
	all := indexes
	defer func() { indexes = all }()
	open := slices.IndexFunc(all, func(x index) bool { return x.name == "open" })
	for what, change := range map[string]func(*index){
		"not unique":         func(x *index) { x.unique = true },
		"on other keys":      func(x *index) { x.keys = ascending("window") },
		"in the wrong order": func(x *index) { x.keys = ascending(x.keys[0].Key, "_id") },
	} {
		indexes = slices.Clone(all)
		change(&indexes[open])
		err := r.EnsureIndexes(t.Context())
		if workflow.CodeOf(err) != workflow.CodeInternal || !strings.Contains(err.Error(), "index open of releases") {
			t.Errorf("an index that is %s: got %v, want an error that names it", what, err)
		}
	}
	indexes = append(slices.Clone(all), index{releasesName, "later", ascending("later"), false})
	if err := r.EnsureIndexes(t.Context()); err != nil {
		t.Errorf("with a new one: %v", err)
	}
	if missing, err := r.missingIndexes(t.Context(), releasesName); err != nil || len(missing) > 0 {
		t.Errorf("after making a new one: missing %v, %v", missing, err)
	}
}

// TestQueriesUseIndexes asks the server how it would answer every query that a
// person or a loop waits for.
func TestQueriesUseIndexes(t *testing.T) {
	r := onServer(t, Options{})
	var info bson.M
	if err := r.db.RunCommand(t.Context(), bson.D{{Key: "buildInfo", Value: 1}}).Decode(&info); err != nil {
		t.Fatal(err)
	}
	if info["ferretdb"] != nil || info["ferretdbVersion"] != nil {
		t.Skip("this server scans whatever its indexes are: not tested which queries an index serves")
	}
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		collection string
		query      query
	}{
		"release by number":    {releasesName, byID(int64(7))},
		"release by origin":    {releasesName, listQuery(workflow.ReleaseFilter{Origin: "view:x", Limit: 1})},
		"newest releases":      {releasesName, listQuery(workflow.ReleaseFilter{Before: 9})},
		"open releases":        {releasesName, listQuery(workflow.ReleaseFilter{Open: true})},
		"releases in a state":  {releasesName, listQuery(workflow.ReleaseFilter{States: []workflow.State{workflow.Live}})},
		"somebody's releases":  {releasesName, listQuery(workflow.ReleaseFilter{Requester: "U1"})},
		"waiting for me":       {releasesName, listQuery(workflow.ReleaseFilter{Waiting: "U1"})},
		"a window's releases":  {releasesName, listQuery(workflow.ReleaseFilter{Window: "web:x"})},
		"a system's releases":  {releasesName, listQuery(workflow.ReleaseFilter{System: "web", Open: true})},
		"depending on one":     {releasesName, listQuery(workflow.ReleaseFilter{Needs: 5})},
		"merged into one":      {releasesName, listQuery(workflow.ReleaseFilter{Merged: 5})},
		"some releases":        {releasesName, listQuery(workflow.ReleaseFilter{Numbers: []workflow.Number{1, 5}})},
		"the queue":            {releasesName, pageQuery(workflow.QueueFilter{})},
		"a lane of the queue":  {releasesName, pageQuery(workflow.QueueFilter{Lane: workflow.LaneTriage, After: &workflow.Spot{Order: 5, Number: 7}})},
		"a bundle":             {releasesName, pageQuery(workflow.QueueFilter{Bundle: "autumn"})},
		"any bundle":           {releasesName, pageQuery(workflow.QueueFilter{Bundled: true})},
		"open, their versions": {releasesName, versionsQuery(nil)},
		"versions":             {releasesName, versionsQuery([]workflow.Number{3, 4})},
		"owing":                {releasesName, owingQuery(10)},
		"changed in a span":    {releasesName, changedQuery(at, at.Add(time.Hour))},
		"open in a span":       {releasesName, stillQuery(at, at.Add(time.Hour))},
		"windows in a span":    {windowsName, spanQuery(at, at.Add(time.Hour))},
		"a street":             {streetsName, byID("web:acceptance")},
		"all streets":          {streetsName, allStreets},
		"due notices":          {noticesName, dueQuery(at, 10)},
		"the next notice":      {noticesName, nextQuery},
		"dead notices":         {noticesName, deadQuery(10)},
		"notices by id":        {noticesName, rangeQuery("event:REL-1:", "event:REL-1;", 10)},
		"the newest policy":    {policiesName, newestPolicy},
	} {
		if plan := explain(t, r.db, c.collection, c.query); strings.Contains(plan, "COLLSCAN") || !strings.Contains(plan, "IX") && !strings.Contains(plan, "IDHACK") && !strings.Contains(plan, "EOF") {
			t.Errorf("%s is answered by a scan: %s", name, plan)
		}
	}
}

// explain gives the plan that the server chooses.
func explain(t *testing.T, db *mongo.Database, collection string, q query) string {
	t.Helper()
	find := bson.D{{Key: "find", Value: collection}, {Key: "filter", Value: q.filter}}
	if q.sort != nil {
		find = append(find, bson.E{Key: "sort", Value: q.sort})
	}
	if q.limit > 0 {
		find = append(find, bson.E{Key: "limit", Value: q.limit})
	}
	raw, err := db.RunCommand(t.Context(), bson.D{{Key: "explain", Value: find}, {Key: "verbosity", Value: "queryPlanner"}}).Raw()
	if err != nil {
		t.Fatal(err)
	}
	return raw.Lookup("queryPlanner", "winningPlan").String()
}

// TestNumbersAcrossProcesses creates releases from several stores at once, as
// replicas do: every number once, and none left out.
func TestNumbersAcrossProcesses(t *testing.T) {
	t.Parallel()
	r := onServer(t, Options{})
	const stores, each = 4, 6
	var creating sync.WaitGroup
	numbers := make(chan workflow.Number, stores*each)
	for i := range stores {
		s := connect(t, r.uri, Options{Database: r.db.Name()}).Ports()
		for j := range each {
			creating.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), unhurried)
				defer cancel()
				created, err := s.Releases.Create(ctx, build(fmt.Sprintf("view:%d/%d", i, j)))
				if err != nil {
					t.Errorf("create: %v", err)
					return
				}
				numbers <- created.Number
			})
		}
	}
	creating.Wait()
	close(numbers)
	var got []workflow.Number
	for n := range numbers {
		got = append(got, n)
	}
	slices.Sort(got)
	for i, n := range got {
		if n != workflow.Number(i+1) {
			t.Fatalf("numbers: got %v, want each from 1 to %d once", got, stores*each)
		}
	}
}
