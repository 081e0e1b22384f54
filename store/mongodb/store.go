package mongodb

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"drumbeat/workflow"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
)

// Options adjust a store; the zero value is right for production.
type Options struct {
	Database string       // empty: the one in the URI's path, or "drumbeat"
	Log      *slog.Logger // nil: silent

	// Observe is told of every command sent to a server: its name ("find"), its
	// outcome ("ok", "refused", "no_answer") and how long it took. It sees no
	// content. It may be called from many goroutines at once.
	Observe func(command, outcome string, took time.Duration)

	Timeout time.Duration // of a call whose context has no deadline; 0: 5 s
	Select  time.Duration // how long to look for a server that takes writes; 0: 2 s
	Settle  time.Duration // how long to find out about a write without an answer, after the call's own time; 0: 400 ms
}

// Store is a database on MongoDB. It is safe for concurrent use by any number
// of processes.
type Store struct {
	client   *mongo.Client
	db       *mongo.Database
	watch    *watch
	patience time.Duration
	settle   time.Duration
	creating chan struct{} // a token for whoever assigns the next release number
}

// Collections.
const (
	releasesName = "releases"
	windowsName  = "windows"
	noticesName  = "notices"
	policiesName = "policies"
	streetsName  = "streets"
	draftsName   = "drafts"
	healthName   = "health"
)

// Connect prepares a store on the servers that uri names. It does not wait for
// them and does not fail because they are away: calls do, until they are back.
// The error says what is wrong with the URI, without the password in it. Only
// for a mongodb+srv URI must the name be known to DNS already.
//
// Pool sizes and time-outs in the URI win over Drumbeat's. What its promises
// rest on does not: writes wait for the majority and are retried by the driver,
// reads go to the primary.
func Connect(uri string, o Options) (*Store, error) {
	log := o.Log
	if log == nil {
		log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	watch := &watch{log: log}
	opts := options.Client().
		SetAppName("drumbeat").
		SetTimeout(orElse(o.Timeout, 5*time.Second)).
		SetServerSelectionTimeout(orElse(o.Select, 2*time.Second)).
		SetConnectTimeout(5 * time.Second).
		SetMinPoolSize(2).SetMaxPoolSize(32).SetMaxConnIdleTime(5 * time.Minute).
		ApplyURI(uri).
		SetWriteConcern(writeconcern.Majority()).
		SetReadPreference(readpref.Primary()).
		SetRetryWrites(true).SetRetryReads(true).
		SetMonitor(commandMonitor(o.Observe)).
		SetServerMonitor(watch.monitor())
	// The stable API stays off: servers before MongoDB 5.0 do not know it, and the
	// few plain commands used here mean the same on all of them.
	client, err := mongo.Connect(opts)
	if err != nil {
		return nil, fmt.Errorf("the MongoDB URI cannot be used: %s", redact(err.Error(), uri))
	}
	name := o.Database
	if name == "" {
		name = databaseOf(uri)
	}
	return &Store{
		client:   client,
		db:       client.Database(name),
		watch:    watch,
		patience: patienceFor,
		settle:   orElse(o.Settle, 400*time.Millisecond),
		creating: make(chan struct{}, 1),
	}, nil
}

// Ports gives the store as the domain knows it.
func (s *Store) Ports() workflow.Store {
	return workflow.Store{
		Releases: releases{s},
		Windows:  windows{s},
		Notices:  notices{s},
		Policies: policies{s},
		Streets:  streets{s},
		Drafts:   drafts{s},
		Queue:    queue{s},
		Health:   health{s},
	}
}

// Close gives the connections back; calls under way end with an error. It waits
// for them no longer than ctx.
func (s *Store) Close(ctx context.Context) error {
	s.watch.over.Store(true)
	if err := s.client.Disconnect(ctx); err != nil {
		return fmt.Errorf("close the MongoDB store: %w", err)
	}
	return nil
}

// settled is a collection as the majority of the servers has it: what it shows
// cannot be undone by an election.
func (s *Store) settled(c *mongo.Collection) *mongo.Collection {
	return s.db.Collection(c.Name(), options.Collection().SetReadConcern(readconcern.Majority()))
}

type health struct{ s *Store }

// pingFor bounds a ping whose context allows more.
const pingFor = 2 * time.Second

// Ping writes a small document to the majority, which is what a click needs.
func (h health) Ping(ctx context.Context) error {
	if err := ended(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, pingFor)
	defer cancel()
	_, err := h.s.db.Collection(healthName).ReplaceOne(ctx, bson.D{{Key: "_id", Value: "ping"}},
		bson.D{{Key: "write", Value: bson.NewObjectID()}}, options.Replace().SetUpsert(true))
	if err != nil && !mongo.IsDuplicateKeyError(err) { // two first pings at once: one of them wrote
		return away("ping", err)
	}
	return nil
}

// databaseOf reads the database's name from the path of a URI that the driver
// has accepted.
func databaseOf(uri string) string {
	_, rest, _ := strings.Cut(uri, "://")
	rest, _, _ = strings.Cut(rest, "?")
	if _, path, ok := strings.Cut(rest, "/"); ok && path != "" {
		if name, err := url.PathUnescape(path); err == nil {
			return name
		}
	}
	return "drumbeat"
}

// redact takes the user's name and password of a URI out of a text.
func redact(text, uri string) string {
	_, rest, _ := strings.Cut(uri, "://")
	at := strings.LastIndex(rest, "@")
	if at <= 0 {
		return text
	}
	user := rest[:at]
	text = strings.ReplaceAll(text, user, "***")
	if _, password, ok := strings.Cut(user, ":"); ok && password != "" {
		text = strings.ReplaceAll(text, password, "***")
		if plain, err := url.PathUnescape(password); err == nil {
			text = strings.ReplaceAll(text, plain, "***")
		}
	}
	return text
}

func orElse(d, usual time.Duration) time.Duration {
	if d == 0 {
		return usual
	}
	return d
}
