package app

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"drumbeat/store/storetest/faultproxy"
)

// The environment variables that say with which server campaigns run over the
// MongoDB protocol.
const (
	envMongoServer  = "DRUMBEAT_TEST_MONGODB_SERVER"  // a program: started with -listen and -dir, it prints "ready mongodb://…"
	envMongoRequire = "DRUMBEAT_TEST_REQUIRE_MONGODB" // 1: fail where a test would be skipped
)

// mongoServer is a server of a campaign's own, which can be killed, behind a
// proxy that can be told what goes wrong.
type mongoServer struct {
	t     testing.TB
	exe   string
	dir   string
	addr  string
	cmd   *exec.Cmd
	proxy *faultproxy.Proxy
}

// newMongoServer starts one, or skips.
func newMongoServer(t testing.TB) *mongoServer {
	t.Helper()
	exe := os.Getenv(envMongoServer)
	if exe == "" {
		const untested = "%s is not set: this campaign did not run over the MongoDB protocol"
		if os.Getenv(envMongoRequire) == "1" {
			t.Fatalf(untested, envMongoServer)
		}
		t.Skipf(untested, envMongoServer)
	}
	s := &mongoServer{t: t, exe: exe, dir: t.TempDir(), addr: "127.0.0.1:0"}
	s.start()
	var err error
	if s.proxy, err = faultproxy.Listen(s.addr, faultproxy.Options{Serialise: true, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.proxy.Close)
	return s
}

// start starts the server, at its address of before if it had one.
func (s *mongoServer) start() {
	s.t.Helper()
	s.cmd = exec.Command(s.exe, "-listen", s.addr, "-dir", s.dir)
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(s.kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	uri, ready := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if err != nil || !ready {
		s.t.Fatalf("the server did not start: %q, %v", line, err)
	}
	u, err := url.Parse(uri)
	if err != nil {
		s.t.Fatal(err)
	}
	s.addr = u.Host
}

// kill is kill -9.
func (s *mongoServer) kill() {
	_ = s.cmd.Process.Signal(syscall.SIGKILL)
	_ = s.cmd.Wait()
}

// uri names a database that nobody has used.
func (s *mongoServer) uri() string {
	return fmt.Sprintf("mongodb://%s/campaign_%08x?directConnection=true", s.proxy.Addr(), rand.Uint32())
}
