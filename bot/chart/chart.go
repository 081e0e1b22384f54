// Package chart draws columns: a picture is a function of what it shows.
//
// A [Chart] is a row of columns under one another's heads: every [Panel] has one
// column for each label, made of its series on top of one another. Those of the
// time before are paler and stand to the left of a line. Nothing typed by people
// belongs in a picture: its font has the letters of the languages that Drumbeat
// speaks, and a picture can be neither searched nor read aloud.
//
// The same figures stand beside a picture as text, and in its description.
package chart

import (
	"math"
	"strconv"
	"unicode/utf8"

	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// Chart is what a picture shows.
type Chart struct {
	Labels []string // one for each column, from the left
	Split  int      // the columns before this one are of the time before
	Panels []Panel  // from the top
}

// Panel is one row of columns.
type Panel struct {
	Title  string
	Series []Series // from the bottom
}

// Series is one part of each column.
type Series struct {
	Name   string // empty: it needs none
	Colour Colour
	Values []float64 // one for each column
}

// Colour is one of those that people can tell apart, also without seeing colours.
type Colour int

// The colours.
const (
	Blue Colour = iota
	Yellow
	Red
	Grey
)

// The picture's size, twice what a phone shows it at, and the room around panels.
const (
	scale    = 2
	width    = 560
	panelTop = 34
	panelLow = 8
	panelH   = 120
	labelsH  = 24
	left     = 44
	right    = 12
)

// PNG draws a chart.
func PNG(c Chart) []byte {
	height := len(c.Panels)*(panelTop+panelH+panelLow) + labelsH
	p := newPage(width, height)
	for i, panel := range c.Panels {
		p.panel(&c, &panel, i*(panelTop+panelH+panelLow))
	}
	p.labels(&c, height-labelsH)
	return p.encode()
}

// text writes on the line whose letters stand on y.
func (p *page) text(x, y int, s string, i ink) {
	for _, r := range s {
		box, mask, from, _, ok := basicfont.Face7x13.Glyph(fixed.P(x, y), r)
		for row := 0; ok && row < box.Dy(); row++ {
			for col := range box.Dx() {
				if _, _, _, a := mask.At(from.X+col, from.Y+row).RGBA(); a > 0 {
					p.fill(box.Min.X+col, box.Min.Y+row, 1, 1, i)
				}
			}
		}
		x += basicfont.Face7x13.Advance
	}
}

func textWidth(s string) int { return utf8.RuneCountInString(s) * basicfont.Face7x13.Advance }

// panel draws a row of columns with its head, from y downwards.
func (p *page) panel(c *Chart, panel *Panel, y int) {
	p.text(left, y+14, panel.Title, black)
	x := left
	for _, s := range panel.Series {
		if s.Name == "" {
			continue
		}
		p.fill(x, y+20, 9, 9, strong+ink(s.Colour))
		p.text(x+13, y+29, s.Name, soft)
		x += 13 + textWidth(s.Name) + 16
	}
	top, step := ceiling(panel.highest(len(c.Labels)))
	base := y + panelTop + panelH
	for v := 0.0; v <= top+step/2; v += step {
		at := base - int(math.Round(v/top*panelH))
		p.fill(left, at, width-left-right, 1, faint)
		said := strconv.FormatFloat(v, 'f', -1, 64)
		p.text(left-6-textWidth(said), at+4, said, soft)
	}
	for i := range c.Labels {
		from, to := column(c, i)
		paint := strong
		if i < c.Split {
			paint = pale
		}
		sum, low := 0.0, base
		for _, s := range panel.Series {
			sum += s.Values[i]
			high := base - int(math.Round(sum/top*panelH))
			p.fill(from, high, to-from, low-high, paint+ink(s.Colour))
			low = high
		}
	}
	p.fill(left, base, width-left-right, 1, soft)
	if c.Split > 0 && c.Split < len(c.Labels) {
		_, end := column(c, c.Split-1)
		begin, _ := column(c, c.Split)
		p.fill((end+begin)/2, y+panelTop-2, 1, panelH+4, soft)
	}
}

// labels writes what the columns are, as many as fit beside one another.
func (p *page) labels(c *Chart, y int) {
	until := 0
	for i, s := range c.Labels {
		from, to := column(c, i)
		x := min((from+to-textWidth(s))/2, width-textWidth(s)-1)
		if x < until {
			continue
		}
		p.text(x, y+12, s, soft)
		until = x + textWidth(s) + 8
	}
}

// column gives where a column begins and ends.
func column(c *Chart, i int) (from, to int) {
	room := float64(width-left-right) / float64(max(1, len(c.Labels)))
	gap := math.Min(room/5, 6)
	from = left + int(math.Round(float64(i)*room+gap))
	return from, max(from+1, left+int(math.Round(float64(i+1)*room-gap)))
}

func (p *Panel) highest(columns int) float64 {
	most := 0.0
	for i := range columns {
		sum := 0.0
		for _, s := range p.Series {
			sum += s.Values[i]
		}
		most = math.Max(most, sum)
	}
	return most
}

// ceiling gives a round number at or above the highest column, and the distance
// between the lines below it: at most five of them.
func ceiling(highest float64) (top, step float64) {
	if highest <= 0 || math.IsInf(highest, 0) || math.IsNaN(highest) {
		return 1, 1
	}
	for power := math.Pow(10, math.Floor(math.Log10(highest))-1); ; power *= 10 {
		for _, n := range []float64{1, 2, 5} {
			if step = n * power; step >= 1 && math.Ceil(highest/step) <= 5 {
				return step * math.Ceil(highest/step), step
			}
		}
	}
}
