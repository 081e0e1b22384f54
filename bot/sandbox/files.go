package sandbox

import (
	"fmt"
	"path"
	"slices"
	"unicode/utf8"
)

// Bounds of files. Slack takes up to 1 GB and keeps them; here they are kept in
// memory, so the oldest are forgotten beyond either number. A message keeps
// showing that there was a file.
const (
	keepFiles      = 500
	keepFileBytes  = 128 << 20
	maxFileAltText = 1000
	maxSnippet     = 1 << 20 // bytes; Slack's answer beyond is snippet_too_large
)

// The modes of a file, in Slack's words.
const (
	fileHosted    = "hosted"
	fileSnippet   = "snippet"
	fileTombstone = "tombstone"       // deleted
	fileForgotten = "hidden_by_limit" // beyond what is kept
)

// file is an uploaded file, of an app or of a person.
type file struct {
	id      string
	owner   string // user id; the bot user of an app
	app     *app   // nil when a person uploaded it
	team    string
	name    string
	title   string
	alt     string
	mode    string
	length  int    // bytes
	upload  string // the token of the upload URL
	data    []byte
	arrived bool // the bytes are here
	done    bool // the upload was completed: it can be shown and shared
	kind    fileKind
	width   int // pixels, of pictures
	height  int
	base    string // scheme and host of its URLs
	created int64
	shares  []share
	given   []*app // apps that got it with a modal's file_input
}

// share is one message that carries a file.
type share struct {
	channel *channel
	ts      string
}

func (f *file) there() bool { return f.done && f.data != nil }

// newFile makes room for a file and gives it an id.
func (s *Server) newFile(f *file) *file {
	st := s.st
	f.id = fmt.Sprintf("F0%08X", st.next())
	f.team, f.created, f.mode = st.team.ID, s.clock.Now().Unix(), fileHosted
	if f.name = path.Base(f.name); f.name == "." || f.name == ".." || f.name == "/" {
		f.name = "file" // no address could end in it
	}
	st.files[f.id] = f
	st.fileOrder = append(st.fileOrder, f.id)
	return f
}

// fill gives a file its bytes and finds out what it is.
func (s *Server) fill(f *file, data []byte) {
	f.data, f.length, f.arrived = data, len(data), true
	f.kind, f.width, f.height = examine(f.name, data)
	s.st.forgetFiles()
}

// forgetFiles keeps files within their bounds, oldest first. The newest one
// always stays.
func (st *state) forgetFiles() {
	total := 0
	for _, id := range st.fileOrder {
		total += len(st.files[id].data)
	}
	for len(st.fileOrder) > 1 && (len(st.fileOrder) > keepFiles || total > keepFileBytes) {
		f := st.files[st.fileOrder[0]]
		total -= len(f.data)
		st.dropFile(f, fileForgotten)
	}
}

// dropFile lets go of a file's bytes. Messages keep the entry, and so does the
// list when it was deleted, so that a method can say so.
func (st *state) dropFile(f *file, mode string) {
	f.data, f.mode, f.given = nil, mode, nil
	if mode == fileTombstone {
		return
	}
	delete(st.files, f.id)
	st.fileOrder = slices.DeleteFunc(st.fileOrder, func(id string) bool { return id == f.id })
}

// seesFile reports whether an app may see a file: its own, or with files:read
// one that was shared where the app can look or that it was given.
func (a *app) seesFile(f *file) bool {
	if f.app == a {
		return true
	}
	if !a.may("files:read") {
		return false
	}
	return slices.Contains(f.given, a) || slices.ContainsFunc(f.shares, func(sh share) bool { return sh.channel.canSee(a.cfg.BotUserID) })
}

// personFile finds a file that a person uploaded and that is still there.
func (st *state) personFile(userID, id string) *file {
	if f := st.files[id]; f != nil && f.owner == userID && f.there() {
		return f
	}
	return nil
}

// giveFiles are the file objects of a modal's file_input for the app of the
// modal, which may see the files from then on. Ids of files that are not the
// person's are left out. Call it with the lock held.
func (s *Server) giveFiles(a *app, userID string, ids []string) []object {
	out := []object{}
	for _, id := range ids {
		f := s.st.personFile(userID, id)
		if f == nil {
			continue
		}
		if !slices.Contains(f.given, a) {
			f.given = append(f.given, a)
		}
		out = append(out, s.wholeFile(f))
	}
	return out
}

// postFiles posts a message with files and tells apps that they were shared.
func (s *Server) postFiles(ch *channel, m *message) {
	m.subtype = "file_share"
	s.post(ch, m)
	m.share()
	for _, f := range m.files {
		s.fileEvents("file_shared", f, ch, m.user)
	}
}

// share notes at its files that a message carries them.
func (m *message) share() {
	for _, f := range m.files {
		f.shares = append(f.shares, share{channel: m.channel, ts: m.ts})
	}
}

// unshare forgets that a message carried files.
func (m *message) unshare() {
	for _, f := range m.files {
		f.shares = slices.DeleteFunc(f.shares, func(sh share) bool { return sh.channel == m.channel && sh.ts == m.ts })
	}
}

// fileEvents tells the apps in a conversation about a file in it.
func (s *Server) fileEvents(kind string, f *file, ch *channel, userID string) {
	for _, a := range s.apps {
		if !a.hears(kind) || !a.may("files:read") || !ch.has(a.cfg.BotUserID) {
			continue
		}
		e := object{"type": kind, "file_id": f.id, "user_id": userID, "file": object{"id": f.id}}
		if kind == "file_shared" {
			e["channel_id"] = ch.id
		} else {
			e["channel_ids"] = []string{ch.id}
		}
		s.emit(a, userID, e)
	}
}

func filesGetUploadURL(c *call) (object, error) {
	name := c.args.text("filename")
	if name == "" {
		return nil, missingField("filename")
	}
	length, ok := c.args.number("length", 0)
	snippet := c.args.text("snippet_type")
	switch {
	case !ok || length <= 0:
		return nil, missingField("length")
	case length > maxUpload:
		return nil, refusal("file_upload_size_restricted").because("the sandbox takes files up to 10 MB")
	case utf8.RuneCountInString(c.args.text("alt_txt")) > maxFileAltText:
		return nil, refusal("alt_txt_too_large").because("alt_txt has at most 1,000 characters")
	case snippet != "" && !knownSnippet(snippet):
		return nil, refusal("unknown_snippet_type").because(snippet + " is no snippet type that the sandbox knows")
	case snippet != "" && length > maxSnippet:
		return nil, refusal("snippet_too_large").because("a snippet has at most 1 MB")
	}
	f := c.s.newFile(&file{
		owner: c.app.cfg.BotUserID, app: c.app, name: name, alt: c.args.text("alt_txt"), length: length, upload: secret(), base: c.s.fileBase(hostOf(c.r)),
	})
	if snippet != "" {
		f.mode = fileSnippet
	}
	c.s.st.forgetFiles()
	return object{"upload_url": hostOf(c.r) + "/upload/" + f.id + "?key=" + f.upload, "file_id": f.id}, nil
}

// fileBase is what a file's URLs start with.
func (s *Server) fileBase(host string) string {
	if s.opts.BaseURL != "" {
		return s.opts.BaseURL
	}
	return host
}
