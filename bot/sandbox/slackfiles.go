package sandbox

import "strings"

// Pictures in blocks that are named by slack_file: Slack answers invalid_blocks
// with "invalid slack file" when the file is not there, not yet completed, no
// picture, or not the app's to see (the words are in reports to Slack's SDKs).

// pictureFor reports whether an app may show a file as a picture.
func (st *state) pictureFor(a *app, ref object) bool {
	f := st.files[str(ref, "id")]
	if link := str(ref, "url"); f == nil && link != "" {
		f = st.fileByURL(link)
	}
	return f != nil && f.there() && f.kind.picture() && a.seesFile(f)
}

// fileByURL finds a file by its url_private or permalink.
func (st *state) fileByURL(link string) *file {
	for _, f := range st.files {
		if strings.HasPrefix(link, f.base+"/files/"+f.id+"/") {
			return f
		}
	}
	return nil
}
