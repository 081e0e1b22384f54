package app

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"drumbeat/workflow"
	"drumbeat/workflow/audit"
)

// byteOrderMark lets spreadsheets read the file as UTF-8.
const byteOrderMark = "\ufeff"

// table is a CSV file for spreadsheets.
type table struct {
	w *csv.Writer
}

func newTable(w io.Writer, columns ...string) (*table, error) {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return nil, err
	}
	t := &table{csv.NewWriter(w)}
	t.w.UseCRLF = true
	return t, t.w.Write(columns)
}

// row writes a row in which nothing is a formula.
func (t *table) row(cells ...string) error {
	for i, c := range cells {
		cells[i] = plainCell(c)
	}
	return t.w.Write(cells)
}

func (t *table) flush() error {
	t.w.Flush()
	return t.w.Error()
}

// plainCell keeps a spreadsheet from running what somebody typed: a cell that
// begins as a formula does, also behind blanks and characters that are not
// seen, gets an apostrophe before it.
func plainCell(s string) string {
	seen := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) })
	control := s != "" && (s[0] == '\t' || s[0] == '\r' || s[0] == '\n')
	if control || seen != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(seen)[0]) {
		return "'" + s
	}
	return s
}

// stamp writes a moment so that it sorts as text; the zero one is empty.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

func number[N ~int](n N) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(int(n))
}

func joined[S ~string](in []S) string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = string(s)
	}
	return strings.Join(out, " ")
}

var entryColumns = []string{"release", "title now", "entry", "at (UTC)", "by", "name", "action", "from", "to", "revision", "reason", "window", "changed", "roles",
	"policy version", "request", "content", "prev", "hash", "flaws of the entry"}

func entryRow(t *table, e *audit.Evidence, h audit.Entry, name string) error {
	var flaws []string
	for _, f := range e.Flaws {
		if f.Entry == h.Seq {
			flaws = append(flaws, f.Text)
		}
	}
	return t.row(e.Release, e.Request.Title, number(h.Seq), stamp(h.At), string(h.By), name, string(h.Action), string(h.From), string(h.To), number(h.Revision),
		h.Reason, string(h.Window), joined(h.Changed), joined(h.Roles), number(h.Policy), h.Request, h.Content, h.Prev, h.Hash, strings.Join(flaws, " "))
}

var noticeColumns = []string{"release", "window", "notice", "kind", "to", "name", "channel", "thread", "entry", "due (UTC)", "told at (UTC)", "late by", "status", "reason",
	"attempts", "updated at (UTC)", "message channel", "message timestamp"}

func noticeRow(t *table, n audit.Notice, name string) error {
	var m audit.Message
	if n.Message != nil {
		m = *n.Message
	}
	release := ""
	if n.Release != 0 {
		release = n.Release.String()
	}
	return t.row(release, string(n.Window), n.ID, string(n.Kind), string(n.Person), name, string(n.Channel), n.Thread, number(n.Entry), stamp(n.Due), stamp(n.ToldAt), n.Late,
		string(n.Status), n.Reason, number(n.Tries), stamp(n.Updated), string(m.Channel), m.TS)
}

// nameOf gives the name to show beside an id; Drumbeat has its own.
func nameOf(people map[workflow.PersonID]string, p workflow.PersonID) string {
	if p == workflow.System {
		return "Drumbeat"
	}
	return people[p]
}
