package people

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Blocks that hold more than text and elements: frames around other blocks,
// tables and charts, tasks. A reader reads them as lines, like all else.

// framed is what the blocks of this file have beside the common fields.
type framed struct {
	Subtitle *textObject     `json:"subtitle"`
	Body     *blockText      `json:"body"`
	Subtext  *textObject     `json:"subtext"`
	Actions  []element       `json:"actions"`
	Tasks    []task          `json:"tasks"`
	Caption  string          `json:"caption"`
	Chart    json.RawMessage `json:"chart"`
	External string          `json:"external_id"`
	Heading  *block          `json:"rich_text_title"`
	task
}

type task struct {
	Name    *blockText `json:"title"`
	Status  string     `json:"status"`
	Details *block     `json:"details"`
	Output  *block     `json:"output"`
}

// flatten puts the blocks inside a container or a carousel behind it, so that
// what stands in them is found like everything else.
func flatten(raw json.RawMessage) ([]block, error) {
	var parts []json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		return nil, err
	}
	var out []block
	for _, part := range parts {
		var kind struct {
			Type     string          `json:"type"`
			Children json.RawMessage `json:"child_blocks"`
			Cards    json.RawMessage `json:"elements"`
		}
		if err := json.Unmarshal(part, &kind); err != nil {
			return nil, err
		}
		inside := kind.Children
		if kind.Type == "carousel" {
			inside = kind.Cards
		} else {
			var b block
			if err := json.Unmarshal(part, &b); err != nil {
				return nil, err
			}
			out = append(out, b)
		}
		if kind.Type != "carousel" && kind.Type != "container" {
			continue
		}
		more, err := flatten(inside)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// frame renders a block of this file; false: it is none of them.
func (r reader) frame(b *block, form values) (string, bool) {
	switch b.Type {
	case "card", "container":
		var lines []string
		if b.Heading != nil {
			lines = append(lines, r.rich(b.Heading.Elements))
		}
		for _, t := range []*textObject{b.title(), b.Subtitle, b.body(), b.Subtext} {
			if t != nil {
				lines = append(lines, r.text(t))
			}
		}
		for i := range b.Actions {
			lines = append(lines, r.element(b, &b.Actions[i], form))
		}
		return strings.Join(lines, "\n"), true
	case "data_table":
		return b.Caption + "\n" + r.table(b), true
	case "data_visualization":
		return r.text(b.title()) + "\n" + chartLines(b.Chart), true
	case "plan":
		lines := []string{r.text(b.title())}
		for i := range b.Tasks {
			lines = append(lines, r.task(&b.Tasks[i]))
		}
		return strings.Join(lines, "\n"), true
	case "task_card":
		return r.task(&b.task), true
	case "file":
		return "(remote file: " + b.External + ")", true
	}
	return "", false
}

func (b *block) title() *textObject { return inner(b.Name) }
func (b *block) body() *textObject  { return inner(b.Body) }

func inner(t *blockText) *textObject {
	if t == nil {
		return nil
	}
	return &t.textObject
}

func (r reader) task(t *task) string {
	lines := []string{r.text(inner(t.Name)) + " (" + orElse(t.Status, "pending") + ")"}
	for _, more := range []*block{t.Details, t.Output} {
		if more != nil {
			lines = append(lines, indent("  ", r.rich(more.Elements)))
		}
	}
	return strings.Join(lines, "\n")
}

// chartLines are the figures of a chart: "Small: 12" for a pie's part,
// "Asked: Mon 12, Tue 7" for a series.
func chartLines(raw json.RawMessage) string {
	type point struct {
		Label string
		Value json.Number
	}
	var chart struct {
		Segments []point
		Series   []struct {
			Name string
			Data []point
		}
	}
	if json.Unmarshal(raw, &chart) != nil {
		return "(a chart)"
	}
	var lines []string
	for _, s := range chart.Segments {
		lines = append(lines, fmt.Sprintf("%s: %s", s.Label, s.Value))
	}
	for _, s := range chart.Series {
		var points []string
		for _, p := range s.Data {
			points = append(points, p.Label+" "+p.Value.String())
		}
		lines = append(lines, s.Name+": "+strings.Join(points, ", "))
	}
	return strings.Join(lines, "\n")
}
