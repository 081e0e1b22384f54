package render

import "drumbeat/workflow"

var nlAfter = afterWords{
	labelAftercare: "Nazorg", labelHandover: "Overdracht", labelFollowUps: "Na de evaluatie", labelWatch: "In de gaten houden", labelClosing: "Voor het afsluiten",
	labelService: "SLA-klasse",

	watchedUntil: "tot {1}",
	said:         map[workflow.Verdict]string{workflow.Stable: "stabiel, zegt {1}, {2}", workflow.Watching: "er wordt naar iets gekeken, zegt {1}, {2}"},
	unanswered:   "geen antwoord op de vraag van {1}",
	asked:        "{1} is gevraagd {2}, nog geen antwoord",

	progress:     "{1} van {2} klaar",
	next:         "eerstvolgend: {1}",
	noOwner:      "nog niemand",
	overdueSome:  "*{1} te laat*",
	complete:     "volledig",
	completeFor:  "volledig, {1} kan haar aanvaarden",
	accepted:     "aanvaard door {1}, {2}",
	sentBack:     "teruggestuurd door {1}: {2}",
	sentBackList: "{1} stuurde haar terug {2}: {3}",
	allDone:      "alles klaar",

	nextHandover:  "de overdracht. Is die aanvaard en is er lang genoeg gekeken, dan wordt hij vanzelf afgesloten.",
	nextFollowUps: "wat de evaluatie vroeg. Is dat klaar en is er lang genoeg gekeken, dan wordt hij vanzelf afgesloten.",

	taskDone:     "{1} · {2}, {3}",
	taskDoneNo:   "{1} · klaar",
	taskDue:      "uiterlijk {1}",
	taskOverdue:  "te laat sinds {1}",
	taskOptional: "niet nodig om af te sluiten",

	eventBegan:  "De overdracht begint: {1} dingen te doen.",
	eventDone:   "{1}: “{2}” is klaar. {3}",
	eventOpen:   "{1}: “{2}” is weer open.",
	eventOwner:  "{1} gaf “{2}” aan {3}.",
	eventDue:    "{1}: “{2}” moet klaar zijn op {3}.",
	eventNoDue:  "{1}: “{2}” heeft geen datum meer.",
	eventText:   "{1} veranderde waaraan te zien is dat “{2}” klaar is. {3}",
	eventReturn: "{1} stuurde de overdracht terug. Weer open: {2}.",
	eventCheckIn: map[workflow.Verdict]string{
		workflow.Stable: "{1}, {2} na livegang: stabiel.", workflow.Watching: "{1}, {2} na livegang: er wordt naar iets gekeken.",
	},
	eventRate: "{1} gaf een {2} van 5.",
	watchOver: "De nazorg is voorbij.",

	yours: map[workflow.Action]string{
		workflow.ActHandOver: "{1} is live. Van de overdracht is dit voor jou:", workflow.ActFollowUp: "Uit de evaluatie van {1} is dit voor jou:",
	},
	yoursDone: map[workflow.Action]string{
		workflow.ActHandOver: "Jouw deel van de overdracht van {1} is klaar.", workflow.ActFollowUp: "Wat voor jou was uit de evaluatie van {1} is klaar.",
	},
	yoursBack:     "{1} stuurde haar terug: {2}",
	returnedBy:    "{1} stuurde de overdracht terug, {2}.",
	yoursGone:     "Voor {1} hoef je niets meer te doen.",
	acceptAsk:     "{1} wordt overgedragen aan {2}",
	acceptHow:     "Alles op de lijst is klaar. Is het goed genoeg om te beheren, aanvaard het dan; stuur anders terug wat niet goed is.",
	acceptReopen:  "Ze is weer open. Je wordt opnieuw gevraagd als ze volledig is.",
	acceptedYou:   "Je hebt de overdracht aanvaard, {1}.",
	acceptedOther: "{1} heeft de overdracht aanvaard, {2}.",
	returnedYou:   "Je hebt haar teruggestuurd, {1}: {2}",
	returnedOther: "{1} heeft haar teruggestuurd, {2}: {3}",

	checkAsk:    "{1} is {2} live. Hoe gaat het?",
	checkStable: "Stabiel",
	checkWatch:  "We kijken naar iets",
	checkYouSaid: map[workflow.Verdict]string{
		workflow.Stable: "Je zei dat het stabiel is, {1}.", workflow.Watching: "Je zei dat er naar iets gekeken wordt, {1}. Zeg het als het stabiel is.",
	},
	checkOther: map[workflow.Verdict]string{
		workflow.Stable: "{1} zei dat het stabiel is, {2}.", workflow.Watching: "{1} zei dat er naar iets gekeken wordt, {2}.",
	},
	checkSilent: "Niemand heeft geantwoord.",
	checkMoot:   "Dit wordt niet meer gevraagd.",

	rateAsk:    "{1} is afgesloten. Hoe tevreden ben je ermee?",
	rateHow:    "1 is helemaal niet, 5 is heel erg. Je wordt één keer gevraagd.",
	rateYou:    "Je gaf een {1} van 5. Dank je wel.",
	rateWhy:    "Zeg waarom…",
	rateTitle:  "Hoe tevreden?",
	rateSend:   "Versturen",
	rateFigure: input{"Hoe tevreden ben je ermee?", "", "Kies"},
	rateWords:  input{"Waarom", "Een zin, als je wilt. Hij staat in de historie van de release.", ""},
	rateNames:  [workflow.MostStars]string{"1: helemaal niet", "2", "3: gaat wel", "4", "5: heel erg"},

	chaseOne:     "Na een livegang moet je nog {1} ding doen",
	chaseMany:    "Na livegangen moet je nog {1} dingen doen",
	chaseAccept:  "de overdracht wacht sinds {1} tot je haar aanvaardt",
	chaseOverdue: "te laat sinds {1}",
	chaseToday:   "uiterlijk vandaag",
	lateHead:     "Wat {1} na de livegang nodig heeft, is veel te laat",

	tasksTitle:  map[workflow.Action]string{workflow.ActHandOver: "Overdracht", workflow.ActFollowUp: "Na de evaluatie"},
	tasksIntro:  map[workflow.Action]string{workflow.ActHandOver: "Hij wordt afgesloten als dit klaar en aanvaard is.", workflow.ActFollowUp: "Hij wordt afgesloten als dit klaar is."},
	tasksSaved:  "Bewaard.",
	tasksChange: "Wijzigen",
	taskTitle:   "Wijzigen",
	taskSave:    "Bewaren",
	taskInputs: map[workflow.Field]input{
		workflow.FieldDone:     {"Is het klaar?", "", ""},
		workflow.FieldEvidence: {"Waaraan is dat te zien?", "Een link of een zin: waar het document staat, wie erbij was.", ""},
		workflow.FieldOwner:    {"Wie het doet", "", ""},
		workflow.FieldDue:      {"Uiterlijk", "De ochtend van die dag wordt eraan herinnerd, en daarna. Leeg: geen datum.", ""},
	},
	taskYes:     "Ja, het is klaar",
	returnTitle: "Terugsturen",
	returnSend:  "Terugsturen",
	returnItems: input{"Wat is niet goed genoeg?", "Dit is weer open, en wie het doet hoort dat.", "Kies"},
	returnWhy:   input{"Waarom", "Wat er mist, zodat het de volgende keer goed genoeg is.", ""},

	listMine:   "*Open overdrachten waar je mee te maken hebt: {1}*",
	listAll:    "*Open overdrachten: {1}*",
	listNone:   "Er is geen overdracht open.",
	listNoneBy: "Je hebt met geen open overdracht te maken.",
	listOpen:   "Openen",

	closing: map[string]string{
		"aftercare": "de nazorg", "check-in": "een antwoord op de vraag hoe het gaat", "review": "de evaluatie", "follow-ups": "wat de evaluatie vroeg",
		"handover": "de overdracht", "acceptance": "dat de overdracht aanvaard wordt",
	},
	closingOpen:  "Nog open: {1}.",
	closingDone:  "Niets staat het afsluiten in de weg.",
	closingUntil: "{1} (tot {2})",
}
