package render

var nlConflicts = conflictWords{
	instead:      "in plaats daarvan {1}",
	afterRelease: "na {1}",
	startAnyway:  "Toch starten…",
	anyway: reasonWords{"Toch starten", "Toch starten", "Waarom nu?", "Het staat in de thread, en blijft in de historie met wat ertegen sprak.",
		"Je start het ondanks dit."},
	anywayBox:      "Toch daarheen verplaatsen",
	anywayLabel:    "Als er iets tegen spreekt",
	startedDespite: "{1} is begonnen ondanks {2}.",
	movedDespite:   "{1} heeft het verplaatst van {2} naar {3} ondanks {4}.",
	movedToDespite: "{1} heeft het verplaatst naar {3} ondanks {4}.",
	liveDespite:    "*Gaat live* sinds {1}, gestart door {2} ondanks {3}.",
	findingWho: map[string]string{
		"freeze": "{1} kan het opheffen", "blackout": "{1} kan het opheffen", "dependency": "vraag {1}", "environment": "vraag {1}",
	},
	overrode: map[string]string{
		"freeze": "een freeze", "blackout": "een key account dat niet mag worden gestoord", "dependency": "{1}, dat eerst moest gaan",
		"system": "een andere wijziging van het systeem", "environment": "een gereserveerde omgeving", "implementer": "een andere go-live van de uitvoerder",
		"approver": "een ander venster van de goedkeurder", "absence": "een afwezigheid", "coverage": "een briefing die te weinig mensen hebben gelezen",
	},
	against:    map[string]string{"freeze": "freeze", "blackout": "key account: niet storen", "capacity": "te weinig risicopunten over"},
	softFreeze: "zachte freeze",
}
