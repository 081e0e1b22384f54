package sandbox

import (
	"bytes"
	"net/http"
	"strings"
)

// held is an answer that waits until it is known whether it will be sent.
type held struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (h *held) Header() http.Header { return h.header }

func (h *held) WriteHeader(status int) {
	if h.status == 0 {
		h.status = status
	}
}

func (h *held) Write(p []byte) (int, error) {
	h.WriteHeader(http.StatusOK)
	return h.body.Write(p)
}

// send gives the answer to the caller.
func (h *held) send(w http.ResponseWriter) {
	for k, v := range h.header {
		w.Header()[k] = v
	}
	if h.status != 0 {
		w.WriteHeader(h.status)
	}
	_, _ = w.Write(h.body.Bytes()) // the caller may have gone
}

// watchUpload is POST /upload/ID with the faults that were asked for, and with
// its line in the traffic log.
func (s *Server) watchUpload(w http.ResponseWriter, r *http.Request) {
	started := s.opts.Now()
	s.mu.Lock()
	var from string
	if f := s.st.files[r.PathValue("id")]; f != nil && f.app != nil {
		from = f.app.cfg.ID
	}
	s.mu.Unlock()
	fault, hurt := s.pickFault(from, uploadMethod)
	item := TrafficItem{Dir: "from_app", App: from, Method: uploadMethod, Fault: fault.Kind, Status: fault.status(), Request: mustJSON(object{"bytes": max(0, r.ContentLength)})}
	if hurt && fault.before() {
		s.note(item)
		s.hurt(w, r, fault)
		return
	}
	if hurt && fault.Kind == FaultLate {
		s.linger(fault)
	}
	answer := &held{header: http.Header{}}
	s.serveUpload(answer, r)
	item.Status, item.TookMS, item.Response = answer.status, s.since(started), mustJSON(strings.TrimSpace(answer.body.String()))
	if answer.status >= http.StatusBadRequest {
		item.Error = "upload_failed"
		item.Violation = &Violation{App: from, Method: uploadMethod, Code: item.Error, What: strings.TrimSpace(answer.body.String())}
	}
	s.note(item)
	if hurt {
		s.spoil(w, r, fault, answer.send)
		return
	}
	answer.send(w)
}
