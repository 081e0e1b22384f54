package blockkit_test

import (
	"strconv"
	"strings"
	"testing"
)

// slacks are the limits as the slackblocks project lists them, which asked
// Slack's own checker for each (spec/limits.json, September 2026): thing,
// property, bound, number, and the constant here. A number is changed in both
// places, or a change was a slip.
const slacks = `
text                length      min 1      MinText
text                length      max 3000   MaxText
action_id           length      max 255    MaxActionID
block_id            length      max 255    MaxBlockID
button              text        max 75     MaxButtonText
button              url         max 3000   MaxButtonURL
button              value       max 2000   MaxButtonValue
button              label       max 75     MaxButtonLabel
confirmation        title       max 100    MaxConfirmTitle
confirmation        text        max 300    MaxConfirmText
confirmation        confirm     max 30     MaxConfirmConfirm
confirmation        deny        max 30     MaxConfirmDeny
option              text        max 75     MaxOptionText
option              value       max 150    MaxOptionValue
option              description max 75     MaxOptionDescription
option              url         max 3000   MaxOptionURL
option_group        label       max 75     MaxGroupLabel
option_group        options     min 1      MinGroupOptions
option_group        options     max 100    MaxGroupOptions
select              placeholder max 150    MaxPlaceholder
select              options     max 100    MaxSelectOptions
select              groups      max 100    MaxSelectGroups
overflow            options     min 1      MinOverflowOptions
overflow            options     max 5      MaxOverflowOptions
checkboxes          options     min 1      MinCheckboxes
checkboxes          options     max 10     MaxCheckboxes
radio_buttons       options     min 1      MinRadioButtons
radio_buttons       options     max 10     MaxRadioButtons
url_source          url         min 1      MinString
url_source          url         max 3000   MaxSourceURL
file_input          max_files   min 1      MinFiles
file_input          max_files   max 10     MaxFiles
plain_text_input    min_length  min 0      MinInputMinLength
plain_text_input    min_length  max 3000   MaxInputMinLength
plain_text_input    max_length  min 1      MinInputMaxLength
plain_text_input    max_length  max 3000   MaxInputMaxLength
rich_text_input     min_lines   min 1      MinRichMinLines
rich_text_input     min_lines   max 100    MaxRichMinLines
rich_text_input     max_lines   min 1      MinRichMaxLines
rich_text_input     max_lines   max 100    MaxRichMaxLines
multi_select        selected    min 1      MinMaxSelected
conversation_filter include     min 1      MinFilterInclude
dispatch_action     triggers    min 1      MinDispatchTriggers
dispatch_action     triggers    max 2      MaxDispatchTriggers
actions             elements    max 25     MaxActions
alert               text        max 200    MaxAlertText
card                title       max 150    MaxCardTitle
card                subtitle    max 150    MaxCardSubtitle
card                body        max 200    MaxCardBody
card                actions     max 3      MaxCardActions
card                subtext     max 200    MaxCardSubtext
carousel            elements    min 1      MinCarousel
carousel            elements    max 10     MaxCarousel
container           title       max 150    MaxContainerTitle
container           subtitle    max 150    MaxContainerSubtitle
container           children    min 1      MinContainer
container           children    max 10     MaxContainer
context             elements    max 10     MaxContext
context_actions     elements    max 5      MaxContextActions
feedback_button     text        max 75     MaxFeedbackText
feedback_button     value       max 2000   MaxFeedbackValue
feedback_button     label       max 75     MaxFeedbackLabel
icon_button         value       max 2000   MaxIconValue
icon_button         label       max 75     MaxIconLabel
icon_button         users       max 10     MaxIconUsers
workflow_button     text        max 75     MaxWorkflowText
workflow_button     label       max 75     MaxWorkflowLabel
table               rows        max 100    MaxTableRows
table               columns     max 20     MaxTableColumns
table               settings    max 20     MaxColumnSettings
data_table          rows        min 2      MinDataTableRows
data_table          rows        max 201    MaxDataTableRows
data_table          columns     min 1      MinDataTableColumns
data_table          columns     max 20     MaxDataTableColumns
data_table          page_size   min 1      MinDataTablePage
data_table          page_size   max 100    MaxDataTablePage
data_table          cell        min 1      MinDataTableCell
data_table          content     max 20000  MaxDataTableText
data_table          all         max 20000  MaxDataTableTextAll
data_table          row_title   min 0      MinDataTableRowTitle
data_visualization  title       max 50     MaxChartTitle
data_visualization  segments    min 1      MinChartSegments
data_visualization  segments    max 12     MaxChartSegments
data_visualization  segment     max 20     MaxChartSegment
data_visualization  series      min 1      MinChartSeries
data_visualization  series      max 12     MaxChartSeries
data_visualization  series_name max 20     MaxChartSeriesName
data_visualization  data        min 1      MinChartPoints
data_visualization  data        max 20     MaxChartPoints
data_visualization  point       max 20     MaxChartPoint
data_visualization  categories  min 1      MinChartCategories
data_visualization  categories  max 20     MaxChartCategories
data_visualization  category    max 20     MaxChartCategory
data_visualization  axis        max 50     MaxChartAxis
header              text        max 150    MaxHeaderText
image               image_url   max 3000   MaxImageURL
image               alt_text    max 2000   MaxImageAlt
image               title       max 2000   MaxImageTitle
input               label       max 2000   MaxInputLabel
input               hint        max 2000   MaxInputHint
markdown            text        max 12000  MaxMarkdown
markdown            all         max 12000  MaxMarkdownTotal
plan                tasks       max 50     MaxPlanTasks
rich_text_list      indent      min 0      MinListIndent
rich_text_list      indent      max 8      MaxListIndent
rich_text_list      offset      min 0      MinListOffset
rich_text_list      border      min 0      MinListBorder
rich_text_list      border      max 1      MaxListBorder
section             text        max 3000   MaxSectionText
section             fields      max 10     MaxSectionFields
section             field       max 2000   MaxSectionField
video               alt_text    max 2000   MaxVideoAlt
video               title       max 200    MaxVideoTitle
video               author      max 50     MaxVideoAuthor
video               description max 200    MaxVideoDescription
video               provider    max 50     MaxVideoProvider
video               thumbnail   max 3000   MaxVideoThumbnail
video               video_url   max 3000   MaxVideoURL
video               title_url   max 2000   MaxVideoTitleURL
video               icon_url    max 2000   MaxVideoIconURL
message             channel     min 1      MinChannel
message             blocks      max 50     MaxMessageBlocks
message             attachments max 100    MaxAttachments
view                blocks      max 100    MaxViewBlocks
view                metadata    max 3000   MaxPrivateMetadata
view                callback_id max 255    MaxCallbackID
view                external_id max 255    MaxExternalID
view                title       max 24     MaxViewTitle
view                close       max 24     MaxViewClose
view                submit      max 24     MaxViewSubmit
`

// others are the limits that list does not have: from the reference pages of
// the methods, seen in the field, or ours. limits.go says which.
const others = `
MaxMessageText 40000
MaxUpdateText 4000
MaxMarkdownText 12000
MaxMessageBlocksText 13200
HeaderWeight 100
MaxMetadataBytes 8000
MaxValidate 100000
MaxViewStack 3
MaxViewBytes 250000
MinElements 1
MinMinQuery 0
MaxIconText 75
MaxInitialValue 3000
MinDateTime 1000000000
MaxDateTime 9999999999
MinSkinTone 1
MaxSkinTone 6
MaxTables 1
`

// TestLimitsAreSlacks holds limits.go to the numbers above, each to one, none
// left out.
func TestLimitsAreSlacks(t *testing.T) {
	got, seen := constants(t), map[string]bool{}
	expect := func(line, name, number string) {
		want, err := strconv.Atoi(number)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if n, known := got[name]; !known || n != want {
			t.Errorf("%s is %d, want %d (%s)", name, n, want, strings.Join(strings.Fields(line), " "))
		}
		seen[name] = true
	}
	for line := range strings.Lines(strings.TrimPrefix(slacks, "\n")) {
		f := strings.Fields(line)
		if len(f) != 5 || !strings.HasPrefix(strings.ToLower(f[4]), f[2]) {
			t.Fatalf("%q is no line of the table", line)
		}
		expect(line, f[4], f[3])
	}
	for line := range strings.Lines(strings.TrimPrefix(others, "\n")) {
		f := strings.Fields(line)
		if len(f) != 2 {
			t.Fatalf("%q is no line of the table", line)
		}
		expect(line, f[0], f[1])
	}
	for name := range got {
		if !seen[name] {
			t.Errorf("%s has no number here to be held to", name)
		}
	}
}
