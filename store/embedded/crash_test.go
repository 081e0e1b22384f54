package embedded

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"drumbeat/store/storetest"
)

const (
	crashFile = "DRUMBEAT_TEST_CRASH_FILE" // set: this process is a child that writes to it
	crashRun  = "DRUMBEAT_TEST_CRASH_RUN"
	kills     = "DRUMBEAT_TEST_KILLS" // how many processes are killed; 20
)

// TestKilled kills processes in the middle of their writes, and holds what they
// had acknowledged against what the next one finds. Every third round begins with
// a file that is not there yet and two processes that make it and write to it at
// once; the rounds after it go on with what they left.
func TestKilled(t *testing.T) {
	if path := os.Getenv(crashFile); path != "" {
		s, err := Open(t.Context(), path)
		if err == nil {
			err = storetest.WriteForever(t.Context(), s.Ports(), os.Getenv(crashRun), os.Stdout)
		}
		fmt.Fprintln(os.Stderr, err) // standard output is for acknowledgements
		os.Exit(1)
	}
	rounds := 20
	if n, err := strconv.Atoi(os.Getenv(kills)); err == nil {
		rounds = n
	}
	if testing.Short() {
		rounds = 3
	}
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	dir, total := t.TempDir(), 0
	for round := range rounds {
		path := filepath.Join(dir, fmt.Sprintf("drumbeat-%d.db", round/3))
		died := make(chan []storetest.Ack, 2)
		children := 1
		if round%3 == 0 {
			children = 2
		}
		for i := range children {
			after := 1 + random.IntN(120)
			cmd := child(t, path, strconv.Itoa(2*round+i))
			go func() {
				acks, err := storetest.Kill(cmd, after)
				if err != nil {
					t.Error(err)
				}
				died <- acks
			}()
		}
		var acks []storetest.Ack
		for range children {
			acks = append(acks, <-died...)
		}
		total += len(acks)
		s := openIn(t, path)
		storetest.Kept(t, s.Ports(), acks)
		intact(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			t.Fatalf("round %d, seed %d", round, seed)
		}
	}
	t.Logf("%d kills, %d acknowledged writes, none lost (seed %d)", rounds, total, seed)
}

// child is this test binary, doing the writing part of TestKilled.
func child(t *testing.T, path, run string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilled$")
	cmd.Env = append(os.Environ(), crashFile+"="+path, crashRun+"="+run)
	cmd.Stderr = os.Stderr
	return cmd
}

func intact(t *testing.T, s *Store) {
	t.Helper()
	var verdict string
	if err := s.reading.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("the file is damaged: %s, %v", verdict, err)
	}
}
