package faultproxy

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// FuzzMessage feeds what a client or server could send to everything that
// looks into it. A name that is found must be in the message.
func FuzzMessage(f *testing.F) {
	f.Add([]byte(request(1, "update")))
	f.Add([]byte(reply(1, bsonDoc{}.double("ok", 1).bytes())))
	f.Add([]byte(refusal(9, 10107, "NotWritablePrimary")))
	sequence := request(1, "insert")
	part := binary.LittleEndian.AppendUint32([]byte{1}, 4+10+5)
	part = append(append(part, "documents\x00"...), bsonDoc{}.bytes()...)
	sequence = append(append(append(message{}, sequence[:headerLen+4]...), part...), sequence[headerLen+4:]...)
	binary.LittleEndian.PutUint32(sequence, uint32(len(sequence)))
	f.Add([]byte(sequence))
	query := append(make([]byte, headerLen+4), "admin.$cmd\x00\x00\x00\x00\x00\xff\xff\xff\xff"...)
	query = append(query, bsonDoc{}.int32("isMaster", 1).bytes()...)
	binary.LittleEndian.PutUint32(query, uint32(len(query)))
	binary.LittleEndian.PutUint32(query[12:], opQuery)
	f.Add(query)
	f.Add([]byte{255, 255, 255, 255})
	f.Add([]byte{16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xdd, 7, 0, 0})

	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 4 && binary.LittleEndian.Uint32(b) > uint32(len(b)) {
			return // would wait for the rest
		}
		m, err := readMessage(bytes.NewReader(b))
		if err != nil {
			return
		}
		if name, err := command(m); err == nil && !bytes.Contains(m, []byte(name)) {
			t.Errorf("command %q is not in the message", name)
		}
		m.moreToCome()
		changed, err := withConcernError(m, 64, "WriteConcernTimeout")
		if err != nil {
			return
		}
		doc, err := body(changed)
		if err != nil {
			t.Fatalf("what the proxy wrote cannot be read: %v", err)
		}
		before, _ := body(m)
		if len(doc) <= len(before) || !bytes.HasPrefix(doc[4:], before[4:len(before)-1]) {
			t.Error("the reply lost something")
		}
	})
}

func TestCommandNames(t *testing.T) {
	checksum := request(1, "delete")
	checksum = append(checksum, 1, 2, 3, 4)
	checksum[headerLen] |= flagChecksum
	compressed := request(1, "delete")
	binary.LittleEndian.PutUint32(compressed[12:], 2012)
	for _, c := range []struct {
		name string
		m    message
		want string
		ok   bool
	}{
		{"plain", request(1, "findAndModify"), "findAndModify", true},
		{"with a checksum", checksum, "delete", true},
		{"compressed", compressed, "", true},
		{"empty document", reply(1, bsonDoc{}.bytes()), "", true},
		{"no sections", reply(1, nil)[:headerLen+4], "", false},
		{"cut off", request(1, "update")[:headerLen+12], "", false},
	} {
		got, err := command(c.m)
		if got != c.want || (err == nil) != c.ok {
			t.Errorf("%s: got %q, %v; want %q, ok %v", c.name, got, err, c.want, c.ok)
		}
	}
}
