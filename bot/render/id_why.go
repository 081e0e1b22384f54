package render

import (
	"drumbeat/workflow"
)

var idAnswers = answers{
	whySupposed: map[workflow.ChangeType]string{
		workflow.Standard: "Perubahan standar pada {1}", workflow.Normal: "Perubahan normal pada {1}",
		workflow.Major: "Perubahan besar pada {1}", workflow.Emergency: "Perubahan darurat pada {1}",
	},
	whySupposedNow: "{1} dapat go-live kapan saja, tanpa jendela, setelah disetujui.",
	whyYes:         "{1} dapat go-live {2}.",
	whyNow:         "{1} dapat dimulai sekarang.",
	whyNotNow:      "{1} belum dapat dimulai. Sebagai perubahan darurat tidak perlu jendela.",
	whyNotYet:      "{1} dapat go-live {2} setelah ini terpenuhi.",
	whyNo:          "{1} tidak dapat go-live {2}.",
	whyNoWindow:    "{1} belum punya jendela.",
	whyEarliest:    "Paling cepat: {1}",
	whyUntil:       "Juga tidak di jendela lain sampai {1}.",
	whyNobodyKnows: "Tidak ada yang tahu kapan bisa.",
	whyNoneOn:      "Tidak ada jendela {1} yang dibuka pada {2}; ini tentang yang berikutnya.",
	whyNoneAt:      "{1} tidak punya jendela pada {2}; ini tentang yang berikutnya.",
	whyNoneFrom:    "Tidak ada jendela {1} yang dibuka dari {2} sampai {3}; ini tentang yang berikutnya.",
	whyWaits:       "Menunggu {1}",
	whyWaitsSome:   "{1} dari {2} diberikan, menunggu {3}",
	whyNeeds:       "Diperlukan dari {1}",
	whyAsked:       "diminta {1}",
	whyReminded:    "diminta {1}, diingatkan {2}",
	whyRemind:      "Ingatkan {1}",
	whyMove:        "Pindahkan ke {1}",
	whyEdit:        "Ajukan {1}",
	whyMore:        "dan {1} lagi",
}
