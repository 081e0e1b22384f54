package render

import (
	"drumbeat/workflow"
)

var nlWindows = windowWords{
	ridesMaintenance: "Kleine standaardwijzigingen aan dit systeem gaan mee met het gewone onderhoud.",
	nextPage:         "Pagina {1} van {2}",
}

var nlPackage = packageWords{
	verbs: map[workflow.Action]string{workflow.ActStart: "Alles starten ({1})", workflow.ActPostpone: "Alles uitstellen", workflow.ActMove: "Alles verplaatsen…"},
	forms: map[workflow.Action]reasonWords{
		workflow.ActPostpone: {"Alles uitstellen", "Alles uitstellen", "Waarom?", "Elke aanvrager hoort het, en het blijft in de historie.", "Elk gaat naar het volgende venster met ruimte. De goedkeuringen blijven staan."},
		workflow.ActMove:     {"Alles verplaatsen", "Alles verplaatsen", "Waarom?", "Elke aanvrager hoort het, en het blijft in de historie.", "Elk gaat naar het venster dat je kiest, zolang er ruimte is. De goedkeuringen blijven staan."},
	},
	sure:     "Allemaal starten?",
	sureText: "Elke release die klaar is, start nu, eerst waar andere op wachten: {1}. Wat niet klaar is, blijft zoals het is, en je leest waarom.",
	yes:      "Alles starten",
	moveTo:   "Verplaatsen naar",
	done: map[workflow.Action]string{
		workflow.ActStart: "Je hebt {1} van {2} gestart in {3}.", workflow.ActPostpone: "Je hebt {1} van {2} uitgesteld uit {3}.", workflow.ActMove: "Je hebt {1} van {2} verplaatst uit {3}.",
	},
	nothing: map[workflow.Action]string{
		workflow.ActStart: "Er is niets gestart in {1}.", workflow.ActPostpone: "Er is niets uitgesteld uit {1}.", workflow.ActMove: "Er is niets verplaatst uit {1}.",
	},
	notDone: "niet: {1}",
	nowIn:   "nu {1}",
	nowNone: "geen venster heeft ruimte",
	start:   "gestart",
	after:   "start na {1}",
	windows: "Vensters", noWindows: "Geen heartbeat heeft een venster in de komende 60 dagen.", change: "Wijziging", addWindow: "Extra venster toevoegen",
	noTarget: "Er is geen ander venster met een vrije plaats. Een releasemanager kan er een toevoegen: /release window.",
}
