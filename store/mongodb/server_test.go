package mongodb

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"drumbeat/store/storetest/faultproxy"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// The environment variables that say which server the tests of this package
// may use. They make databases of their own in it and drop them.
const (
	envURI       = "DRUMBEAT_TEST_MONGODB_URI"
	envSerialise = "DRUMBEAT_TEST_MONGODB_SERIALISE" // 1: the server's conditional updates are not atomic
	envRequire   = "DRUMBEAT_TEST_REQUIRE_MONGODB"   // 1: fail where a test would be skipped
)

// unhurried is what a test gives a call that is to succeed, or to fail for another
// reason than time: a guard against waiting for ever on a machine that does other
// things too.
const unhurried = time.Minute

// rig is a store on a database of its own, behind a proxy where the server has
// one address.
type rig struct {
	*Store
	uri   string // for further stores on the same database
	proxy *faultproxy.Proxy
}

// serverURI gives the server to test on, or skips.
func serverURI(t testing.TB) string {
	t.Helper()
	uri := os.Getenv(envURI)
	if uri == "" {
		const untested = "%s is not set: nothing in this test ran against a server"
		if os.Getenv(envRequire) == "1" {
			t.Fatalf(untested, envURI)
		}
		t.Skipf(untested, envURI)
	}
	return uri
}

// onServer opens a fresh store. Commands go through a fault proxy, which also
// hands writes on one at a time if the environment asks for it.
func onServer(t testing.TB, o Options) rig {
	t.Helper()
	u, err := url.Parse(serverURI(t))
	if err != nil || u.Scheme != "mongodb" || strings.Contains(u.Host, ",") {
		t.Fatalf("%s must be a mongodb:// URI with one host, for the fault proxy", envURI)
	}
	proxy, err := faultproxy.Listen(u.Host, faultproxy.Options{Serialise: os.Getenv(envSerialise) == "1", Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Close)
	u.Host = proxy.Addr()
	q := u.Query()
	q.Set("directConnection", "true") // the members' own addresses would lead past the proxy
	u.RawQuery = q.Encode()
	if u.Path == "" {
		u.Path = "/"
	}
	if o.Database == "" {
		o.Database = fmt.Sprintf("drumbeat_test_%08x", rand.Uint32())
	}
	r := rig{uri: u.String(), proxy: proxy}
	r.Store = connect(t, r.uri, o)
	if err := r.EnsureIndexes(t.Context()); err != nil {
		t.Fatalf("indexes: %v", err)
	}
	t.Cleanup(func() { drop(t, r) })
	return r
}

func drop(t testing.TB, r rig) {
	r.proxy.Clear()
	if err := r.proxy.Up(); err != nil {
		t.Errorf("proxy: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), unhurried)
	defer cancel()
	s, err := Connect(r.uri, Options{}) // a test may have closed its own
	if err == nil {
		defer s.Close(ctx)
		err = s.client.Database(r.db.Name()).Drop(ctx)
	}
	if err != nil {
		t.Errorf("drop the test's database: %v", err)
	}
}

// connect opens a store and closes it at the end of the test.
func connect(t testing.TB, uri string, o Options) *Store {
	t.Helper()
	s, err := Connect(uri, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), unhurried)
		defer cancel()
		if err := s.Close(ctx); err != nil && !errors.Is(err, mongo.ErrClientDisconnected) {
			t.Errorf("close: %v", err)
		}
	})
	return s
}
