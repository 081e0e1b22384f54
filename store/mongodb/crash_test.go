package mongodb

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"drumbeat/store/storetest"
)

// What a child of TestKilled is told by its environment.
const (
	crashURI      = "DRUMBEAT_TEST_CRASH_URI" // set: this process is a child that writes there
	crashDatabase = "DRUMBEAT_TEST_CRASH_DATABASE"
	crashRun      = "DRUMBEAT_TEST_CRASH_RUN"
)

// TestKilled kills two processes at a time in the middle of their writes to one
// database, and holds what they had acknowledged against what is stored.
func TestKilled(t *testing.T) {
	if uri := os.Getenv(crashURI); uri != "" {
		s, err := Connect(uri, Options{Database: os.Getenv(crashDatabase)})
		if err == nil {
			err = storetest.WriteForever(t.Context(), s.Ports(), os.Getenv(crashRun), os.Stdout)
		}
		fmt.Fprintln(os.Stderr, err) // standard output is for acknowledgements
		os.Exit(1)
	}
	t.Parallel()
	r := onServer(t, Options{})
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	var acks []storetest.Ack
	const rounds = 5
	for round := range rounds {
		died := make(chan []storetest.Ack, 2)
		for i := range 2 {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilled$")
			cmd.Env = append(os.Environ(), crashURI+"="+r.uri, crashDatabase+"="+r.db.Name(), crashRun+"="+strconv.Itoa(2*round+i))
			cmd.Stderr = os.Stderr
			after := 1 + random.IntN(40)
			go func() {
				acks, err := storetest.Kill(cmd, after)
				if err != nil {
					t.Error(err)
				}
				died <- acks
			}()
		}
		acks = append(append(acks, <-died...), <-died...)
		storetest.Kept(t, r.Ports(), acks)
		if t.Failed() {
			t.Fatalf("round %d, seed %d", round, seed)
		}
	}
	t.Logf("%d kills, %d acknowledged writes, none lost (seed %d)", 2*rounds, len(acks), seed)
}
