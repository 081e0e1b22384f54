package sandbox

import (
	"bytes"
	"image"
	_ "image/gif"  // for the size of pictures
	_ "image/jpeg" // for the size of pictures
	_ "image/png"  // for the size of pictures
	"net/http"
	"path"
	"strings"
)

// fileKind is what a file is, in Slack's words. The list is short on purpose:
// what is not in it is "binary", as in Slack. It does not ask the machine's
// table of types, so that an answer is the same everywhere.
type fileKind struct {
	filetype, mimetype, pretty string
}

var (
	plainFile  = fileKind{"text", "text/plain", "Plain Text"}
	binaryFile = fileKind{"binary", "application/octet-stream", "Binary"}
)

// fileKinds are by extension.
var fileKinds = map[string]fileKind{
	"c": {"c", "text/plain", "C"}, "css": {"css", "text/css", "CSS"}, "csv": {"csv", "text/csv", "CSV"}, "diff": {"diff", "text/plain", "Diff"},
	"docx": {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word Document"},
	"gif":  {"gif", "image/gif", "GIF"}, "go": {"go", "text/plain", "Go"}, "gz": {"gzip", "application/gzip", "Gzip"}, "htm": {"html", "text/html", "HTML"},
	"html": {"html", "text/html", "HTML"}, "java": {"java", "text/plain", "Java"}, "jpeg": {"jpg", "image/jpeg", "JPEG"}, "jpg": {"jpg", "image/jpeg", "JPEG"},
	"js": {"javascript", "text/javascript", "JavaScript/JSON"}, "json": {"json", "application/json", "JSON"}, "log": plainFile,
	"md": {"markdown", "text/markdown", "Markdown (raw)"}, "mov": {"mov", "video/quicktime", "QuickTime Movie"}, "mp3": {"mp3", "audio/mpeg", "MP3"},
	"mp4": {"mp4", "video/mp4", "MPEG 4 Video"}, "pdf": {"pdf", "application/pdf", "PDF"}, "png": {"png", "image/png", "PNG"},
	"pptx": {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint Presentation"},
	"py":   {"python", "text/x-python", "Python"}, "rb": {"ruby", "text/plain", "Ruby"}, "sh": {"shell", "text/x-sh", "Shell"}, "sql": {"sql", "text/plain", "SQL"},
	"svg": {"svg", "image/svg+xml", "SVG"}, "tar": {"tar", "application/x-tar", "TAR"}, "ts": {"typescript", "text/plain", "TypeScript"}, "txt": plainFile,
	"wav": {"wav", "audio/wav", "WAVE audio"}, "webp": {"webp", "image/webp", "WebP"},
	"xlsx": {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel Spreadsheet"},
	"xml":  {"xml", "text/xml", "XML"}, "yaml": {"yaml", "text/yaml", "YAML"}, "yml": {"yaml", "text/yaml", "YAML"}, "zip": {"zip", "application/zip", "Zip"},
}

// picture reports whether a file of this kind can stand in an image block:
// Slack's pages name png, jpg, jpeg and gif.
func (k fileKind) picture() bool {
	return k.filetype == "png" || k.filetype == "jpg" || k.filetype == "gif"
}

// examine finds out what a file is: a picture by its bytes, anything else by
// its name. A picture whose bytes are none is not shown as one.
func examine(name string, data []byte) (kind fileKind, width, height int) {
	if cfg, format, err := image.DecodeConfig(bytes.NewReader(data)); err == nil {
		return fileKinds[format], cfg.Width, cfg.Height
	}
	kind, known := fileKinds[strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))]
	if known && !kind.picture() {
		return kind, 0, 0
	}
	if strings.HasPrefix(http.DetectContentType(data), "text/plain") {
		return plainFile, 0, 0
	}
	return binaryFile, 0, 0
}

// knownSnippet reports whether a snippet type is one of the file types of texts.
func knownSnippet(filetype string) bool {
	for _, k := range fileKinds {
		if k.filetype == filetype {
			return strings.HasPrefix(k.mimetype, "text/") || k.filetype == "json"
		}
	}
	return false
}
