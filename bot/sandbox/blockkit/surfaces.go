package blockkit

// surfaces says which blocks stand where. Slack's own checker was asked for
// the list (the slackblocks project, September 2026). Two things differ from
// the reference: an alert in a message, which one of Slack's guides shows and
// the checker refuses, and an input in a message, which both take.
var surfaces = map[Surface][]string{
	Modal: {"actions", "alert", "card", "context", "divider", "header", "image", "input", "rich_text", "section", "video"},
	Home: {
		"actions", "card", "carousel", "container", "context", "data_table", "data_visualization", "divider", "header", "image", "input", "rich_text",
		"section", "table", "video",
	},
	Message: {
		"actions", "card", "carousel", "container", "context", "context_actions", "data_table", "data_visualization", "divider", "file", "header",
		"image", "input", "markdown", "plan", "rich_text", "section", "table", "task_card", "video",
	},
}

// shapes are all blocks but the container, which holds others.
var shapes = map[string]shape{
	"actions": actions, "alert": alert, "card": card, "carousel": carousel, "context": contextBlock, "context_actions": contextActions,
	"data_table": dataTable, "data_visualization": chartBlock, "divider": {fields: with(blockID)}, "file": file, "header": header,
	"image": imageBlock, "input": input, "markdown": markdown, "plan": plan, "rich_text": richText, "section": section, "table": table,
	"task_card": taskCard, "video": video,
}

// blocksOn is the rule of a block on each surface.
var blocksOn = map[Surface]rule{Message: blockOn(Message), Modal: blockOn(Modal), Home: blockOn(Home)}

func blockOn(on Surface) rule {
	here, inner := map[string]shape{}, map[string]shape{}
	for _, name := range surfaces[on] {
		if s, ok := shapes[name]; ok {
			here[name] = s
		}
	}
	for _, name := range inContainer {
		if s, ok := here[name]; ok {
			inner[name] = s
		}
	}
	for _, name := range surfaces[on] {
		if name == "container" {
			here[name] = container(anyOf(inner))
		}
	}
	return identified(anyOf(here))
}

// checkBlocks checks the blocks of a payload on the checker's surface.
func (c *checker) checkBlocks(at string, v any) {
	most := MaxMessageBlocks
	if c.surface != Message {
		most = MaxViewBlocks
	}
	list(0, most, blocksOn[c.surface])(c, at, v)
}
