package blockkit

import (
	"strconv"
	"unicode/utf8"
)

// Tables and data tables.

var columnSetting = shape{fields: rules{"align": one("left", "center", "right"), "is_wrapped": flag}}

// cells are the cells of a table with text of at least minLen characters.
func cells(minLen int) map[string]shape {
	return map[string]shape{
		"raw_text":   {fields: with(rules{"text": text(minLen, unlimited)}), need: []string{"text"}},
		"raw_number": {fields: with(rules{"value": decimal, "text": text(minLen, unlimited)}), need: []string{"value"}},
		"rich_text":  richText,
	}
}

var table = shape{
	fields: with(blockID, rules{
		"rows":            list(MinElements, MaxTableRows, list(MinElements, MaxTableColumns, anyOf(cells(0)))),
		"column_settings": list(0, MaxColumnSettings, columnSetting.check),
	}),
	need: []string{"rows"},
	more: func(c *checker, at string, _ object) {
		if c.tables++; c.tables > MaxTables {
			c.fail(at, object{"type": "max_items", "expected": MaxTables}, OnlyOneTable)
		}
	},
}

// OnlyOneTable is Slack's word for a second table in a payload. The methods
// that post answer it with invalid_attachments, because a table is shown where
// attachments are (blocks/table-block).
const OnlyOneTable = "only_one_table_allowed"

var dataTableCell = anyOf(join(cells(MinDataTableCell), map[string]shape{
	"action_cell": {
		fields: with(rules{"element": onlyButton, "fallback": anyOf(map[string]shape{
			"raw_text": cells(MinDataTableCell)["raw_text"], "raw_number": cells(MinDataTableCell)["raw_number"],
		})}),
		need: []string{"element"},
	},
}))

var headerCell = anyOf(map[string]shape{"raw_text": cells(MinDataTableCell)["raw_text"]})

// dataRows is the rule of the rows of a data table: a header of plain text, and
// at least one row below it.
func dataRows(c *checker, at string, v any) {
	cell := headerCell
	list(MinDataTableRows, MaxDataTableRows, func(c *checker, at string, v any) {
		list(MinDataTableColumns, MaxDataTableColumns, cell)(c, at, v)
		cell = dataTableCell
	})(c, at, v)
}

var dataTable = shape{
	fields: with(blockID, rules{
		"caption": word, "rows": dataRows,
		"page_size": number(MinDataTablePage, MaxDataTablePage), "row_header_column_index": number(MinDataTableRowTitle, MaxDataTableColumns-1),
	}),
	need: []string{"caption", "rows"},
	more: countTexts, relate: checkWidth,
}

// checkWidth wants rows of one width, and a row header among the columns.
func checkWidth(c *checker, at string, o object) {
	rows := o["rows"].([]any)
	width := len(rows[0].([]any))
	for i, r := range rows {
		if len(r.([]any)) != width {
			c.fail(at+"/rows/"+strconv.Itoa(i), object{"type": "width", "expected": width}, "all rows must have the same number of cells")
		}
	}
	if index, given := integer(o["row_header_column_index"]); given && index >= width {
		c.fail(at+"/row_header_column_index", object{"type": "max", "expected": width - 1}, "must be less than %d", width-1)
	}
}

// countTexts wants no more text than fits, in this table and in all of the
// payload.
func countTexts(c *checker, at string, o object) {
	n := textIn(o["rows"])
	c.tableText += n
	switch {
	case n > MaxDataTableText:
		c.fail(at+"/rows", object{"type": "max_length", "expected": MaxDataTableText}, "must be less than %d characters", MaxDataTableText+1)
	case c.tableText > MaxDataTableTextAll:
		c.fail(at+"/rows", object{"type": "max_length", "expected": MaxDataTableTextAll}, "data tables must be less than %d characters together", MaxDataTableTextAll+1)
	}
}

// textIn counts the code points of the texts in a value: every string under
// text, at any depth.
func textIn(v any) int {
	n := 0
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			n += textIn(e)
		}
	case object:
		for key, e := range v {
			if s, ok := e.(string); ok {
				if key == "text" {
					n += utf8.RuneCountInString(s)
				}
				continue
			}
			n += textIn(e)
		}
	}
	return n
}
