package blockkit

// This file holds every number of Slack's that this package and the Web API
// methods of the sandbox hold apps to, one group for each page of Slack's
// reference, so that it can be read beside those pages. Addresses are below
// https://docs.slack.dev/reference/.
//
// MaxX is the last length, count or value that is accepted and MinX the first.
// Lengths are Unicode code points, except where a name says Bytes. A number
// without a remark is on the page; the others say where they come from:
//
//	probed   not on the page; found by asking Slack's own blocks.validate
//	         (the slackblocks project, September 2026)
//	seen     not published; measured by apps in the field
//	ours     not published; the stricter of the likely readings
//
// limits_test.go has a row for each constant, and fails for one without.

// methods/chat.postMessage, chat.update, chat.postEphemeral, blocks.validate.
const (
	MaxMessageText  = 40_000 // chat.postMessage cuts here; chat.postEphemeral refuses more
	MaxUpdateText   = 4_000  // chat.update refuses more
	MaxMarkdownText = 12_000 // the argument markdown_text

	MinChannel       = 1 // probed; the channel of a message
	MaxMessageBlocks = 50
	MaxAttachments   = 100

	// MaxMessageBlocksText is what the blocks of one message may say together
	// before msg_blocks_too_long (TextLength counts it, with HeaderWeight for
	// each header). Slack publishes no number. Seen: apps measured 13,200
	// characters, plus about a hundred for each header block.
	MaxMessageBlocksText = 13_200

	MaxMetadataBytes = 8_000   // of JSON; seen, Slack names metadata_too_large alone
	MaxValidate      = 100_000 // the argument of blocks.validate
)

// HeaderWeight is what a header counts besides its text; see
// MaxMessageBlocksText.
const HeaderWeight = 100

// views/modal-views, views/home-tab-views, surfaces/modals.
const (
	MaxViewTitle       = 24
	MaxViewSubmit      = 24
	MaxViewClose       = 24
	MaxViewBlocks      = 100
	MaxPrivateMetadata = 3_000
	MaxCallbackID      = 255
	MaxExternalID      = 255
	MaxViewStack       = 3
	MaxViewBytes       = 250_000 // "250 KB"; ours: the smaller kilobyte
)

// block-kit/blocks: what all blocks have.
const (
	MaxBlockID = 255

	// MinElements is the least of each list that makes no sense empty and has
	// no minimum on its page: elements of actions, context and
	// context_actions, fields of a section, options of a select, rows and
	// columns of a table, filetypes of a file input. Ours.
	MinElements = 1
)

// block-kit/block-elements: what all elements have.
const (
	MaxActionID    = 255
	MaxPlaceholder = 150 // the same on all ten pages that have one

	// MinString is the least of a string that must say something: ids, names,
	// alternative texts, addresses. Probed for addresses, the rest is ours.
	MinString = 1
)

// block-kit/composition-objects/text-object.
const (
	MinText = 1
	MaxText = 3_000
)

// block-kit/composition-objects/confirmation-dialog-object.
const (
	MaxConfirmTitle   = 100
	MaxConfirmText    = 300
	MaxConfirmConfirm = 30
	MaxConfirmDeny    = 30
)

// block-kit/composition-objects/option-object and option-group-object.
const (
	MaxOptionText        = 75
	MaxOptionValue       = 150
	MaxOptionDescription = 75
	MaxOptionURL         = 3_000 // in overflow menus alone
	MaxGroupLabel        = 75
	MinGroupOptions      = 1 // probed
	MaxGroupOptions      = 100
)

// block-kit/composition-objects/conversation-filter-object and
// dispatch-action-configuration-object.
const (
	MinFilterInclude    = 1 // probed
	MinDispatchTriggers = 1 // probed
	MaxDispatchTriggers = 2
)

// block-kit/block-elements/button-element and workflow-button-element.
const (
	MaxButtonText    = 75
	MaxButtonURL     = 3_000
	MaxButtonValue   = 2_000
	MaxButtonLabel   = 75 // accessibility_label
	MaxWorkflowText  = 75
	MaxWorkflowLabel = 75
)

// block-kit/block-elements/feedback-buttons-element and icon-button-element.
const (
	MaxFeedbackText  = 75
	MaxFeedbackValue = 2_000
	MaxFeedbackLabel = 75
	MaxIconText      = 75 // ours, as every button
	MaxIconValue     = 2_000
	MaxIconLabel     = 75
	MaxIconUsers     = 10 // probed; visible_to_user_ids
)

// block-kit/block-elements: select-menu-element, multi-select-menu-element,
// overflow-menu-element, checkboxes-element, radio-button-group-element.
const (
	MaxSelectOptions   = 100
	MaxSelectGroups    = 100
	MinMaxSelected     = 1 // max_selected_items
	MinMinQuery        = 0 // min_query_length; ours
	MinOverflowOptions = 1 // probed
	MaxOverflowOptions = 5
	MinCheckboxes      = 1 // probed
	MaxCheckboxes      = 10
	MinRadioButtons    = 1 // probed
	MaxRadioButtons    = 10
)

// block-kit/block-elements: plain-text-input-element, file-input-element,
// rich-text-input-element, datetime-picker-element, url-source-element.
const (
	MinInputMinLength = 0
	MaxInputMinLength = 3_000
	MinInputMaxLength = 1 // probed
	MaxInputMaxLength = 3_000
	MaxInitialValue   = 3_000 // ours: what a person may type
	MinFiles          = 1
	MaxFiles          = 10
	MinRichMinLines   = 1
	MaxRichMinLines   = 100
	MinRichMaxLines   = 1
	MaxRichMaxLines   = 100
	MinDateTime       = 1_000_000_000 // ten digits, Unix seconds
	MaxDateTime       = 9_999_999_999
	MaxSourceURL      = 3_000
)

// block-kit/block-elements/image-element and block-kit/blocks/image-block.
const (
	MaxImageURL   = 3_000
	MaxImageAlt   = 2_000
	MaxImageTitle = 2_000
)

// block-kit/blocks: section-block, header-block, context-block, actions-block,
// context-actions-block, input-block, markdown-block.
const (
	MaxSectionText    = 3_000
	MaxSectionFields  = 10
	MaxSectionField   = 2_000
	MaxHeaderText     = 150
	MaxContext        = 10
	MaxActions        = 25
	MaxContextActions = 5
	MaxInputLabel     = 2_000
	MaxInputHint      = 2_000
	MaxMarkdown       = 12_000 // of one block
	MaxMarkdownTotal  = 12_000 // of all markdown blocks of a payload
	MaxTables         = 1      // table blocks of a payload; error only_one_table_allowed
)

// block-kit/blocks/rich-text-block.
const (
	MinListIndent = 0
	MaxListIndent = 8
	MinListBorder = 0
	MaxListBorder = 1
	MinListOffset = 0
	MinSkinTone   = 1 // ours: emoji have skin-tone-1 to skin-tone-6
	MaxSkinTone   = 6
)

// block-kit/blocks: alert-block, card-block, carousel-block, container-block,
// plan-block.
const (
	MaxAlertText         = 200
	MaxCardTitle         = 150
	MaxCardSubtitle      = 150
	MaxCardBody          = 200
	MaxCardSubtext       = 200 // probed
	MaxCardActions       = 3   // probed
	MinCarousel          = 1
	MaxCarousel          = 10
	MaxContainerTitle    = 150
	MaxContainerSubtitle = 150
	MinContainer         = 1 // probed
	MaxContainer         = 10
	MaxPlanTasks         = 50 // probed
)

// block-kit/blocks: table-block, data-table-block.
const (
	MaxTableRows         = 100
	MaxTableColumns      = 20
	MaxColumnSettings    = 20
	MinDataTableRows     = 2
	MaxDataTableRows     = 201 // probed; with the header
	MinDataTableColumns  = 1
	MaxDataTableColumns  = 20
	MinDataTableCell     = 1 // probed
	MaxDataTableText     = 20_000
	MaxDataTableTextAll  = 20_000 // probed; of all data tables of a payload
	MinDataTablePage     = 1
	MaxDataTablePage     = 100
	MinDataTableRowTitle = 0 // row_header_column_index
)

// block-kit/blocks/data-visualization-block.
const (
	MaxChartTitle      = 50
	MinChartSegments   = 1
	MaxChartSegments   = 12 // probed
	MaxChartSegment    = 20 // label of a segment
	MinChartSeries     = 1
	MaxChartSeries     = 12 // probed
	MaxChartSeriesName = 20
	MinChartPoints     = 1
	MaxChartPoints     = 20
	MaxChartPoint      = 20 // label of a point
	MinChartCategories = 1  // probed
	MaxChartCategories = 20 // probed
	MaxChartCategory   = 20
	MaxChartAxis       = 50 // x_label, y_label
)

// block-kit/blocks/video-block.
const (
	MaxVideoAlt         = 2_000 // probed
	MaxVideoTitle       = 200   // the page says "less than 200"; 200 probed
	MaxVideoAuthor      = 50    // the same
	MaxVideoDescription = 200   // probed
	MaxVideoProvider    = 50    // probed
	MaxVideoURL         = 3_000 // probed
	MaxVideoThumbnail   = 3_000 // probed
	MaxVideoTitleURL    = 2_000 // probed
	MaxVideoIconURL     = 2_000 // probed
)
