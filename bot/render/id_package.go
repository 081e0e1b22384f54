package render

import (
	"drumbeat/workflow"
)

var idWindows = windowWords{
	ridesMaintenance: "Perubahan standar kecil pada sistem ini ikut pemeliharaan rutinnya.",
	nextPage:         "Halaman {1} dari {2}",
}

var idPackage = packageWords{
	verbs: map[workflow.Action]string{workflow.ActStart: "Mulai semua ({1})", workflow.ActPostpone: "Tunda semua", workflow.ActMove: "Pindahkan semua…"},
	forms: map[workflow.Action]reasonWords{
		workflow.ActPostpone: {"Tunda semua", "Tunda semua", "Mengapa?", "Setiap pemohon diberi tahu, dan tersimpan di riwayat.", "Masing-masing pindah ke jendela berikutnya yang masih ada tempat. Persetujuan tetap berlaku."},
		workflow.ActMove:     {"Pindahkan semua", "Pindahkan semua", "Mengapa?", "Setiap pemohon diberi tahu, dan tersimpan di riwayat.", "Masing-masing pindah ke jendela yang Anda pilih, selama ada tempat. Persetujuan tetap berlaku."},
	},
	sure:     "Mulai semuanya?",
	sureText: "Setiap rilis yang siap dimulai sekarang, yang ditunggu rilis lain lebih dulu: {1}. Yang belum siap tetap seperti semula, dan Anda membaca alasannya.",
	yes:      "Mulai semua",
	moveTo:   "Pindahkan ke",
	done: map[workflow.Action]string{
		workflow.ActStart: "Anda memulai {1} dari {2} di {3}.", workflow.ActPostpone: "Anda menunda {1} dari {2} dari {3}.", workflow.ActMove: "Anda memindahkan {1} dari {2} dari {3}.",
	},
	nothing: map[workflow.Action]string{
		workflow.ActStart: "Tidak ada yang dimulai di {1}.", workflow.ActPostpone: "Tidak ada yang ditunda dari {1}.", workflow.ActMove: "Tidak ada yang dipindahkan dari {1}.",
	},
	notDone: "tidak: {1}",
	nowIn:   "kini {1}",
	nowNone: "tidak ada jendela dengan tempat",
	start:   "sudah dimulai",
	after:   "dimulai setelah {1}",
	windows: "Jendela", noWindows: "Tidak ada heartbeat yang punya jendela dalam 60 hari ke depan.", change: "Perubahan", addWindow: "Tambah jendela ekstra",
	noTarget: "Tidak ada jendela lain dengan tempat kosong. Manajer rilis dapat menambahkannya: /release window.",
}
