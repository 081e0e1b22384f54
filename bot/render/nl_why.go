package render

import (
	"drumbeat/workflow"
)

var nlAnswers = answers{
	whySupposed: map[workflow.ChangeType]string{
		workflow.Standard: "Een standaardwijziging aan {1}", workflow.Normal: "Een normale wijziging aan {1}",
		workflow.Major: "Een grote wijziging aan {1}", workflow.Emergency: "Een spoedwijziging aan {1}",
	},
	whySupposedNow: "{1} kan op elk moment live, buiten vensters om, zodra het is goedgekeurd.",
	whyYes:         "{1} kan live {2}.",
	whyNow:         "{1} kan nu starten.",
	whyNotNow:      "{1} kan nog niet starten. Als spoedwijziging heeft het geen venster nodig.",
	whyNotYet:      "{1} kan live {2} zodra dit in orde is.",
	whyNo:          "{1} kan niet live {2}.",
	whyNoWindow:    "{1} heeft nog geen venster.",
	whyEarliest:    "Op zijn vroegst: {1}",
	whyUntil:       "Ook niet in een ander venster tot {1}.",
	whyNobodyKnows: "Niemand kan zeggen wanneer het kan.",
	whyNoneOn:      "Er opent geen venster van {1} op {2}; dit gaat over het volgende.",
	whyNoneAt:      "{1} heeft geen venster om {2}; dit gaat over het volgende.",
	whyNoneFrom:    "Er opent geen venster van {1} van {2} tot {3}; dit gaat over het volgende.",
	whyWaits:       "Wacht op {1}",
	whyWaitsSome:   "{1} van {2} gegeven, wacht op {3}",
	whyNeeds:       "Nodig van {1}",
	whyAsked:       "gevraagd {1}",
	whyReminded:    "gevraagd {1}, herinnerd {2}",
	whyRemind:      "{1} herinneren",
	whyMove:        "Verplaatsen naar {1}",
	whyEdit:        "{1} aanvragen",
	whyMore:        "en nog {1}",
}
