package sandbox

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"regexp"
)

// serveUpload is the second step of an upload: the bytes, raw or as the first
// file of a form.
func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		http.Error(w, "the bytes of a file are sent with POST", http.StatusMethodNotAllowed)
		return
	}
	data, _, err := uploadBytes(w, r)
	if err != nil {
		http.Error(w, "the upload could not be read or is over 10 MB", http.StatusBadRequest)
		return
	}
	ok := false
	s.with(func() {
		f := s.st.files[r.PathValue("id")]
		if f == nil || f.upload != r.URL.Query().Get("key") || f.arrived || len(data) != f.length {
			return
		}
		s.fill(f, data)
		ok = true
	})
	if !ok {
		http.Error(w, "no such upload, or not the length that was announced", http.StatusBadRequest)
		return
	}
	_, _ = fmt.Fprintf(w, "OK - %d", len(data)) // the uploader may have gone
}

var errTooLong = errors.New("the file is over 10 MB")

// uploadBytes reads a file and its name; a raw body has no name.
func uploadBytes(w http.ResponseWriter, r *http.Request) (data []byte, name string, err error) {
	body := http.MaxBytesReader(w, r.Body, maxUpload+64<<10)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // unreadable: raw bytes
	if kind != "multipart/form-data" {
		data, err = readFile(body)
		return data, "", err
	}
	r.Body = body
	reader, err := r.MultipartReader()
	if err != nil {
		return nil, "", err
	}
	for {
		part, err := reader.NextPart()
		if err != nil {
			return nil, "", err
		}
		if part.FileName() != "" {
			data, err = readFile(part)
			return data, part.FileName(), err
		}
	}
}

func readFile(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxUpload+1))
	if err == nil && len(data) > maxUpload {
		err = errTooLong
	}
	return data, err
}

// channelIDPattern is what Slack checks the channels of an upload with, as its
// error says in reports to the SDKs: names and user ids are refused.
var channelIDPattern = regexp.MustCompile(`^[CGDZ][A-Z0-9]{8,}$`)

// filesCompleteUpload is the third step: the files are there to be used, and
// are posted where the app says.
func filesCompleteUpload(c *call) (object, error) {
	done, err := c.uploaded()
	if err != nil {
		return nil, err
	}
	targets := c.args.list("channels")
	for _, id := range targets {
		if !channelIDPattern.MatchString(id) {
			return nil, badArgument("input must match regex pattern: "+channelIDPattern.String(), "/channels")
		}
	}
	if id := c.args.text("channel_id"); id != "" {
		if !channelIDPattern.MatchString(id) {
			return nil, badArgument("input must match regex pattern: "+channelIDPattern.String(), "/channel_id")
		}
		targets = append(targets, id)
	}
	if len(targets) > 100 {
		return nil, refusal("channels_limit_exceeded").because("a file goes to at most 100 channels at once")
	}
	if err := c.shareFiles(done, targets); err != nil {
		return nil, err
	}
	out := []object{}
	for _, f := range done {
		out = append(out, c.s.wholeFile(f))
	}
	return object{"files": out}, nil
}

// uploaded reads the files argument: ids and titles of files whose bytes are
// here.
func (c *call) uploaded() ([]*file, error) {
	v, ok := c.args.value("files")
	if !ok {
		return nil, badArgument("must be valid JSON", "/files")
	}
	if v == nil {
		return nil, missingField("files")
	}
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		return nil, badArgument("must provide an array with at least 1 item", "/files")
	}
	var done []*file
	for i, e := range list {
		o, _ := e.(object)
		id := str(o, "id")
		if id == "" {
			return nil, badArgument("missing required field: id", fmt.Sprintf("/files/%d/id", i))
		}
		f := c.s.st.files[id]
		if f == nil || f.app != c.app || !f.arrived {
			return nil, refusal("file_not_found").because("no uploaded file " + id)
		}
		done = append(done, f)
	}
	for i, f := range done {
		if t := str(list[i].(object), "title"); t != "" {
			f.title = t
		}
		f.done = true
	}
	return done, nil
}

// shareFiles posts uploaded files. Nothing is posted unless everything can be.
func (c *call) shareFiles(done []*file, targets []string) error {
	var channels []*channel
	for _, id := range targets {
		ch, err := c.target(id)
		if code := codeOf(err); code == "is_archived" || code == "messages_tab_disabled" {
			return refusal("posting_to_channel_denied").because(err.Error()) // Slack's list for this method has no better word
		}
		if err != nil {
			return err
		}
		channels = append(channels, ch)
	}
	said := content{text: c.args.text("initial_comment")}
	if blocks, ok := c.args.value("blocks"); !ok {
		return refusal("invalid_blocks").because("blocks is not JSON")
	} else if blocks != nil && said.text == "" {
		raw, err := c.s.st.messageBlocks(c.app, blocks)
		if err != nil {
			return err
		}
		said.blocks = raw
	}
	for _, ch := range channels {
		c.s.postFiles(ch, &message{
			user: c.app.cfg.BotUserID, app: c.app, text: cut(said.text), blocks: orNil(said.blocks), files: done, threadTS: c.args.text("thread_ts"),
		})
	}
	return nil
}

// codeOf is Slack's code of a refusal, "" for none.
func codeOf(err error) string {
	var refused *apiError
	if errors.As(err, &refused) {
		return refused.code
	}
	return ""
}
