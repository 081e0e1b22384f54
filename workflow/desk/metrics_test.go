package desk_test

import (
	"fmt"
	"testing"

	"drumbeat/workflow"
)

// BenchmarkMetrics counts four weeks against the four before, and writes a digest's
// facts, by how much is stored; with -scale.full up to a million releases. In the
// eight weeks there are at most 6,240.
func BenchmarkMetrics(b *testing.B) {
	sizes := []int{1000, 20_000}
	if *fullScale {
		sizes = []int{1000, 100_000, 1_000_000}
	}
	for _, stored := range sizes {
		o := newOrganisation(b, stored, 325)
		b.Run(fmt.Sprint("four weeks/", stored), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f, err := o.desk.Metrics(o.ctx, workflow.MetricsView{})
				if err != nil || f.This.Asked+f.Before.Asked == 0 {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprint("digest/", stored), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := o.desk.Digest(o.ctx, o.now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
