package sandbox

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
)

// Files of people: what they attach to a message, and what they put into a
// modal's file_input.

// maxAttached is how many files one message of a person carries, as in Slack's
// own client.
const maxAttached = 10

// UploadAnswer answers POST /client/upload?as=U..., a form with one file. File
// is a file object in Slack's shape; its id goes into SendRequest.Files or into
// the value of a file_input. Until then only the person sees it.
type UploadAnswer struct {
	OK   bool   `json:"ok"`
	File object `json:"file"`
}

func (s *Server) fileRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /client/upload", s.serveClientUpload)
	mux.HandleFunc("GET /client/file", s.serveClientFile)
}

// serveClientUpload takes one file of a person. as is in the URL, or a field of
// the form that stands before the file.
func (s *Server) serveClientUpload(w http.ResponseWriter, r *http.Request) {
	as, name, data, err := readUpload(w, r)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge), errors.Is(err, errTooLong):
		refuse(w, http.StatusRequestEntityTooLarge, "The file is over 10 MB.")
		return
	case err != nil:
		refuse(w, http.StatusBadRequest, "The body must be multipart/form-data with one file in it.")
		return
	case len(data) == 0:
		refuse(w, http.StatusBadRequest, "The file is empty.")
		return
	}
	var out UploadAnswer
	s.with(func() {
		var u *user
		if u, err = s.actor(as); err != nil {
			return
		}
		f := s.newFile(&file{owner: u.ID, name: name, done: true, base: s.fileBase(hostOf(r))})
		s.fill(f, data)
		out = UploadAnswer{OK: true, File: f.object()}
	})
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	writeJSON(w, http.StatusOK, out)
}

// maxFormField bounds a field of an upload's form that is no file.
const maxFormField = 1 << 10

func readUpload(w http.ResponseWriter, r *http.Request) (as, name string, data []byte, err error) {
	as = r.URL.Query().Get("as")
	if kind, _, parseErr := mime.ParseMediaType(r.Header.Get("Content-Type")); parseErr != nil || kind != "multipart/form-data" {
		return "", "", nil, http.ErrNotMultipart
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload+64<<10)
	reader, err := r.MultipartReader()
	if err != nil {
		return "", "", nil, err
	}
	for data == nil {
		part, err := reader.NextPart()
		if err != nil {
			return "", "", nil, err
		}
		switch {
		case part.FileName() != "":
			name = part.FileName()
			if data, err = readFile(part); err != nil {
				return "", "", nil, err
			}
		case part.FormName() == "as":
			field := make([]byte, maxFormField)
			n, _ := part.Read(field) // an unreadable field is an unknown person
			as = string(field[:n])
		}
	}
	return as, name, data, nil
}

// serveClientFile gives a file by its id alone, for pictures that a block names
// with slack_file and for tests without the page's session:
// GET /client/file?as=U...&file=F...
func (s *Server) serveClientFile(w http.ResponseWriter, r *http.Request) {
	var f *file
	var data []byte
	known := false
	s.with(func() {
		known = s.person(r.FormValue("as")) != nil
		if f = s.st.files[r.FormValue("file")]; f != nil && f.there() {
			data = f.data
		}
	})
	switch {
	case !known:
		refuse(w, http.StatusBadRequest, errNobody.Error())
	case data == nil:
		refuse(w, http.StatusNotFound, "There is no such file, or it is not kept any more.")
	default:
		sendFile(w, r, f.kind.mimetype, data)
	}
}

// attached finds the files that a person sends with a message.
func (s *Server) attached(u *user, ids []string) ([]*file, error) {
	if len(ids) > maxAttached {
		return nil, sentence("A message carries at most 10 files.")
	}
	var out []*file
	for _, id := range ids {
		f := s.st.personFile(u.ID, id)
		if f == nil {
			return nil, sentence("That file is not there any more; attach it again.")
		}
		out = append(out, f)
	}
	return out, nil
}

// fillFiles makes file objects of the ids that a person's client sent as the
// values of file_input elements, and lets the app see those files. The client
// may send ids or whole file objects.
func (s *Server) fillFiles(a *app, userID string, blocks json.RawMessage, values Values) {
	for _, e := range elementsOf(blocks) {
		raw, held := values[e.blockID][e.actionID]
		if e.kind != "file_input" || !held {
			continue
		}
		value, err := decodeObject(raw)
		if err != nil {
			continue
		}
		list, _ := value["files"].([]any)
		var ids []string
		for _, one := range list {
			switch one := one.(type) {
			case string:
				ids = append(ids, one)
			case object:
				ids = append(ids, str(one, "id"))
			}
		}
		value["files"] = s.giveFiles(a, userID, ids)
		values[e.blockID][e.actionID] = mustJSON(value)
	}
}
