package faultproxy

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// Op codes and flags of the wire protocol that matter here.
const (
	opQuery = 2004 // only the first hello of a connection still uses it
	opMsg   = 2013

	headerLen = 16
	maxLen    = 48_000_000 // what servers announce as maxMessageSizeBytes

	flagChecksum   = 1 << 0
	flagMoreToCome = 1 << 1 // on a request: no reply is wanted; on a reply: another follows
)

var errShort = errors.New("message is cut off")

// message is one wire message, header included.
type message []byte

func (m message) requestID() int32  { return int32(binary.LittleEndian.Uint32(m[4:])) }
func (m message) responseTo() int32 { return int32(binary.LittleEndian.Uint32(m[8:])) }
func (m message) opCode() int32     { return int32(binary.LittleEndian.Uint32(m[12:])) }

// moreToCome tells whether the flag is set on an OP_MSG.
func (m message) moreToCome() bool {
	return m.opCode() == opMsg && len(m) >= headerLen+4 &&
		binary.LittleEndian.Uint32(m[headerLen:])&flagMoreToCome != 0
}

// readMessage reads one message and checks nothing but its length.
func readMessage(r io.Reader) (message, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint32(size[:])
	if n < headerLen || n > maxLen {
		return nil, fmt.Errorf("message of %d bytes", n)
	}
	m := make(message, n)
	copy(m, size[:])
	_, err := io.ReadFull(r, m[4:])
	return m, err
}

// command gives the name of the command in a request: the first key of its
// document. It is empty for messages that carry none.
func command(m message) (string, error) {
	switch m.opCode() {
	case opMsg:
		body, err := body(m)
		if err != nil {
			return "", err
		}
		return firstKey(body)
	case opQuery:
		rest := m[headerLen:]
		if len(rest) < 4 {
			return "", errShort
		}
		end := bytes.IndexByte(rest[4:], 0)
		if end < 0 || len(rest) < 4+end+1+8 {
			return "", errShort
		}
		doc, err := document(rest[4+end+1+8:])
		if err != nil {
			return "", err
		}
		return firstKey(doc)
	}
	return "", nil
}

// body finds the one body document (section kind 0) of an OP_MSG.
func body(m message) ([]byte, error) {
	if len(m) < headerLen+4 {
		return nil, errShort
	}
	rest := m[headerLen+4:]
	if binary.LittleEndian.Uint32(m[headerLen:])&flagChecksum != 0 {
		if len(rest) < 4 {
			return nil, errShort
		}
		rest = rest[:len(rest)-4]
	}
	for len(rest) > 0 {
		kind := rest[0]
		rest = rest[1:]
		switch kind {
		case 0:
			return document(rest)
		case 1:
			if len(rest) < 4 {
				return nil, errShort
			}
			n := binary.LittleEndian.Uint32(rest)
			if n < 4 || uint64(n) > uint64(len(rest)) {
				return nil, errShort
			}
			rest = rest[n:]
		default:
			return nil, fmt.Errorf("section of kind %d", kind)
		}
	}
	return nil, errors.New("message without a body")
}

// document cuts the BSON document off the front of b.
func document(b []byte) ([]byte, error) {
	if len(b) < 5 {
		return nil, errShort
	}
	n := binary.LittleEndian.Uint32(b)
	if n < 5 || uint64(n) > uint64(len(b)) || b[n-1] != 0 {
		return nil, errShort
	}
	return b[:n], nil
}

func firstKey(doc []byte) (string, error) {
	if doc[4] == 0 {
		return "", nil
	}
	end := bytes.IndexByte(doc[5:], 0)
	if end < 0 {
		return "", errShort
	}
	return string(doc[5 : 5+end]), nil
}

// A bsonDoc collects the elements of a BSON document.
type bsonDoc []byte

func (d bsonDoc) key(kind byte, name string) bsonDoc {
	return append(append(append(d, kind), name...), 0)
}

func (d bsonDoc) double(name string, v float64) bsonDoc {
	return binary.LittleEndian.AppendUint64(d.key(0x01, name), math.Float64bits(v))
}

func (d bsonDoc) str(name, v string) bsonDoc {
	d = binary.LittleEndian.AppendUint32(d.key(0x02, name), uint32(len(v)+1))
	return append(append(d, v...), 0)
}

func (d bsonDoc) int32(name string, v int32) bsonDoc {
	return binary.LittleEndian.AppendUint32(d.key(0x10, name), uint32(v))
}

func (d bsonDoc) doc(name string, v bsonDoc) bsonDoc {
	return append(d.key(0x03, name), v.bytes()...)
}

func (d bsonDoc) array(name string, v bsonDoc) bsonDoc {
	return append(d.key(0x04, name), v.bytes()...)
}

// bytes gives the document with its length and its end.
func (d bsonDoc) bytes() []byte {
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(d)+5))
	return append(append(out, d...), 0)
}

// reply builds the OP_MSG that answers request to with one document.
func reply(to int32, doc []byte) message {
	m := make(message, 0, headerLen+5+len(doc))
	m = binary.LittleEndian.AppendUint32(m, uint32(headerLen+5+len(doc)))
	m = binary.LittleEndian.AppendUint32(m, uint32(to)) // an id of its own is of no use to anybody
	m = binary.LittleEndian.AppendUint32(m, uint32(to))
	m = binary.LittleEndian.AppendUint32(m, opMsg)
	m = binary.LittleEndian.AppendUint32(m, 0)
	m = append(m, 0)
	return append(m, doc...)
}

// refusal is the reply of a server that is not the primary, or is shutting
// down: the command had no effect.
func refusal(to int32, code int32, name string) message {
	labels := bsonDoc{}.str("0", "RetryableWriteError")
	return reply(to, bsonDoc{}.double("ok", 0).str("errmsg", "refused by the fault proxy").
		int32("code", code).str("codeName", name).array("errorLabels", labels).bytes())
}

// withConcernError adds a write-concern error to the reply of a write.
func withConcernError(m message, code int32, name string) (message, error) {
	if m.opCode() != opMsg {
		return nil, errors.New("reply is no OP_MSG")
	}
	doc, err := body(m)
	if err != nil {
		return nil, err
	}
	elements := append(bsonDoc{}, doc[4:len(doc)-1]...)
	concern := bsonDoc{}.int32("code", code).str("codeName", name).str("errmsg", "waiting for replication was cut short by the fault proxy")
	return reply(m.responseTo(), elements.doc("writeConcernError", concern).bytes()), nil
}
