package render

var idConflicts = conflictWords{
	instead:      "sebagai gantinya {1}",
	afterRelease: "setelah {1}",
	startAnyway:  "Tetap mulai…",
	anyway: reasonWords{"Tetap mulai", "Tetap mulai", "Mengapa sekarang?", "Disampaikan di utas, dan tersimpan di riwayat beserta penghalangnya.",
		"Anda memulainya meskipun ada ini."},
	anywayBox:      "Tetap pindahkan ke sana",
	anywayLabel:    "Jika ada penghalang",
	startedDespite: "{1} memulai meskipun ada {2}.",
	movedDespite:   "{1} memindahkannya dari {2} ke {3} meskipun ada {4}.",
	movedToDespite: "{1} memindahkannya ke {3} meskipun ada {4}.",
	liveDespite:    "*Sedang go-live* sejak {1}, dimulai oleh {2} meskipun ada {3}.",
	findingWho: map[string]string{
		"freeze": "{1} dapat mengabaikannya", "blackout": "{1} dapat mengabaikannya", "dependency": "tanyakan {1}", "environment": "tanyakan {1}",
	},
	overrode: map[string]string{
		"freeze": "sebuah freeze", "blackout": "pelanggan utama yang tidak boleh diganggu", "dependency": "{1}, yang seharusnya lebih dulu",
		"system": "perubahan lain pada sistem", "environment": "lingkungan yang dipesan", "implementer": "go-live lain oleh pelaksananya",
		"approver": "jendela lain dari pemberi persetujuan", "absence": "ketidakhadiran", "coverage": "briefing yang terlalu sedikit dibaca",
	},
	against:    map[string]string{"freeze": "freeze", "blackout": "pelanggan utama: jangan diganggu", "capacity": "poin risiko tidak cukup"},
	softFreeze: "freeze lunak",
}
