package blockkit

import "strconv"

// Charts.

var chartBlock = shape{
	fields: with(blockID, rules{
		"title": text(MinString, MaxChartTitle),
		"chart": anyOf(map[string]shape{"pie": pie, "bar": seriesChart, "line": seriesChart, "area": seriesChart}),
	}),
	need: []string{"title", "chart"},
}

var pie = shape{
	fields: with(rules{"segments": list(MinChartSegments, MaxChartSegments, shape{
		fields: rules{"label": text(MinString, MaxChartSegment), "value": positive},
		need:   []string{"label", "value"},
	}.check)}),
	need: []string{"segments"},
}

var series = shape{
	fields: rules{
		"name": text(MinString, MaxChartSeriesName),
		"data": list(MinChartPoints, MaxChartPoints, shape{
			fields: rules{"label": text(MinString, MaxChartPoint), "value": decimal},
			need:   []string{"label", "value"},
		}.check),
	},
	need: []string{"name", "data"},
}

var axes = shape{
	fields: rules{
		"categories": list(MinChartCategories, MaxChartCategories, text(MinString, MaxChartCategory)),
		"x_label":    text(MinString, MaxChartAxis), "y_label": text(MinString, MaxChartAxis),
	},
	need: []string{"categories"},
}

var seriesChart = shape{
	fields: with(rules{"series": list(MinChartSeries, MaxChartSeries, series.check), "axis_config": axes.check}),
	need:   []string{"series", "axis_config"},
	relate: checkSeries,
}

// checkSeries wants categories and series with names of their own, and in every
// series one point for each category.
func checkSeries(c *checker, at string, o object) {
	known := map[string]bool{}
	for i, v := range o["axis_config"].(object)["categories"].([]any) {
		name := v.(string)
		if known[name] {
			c.fail(at+"/axis_config/categories/"+strconv.Itoa(i), object{"type": "unique"}, "category appears twice")
		}
		known[name] = true
	}
	names := map[string]bool{}
	for i, s := range objects(o["series"]) {
		p, name := at+"/series/"+strconv.Itoa(i), str(s, "name")
		if names[name] {
			c.fail(p+"/name", object{"type": "unique"}, "name appears twice among the series")
		}
		names[name] = true
		checkPoints(c, p+"/data", objects(s["data"]), known)
	}
}

func checkPoints(c *checker, at string, points []object, known map[string]bool) {
	seen, strange := map[string]bool{}, false
	for j, point := range points {
		label := str(point, "label")
		p := at + "/" + strconv.Itoa(j) + "/label"
		switch {
		case !known[label]:
			c.fail(p, object{"type": "enum"}, "label must be one of axis_config.categories")
			strange = true
		case seen[label]:
			c.fail(p, object{"type": "unique"}, "label appears twice in a series")
		}
		seen[label] = true
	}
	if !strange && len(seen) < len(known) {
		c.fail(at, object{"type": "min_items", "expected": len(known)}, "must have a point for every one of axis_config.categories")
	}
}
