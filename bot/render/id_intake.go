package render

var idIntake = intakeWords{
	bySchedule:     "diajukan oleh jadwal {1}",
	byScheduleRule: "diajukan oleh jadwal {1}, {2}",
	inTheName:      "atas nama {1}",
	asked:          "Jadwal {1} mengajukannya, atas nama {2}.",

	notAsked:      "{1} tidak dapat diajukan",
	notAskedWhen:  "Seharusnya {1} ({2}).",
	notAskedHow:   "Setelah diperbaiki, diajukan dalam satu menit.",
	notAskedNext:  "Setelah diperbaiki, diajukan dalam satu menit; jika tidak, giliran berikutnya {1}.",
	openSchedule:  "Buka jadwal",
	openTemplate:  "Buka templat",
	through:       "Diloloskan oleh aturan. {1}",
	noApproval:    "tidak perlu: {1}",
	labelApproval: "Persetujuan",

	riskScore:      "Risiko {1} dari {2}: {3}",
	riskAnswer:     "{1} (+{2})",
	follow:         "Jadikan {1}",
	offerUrgent:    "Apakah ini memperbaiki insiden kritis? Sebagai perubahan darurat tidak perlu jendela, dan petugas siaga langsung dipanggil. Yang Anda ketik tetap ada.",
	makeUrgent:     "Jadikan perubahan darurat",
	decidesBecause: "Tidak perlu persetujuan: {1}.",

	templateTitle:    "Simpan sebagai templat",
	templateSave:     "Simpan",
	templateReplace:  "Ganti",
	templateFrom:     "*{1}* {2}",
	templateEffect:   "Permintaan dapat dimulai darinya. Jendela, hari, tiket, dan bukti tidak ikut.",
	templateThere:    "Sudah ada templat {1}. Menggantinya mengubah:",
	templateName:     "Nama",
	templateNameHint: "Dengan nama ini formulir menawarkannya. Nama templat yang sudah ada menggantikannya; Anda melihat dulu apa yang berubah.",
	templatePre:      "Disetujui di muka: perubahan standar darinya tidak perlu persetujuan",
	templateSaved:    "{1} kini menjadi templat. Formulir menawarkannya di “Mulai dari”.",
	anySystem:        "Sistem apa pun",
}
