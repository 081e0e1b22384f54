package sandbox

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Pictures in blocks that are named by slack_file: Slack answers invalid_blocks
// with "invalid slack file" when the file is not there, not yet completed, no
// picture, or not the app's to see (the words are in reports to Slack's SDKs).

// blocksArg checks the blocks of a message and the files that they name.
func (c *call) blocksArg(v any) (json.RawMessage, error) {
	raw, err := c.s.st.messageBlocks(v)
	if err != nil {
		return nil, err
	}
	if err := fileInputScope(c.app, v); err != nil {
		return nil, err
	}
	return raw, c.s.checkSlackFiles(c.app, "/blocks", v, "invalid_blocks")
}

// checkSlackFiles looks for slack_file objects in blocks. pointer is where the
// blocks stand in the request.
func (s *Server) checkSlackFiles(a *app, pointer string, v any, code string) error {
	switch v := v.(type) {
	case []any:
		for i, e := range v {
			if err := s.checkSlackFiles(a, fmt.Sprintf("%s/%d", pointer, i), e, code); err != nil {
				return err
			}
		}
	case object:
		if ref, ok := v["slack_file"].(object); ok && str(v, "type") == "image" && !s.pictureFor(a, ref) {
			return slackFileError(pointer+"/slack_file", code)
		}
		for key, e := range v {
			switch e.(type) {
			case object, []any:
				if err := s.checkSlackFiles(a, pointer+"/"+key, e, code); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// slackFileError is what Slack answers: invalid_blocks has errors beside the
// messages, views have the messages alone.
func slackFileError(pointer, code string) error {
	e := badArgument("invalid slack file", pointer)
	e.code = code
	e.what = "the slack_file is no completed png, jpg or gif that the app may see"
	if code == "invalid_blocks" {
		e.errs = []string{"invalid slack file [json-pointer:" + pointer + "]"}
	}
	return e
}

// pictureFor reports whether an app may show a file as a picture.
func (s *Server) pictureFor(a *app, ref object) bool {
	f := s.st.files[str(ref, "id")]
	if link := str(ref, "url"); f == nil && link != "" {
		f = s.st.fileByURL(link)
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
