package sandbox

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	keepFiles      = 200
	maxFileAltText = 1000
)

// file is an uploaded file. Its bytes are kept in memory, the oldest files are
// forgotten.
type file struct {
	id       string
	app      *app
	name     string
	title    string
	alt      string
	length   int
	upload   string // the token of the upload URL
	data     []byte
	uploaded bool
	base     string // scheme and host it was uploaded to
	created  int64
}

func filesGetUploadURL(c *call) (object, error) {
	name := c.args.text("filename")
	if name == "" {
		return nil, missingField("filename")
	}
	length, ok := c.args.number("length", 0)
	switch {
	case !ok || length <= 0:
		return nil, missingField("length")
	case length > maxUpload:
		return nil, refusal("file_upload_size_restricted").because("the sandbox takes files up to 10 MB")
	case utf8.RuneCountInString(c.args.text("alt_txt")) > maxFileAltText:
		return nil, refusal("alt_txt_too_large")
	}
	st := c.s.st
	f := &file{
		id: fmt.Sprintf("F0%08X", st.next()), app: c.app, name: path.Base(name), alt: c.args.text("alt_txt"), length: length,
		upload: secret(), base: hostOf(c.r), created: c.s.clock.Now().Unix(),
	}
	st.files[f.id] = f
	st.fileOrder = append(st.fileOrder, f.id)
	if len(st.fileOrder) > keepFiles {
		delete(st.files, st.fileOrder[0])
		st.fileOrder = slices.Delete(st.fileOrder, 0, 1)
	}
	return object{"upload_url": f.base + "/upload/" + f.id + "?key=" + f.upload, "file_id": f.id}, nil
}

// serveUpload takes the bytes, raw or as the first file of a form.
func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	data, err := uploadBytes(w, r)
	if err != nil {
		http.Error(w, "the upload could not be read or is over 10 MB", http.StatusBadRequest)
		return
	}
	var f *file
	s.with(func() {
		f = s.st.files[r.PathValue("id")]
		if f == nil || f.upload != r.URL.Query().Get("key") || f.uploaded || len(data) != f.length {
			f = nil
			return
		}
		f.data, f.uploaded = data, true
	})
	if f == nil {
		http.Error(w, "no such upload, or not the length that was announced", http.StatusBadRequest)
		return
	}
	_, _ = fmt.Fprintf(w, "OK - %d", len(data)) // the uploader may have gone
}

func uploadBytes(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body := http.MaxBytesReader(w, r.Body, maxUpload+64<<10)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // unreadable: raw bytes
	if kind != "multipart/form-data" {
		return io.ReadAll(body)
	}
	r.Body = body
	reader, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	for {
		part, err := reader.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FileName() != "" {
			return io.ReadAll(part)
		}
	}
}

func filesCompleteUpload(c *call) (object, error) {
	v, ok := c.args.value("files")
	if !ok {
		return nil, badArgument("must be valid JSON", "/files")
	}
	var done []*file
	for _, o := range objects(v) {
		f := c.s.st.files[str(o, "id")]
		if f == nil || f.app != c.app || !f.uploaded {
			return nil, refusal("file_not_found").because("no uploaded file " + str(o, "id"))
		}
		if t := str(o, "title"); t != "" {
			f.title = t
		}
		done = append(done, f)
	}
	if len(done) == 0 {
		return nil, missingField("files")
	}
	targets := c.args.list("channels")
	if id := c.args.text("channel_id"); id != "" {
		targets = append(targets, id)
	}
	if len(targets) > 100 {
		return nil, refusal("channels_limit_exceeded")
	}
	if err := c.shareFiles(done, targets); err != nil {
		return nil, err
	}
	return object{"files": filesFor(done)}, nil
}

func (c *call) shareFiles(done []*file, targets []string) error {
	var channels []*channel
	for _, id := range targets {
		ch, err := c.target(id)
		if err != nil {
			return err
		}
		channels = append(channels, ch)
	}
	said := content{text: c.args.text("initial_comment")}
	if blocks, ok := c.args.value("blocks"); ok && blocks != nil && said.text == "" {
		raw, err := c.s.st.messageBlocks(blocks)
		if err != nil {
			return err
		}
		said.blocks = raw
	}
	for _, ch := range channels {
		c.s.post(ch, &message{user: c.app.cfg.BotUserID, app: c.app, text: said.text, blocks: said.blocks, files: done, threadTS: c.args.text("thread_ts")})
	}
	return nil
}

// filesFor are files in Slack's shape.
func filesFor(list []*file) []object {
	out := []object{}
	for _, f := range list {
		kind := mime.TypeByExtension(path.Ext(f.name))
		if kind == "" {
			kind = "application/octet-stream"
		}
		link := f.base + "/files/" + f.id + "/" + url.PathEscape(f.name)
		title := f.title
		if title == "" {
			title = f.name
		}
		out = append(out, object{
			"id": f.id, "name": f.name, "title": title, "mimetype": kind, "filetype": strings.TrimPrefix(path.Ext(f.name), "."), "size": len(f.data), "created": f.created,
			"user": f.app.cfg.BotUserID, "mode": "hosted", "url_private": link, "url_private_download": link, "permalink": link, "alt_txt": f.alt,
		})
	}
	return out
}

// serveFile gives a file to a page. Only pictures are shown; everything else
// is a download, so that an app's HTML never runs beside the page.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f := s.st.files[r.PathValue("id")]
	var data []byte
	if f != nil && f.uploaded && f.name == r.PathValue("name") {
		data = f.data
	}
	s.mu.Unlock()
	if data == nil {
		http.NotFound(w, r)
		return
	}
	kind := mime.TypeByExtension(path.Ext(f.name))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	switch kind {
	case "image/png", "image/jpeg", "image/gif", "image/webp":
		w.Header().Set("Content-Type", kind)
	default:
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Disposition", "attachment")
	}
	_, _ = w.Write(data) // the reader may have gone
}
