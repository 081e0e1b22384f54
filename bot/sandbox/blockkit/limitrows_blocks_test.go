package blockkit_test

import "fmt"

// The rows of the table of limits: blocks.

func blockLimits() []limit {
	image := func(more string) string {
		return block(`{"type":"image","image_url":"https://example.com/a"` + more + `}`)
	}
	return []limit{
		{"MaxBlockID", "/0/block_id", onMessage, func(n int) string { return block(`{"type":"divider","block_id":"` + xs(n) + `"}`) }},
		{"MaxActionID", "/0/elements/0/action_id", onMessage, func(n int) string { return row(button(`,"action_id":"` + xs(n) + `"`)) }},
		{"MinText", "/0/text/text", onMessage, func(n int) string { return block(`{"type":"section","text":` + md(n) + `}`) }},
		{"MinText", "/0/text/text", onMessage, func(n int) string { return block(`{"type":"header","text":` + pt(n) + `}`) }},
		{"MaxText", "/0/elements/0/text", onMessage, func(n int) string { return block(`{"type":"context","elements":[` + md(n) + `]}`) }},
		{"MaxText", "/0/elements/0/text", onMessage, func(n int) string { return block(`{"type":"context","elements":[` + pt(n) + `]}`) }},
		{"MaxSectionText", "/0/text/text", onMessage, func(n int) string { return block(`{"type":"section","text":` + md(n) + `}`) }},
		{"MaxSectionFields", "/0/fields", onMessage, func(n int) string { return block(`{"type":"section","fields":` + times(n, md(1)) + `}`) }},
		{"MinElements", "/0/fields", onMessage, func(n int) string { return block(`{"type":"section","fields":` + times(n, md(1)) + `}`) }},
		{"MaxSectionField", "/0/fields/0/text", onMessage, func(n int) string { return block(`{"type":"section","fields":[` + md(n) + `]}`) }},
		{"MaxHeaderText", "/0/text/text", onMessage, func(n int) string { return block(`{"type":"header","text":` + pt(n) + `}`) }},
		{"MaxContext", "/0/elements", onMessage, func(n int) string { return block(`{"type":"context","elements":` + times(n, md(1)) + `}`) }},
		{"MinElements", "/0/elements", onMessage, func(n int) string { return block(`{"type":"context","elements":` + times(n, md(1)) + `}`) }},
		{"MaxActions", "/0/elements", onMessage, func(n int) string {
			return block(`{"type":"actions","elements":` + times(n, button(`,"action_id":"a%d"`)) + `}`)
		}},
		{"MinElements", "/0/elements", onMessage, func(n int) string { return block(`{"type":"actions","elements":` + times(n, button(``)) + `}`) }},
		{"MaxContextActions", "/0/elements", onMessage, icons},
		{"MinElements", "/0/elements", onMessage, icons},
		{"MaxInputLabel", "/0/label/text", onMessage, func(n int) string {
			return block(`{"type":"input","label":` + pt(n) + `,"element":{"type":"plain_text_input"}}`)
		}},
		{"MaxInputHint", "/0/hint/text", onMessage, func(n int) string {
			return block(`{"type":"input","label":` + pt(1) + `,"hint":` + pt(n) + `,"element":{"type":"plain_text_input"}}`)
		}},
		{"MaxMarkdown", "/0/text", onMessage, func(n int) string { return block(`{"type":"markdown","text":"` + xs(n) + `"}`) }},
		{"MaxMarkdownTotal", "/1/text", onMessage, func(n int) string {
			return `[{"type":"markdown","text":"` + xs(5000) + `"},{"type":"markdown","text":"` + xs(n-5000) + `"}]`
		}},
		{"MaxImageURL", "/0/image_url", onMessage, func(n int) string {
			return block(`{"type":"image","alt_text":"a","image_url":"` + web(n) + `"}`)
		}},
		{"MaxImageURL", "/0/elements/0/image_url", onMessage, func(n int) string {
			return block(`{"type":"context","elements":[{"type":"image","alt_text":"a","image_url":"` + web(n) + `"}]}`)
		}},
		{"MaxImageAlt", "/0/alt_text", onMessage, func(n int) string { return image(`,"alt_text":"` + xs(n) + `"`) }},
		{"MaxImageAlt", "/0/elements/0/alt_text", onMessage, func(n int) string {
			return block(`{"type":"context","elements":[{"type":"image","image_url":"https://example.com/a","alt_text":"` + xs(n) + `"}]}`)
		}},
		{"MaxImageTitle", "/0/title/text", onMessage, func(n int) string { return image(`,"alt_text":"a","title":` + pt(n)) }},
	}
}

func icons(n int) string {
	return block(`{"type":"context_actions","elements":` + times(n, `{"type":"icon_button","icon":"trash","text":`+pt(1)+`,"action_id":"a%d"}`) + `}`)
}

func richLimits() []limit {
	part := func(kind, property string) func(n int) string {
		return func(n int) string {
			more := ""
			if kind == "rich_text_list" {
				more = `"style":"ordered",`
			}
			return block(rich(fmt.Sprintf(`{"type":"%s",%s"%s":%d,"elements":[]}`, kind, more, property, n)))
		}
	}
	tone := func(n int) string { return line(fmt.Sprintf(`{"type":"emoji","name":"wave","skin_tone":%d}`, n)) }
	out := []limit{
		{"MinListIndent", "/0/elements/0/indent", onMessage, part("rich_text_list", "indent")},
		{"MaxListIndent", "/0/elements/0/indent", onMessage, part("rich_text_list", "indent")},
		{"MinListOffset", "/0/elements/0/offset", onMessage, part("rich_text_list", "offset")},
		{"MinSkinTone", "/0/elements/0/elements/0/skin_tone", onMessage, tone},
		{"MaxSkinTone", "/0/elements/0/elements/0/skin_tone", onMessage, tone},
	}
	for _, kind := range []string{"rich_text_list", "rich_text_quote", "rich_text_preformatted"} {
		out = append(out,
			limit{"MinListBorder", "/0/elements/0/border", onMessage, part(kind, "border")},
			limit{"MaxListBorder", "/0/elements/0/border", onMessage, part(kind, "border")})
	}
	return out
}

func cardLimits() []limit {
	card := func(more string) string { return block(`{"type":"card","title":` + pt(1) + more + `}`) }
	carousel := func(n int) string {
		return block(`{"type":"carousel","elements":` + times(n, `{"type":"card","title":`+pt(1)+`}`) + `}`)
	}
	container := func(more string) string { return block(`{"type":"container"` + more + `}`) }
	children := func(n int) string {
		return container(`,"title":` + pt(1) + `,"child_blocks":` + times(n, `{"type":"divider"}`))
	}
	return []limit{
		{"MaxAlertText", "/0/text/text", onModal, func(n int) string { return block(`{"type":"alert","text":` + md(n) + `}`) }},
		{"MaxCardTitle", "/0/title/text", onMessage, func(n int) string { return block(`{"type":"card","title":` + md(n) + `}`) }},
		{"MaxCardSubtitle", "/0/subtitle/text", onMessage, func(n int) string { return card(`,"subtitle":` + md(n)) }},
		{"MaxCardBody", "/0/body/text", onMessage, func(n int) string { return card(`,"body":` + md(n)) }},
		{"MaxCardSubtext", "/0/subtext/text", onMessage, func(n int) string { return card(`,"subtext":` + md(n)) }},
		{"MaxCardActions", "/0/actions", onMessage, func(n int) string { return card(`,"actions":` + times(n, button(``))) }},
		{"MinCarousel", "/0/elements", onMessage, carousel},
		{"MaxCarousel", "/0/elements", onMessage, carousel},
		{"MaxContainerTitle", "/0/title/text", onMessage, func(n int) string {
			return container(`,"child_blocks":[{"type":"divider"}],"title":` + pt(n))
		}},
		{"MaxContainerSubtitle", "/0/subtitle/text", onMessage, func(n int) string {
			return container(`,"child_blocks":[{"type":"divider"}],"title":` + pt(1) + `,"subtitle":` + md(n))
		}},
		{"MinContainer", "/0/child_blocks", onMessage, children},
		{"MaxContainer", "/0/child_blocks", onMessage, children},
		{"MaxPlanTasks", "/0/tasks", onMessage, func(n int) string {
			return block(`{"type":"plan","title":"p","tasks":` + times(n, `{"type":"task_card","task_id":"t%d","title":"x"}`) + `}`)
		}},
	}
}

const cell = `{"type":"raw_text","text":"a"}`

func tableLimits() []limit {
	rows := func(kind string) func(n int) string {
		return func(n int) string {
			return block(`{"type":"` + kind + `"` + caption(kind) + `,"rows":` + times(n, `[`+cell+`]`) + `}`)
		}
	}
	columns := func(n int) string { // the second row stays in bounds
		return block(`{"type":"data_table","caption":"c","rows":[` + times(n, cell) + `,` + times(max(1, min(n, 20)), cell) + `]}`)
	}
	data := func(more string) string {
		return block(`{"type":"data_table","caption":"c","rows":` + times(2, `[`+cell+`]`) + more + `}`)
	}
	page := func(n int) string { return data(fmt.Sprintf(`,"page_size":%d`, n)) }
	return []limit{
		{"MaxTables", "/1", onMessage, func(n int) string { return times(n, `{"type":"table","rows":[[`+cell+`]]}`) }},
		{"MaxTableRows", "/0/rows", onMessage, rows("table")},
		{"MinElements", "/0/rows", onMessage, rows("table")},
		{"MaxTableColumns", "/0/rows/0", onMessage, func(n int) string { return block(`{"type":"table","rows":[` + times(n, cell) + `]}`) }},
		{"MinElements", "/0/rows/0", onMessage, func(n int) string { return block(`{"type":"table","rows":[` + times(n, cell) + `]}`) }},
		{"MaxColumnSettings", "/0/column_settings", onMessage, func(n int) string {
			return block(`{"type":"table","rows":[[` + cell + `]],"column_settings":` + times(n, `{"align":"right"}`) + `}`)
		}},
		{"MinDataTableRows", "/0/rows", onMessage, rows("data_table")},
		{"MaxDataTableRows", "/0/rows", onMessage, rows("data_table")},
		{"MinDataTableColumns", "/0/rows/0", onMessage, columns},
		{"MaxDataTableColumns", "/0/rows/0", onMessage, columns},
		{"MinDataTableCell", "/0/rows/1/0/text", onMessage, func(n int) string {
			return block(`{"type":"data_table","caption":"c","rows":[[` + cell + `],[{"type":"raw_text","text":"` + xs(n) + `"}]]}`)
		}},
		{"MaxDataTableText", "/0/rows", onMessage, func(n int) string {
			return block(`{"type":"data_table","caption":"c","rows":[[` + cell + `],[{"type":"raw_text","text":"` + xs(n-1) + `"}]]}`)
		}},
		{"MaxDataTableText", "/0/rows", onMessage, func(n int) string {
			words := rich(`{"type":"rich_text_section","elements":[{"type":"text","text":"` + xs(n-1) + `"}]}`)
			return block(`{"type":"data_table","caption":"c","rows":[[` + cell + `],[` + words + `]]}`)
		}},
		{"MaxDataTableTextAll", "/1/rows", onMessage, func(n int) string {
			small := `{"type":"data_table","caption":"c","rows":` + times(2, `[`+cell+`]`) + `}`
			return `[` + small + `,{"type":"data_table","caption":"c","rows":[[` + cell + `],[{"type":"raw_text","text":"` + xs(n-3) + `"}]]}]`
		}},
		{"MinDataTablePage", "/0/page_size", onMessage, page},
		{"MaxDataTablePage", "/0/page_size", onMessage, page},
		{"MinDataTableRowTitle", "/0/row_header_column_index", onMessage, func(n int) string {
			return data(fmt.Sprintf(`,"row_header_column_index":%d`, n))
		}},
	}
}

func caption(kind string) string {
	if kind == "data_table" {
		return `,"caption":"c"`
	}
	return ""
}

func chartLimits() []limit {
	chart := func(title, chart string) string {
		return block(`{"type":"data_visualization","title":` + title + `,"chart":` + chart + `}`)
	}
	segments := func(n int) string {
		return chart(`"t"`, `{"type":"pie","segments":`+times(n, `{"label":"a%d","value":1}`)+`}`)
	}
	bar := func(series, axis string) string {
		return chart(`"t"`, `{"type":"bar","series":`+series+`,"axis_config":`+axis+`}`)
	}
	one := func(label string) string { return `[{"name":"s","data":[{"label":` + label + `,"value":1}]}]` }
	several := func(n int) string {
		return bar(times(n, `{"name":"s%d","data":[{"label":"a","value":1}]}`), `{"categories":["a"]}`)
	}
	axis := func(name string) func(n int) string {
		return func(n int) string { return bar(one(`"a"`), `{"categories":["a"],"`+name+`":"`+xs(n)+`"}`) }
	}
	return []limit{
		{"MaxChartTitle", "/0/title", onMessage, func(n int) string {
			return chart(quoted(xs(n)), `{"type":"pie","segments":[{"label":"a","value":1}]}`)
		}},
		{"MinChartSegments", "/0/chart/segments", onMessage, segments},
		{"MaxChartSegments", "/0/chart/segments", onMessage, segments},
		{"MaxChartSegment", "/0/chart/segments/0/label", onMessage, func(n int) string {
			return chart(`"t"`, `{"type":"pie","segments":[{"label":"`+xs(n)+`","value":1}]}`)
		}},
		{"MinChartSeries", "/0/chart/series", onMessage, several},
		{"MaxChartSeries", "/0/chart/series", onMessage, several},
		{"MaxChartSeriesName", "/0/chart/series/0/name", onMessage, func(n int) string {
			return bar(`[{"name":"`+xs(n)+`","data":[{"label":"a","value":1}]}]`, `{"categories":["a"]}`)
		}},
		{"MinChartPoints", "/0/chart/series/0/data", onMessage, func(n int) string {
			return bar(`[{"name":"s","data":`+times(n, `{"label":"a%d","value":1}`)+`}]`, `{"categories":["a0"]}`)
		}},
		{"MaxChartPoints", "/0/chart/series/0/data", onMessage, func(n int) string {
			return bar(`[{"name":"s","data":`+times(n, `{"label":"a%d","value":1}`)+`}]`, `{"categories":`+times(min(n, 20), `"a%d"`)+`}`)
		}},
		{"MaxChartPoint", "/0/chart/series/0/data/0/label", onMessage, func(n int) string {
			if n > 20 { // the category too would be a second problem
				return bar(`[{"name":"s","data":[{"label":"`+xs(n)+`","value":1},{"label":"a","value":1}]}]`, `{"categories":["a"]}`)
			}
			return bar(one(quoted(xs(n))), `{"categories":["`+xs(n)+`"]}`)
		}},
		{"MinChartCategories", "/0/chart/axis_config/categories", onMessage, func(n int) string {
			return bar(`[{"name":"s","data":[{"label":"a0","value":1}]}]`, `{"categories":`+times(n, `"a%d"`)+`}`)
		}},
		{"MaxChartCategories", "/0/chart/axis_config/categories", onMessage, func(n int) string {
			return bar(`[{"name":"s","data":`+times(min(n, 20), `{"label":"a%d","value":1}`)+`}]`, `{"categories":`+times(n, `"a%d"`)+`}`)
		}},
		{"MaxChartCategory", "/0/chart/axis_config/categories/0", onMessage, func(n int) string {
			return bar(one(quoted(xs(min(n, 20)))), `{"categories":["`+xs(n)+`"]}`)
		}},
		{"MaxChartAxis", "/0/chart/axis_config/x_label", onMessage, axis("x_label")},
		{"MaxChartAxis", "/0/chart/axis_config/y_label", onMessage, axis("y_label")},
	}
}

func videoLimits() []limit {
	video := func(replace, with string) string {
		fields := map[string]string{
			"alt_text": `"a"`, "title": pt(1), "video_url": `"https://example.com/v"`, "thumbnail_url": `"https://example.com/t"`,
		}
		fields[replace] = with
		out := `{"type":"video"`
		for _, name := range []string{
			"alt_text", "title", "video_url", "thumbnail_url", "title_url", "author_name", "description", "provider_name", "provider_icon_url",
		} {
			if v, given := fields[name]; given {
				out += `,"` + name + `":` + v
			}
		}
		return block(out + `}`)
	}
	words := func(name string) func(n int) string { return func(n int) string { return video(name, quoted(xs(n))) } }
	object := func(name string) func(n int) string { return func(n int) string { return video(name, pt(n)) } }
	address := func(name string) func(n int) string { return func(n int) string { return video(name, quoted(web(n))) } }
	return []limit{
		{"MaxVideoAlt", "/0/alt_text", onMessage, words("alt_text")},
		{"MaxVideoTitle", "/0/title/text", onMessage, object("title")},
		{"MaxVideoAuthor", "/0/author_name", onMessage, words("author_name")},
		{"MaxVideoDescription", "/0/description/text", onMessage, object("description")},
		{"MaxVideoProvider", "/0/provider_name", onMessage, words("provider_name")},
		{"MaxVideoURL", "/0/video_url", onMessage, address("video_url")},
		{"MaxVideoThumbnail", "/0/thumbnail_url", onMessage, address("thumbnail_url")},
		{"MaxVideoTitleURL", "/0/title_url", onMessage, address("title_url")},
		{"MaxVideoIconURL", "/0/provider_icon_url", onMessage, address("provider_icon_url")},
	}
}
