package chart

import (
	"bytes"
	"image/png"
	"math"
	"os"
	"testing"
)

// sample is eight weeks, four of them of the time before.
func sample() Chart {
	return Chart{
		Labels: []string{"30 Sep", "7 Oct", "14 Oct", "21 Oct", "28 Oct", "4 Nov", "11 Nov", "18 Nov"}, Split: 4,
		Panels: []Panel{
			{"Went live", []Series{{"in their window", Blue, []float64{9, 7, 8, 10, 12, 9, 6, 6}}, {"after it had closed", Yellow, []float64{1, 0, 2, 0, 1, 1, 1, 1}}, {"emergencies", Red, []float64{1, 0, 0, 2, 0, 1, 3, 1}}}},
			{"Asked to live, days in the middle", []Series{{"", Blue, []float64{3.1, 4, 2.5, 6, 3, 2.2, 2, 1.9}}}},
		},
	}
}

// TestPictures draws charts of every size: each is a picture that can be read
// again, of the same size whatever is in it, and the same each time.
func TestPictures(t *testing.T) {
	zeros := func(n int) []float64 { return make([]float64, n) }
	huge := sample()
	huge.Panels[0].Series[0].Values = []float64{1e6, 0, 3, math.Inf(1), 0, math.NaN(), 1, 2}
	for name, c := range map[string]Chart{
		"a sample": sample(), "nothing": {}, "nothing in it": {Labels: make([]string, 14), Split: 7, Panels: []Panel{{"Went live", []Series{{"x", Blue, zeros(14)}}}}},
		"one column": {Labels: []string{"a very long label that does not fit into the picture by any means at all, not even at the end"}, Panels: []Panel{{"x", []Series{{"", Red, []float64{3}}}}}},
		"many":       {Labels: make([]string, 900), Split: 400, Panels: []Panel{{"x", []Series{{"", Red, zeros(900)}}}}}, "beyond measure": huge,
	} {
		first := PNG(c)
		img, err := png.Decode(bytes.NewReader(first))
		if err != nil || img.Bounds().Dx() != width*scale {
			t.Errorf("%s: %v, %v", name, img.Bounds(), err)
		}
		if again := PNG(c); !bytes.Equal(first, again) {
			t.Errorf("%s: drawn again it is another picture", name)
		}
		if path := os.Getenv("CHART_OUT"); path != "" && name == "a sample" {
			_ = os.WriteFile(path, first, 0o600)
		}
	}
}

// TestCeilings: lines are at round numbers, and no column is above the last.
func TestCeilings(t *testing.T) {
	for _, c := range []struct{ highest, top, step float64 }{{0, 1, 1}, {0.3, 1, 1}, {1, 1, 1}, {3, 3, 1}, {6, 6, 2}, {13, 15, 5}, {99, 100, 20}, {101, 150, 50}, {2400, 2500, 500}} {
		if top, step := ceiling(c.highest); top != c.top || step != c.step {
			t.Errorf("%v: got %v in steps of %v, want %v and %v", c.highest, top, step, c.top, c.step)
		}
	}
}
