package app

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"drumbeat/workflow"
)

// TestWritesToItsDataAlone runs the bot as in its container, where there is no
// home, no folder for temporary files, and nothing that could be written but the
// data: it works, and has no file open for writing anywhere else.
func TestWritesToItsDataAlone(t *testing.T) {
	w := newLocalSlack(t)
	w.TheRestDoesNotMatter()
	data, here := filepath.Join(t.TempDir(), "data"), t.TempDir()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Dir = here
	const nowhere = "/nowhere/at/all"
	b := w.start(t, cmd, childMode+"=1", Prefix+"_DATA_DIR="+data, "HOME="+nowhere, "TMPDIR="+nowhere, "SQLITE_TMPDIR="+nowhere, "XDG_CACHE_HOME="+nowhere, "XDG_CONFIG_HOME="+nowhere)
	b.waitFor("connected to the workspace")
	w.connected(t)
	ines := w.As("ines")
	for i := range 3 {
		ines.Types("#releases", fmt.Sprintf("/release request Release number %d", i+1))
		form := ines.AwaitModal("Request a release")
		fillFields(form)
		form.Sends()
	}
	w.Eventually("the cards", func() bool { return told(t, w.Workspace)[workflow.CardID(3)] == 1 })
	for _, file := range writes(t, cmd.Process.Pid) {
		if !strings.HasPrefix(file, data+string(filepath.Separator)) {
			t.Errorf("%s is open for writing", file)
		}
	}
	if left, err := os.ReadDir(here); err != nil || len(left) > 0 {
		t.Errorf("where it was started it left %v, %v", left, err)
	}
	if _, err := os.Stat("/nowhere"); err == nil {
		t.Error("it made itself a home")
	}
}

// writes lists the files that a process has open for writing, as Linux tells;
// elsewhere nothing.
func writes(t *testing.T, pid int) []string {
	t.Helper()
	proc := fmt.Sprintf("/proc/%d", pid)
	open, err := os.ReadDir(proc + "/fd")
	if err != nil {
		t.Logf("what the bot has open is not known here: %v", err)
		return nil
	}
	var out []string
	for _, fd := range open {
		file, err := os.Readlink(proc + "/fd/" + fd.Name())
		if err != nil || !strings.HasPrefix(file, "/") || strings.HasPrefix(file, "/dev/") {
			continue // closed meanwhile; a socket, a pipe
		}
		info, err := os.ReadFile(proc + "/fdinfo/" + fd.Name())
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(info)) {
			flags, ok := strings.CutPrefix(line, "flags:")
			if flags = strings.TrimSpace(flags); ok && flags != "" && strings.ContainsAny(flags[len(flags)-1:], "12") {
				out = append(out, file)
			}
		}
	}
	if len(out) == 0 {
		t.Error("the bot has no file open at all: the wrong process was looked at")
	}
	return out
}
