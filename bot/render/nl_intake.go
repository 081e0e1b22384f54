package render

var nlIntake = intakeWords{
	bySchedule:     "aangevraagd volgens schema {1}",
	byScheduleRule: "aangevraagd volgens schema {1}, {2}",
	inTheName:      "namens {1}",
	asked:          "Het schema {1} heeft dit aangevraagd, namens {2}.",

	notAsked:      "{1} kon niet worden aangevraagd",
	notAskedWhen:  "Het was aan de beurt {1} ({2}).",
	notAskedHow:   "Is dat verholpen, dan wordt het binnen een minuut aangevraagd.",
	notAskedNext:  "Is dat verholpen, dan wordt het binnen een minuut aangevraagd; anders is de volgende beurt {1}.",
	openSchedule:  "Schema openen",
	openTemplate:  "Sjabloon openen",
	through:       "Volgens de regel doorgelaten. {1}",
	noApproval:    "niet nodig: {1}",
	labelApproval: "Goedkeuring",

	riskScore:      "Risico {1} van {2}: {3}",
	riskAnswer:     "{1} (+{2})",
	follow:         "Maak er {1} van",
	offerUrgent:    "Verhelpt het een kritiek incident? Als spoedwijziging heeft het geen venster nodig en wordt wie dienst heeft meteen opgeroepen. Wat je hebt getypt, blijft staan.",
	makeUrgent:     "Maak er een spoedwijziging van",
	decidesBecause: "Niemand hoeft het goed te keuren: {1}.",

	templateTitle:    "Opslaan als sjabloon",
	templateSave:     "Opslaan",
	templateReplace:  "Vervangen",
	templateFrom:     "*{1}* {2}",
	templateEffect:   "Aanvragen kunnen ermee beginnen. Venster, dag, tickets en bewijs gaan niet mee.",
	templateThere:    "Er is al een sjabloon {1}. Vervangen verandert:",
	templateName:     "Naam",
	templateNameHint: "Onder deze naam biedt het formulier het aan. De naam van een bestaand sjabloon vervangt dat; je ziet eerst wat er verandert.",
	templatePre:      "Vooraf goedgekeurd: een standaardwijziging hieruit heeft geen goedkeuring nodig",
	templateSaved:    "{1} is nu een sjabloon. Het formulier biedt het aan onder “Begin met”.",
	anySystem:        "Elk systeem",
}
