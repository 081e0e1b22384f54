package mongodb

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"testing"

	"drumbeat/workflow"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/wiremessage"
)

// primary is the primary of a replica set of one document. It shows what no
// server here can be made to show: a majority that lags behind, a refusal by a
// replica set, an answer of any kind.
// opQuery is the wire code of the first hello, before a driver knows that the
// server speaks OP_MSG.
const opQuery = 2004

type primary struct {
	addr string

	mu      sync.Mutex
	stored  bson.Raw // nil: there is no document
	settled bson.Raw // what the majority has
	lag     int      // so many majority reads pass before it has what is stored; -1: for ever
	answers []answer // for the next writes, instead of applying them; nil ones apply
	rest    answer   // for all writes after those
	concern string   // the write concern that the last write asked for
	txns    []int64  // the transaction number of each write
	clock   any      // what it says the time is; nil: nothing
}

func newPrimary(t testing.TB) *primary {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &primary{addr: l.Addr().String()}
	ctx, cancel := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			stop := context.AfterFunc(ctx, func() { c.Close() })
			serving.Go(func() { p.serve(c); stop() })
		}
	})
	t.Cleanup(func() { l.Close(); cancel(); serving.Wait() })
	return p
}

func (p *primary) uri() string { return "mongodb://" + p.addr + "/?replicaSet=rs" }

func (p *primary) serve(c net.Conn) {
	defer c.Close()
	for {
		var head [16]byte
		if _, err := io.ReadFull(c, head[:]); err != nil {
			return
		}
		rest := make([]byte, binary.LittleEndian.Uint32(head[:])-16)
		if _, err := io.ReadFull(c, rest); err != nil {
			return
		}
		id := int32(binary.LittleEndian.Uint32(head[4:]))
		var out []byte
		if binary.LittleEndian.Uint32(head[12:]) == opQuery {
			out = opReply(id, p.hello())
		} else if body, docs, ok := sections(rest); ok {
			out = opMsg(id, p.command(body, docs))
		} else {
			return
		}
		if _, err := c.Write(out); err != nil {
			return
		}
	}
}

func (p *primary) hello() bson.D {
	says := bson.D{
		{Key: "helloOk", Value: true}, {Key: "isWritablePrimary", Value: true}, {Key: "ismaster", Value: true},
		{Key: "setName", Value: "rs"}, {Key: "setVersion", Value: 1}, {Key: "hosts", Value: bson.A{p.addr}}, {Key: "me", Value: p.addr},
		{Key: "primary", Value: p.addr}, {Key: "electionId", Value: bson.NewObjectID()},
		{Key: "maxBsonObjectSize", Value: 16 << 20}, {Key: "maxMessageSizeBytes", Value: 48000000}, {Key: "maxWriteBatchSize", Value: 100000},
		{Key: "minWireVersion", Value: 0}, {Key: "maxWireVersion", Value: 21}, {Key: "logicalSessionTimeoutMinutes", Value: 30},
		{Key: "readOnly", Value: false}, {Key: "ok", Value: 1.0},
	}
	if p.clock != nil {
		says = append(says, bson.E{Key: "localTime", Value: p.clock})
	}
	return says
}

func (p *primary) command(body bson.Raw, docs []bson.Raw) bson.D {
	p.mu.Lock()
	defer p.mu.Unlock()
	elements, err := body.Elements()
	if err != nil {
		return bson.D{{Key: "ok", Value: 0.0}, {Key: "code", Value: 9}, {Key: "errmsg", Value: err.Error()}}
	}
	switch elements[0].Key() {
	case "hello", "isMaster", "ismaster":
		return p.hello()
	case "insert", "update":
		n, _ := body.Lookup("txnNumber").Int64OK()
		p.txns = append(p.txns, n)
		p.concern, _ = body.Lookup("writeConcern", "w").StringValueOK()
		a := p.rest
		if len(p.answers) > 0 {
			a, p.answers = p.answers[0], p.answers[1:]
		}
		if a != nil {
			return a(p, docs[0])
		}
		applied := p.apply(docs[0])
		if p.lag == 0 {
			p.settled = p.stored
		}
		return applied
	case "find":
		return p.find(body)
	}
	return bson.D{{Key: "ok", Value: 1.0}}
}

// apply is what a write does to the document: insert it, or replace it where
// the version in the filter is the stored one.
func (p *primary) apply(doc bson.Raw) bson.D {
	replacement, isUpdate := doc.Lookup("u").DocumentOK()
	switch {
	case !isUpdate && p.stored == nil:
		p.stored = doc
	case !isUpdate:
		return bson.D{{Key: "ok", Value: 1.0}, {Key: "n", Value: 0}, {Key: "writeErrors", Value: bson.A{
			bson.D{{Key: "index", Value: 0}, {Key: "code", Value: 11000}, {Key: "errmsg", Value: "taken"}}}}}
	case p.stored == nil || !doc.Lookup("q", "version").Equal(p.stored.Lookup("version")):
		return bson.D{{Key: "ok", Value: 1.0}, {Key: "n", Value: 0}, {Key: "nModified", Value: 0}}
	default:
		p.stored = replacement
	}
	return bson.D{{Key: "ok", Value: 1.0}, {Key: "n", Value: 1}, {Key: "nModified", Value: 1}}
}

func (p *primary) find(body bson.Raw) bson.D {
	found := p.stored
	if level, _ := body.Lookup("readConcern", "level").StringValueOK(); level == "majority" {
		if p.lag > 0 {
			p.lag--
		} else if p.lag == 0 {
			p.settled = p.stored
		}
		found = p.settled
	}
	batch := bson.A{}
	if found != nil {
		batch = append(batch, found)
	}
	return bson.D{{Key: "ok", Value: 1.0}, {Key: "cursor", Value: bson.D{
		{Key: "id", Value: int64(0)}, {Key: "ns", Value: "drumbeat.releases"}, {Key: "firstBatch", Value: batch}}}}
}

// sections takes an OP_MSG apart.
func sections(b []byte) (body bson.Raw, docs []bson.Raw, ok bool) {
	_, b, ok = wiremessage.ReadMsgFlags(b)
	for ok && len(b) > 0 {
		var kind wiremessage.SectionType
		if kind, b, ok = wiremessage.ReadMsgSectionType(b); !ok {
			break
		}
		var one bsoncore.Document
		if kind == wiremessage.SingleDocument {
			one, b, ok = wiremessage.ReadMsgSectionSingleDocument(b)
			body = bson.Raw(one)
			continue
		}
		var many []bsoncore.Document
		_, many, b, ok = wiremessage.ReadMsgSectionDocumentSequence(b)
		for _, d := range many {
			docs = append(docs, bson.Raw(d))
		}
	}
	return body, docs, ok && body != nil
}

func opMsg(to int32, doc bson.D) []byte {
	start, b := wiremessage.AppendHeaderStart(nil, to, to, wiremessage.OpMsg)
	b = wiremessage.AppendMsgFlags(b, 0)
	b = wiremessage.AppendMsgSectionType(b, wiremessage.SingleDocument)
	return finish(start, append(b, encoded(doc)...))
}

func opReply(to int32, doc bson.D) []byte {
	start, b := wiremessage.AppendHeaderStart(nil, to, to, wiremessage.OpReply)
	b = append(b, make([]byte, 16)...) // flags, cursor, position
	b = binary.LittleEndian.AppendUint32(b, 1)
	return finish(start, append(b, encoded(doc)...))
}

func finish(start int32, b []byte) []byte { return bsoncore.UpdateLength(b, start, int32(len(b))) }

func encoded(doc bson.D) []byte {
	raw, err := bson.Marshal(doc)
	if err != nil {
		panic(err) // a literal of this file
	}
	return raw
}

// An answer is what a primary does with one write, instead of applying it.
type answer func(p *primary, doc bson.Raw) bson.D

// refuse answers without an effect.
func refuse(code int, labels ...string) answer {
	return func(*primary, bson.Raw) bson.D {
		return bson.D{{Key: "ok", Value: 0.0}, {Key: "code", Value: code}, {Key: "errmsg", Value: "refused"}, {Key: "errorLabels", Value: labels}}
	}
}

// unreplicated applies the write, lets next happen, and answers with a
// write-concern error.
func unreplicated(next func(*primary)) answer {
	return func(p *primary, doc bson.Raw) bson.D {
		applied := p.apply(doc)
		next(p)
		return append(applied, bson.E{Key: "writeConcernError", Value: bson.D{{Key: "code", Value: 64}, {Key: "errmsg", Value: "waiting"}}})
	}
}

// labelled makes the driver repeat what a answers.
func labelled(a answer) answer {
	return func(p *primary, doc bson.Raw) bson.D {
		return append(a(p, doc), bson.E{Key: "errorLabels", Value: bson.A{"RetryableWriteError"}})
	}
}

// byAnother stores a version that another write made.
func byAnother(version int64) func(*primary) {
	return func(p *primary) {
		doc := fromRelease(workflow.Release{Number: 1, Origin: "view:V1", State: workflow.Live, Revision: 1, Version: version}, newMeta(version))
		raw, err := bson.Marshal(doc)
		if err != nil {
			panic(err) // a literal of this file
		}
		p.stored = raw
	}
}
