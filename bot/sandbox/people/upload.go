package people

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"

	"drumbeat/bot/sandbox"
)

// Uploads sends a message with one file in it; the text may be empty.
func (p *Person) Uploads(where, text, name string, data []byte) {
	p.w.t.Helper()
	file := p.upload(name, data)
	if problem := p.send(sandbox.SendRequest{As: p.id, Channel: p.find(where), Text: text, Files: []string{file.ID}}); problem != "" {
		p.w.t.Fatalf("%s sent the file %s: %s\n%s", p.name, name, problem, p.screen(where))
	}
}

// Upload puts one more file into a field for files.
func (m *Modal) Upload(field, name string, data []byte) {
	m.p.w.t.Helper()
	f := m.filler()
	m.done(field, f.addFile(field, m.p.upload(name, data)))
}

// given is a file as the sandbox keeps it for a person until it is sent.
type given struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (f *filler) addFile(field string, file given) (problem string) {
	t, err := f.s.field(field)
	if err != nil {
		return err.Error()
	}
	if t.e.Type != "file_input" {
		return fmt.Sprintf("the field is a %s", t.e.Type)
	}
	have, _ := f.s.form.of(t.b, t.e)["files"].([]any)
	return f.put(t, append(have[:len(have):len(have)], file))
}

// upload hands a file to the sandbox; nobody sees it yet.
func (p *Person) upload(name string, data []byte) given {
	p.w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(data)
	}
	if err == nil {
		err = form.Close()
	}
	var req *http.Request
	if err == nil {
		req, err = http.NewRequest(http.MethodPost, p.w.base+"/client/upload?as="+url.QueryEscape(p.id), &body)
	}
	var answer struct{ File given }
	if err == nil {
		req.Header.Set("Content-Type", form.FormDataContentType())
		err = p.w.do(req, &answer)
	}
	if err != nil {
		p.w.t.Fatalf("%s uploads %s: %v", p.name, name, err)
	}
	return answer.File
}

// fileName is the name of a file in a field, empty for what is none.
func fileName(v any) string {
	raw, err := json.Marshal(v)
	var file given
	if err != nil || json.Unmarshal(raw, &file) != nil {
		return ""
	}
	return file.Name
}
