package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"drumbeat/bot/sandbox"
)

// picture is a png of the given size.
func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// upload sends a file as a person's page does.
func (w *world) upload(as, name string, data []byte, out any) int {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField("as", as); err != nil {
		w.t.Fatal(err)
	}
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		w.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		w.t.Fatal(err)
	}
	resp, err := http.Post(w.http.URL+"/client/upload", form.FormDataContentType(), &body)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.read(resp, "upload", out)
}

// uploaded is the id of a file that a person uploaded.
func (w *world) uploaded(as, name string, data []byte) string {
	w.t.Helper()
	var got struct{ File struct{ ID string } }
	if status := w.upload(as, name, data, &got); status != http.StatusOK || got.File.ID == "" {
		w.t.Fatalf("upload of %s: %d %+v", name, status, got)
	}
	return got.File.ID
}

// TestPersonsPicture: a picture that a person attaches is a file of a message,
// with its size, for people and for apps.
func TestPersonsPicture(t *testing.T) {
	w := run(t, config())
	id := w.uploaded("ada", "plan of the house.png", picture(t, 720, 360))
	var sent sandbox.SendAnswer
	w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Files: []string{id}}, &sent)
	if !sent.OK {
		t.Fatalf("got %+v", sent)
	}
	res, err := w.slack().GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: w.id("general"), Limit: 1})
	if err != nil || len(res.Messages) != 1 || len(res.Messages[0].Files) != 1 {
		t.Fatalf("history: %+v %v", res, err)
	}
	m, f := res.Messages[0], res.Messages[0].Files[0]
	got := fmt.Sprint(m.SubType, f.Mimetype, f.Filetype, f.PrettyType, f.OriginalW, f.OriginalH, f.Thumb360W, f.Thumb360H, f.User == w.id("ada"), f.IsPublic, f.Name)
	if want := fmt.Sprint("file_share", "image/png", "png", "PNG", 720, 360, 360, 180, true, true, "plan of the house.png"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	seen := w.messages("bram", "general")[0]
	if !strings.Contains(string(seen.Files), id) || seen.Text != "" {
		t.Errorf("bram sees %+v", seen)
	}
	w.clean()
}

// TestUploadRefusals are a person's uploads and attachments that do not work.
func TestUploadRefusals(t *testing.T) {
	w := run(t, config())
	var no sandbox.ErrorAnswer
	if got := w.upload("nobody", "a.txt", []byte("x"), &no); got != http.StatusBadRequest {
		t.Errorf("nobody: got %d %+v", got, no)
	}
	if got := w.upload("ada", "a.txt", nil, &no); got != http.StatusBadRequest {
		t.Errorf("empty: got %d %+v", got, no)
	}
	if got := w.upload("ada", "a.txt", make([]byte, 10<<20+1), &no); got != http.StatusRequestEntityTooLarge {
		t.Errorf("10 MB and a byte: got %d %+v", got, no)
	}
	w.uploaded("ada", "a.txt", make([]byte, 10<<20))
	bramsOwn := w.uploaded("bram", "a.txt", []byte("x"))
	if got := w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Files: []string{bramsOwn}}, &no); got != http.StatusBadRequest {
		t.Errorf("another's file: got %d %+v", got, no)
	}
	var eleven []string
	for range 11 {
		eleven = append(eleven, w.uploaded("ada", "n.txt", []byte("x")))
	}
	if got := w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Files: eleven}, &no); got != http.StatusBadRequest {
		t.Errorf("eleven files: got %d %+v", got, no)
	}
	var sent sandbox.SendAnswer
	if got := w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Files: eleven[:10]}, &sent); got != http.StatusOK {
		t.Errorf("ten files: got %d %+v", got, sent)
	}
	if list := w.messages("bram", "general"); len(list) != 1 {
		t.Errorf("got %d messages, want the one with ten files", len(list))
	}
}

// TestWhoReadsFiles: the page by its session, an app by its token and scope,
// and everybody else is sent to the page.
func TestWhoReadsFiles(t *testing.T) {
	cfg := config()
	cfg.Apps = append(cfg.Apps, sandbox.AppConfig{Name: "Blind", BotName: "blind", BotToken: "xoxb-blind", Scopes: []string{"chat:write"}},
		sandbox.AppConfig{Name: "Far", BotName: "far", BotToken: "xoxb-far", Scopes: []string{"files:read"}})
	w := run(t, cfg)
	data := picture(t, 2, 2)
	id := w.uploaded("ada", "p.png", data)
	var sent sandbox.SendAnswer
	w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: "look", Files: []string{id}}, &sent)
	hidden := w.uploaded("ada", "q.png", data)
	w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "back-room", Text: "look", Files: []string{hidden}}, &sent)

	var page sandbox.State
	resp, err := http.Get(w.http.URL + "/client/state?as=ada")
	if err != nil {
		t.Fatal(err)
	}
	cookies := resp.Cookies()
	w.read(resp, "state", &page)
	if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode {
		t.Fatalf("got cookies %v", cookies)
	}
	tests := []struct {
		name, file, token string
		cookie            *http.Cookie
		want              int
	}{
		{"page", id + "/p.png", "", cookies[0], http.StatusOK},
		{"page with an old session", id + "/p.png", "", &http.Cookie{Name: cookies[0].Name, Value: "old"}, http.StatusFound},
		{"nobody", id + "/p.png", "", nil, http.StatusFound},
		{"app", id + "/p.png", w.app().BotToken, nil, http.StatusOK},
		{"app without the scope", id + "/p.png", "xoxb-blind", nil, http.StatusFound},
		{"public channel", id + "/p.png", "xoxb-far", nil, http.StatusOK},
		{"private channel", hidden + "/q.png", "xoxb-far", nil, http.StatusFound},
		{"wrong token", id + "/p.png", "xoxb-wrong", nil, http.StatusFound},
		{"other name", id + "/other.png", "", cookies[0], http.StatusNotFound},
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, tt := range tests {
		req, err := http.NewRequest(http.MethodGet, w.http.URL+"/files/"+tt.file, nil)
		if err != nil {
			t.Fatal(err)
		}
		if tt.token != "" {
			req.Header.Set("Authorization", "Bearer "+tt.token)
		}
		if tt.cookie != nil {
			req.AddCookie(tt.cookie)
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != tt.want || bytes.Equal(got, data) != (tt.want == http.StatusOK) {
			t.Errorf("%s: got %d (%d bytes) %v, want %d", tt.name, resp.StatusCode, len(got), err, tt.want)
		}
	}
	var codes []string
	for _, v := range w.srv.Violations() {
		codes = append(codes, v.Code)
	}
	if diff := cmp.Diff([]string{"missing_scope", "file_not_found"}, codes); diff != "" {
		t.Errorf("violations (-want +got)\n%s", diff)
	}
}

// appUpload goes through the three steps and gives the file's id. channel may
// be empty.
func (w *world) appUpload(name string, data []byte, channel string) string {
	w.t.Helper()
	f, err := w.slack().UploadFile(slack.UploadFileParameters{Filename: name, FileSize: len(data), Reader: bytes.NewReader(data), Channel: channel})
	if err != nil {
		w.t.Fatal(err)
	}
	return f.ID
}

// TestSlackFilePictures: a block may show a completed picture that the app can
// see, by id or address, and nothing else.
func TestSlackFilePictures(t *testing.T) {
	w := run(t, config())
	shown := w.appUpload("a.png", picture(t, 3, 3), "")
	text := w.appUpload("a.txt", []byte("words"), "")
	fake := w.appUpload("b.png", []byte("words"), "")
	private := w.uploaded("ada", "c.png", picture(t, 1, 1))
	open, err := w.slack().GetUploadURLExternalContext(w.ctx(), slack.GetUploadURLExternalParameters{FileName: "d.png", FileSize: 5})
	if err != nil {
		t.Fatal(err)
	}
	image := func(ref string) string {
		return `[{"type":"divider"},{"type":"image","alt_text":"x","slack_file":{` + ref + `}}]`
	}
	byURL := `"url":"` + w.http.URL + "/files/" + shown + `/a.png"`
	tests := []struct {
		name, ref string
		ok        bool
	}{
		{"own picture", `"id":"` + shown + `"`, true}, {"by address", byURL, true}, {"text", `"id":"` + text + `"`, false}, {"words called png", `"id":"` + fake + `"`, false},
		{"a person's own", `"id":"` + private + `"`, false}, {"not uploaded yet", `"id":"` + open.FileID + `"`, false}, {"no such", `"id":"F0NOWHERE0"`, false},
	}
	for _, tt := range tests {
		got := w.call("chat.postMessage", map[string]string{"channel": "general", "text": "x", "blocks": image(tt.ref)})
		if got["ok"] != tt.ok {
			t.Errorf("%s: got %v", tt.name, got)
		}
		if !tt.ok {
			want := []any{"invalid slack file [json-pointer:/blocks/1/slack_file]"}
			if diff := cmp.Diff(want, got["errors"]); diff != "" || got["error"] != "invalid_blocks" {
				t.Errorf("%s: %v (-want +got)\n%s", tt.name, got["error"], diff)
			}
		}
	}
}

// TestUploadSteps are the three steps one by one, and what each refuses.
func TestUploadSteps(t *testing.T) {
	w := run(t, config())
	got := w.call("files.getUploadURLExternal", map[string]string{"filename": "a.csv", "length": "3", "alt_txt": strings.Repeat("é", 1000)})
	url, id := got["upload_url"].(string), got["file_id"].(string)
	put := func(body string) int {
		resp, err := http.Post(url, "application/octet-stream", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		return resp.StatusCode
	}
	complete := func(files, channel string) any {
		return w.call("files.completeUploadExternal", map[string]string{"files": files, "channel_id": channel})["error"]
	}
	one := `[{"id":"` + id + `","title":"Numbers"}]`
	if got := complete(one, ""); got != "file_not_found" {
		t.Errorf("before the bytes: got %v", got)
	}
	if got := put("four"); got != http.StatusBadRequest {
		t.Errorf("another length: got %d", got)
	}
	if got := put("1,2"); got != http.StatusOK {
		t.Errorf("the bytes: got %d", got)
	}
	if got := put("1,2"); got != http.StatusBadRequest {
		t.Errorf("the bytes twice: got %d", got)
	}
	for files, want := range map[string]string{"": "invalid_arguments", "x": "invalid_arguments", "[]": "invalid_arguments", "[1]": "invalid_arguments", `[{"id":"F0OTHER000"}]`: "file_not_found"} {
		if got := complete(files, ""); got != want {
			t.Errorf("files %q: got %v, want %s", files, got, want)
		}
	}
	for channel, want := range map[string]string{"general": "invalid_arguments", w.id("ada"): "invalid_arguments", "C0NOWHERE0": "channel_not_found", w.id("back-room"): "channel_not_found"} {
		if got := complete(one, channel); got != want {
			t.Errorf("channel %s: got %v, want %s", channel, got, want)
		}
	}
	if got := complete(one, w.id("general")); got != nil {
		t.Errorf("complete: got %v", got)
	}
	var files []struct{ Title, Filetype, Mimetype string }
	if err := json.Unmarshal(w.messages("ada", "general")[0].Files, &files); err != nil || files[0].Title != "Numbers" || files[0].Filetype != "csv" || files[0].Mimetype != "text/csv" {
		t.Errorf("shared: got %+v %v", files, err)
	}
	for form, want := range map[[3]string]string{
		{"", "3", ""}: "invalid_arguments", {"a.txt", "0", ""}: "invalid_arguments", {"a.txt", "x", ""}: "invalid_arguments",
		{"a.txt", "10485761", ""}: "file_upload_size_restricted", {"a.txt", "3", strings.Repeat("é", 1001)}: "alt_txt_too_large",
	} {
		if got := w.call("files.getUploadURLExternal", map[string]string{"filename": form[0], "length": form[1], "alt_txt": form[2]})["error"]; got != want {
			t.Errorf("%v: got %v, want %s", form, got, want)
		}
	}
}

// TestFileInput: what a person puts into a modal's file_input reaches the app
// as file objects, and the app may read the files from then on.
func TestFileInput(t *testing.T) {
	w := run(t, config())
	p := w.probe()
	element := slack.NewFileInputBlockElement("paper")
	v, err := w.slack().OpenView(p.trigger(), modal("Papers", slack.NewInputBlock("papers", plainText("Papers"), nil, element)))
	if err != nil {
		t.Fatal(err)
	}
	own, other := w.uploaded("ada", "own.pdf", []byte("%PDF-1.4")), w.uploaded("bram", "other.pdf", []byte("%PDF-1.4"))
	if got := w.call("files.info", map[string]string{"file": own})["error"]; got != "file_not_found" {
		t.Errorf("before: got %v", got)
	}
	value := json.RawMessage(`{"type":"file_input","files":[{"id":"` + own + `"},"` + other + `"]}`)
	var out sandbox.SubmitAnswer
	w.post("/client/submit", sandbox.SubmitRequest{As: "ada", ViewID: v.ID, State: sandbox.Values{"papers": {"paper": value}}}, &out)
	files := next[slack.InteractionCallback](p).View.State.Values["papers"]["paper"].Files
	if len(files) != 1 || files[0].ID != own || files[0].Mimetype != "application/pdf" || !out.OK {
		t.Errorf("got %+v, %+v", files, out)
	}
	if got := w.call("files.info", map[string]string{"file": own}); got["ok"] != true {
		t.Errorf("after: got %v", got)
	}
}
