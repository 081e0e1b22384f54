package workflow

// Locale is a language that Drumbeat speaks. Empty is English.
type Locale string

// English is the language of who has said nothing else.
const English Locale = "en"
