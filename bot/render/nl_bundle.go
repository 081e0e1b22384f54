package render

var nlBundle = bundleWords{
	title:   "Bundel",
	submit:  "Opslaan",
	effect:  "Wat in één bundel zit, gaat live in één venster, het laatste dat een ervan vraagt, en wordt samen verplaatst.",
	endorse: "Hiermee fiatteer je het ook.",
	choose:  input{"Bundel", "", "Kies er een"},
	name:    input{"Of een nieuwe", "Een naam die zegt waar het over gaat.", "Herfstreparaties"},
	none:    "Geen bundel",
	each:    "{1} ({2})",
	button:  "Bundel…",
	verb:    "Bundel…",

	moves: "Wat er verplaatst",
	whole: "De hele bundel: {1}",
	alone: "Alleen {1}, uit de bundel",
	wait:  "Het zit in bundel {1}.",

	with:  "bundel {1} met {2}",
	head:  "Bundel {1}: {2}",
	apart: "nog niet in één venster",

	put:      "{1} heeft het in bundel {2} gedaan.",
	takenOut: "{1} heeft het uit bundel {2} gehaald.",
	leave:    "{1} heeft het uit bundel {2} gehaald, die zonder dit live gaat.",
	mateLeft: "{1} zit niet meer in deze bundel. {2}",
	didPut:   "Je hebt {1} in bundel {2} gedaan.",
	didWhole: "De rest van de bundel gaat mee: {1}.",
	didTake:  "Je hebt {1} uit zijn bundel gehaald.",
}
