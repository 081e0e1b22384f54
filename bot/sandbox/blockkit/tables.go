package blockkit

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// Tables and charts.

var columnSetting = shape{fields: map[string]rule{"align": one("left", "center", "right"), "is_wrapped": flag}}

// tableCell is one cell of a table.
var tableCell = anyOf(map[string]shape{
	"raw_text":   {fields: with(map[string]rule{"text": text(0, MaxText)}), need: []string{"text"}},
	"raw_number": {fields: with(map[string]rule{"value": decimal, "text": text(0, MaxText)}), need: []string{"value"}},
	"rich_text":  richText,
})

// oneTable refuses the second table of a payload.
func oneTable(c *checker, at string, _ object) {
	c.tables++
	if c.tables > 1 {
		c.fail(at, "failed_constraint", object{"type": "max_items", "expected": 1}, "only one table is allowed")
	}
}

var dataTableCell = anyOf(map[string]shape{
	"raw_text":   {fields: with(map[string]rule{"text": text(1, MaxDataTableText)}), need: []string{"text"}},
	"raw_number": {fields: with(map[string]rule{"value": decimal, "text": text(1, MaxDataTableText)}), need: []string{"value"}},
	"rich_text":  richText,
	"action_cell": {
		fields: with(map[string]rule{"element": elementOf([]string{"button"}), "fallback": anyOf(map[string]shape{
			"raw_text": {fields: with(map[string]rule{"text": text(1, MaxDataTableText)}), need: []string{"text"}},
		})}),
		need: []string{"element"},
	},
})

var dataTable = shape{
	fields: with(blockID, map[string]rule{
		"caption": text(1, MaxText), "rows": list(2, MaxDataTableRows, list(1, MaxTableColumns, dataTableCell)),
		"page_size": number(1, MaxDataTablePage), "row_header_column_index": number(0, MaxTableColumns-1),
	}),
	need: []string{"caption", "rows"},
	more: func(c *checker, at string, o object) {
		rows, _ := o["rows"].([]any)
		width := -1
		for i, r := range rows {
			cells, _ := r.([]any)
			if width >= 0 && len(cells) != width {
				c.fail(at+"/rows/"+strconv.Itoa(i), "failed_constraint", nil, "all rows must have the same number of cells")
			}
			width = len(cells)
			for _, cell := range objects(cells) {
				c.tableText += utf8.RuneCountInString(str(cell, "text"))
			}
		}
		if c.tableText > MaxDataTableText {
			c.fail(at+"/rows", "failed_constraint", object{"type": "max_length", "expected": MaxDataTableText}, "data tables must be less than %d characters together", MaxDataTableText+1)
		}
	},
}

var chartBlock = shape{
	fields: with(blockID, map[string]rule{"title": text(1, MaxChartTitle), "chart": anyOf(map[string]shape{
		"pie": {
			fields: with(map[string]rule{"segments": list(1, MaxChartSeries, shape{fields: map[string]rule{"label": text(1, MaxChartLabel), "value": positive}, need: []string{"label", "value"}}.check)}),
			need:   []string{"segments"},
		},
		"bar": seriesChart, "line": seriesChart, "area": seriesChart,
	})}),
	need: []string{"title", "chart"},
}

var seriesChart = shape{
	fields: with(map[string]rule{
		"series": list(1, MaxChartSeries, shape{
			fields: map[string]rule{
				"name": text(1, MaxChartLabel),
				"data": list(1, MaxChartPoints, shape{fields: map[string]rule{"label": text(1, MaxChartLabel), "value": decimal}, need: []string{"label", "value"}}.check),
			},
			need: []string{"name", "data"},
		}.check),
		"axis_config": shape{
			fields: map[string]rule{
				"categories": list(1, MaxChartPoints, text(1, MaxChartLabel)), "x_label": text(1, MaxChartTitle), "y_label": text(1, MaxChartTitle),
			},
			need: []string{"categories"},
		}.check,
	}),
	need: []string{"series", "axis_config"},
	more: checkCategories,
}

// checkCategories wants the labels of every series to be the categories, each
// at most once.
func checkCategories(c *checker, at string, o object) {
	axis, _ := o["axis_config"].(object)
	known := map[string]bool{}
	categories, _ := axis["categories"].([]any)
	for _, cat := range categories {
		if s, ok := cat.(string); ok {
			known[s] = true
		}
	}
	for i, series := range objects(o["series"]) {
		seen := map[string]bool{}
		for j, point := range objects(series["data"]) {
			label := str(point, "label")
			p := at + "/series/" + strconv.Itoa(i) + "/data/" + strconv.Itoa(j) + "/label"
			if !known[label] {
				c.fail(p, "failed_constraint", nil, "label must be one of axis_config.categories")
			}
			if seen[label] {
				c.fail(p, "failed_constraint", nil, "label appears twice in a series")
			}
			seen[label] = true
		}
	}
}

func positive(c *checker, at string, v any) {
	n, ok := v.(json.Number)
	if !ok {
		c.wrongType(at, "a number")
		return
	}
	if f, err := n.Float64(); err != nil || f <= 0 {
		c.fail(at, "failed_constraint", object{"type": "exclusive_min", "expected": 0}, "must be greater than 0")
	}
}
