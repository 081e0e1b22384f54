package render

var idBundle = bundleWords{
	title:   "Bundel",
	submit:  "Simpan",
	effect:  "Isi satu bundel go-live dalam satu jendela, yang paling akhir diminta, dan dipindahkan bersama.",
	endorse: "Dengan ini Anda juga mendukungnya.",
	choose:  input{"Bundel", "", "Pilih satu"},
	name:    input{"Atau yang baru", "Nama yang menjelaskan isinya.", "Perbaikan triwulan"},
	none:    "Tanpa bundel",
	each:    "{1} ({2})",
	button:  "Bundel…",
	verb:    "Bundel…",

	moves: "Yang dipindahkan",
	whole: "Seluruh bundel: {1}",
	alone: "Hanya {1}, keluar dari bundel",
	wait:  "Ada di bundel {1}.",

	with:  "bundel {1} dengan {2}",
	head:  "Bundel {1}: {2}",
	apart: "belum dalam satu jendela",

	put:      "{1} memasukkannya ke bundel {2}.",
	takenOut: "{1} mengeluarkannya dari bundel {2}.",
	leave:    "{1} mengeluarkannya dari bundel {2}, yang go-live tanpanya.",
	mateLeft: "{1} tidak lagi di bundel ini. {2}",
	didPut:   "Anda memasukkan {1} ke bundel {2}.",
	didWhole: "Sisa bundel ikut: {1}.",
	didTake:  "Anda mengeluarkan {1} dari bundelnya.",
}
