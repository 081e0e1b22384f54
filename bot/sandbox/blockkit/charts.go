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
	more:   checkSeries,
}

// checkSeries wants categories and series with names of their own, and in every
// series one point for each category.
func checkSeries(c *checker, at string, o object) {
	axis, _ := o["axis_config"].(object)
	categories, _ := axis["categories"].([]any)
	known := map[string]bool{}
	for i, v := range categories[:min(len(categories), MaxChartCategories)] {
		name, _ := v.(string)
		if name != "" && known[name] {
			c.fail(at+"/axis_config/categories/"+strconv.Itoa(i), object{"type": "unique"}, "category appears twice")
		}
		known[name] = true
	}
	names := map[string]bool{}
	all, _ := o["series"].([]any)
	for i, v := range all[:min(len(all), MaxChartSeries)] {
		s, _ := v.(object)
		p := at + "/series/" + strconv.Itoa(i)
		name := str(s, "name")
		if name != "" && names[name] {
			c.fail(p+"/name", object{"type": "unique"}, "name appears twice among the series")
		}
		names[name] = true
		checkPoints(c, p+"/data", s, known)
	}
}

func checkPoints(c *checker, at string, s object, known map[string]bool) {
	points, given := s["data"].([]any)
	if !given || len(points) > MaxChartPoints || len(points) == 0 {
		return // said already
	}
	seen := map[string]bool{}
	for j, v := range points {
		point, _ := v.(object)
		label, isText := point["label"].(string)
		p := at + "/" + strconv.Itoa(j) + "/label"
		switch {
		case !isText:
		case !known[label]:
			c.fail(p, object{"type": "enum"}, "label must be one of axis_config.categories")
		case seen[label]:
			c.fail(p, object{"type": "unique"}, "label appears twice in a series")
		}
		seen[label] = true
	}
	if len(seen) < len(known) {
		c.fail(at, object{"type": "min_items", "expected": len(known)}, "must have a point for every one of axis_config.categories")
	}
}
