package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/kelseyhightower/envconfig"

	"drumbeat/store/embedded"
	"drumbeat/store/mongodb"
	"drumbeat/workflow"
)

// storeFile is the embedded store in its folder.
const storeFile = "drumbeat.db"

// openedStore is a store and what its life needs.
type openedStore struct {
	workflow.Store
	ensure func(context.Context) error // brings its schema about; fails while the server is away
	close  func(context.Context) error
	load   func(context.Context, embedded.Contents) error // nil but for the embedded store
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// openStore opens the store that the configuration names: MongoDB, which may be
// away and is not waited for, or one file in the data folder.
func openStore(ctx context.Context, cfg Config, o mongodb.Options) (openedStore, error) {
	if cfg.MongoDBURI == "" {
		return openEmbedded(ctx, cfg.DataDir)
	}
	s, err := mongodb.Connect(string(cfg.MongoDBURI), o)
	if err != nil {
		return openedStore{}, configError{fmt.Errorf("%s_MONGODB_URI: %w", Prefix, err)}
	}
	return openedStore{Store: s.Ports(), ensure: s.EnsureIndexes, close: s.Close}, nil
}

// openEmbedded opens the store in a folder; without one, a store that goes when
// it is closed.
func openEmbedded(ctx context.Context, dir string) (openedStore, error) {
	path := ""
	if dir != "" {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return openedStore{}, configError{fmt.Errorf("%s_DATA_DIR: %w", Prefix, err)}
		}
		path = filepath.Join(dir, storeFile)
	}
	s, err := embedded.Open(ctx, path)
	if err != nil {
		return openedStore{}, err
	}
	nothing := func(context.Context) error { return nil }
	return openedStore{Store: s.Ports(), ensure: nothing, close: func(context.Context) error { return s.Close() }, load: s.Load}, nil
}

// readEnvironment reads the environment as it is.
func readEnvironment() (Config, error) {
	var c Config
	if err := readFiles(); err != nil {
		return c, err
	}
	return c, envconfig.Process(Prefix, &c)
}

// readStoreConfig reads what a command needs that speaks to the store alone.
func readStoreConfig() (Config, error) {
	c, err := readEnvironment()
	if err != nil {
		return Config{}, err
	}
	c.SlackBotToken, c.SlackAppToken, c.SlackSigningSecret = "xoxb-", "xapp-", "" // not needed here
	if err := c.validate(); err != nil {
		return Config{}, err
	}
	if c.MongoDBURI == "" {
		if _, err := os.Stat(filepath.Join(c.DataDir, storeFile)); errors.Is(err, os.ErrNotExist) {
			return Config{}, fmt.Errorf("%s_DATA_DIR: there is no store in %s; name the folder that drumbeat serve uses, or set %s_MONGODB_URI", Prefix, c.DataDir, Prefix)
		}
	}
	return c, nil
}
