package sandbox

import (
	"embed"
	"io/fs"
	"net/http"
	"strings"
)

//go:embed client
var clientFiles embed.FS

// pageRoutes serves the browser page at /. It may load nothing from anywhere
// else; pictures in messages are the exception, as an app may name any URL.
func (s *Server) pageRoutes(mux *http.ServeMux) {
	files, err := fs.Sub(clientFiles, "client")
	if err != nil {
		panic("sandbox: the page is not embedded: " + err.Error()) // fixed at build time
	}
	serve := http.FileServerFS(files)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data: http: https:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache")
		if strings.HasSuffix(r.URL.Path, "/") && r.URL.Path != "/" {
			http.NotFound(w, r) // no listings
			return
		}
		s.signIn(w, r)
		serve.ServeHTTP(w, r)
	})
}
