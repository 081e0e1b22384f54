package blockkit

// This file holds every number of Slack's that the sandbox enforces on texts
// and blocks, so that it can be read beside Slack's own pages. Lengths are in
// Unicode code points, the last length that is accepted.

// Messages and views.
const (
	MaxMessageText     = 40_000 // chat.postMessage cuts here
	MaxUpdateText      = 4_000  // chat.update refuses more
	MaxMarkdown        = 12_000 // all markdown of one payload together
	MaxMetadata        = 8_000  // bytes of JSON; Slack names the error, not the number
	MaxMessageBlocks   = 50
	MaxAttachments     = 100
	MaxViewBlocks      = 100
	MaxViewTitle       = 24
	MaxPrivateMetadata = 3_000
	MaxCallbackID      = 255
	MaxExternalID      = 255
	MaxViewBytes       = 250 << 10
	MaxStack           = 3
	MaxValidate        = 100_000 // bytes that blocks.validate takes
)

// Ids and composition objects.
const (
	MaxID            = 255 // block_id and action_id
	MaxText          = 3_000
	MaxURL           = 3_000
	MaxPlaceholder   = 150
	MaxOptionText    = 75
	MaxOptionValue   = 150
	MaxOptions       = 100
	MaxGroups        = 100
	MaxGroupLabel    = 75
	MaxOverflow      = 5
	MaxChoices       = 10 // radio buttons and checkboxes
	MaxConfirmTitle  = 100
	MaxConfirmText   = 300
	MaxConfirmButton = 30
)

// Elements.
const (
	MaxButtonText    = 75
	MaxButtonValue   = 2_000
	MaxAccessibility = 75
	MaxInputLength   = 3_000 // the most that min_length and max_length may say
	MaxFiles         = 10
	MaxRichLines     = 100
	MaxVisibleUsers  = 10
)

// Blocks.
const (
	MaxHeader           = 150
	MaxFields           = 10
	MaxFieldText        = 2_000
	MaxContext          = 10
	MaxActions          = 25
	MaxContextActions   = 5
	MaxAltText          = 2_000
	MaxImageTitle       = 2_000
	MaxInputLabel       = 2_000
	MaxAlert            = 200
	MaxCardTitle        = 150
	MaxCardBody         = 200
	MaxCardActions      = 3
	MaxCarousel         = 10
	MaxContainerTitle   = 150
	MaxContainer        = 10
	MaxPlanTasks        = 50
	MaxTableRows        = 100
	MaxTableColumns     = 20
	MaxDataTableRows    = 201
	MaxDataTableText    = 20_000
	MaxDataTablePage    = 100
	MaxChartTitle       = 50
	MaxChartSeries      = 12
	MaxChartPoints      = 20
	MaxChartLabel       = 20
	MaxListIndent       = 8
	MaxVideoTitle       = 200
	MaxVideoAuthor      = 50
	MaxVideoDescription = 200
	MaxVideoProvider    = 50
	MaxVideoLink        = 2_000
)
