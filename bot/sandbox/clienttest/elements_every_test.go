package clienttest

// Blocks for the pictures: each kind, as an app would write it.

func rich(parts ...any) object { return object{"type": "rich_text", "elements": parts} }

func said(text string, style ...string) object {
	e := object{"type": "text", "text": text}
	if len(style) > 0 {
		set := object{}
		for _, s := range style {
			set[s] = true
		}
		e["style"] = set
	}
	return e
}

func line(elements ...any) object {
	return object{"type": "rich_text_section", "elements": elements}
}

func bullets(style string, indent int, items ...string) object {
	var list []any
	for _, item := range items {
		list = append(list, line(said(item)))
	}
	return object{"type": "rich_text_list", "style": style, "indent": indent, "elements": list}
}

func pressed(id, text string, more object) object {
	out := object{"type": "button", "action_id": id, "text": plain(text), "value": id}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// wordBlocks are the blocks of text and pictures.
func wordBlocks(at string) []object {
	return []object{
		{"type": "header", "text": plain("Release 4.2 :rocket:")},
		{"type": "section", "text": mrkdwn("*Bold*, _slanted_, ~gone~, `code`, <https://example.org|a link>, <@U0ADA00000>, <!subteam^S0HELPERS0>, <#C0GENERAL0>, <!here>\n>quoted\n```\nplain\n  text\n```\nUntil <!date^1795536000^{date_short_pretty} {time}|Tuesday> (<!date^1795500000^{ago}|before>)"),
			"accessory": pressed("look", "Look", nil)},
		{"type": "section", "fields": []object{mrkdwn("*Owner*\nAda"), mrkdwn("*Risk*\nlow"), plain("Plain *stays*"), mrkdwn("*Start*\n10:00")}},
		{"type": "section", "text": plain("A picture beside"), "accessory": object{"type": "image", "image_url": at + "/broken.png", "alt_text": "A lamp"}},
		{"type": "divider"},
		{"type": "context", "elements": []object{{"type": "image", "image_url": at + "/lamp.png", "alt_text": "A lamp"}, mrkdwn("by *Ada*, 3 of 5 done"), plain("plain words")}},
		{"type": "image", "image_url": at + "/lamp.png", "alt_text": "A lamp on a desk", "title": plain("The lamp")},
		rich(line(said("Rich "), said("bold", "bold"), said(" and "), said("both", "bold", "italic"), said(" and "), said("code", "code"), said(" "), object{"type": "link", "url": "https://example.org", "text": "link"}, said(" "),
			object{"type": "user", "user_id": "U0BRAM0000"}, said(" "), object{"type": "usergroup", "usergroup_id": "S0HELPERS0"}, said(" "), object{"type": "channel", "channel_id": "C0GENERAL0"}, said(" "), object{"type": "broadcast", "range": "here"}, said(" "),
			object{"type": "emoji", "name": "tada"}, said(" "), object{"type": "date", "timestamp": 1795536000, "format": "{date_long} {time}", "fallback": "Tuesday"}, said(" "), object{"type": "color", "value": "#1d6b67"}),
			bullets("bullet", 0, "first", "second"), bullets("ordered", 1, "inside one", "inside two"), bullets("bullet", 0, "third"),
			object{"type": "rich_text_quote", "elements": []any{said("a quote")}}, object{"type": "rich_text_preformatted", "elements": []any{said("func main() {}")}}),
		{"type": "markdown", "text": "# One\n## Two\n### Three\nWords **bold** *slanted* ~~gone~~ `code` [link](https://example.org)\n\n- first\n  - inside\n  - [x] done\n  - [ ] to do\n- second\n\n1. one\n2. two\n\n> quoted\n\n| Name | Count |\n|:-----|------:|\n| Ada | 3 |\n| Bram | 12 |\n\n```go\nfunc main() {}\n```\n\n---\nEnd."},
	}
}

func pointsOf(labels []string, values ...float64) []object {
	var out []object
	for i, v := range values {
		out = append(out, object{"label": labels[i], "value": v})
	}
	return out
}

func seriesChart(kind, title string) object {
	days := []string{"Mon", "Tue", "Wed", "Thu", "Fri"}
	return object{"type": "data_visualization", "title": title, "chart": object{"type": kind, "axis_config": object{"categories": days, "x_label": "Day", "y_label": "Requests"}, "series": []object{
		{"name": "Asked", "data": pointsOf(days, 12, 18.5, 7, -3, 22)}, {"name": "Approved", "data": pointsOf(days, 9, 14, 6, 3, 20)},
	}}}
}

// figureBlocks are tables and charts.
func figureBlocks(string) []object {
	cell := func(s string) object { return object{"type": "raw_text", "text": s} }
	count := func(n float64) object { return object{"type": "raw_number", "value": n} }
	rows := []any{[]any{cell("Name"), cell("Team"), cell("Count")}}
	for i, name := range []string{"Ada", "Bram", "Citra", "Dan", "Eve", "Finn", "Gus"} {
		rows = append(rows, []any{cell(name), cell([]string{"Lamp", "Desk"}[i%2]), count(float64(i * i))})
	}
	return []object{
		{"type": "table", "column_settings": []object{{"align": "left"}, {"align": "center", "is_wrapped": true}, {"align": "right"}}, "rows": rows[:4]},
		{"type": "data_table", "block_id": "dt", "caption": "Who did what", "page_size": 3, "row_header_column_index": 0, "rows": rows},
		seriesChart("bar", "Requests by day"), seriesChart("line", "The same as lines"), seriesChart("area", "And as areas"),
		{"type": "data_visualization", "title": "By kind", "chart": object{"type": "pie", "segments": []object{{"label": "Small", "value": 12}, {"label": "Large", "value": 5}, {"label": "Urgent", "value": 2}}}},
	}
}

func cardOf(at, title string) object {
	return object{"type": "card", "hero_image": object{"type": "image", "image_url": at + "/lamp.png", "alt_text": "A lamp"}, "title": mrkdwn(title), "subtitle": mrkdwn("What it is"), "body": mrkdwn("Some *words* about it."), "subtext": mrkdwn("small print"),
		"actions": []object{pressed("take", "Take", object{"style": "primary"}), pressed("leave", "Leave", nil)}}
}

// framedBlocks hold others, or tell of an assistant's work.
func framedBlocks(at string) []object {
	inside := []object{{"type": "section", "text": mrkdwn("Inside the container")}, {"type": "actions", "elements": []object{pressed("in", "Inside", nil)}}}
	task := func(id, title, status string, more object) object {
		out := object{"type": "task_card", "task_id": id, "title": title, "status": status}
		for k, v := range more {
			out[k] = v
		}
		return out
	}
	return []object{
		cardOf(at, "A card"),
		{"type": "carousel", "elements": []object{cardOf(at, "One"), cardOf(at, "Two"), cardOf(at, "Three"), cardOf(at, "Four")}},
		{"type": "container", "title": plain("A container"), "subtitle": plain("with a line under its head"), "has_header_divider": true, "child_blocks": inside},
		{"type": "container", "block_id": "fold", "title": plain("A folded container"), "is_collapsible": true, "default_collapsed": true, "child_blocks": []object{{"type": "section", "text": mrkdwn("It was folded away")}}},
		{"type": "plan", "title": "Getting it out", "tasks": []object{task("1", "Build", "complete", nil), task("2", "Try", "in_progress", object{"details": rich(line(said("Trying it in a browser")))}), task("3", "Ship", "pending", nil)}},
		task("4", "Ask the help desk", "error", object{"output": rich(line(said("Nobody was there"))), "sources": []object{{"type": "url", "url": "https://example.org", "text": "The rota"}}}),
		{"type": "video", "title": plain("How it works"), "title_url": "https://example.org/watch", "video_url": "https://example.org/embed", "thumbnail_url": at + "/lamp.png", "alt_text": "A lamp that moves", "author_name": "Ada", "provider_name": "Films", "description": plain("Two minutes")},
		{"type": "context_actions", "block_id": "ca", "elements": []object{
			{"type": "feedback_buttons", "action_id": "fb", "positive_button": object{"text": plain("Good"), "value": "good"}, "negative_button": object{"text": plain("Bad"), "value": "bad"}},
			{"type": "icon_button", "action_id": "bin", "icon": "trash", "text": plain("Delete")},
		}},
		{"type": "actions", "block_id": "acts", "elements": []object{
			pressed("plain", "Plain", nil), pressed("primary", "Primary", object{"style": "primary"}), pressed("danger", "Danger", object{"style": "danger"}), pressed("leaves", "Leaves", object{"url": "https://example.org"}),
			{"type": "workflow_button", "action_id": "wf", "text": plain("Workflow"), "workflow": object{"trigger": object{"url": "https://slack.com/shortcuts/Ft0123ABC456/xyz"}}},
			{"type": "overflow", "action_id": "more", "options": []object{option("One", "1"), option("Two", "2")}},
			{"type": "datepicker", "action_id": "day", "placeholder": plain("A day")}, {"type": "timepicker", "action_id": "hour", "placeholder": plain("A time")}, {"type": "static_select", "action_id": "pick", "placeholder": plain("Pick one"), "options": []object{option("One", "1"), option("Two", "2")}},
		}},
	}
}

// attachmentsOf are old-style attachments.
func attachmentsOf() []object {
	return []object{
		{"color": "good", "pretext": "Before it", "author_name": "Ada", "title": "An attachment", "title_link": "https://example.org", "text": "with *words*", "fields": []object{{"title": "Owner", "value": "Ada", "short": true}, {"title": "Risk", "value": "low", "short": true}, {"title": "Long", "value": "a longer value"}}, "footer": "The foot", "ts": 1795500000},
		{"color": "#b4541a", "blocks": []object{{"type": "section", "text": mrkdwn("Blocks in it")}}},
	}
}
