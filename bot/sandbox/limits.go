package sandbox

// This file holds every number of Slack's that the sandbox enforces on texts
// and blocks, so that it can be read beside Slack's own pages. Lengths are in
// Unicode code points, the last length that is accepted.

// Messages and views.
const (
	limitMessageText     = 40_000 // chat.postMessage cuts here
	limitUpdateText      = 4_000  // chat.update refuses more
	limitMarkdown        = 12_000 // all markdown of one payload together
	limitMetadata        = 8_000  // bytes of JSON; Slack names the error, not the number
	limitMessageBlocks   = 50
	limitAttachments     = 100
	limitViewBlocks      = 100
	limitViewTitle       = 24
	limitPrivateMetadata = 3_000
	limitCallbackID      = 255
	limitExternalID      = 255
	limitViewBytes       = 250 << 10
	limitStack           = 3
	limitValidate        = 100_000 // bytes that blocks.validate takes
)

// Ids and composition objects.
const (
	limitID            = 255 // block_id and action_id
	limitText          = 3_000
	limitURL           = 3_000
	limitPlaceholder   = 150
	limitOptionText    = 75
	limitOptionValue   = 150
	limitOptions       = 100
	limitGroups        = 100
	limitGroupLabel    = 75
	limitOverflow      = 5
	limitChoices       = 10 // radio buttons and checkboxes
	limitConfirmTitle  = 100
	limitConfirmText   = 300
	limitConfirmButton = 30
)

// Elements.
const (
	limitButtonText    = 75
	limitButtonValue   = 2_000
	limitAccessibility = 75
	limitInputLength   = 3_000 // the most that min_length and max_length may say
	limitFiles         = 10
	limitRichLines     = 100
	limitVisibleUsers  = 10
)

// Blocks.
const (
	limitHeader           = 150
	limitFields           = 10
	limitFieldText        = 2_000
	limitContext          = 10
	limitActions          = 25
	limitContextActions   = 5
	limitAltText          = 2_000
	limitImageTitle       = 2_000
	limitInputLabel       = 2_000
	limitAlert            = 200
	limitCardTitle        = 150
	limitCardBody         = 200
	limitCardActions      = 3
	limitCarousel         = 10
	limitContainerTitle   = 150
	limitContainer        = 10
	limitPlanTasks        = 50
	limitTableRows        = 100
	limitTableColumns     = 20
	limitDataTableRows    = 201
	limitDataTableText    = 20_000
	limitDataTablePage    = 100
	limitChartTitle       = 50
	limitChartSeries      = 12
	limitChartPoints      = 20
	limitChartLabel       = 20
	limitListIndent       = 8
	limitVideoTitle       = 200
	limitVideoAuthor      = 50
	limitVideoDescription = 200
	limitVideoProvider    = 50
	limitVideoLink        = 2_000
)
