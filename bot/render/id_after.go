package render

import "drumbeat/workflow"

var idAfter = afterWords{
	labelAftercare: "Pemantauan", labelHandover: "Serah terima", labelFollowUps: "Setelah tinjauan", labelWatch: "Pantau", labelClosing: "Sebelum ditutup",
	labelService: "Kelas SLA",

	watchedUntil: "sampai {1}",
	said:         map[workflow.Verdict]string{workflow.Stable: "stabil, kata {1}, {2}", workflow.Watching: "ada yang sedang diamati, kata {1}, {2}"},
	unanswered:   "tidak ada jawaban atas pertanyaan {1}",
	asked:        "{1} ditanya {2}, belum ada jawaban",

	progress:     "{1} dari {2} selesai",
	next:         "berikutnya: {1}",
	noOwner:      "belum ada orangnya",
	overdueSome:  "*{1} terlambat*",
	complete:     "lengkap",
	completeFor:  "lengkap, {1} dapat menerimanya",
	accepted:     "diterima oleh {1}, {2}",
	sentBack:     "dikembalikan oleh {1}: {2}",
	sentBackList: "{1} mengembalikannya {2}: {3}",
	allDone:      "semua selesai",

	nextHandover:  "serah terimanya. Setelah diterima dan cukup lama dipantau, rilis ini ditutup dengan sendirinya.",
	nextFollowUps: "yang diminta tinjauannya. Setelah selesai dan cukup lama dipantau, rilis ini ditutup dengan sendirinya.",

	taskDone:     "{1} · {2}, {3}",
	taskDoneNo:   "{1} · selesai",
	taskDue:      "paling lambat {1}",
	taskOverdue:  "terlambat sejak {1}",
	taskOptional: "tidak perlu untuk menutup",

	eventBegan:  "Serah terima dimulai: {1} hal untuk dikerjakan.",
	eventDone:   "{1}: “{2}” selesai. {3}",
	eventOpen:   "{1}: “{2}” terbuka lagi.",
	eventOwner:  "{1} memberikan “{2}” kepada {3}.",
	eventDue:    "{1}: “{2}” harus selesai {3}.",
	eventNoDue:  "{1}: “{2}” tidak punya tanggal lagi.",
	eventText:   "{1} mengubah bukti bahwa “{2}” selesai. {3}",
	eventReturn: "{1} mengembalikan serah terima. Terbuka lagi: {2}.",
	eventCheckIn: map[workflow.Verdict]string{
		workflow.Stable: "{1}, {2} setelah live: stabil.", workflow.Watching: "{1}, {2} setelah live: ada yang sedang diamati.",
	},
	eventRate: "{1} memberi nilai {2} dari 5.",
	watchOver: "Pemantauan sudah berakhir.",

	yours: map[workflow.Action]string{
		workflow.ActHandOver: "{1} sudah live. Dari serah terimanya, ini bagian Anda:", workflow.ActFollowUp: "Dari tinjauan {1}, ini bagian Anda:",
	},
	yoursDone: map[workflow.Action]string{
		workflow.ActHandOver: "Bagian Anda dari serah terima {1} selesai.", workflow.ActFollowUp: "Bagian Anda dari tinjauan {1} selesai.",
	},
	yoursBack:     "{1} mengembalikannya: {2}",
	returnedBy:    "{1} mengembalikan serah terima, {2}.",
	yoursGone:     "Tidak ada lagi yang harus Anda kerjakan untuk {1}.",
	acceptAsk:     "{1} diserahterimakan kepada {2}",
	acceptHow:     "Semua pada daftar sudah selesai. Jika cukup baik untuk dioperasikan, terimalah; jika tidak, kembalikan yang belum baik.",
	acceptReopen:  "Serah terima terbuka lagi. Anda ditanya sekali lagi bila sudah lengkap.",
	acceptedYou:   "Anda menerima serah terima ini, {1}.",
	acceptedOther: "{1} menerima serah terima ini, {2}.",
	returnedYou:   "Anda mengembalikannya, {1}: {2}",
	returnedOther: "{1} mengembalikannya, {2}: {3}",

	checkAsk:    "{1} sudah live selama {2}. Bagaimana keadaannya?",
	checkStable: "Stabil",
	checkWatch:  "Ada yang diamati",
	checkYouSaid: map[workflow.Verdict]string{
		workflow.Stable: "Anda bilang keadaannya stabil, {1}.", workflow.Watching: "Anda bilang ada yang sedang diamati, {1}. Kabari bila sudah stabil.",
	},
	checkOther: map[workflow.Verdict]string{
		workflow.Stable: "{1} bilang keadaannya stabil, {2}.", workflow.Watching: "{1} bilang ada yang sedang diamati, {2}.",
	},
	checkSilent: "Tidak ada yang menjawab.",
	checkMoot:   "Ini tidak ditanyakan lagi.",

	rateAsk:    "{1} sudah ditutup. Seberapa puas Anda dengannya?",
	rateHow:    "1 berarti tidak sama sekali, 5 berarti sangat puas. Anda ditanya satu kali.",
	rateYou:    "Anda memberi nilai {1} dari 5. Terima kasih.",
	rateWhy:    "Katakan alasannya…",
	rateTitle:  "Seberapa puas?",
	rateSend:   "Kirim",
	rateFigure: input{"Seberapa puas Anda dengannya?", "", "Pilih"},
	rateWords:  input{"Alasannya", "Satu kalimat, jika mau. Kalimat itu masuk ke riwayat rilis.", ""},
	rateNames:  [workflow.MostStars]string{"1: tidak sama sekali", "2", "3: lumayan", "4", "5: sangat puas"},

	chaseOne:     "{1} hal harus Anda kerjakan setelah rilis live",
	chaseMany:    "{1} hal harus Anda kerjakan setelah rilis live",
	chaseAccept:  "serah terima menunggu Anda terima sejak {1}",
	chaseOverdue: "terlambat sejak {1}",
	chaseToday:   "paling lambat hari ini",
	lateHead:     "Yang dibutuhkan {1} setelah live sudah sangat terlambat",

	tasksTitle:  map[workflow.Action]string{workflow.ActHandOver: "Serah terima", workflow.ActFollowUp: "Setelah tinjauan"},
	tasksIntro:  map[workflow.Action]string{workflow.ActHandOver: "Rilis ditutup setelah ini selesai dan diterima.", workflow.ActFollowUp: "Rilis ditutup setelah ini selesai."},
	tasksSaved:  "Tersimpan.",
	tasksChange: "Ubah",
	taskTitle:   "Ubah",
	taskSave:    "Simpan",
	taskInputs: map[workflow.Field]input{
		workflow.FieldDone:     {"Sudah selesai?", "", ""},
		workflow.FieldEvidence: {"Apa buktinya?", "Tautan atau satu kalimat: di mana dokumennya, siapa yang hadir.", ""},
		workflow.FieldOwner:    {"Siapa yang mengerjakan", "", ""},
		workflow.FieldDue:      {"Paling lambat", "Orangnya diingatkan pada pagi hari itu, dan sesudahnya. Kosong: tanpa tanggal.", ""},
	},
	taskYes:     "Ya, sudah selesai",
	returnTitle: "Kembalikan",
	returnSend:  "Kembalikan",
	returnItems: input{"Apa yang belum cukup baik?", "Ini terbuka lagi, dan yang mengerjakannya diberi tahu.", "Pilih"},
	returnWhy:   input{"Alasannya", "Apa yang kurang, supaya lain kali cukup baik.", ""},

	listMine:   "*Serah terima terbuka yang menyangkut Anda: {1}*",
	listAll:    "*Serah terima terbuka: {1}*",
	listNone:   "Tidak ada serah terima yang terbuka.",
	listNoneBy: "Tidak ada serah terima terbuka yang menyangkut Anda.",
	listOpen:   "Buka",

	closing: map[string]string{
		"aftercare": "pemantauan", "check-in": "jawaban tentang keadaannya", "review": "tinjauan", "follow-ups": "yang diminta tinjauan",
		"handover": "serah terima", "acceptance": "penerimaan serah terima",
	},
	closingOpen:  "Masih terbuka: {1}.",
	closingDone:  "Tidak ada yang menghalangi penutupannya.",
	closingUntil: "{1} (sampai {2})",
}
