package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"

	"drumbeat/bot/sandbox/blockkit"
)

// Bounds of bodies.
const (
	maxBody   = 1 << 20
	maxUpload = 10 << 20
	maxAck    = 20 << 10 // Socket Mode drops acknowledgements of this size and more
)

// encode is JSON with <, > and & as they are, because texts are full of them.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// mustJSON is for values made here, which always marshal.
func mustJSON(v any) json.RawMessage {
	raw, err := encode(v)
	if err != nil {
		panic("sandbox: own value does not marshal: " + err.Error())
	}
	return raw
}

// decodeAny reads one JSON value, keeping numbers as written, and refuses
// anything after it.
func decodeAny(raw []byte) (any, error) { return blockkit.Decode(raw) }

// decodeObject reads one JSON object.
func decodeObject(raw []byte) (object, error) {
	v, err := decodeAny(raw)
	if err != nil {
		return nil, err
	}
	o, ok := v.(object)
	if !ok {
		return nil, errors.New("not a JSON object")
	}
	return o, nil
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(mustJSON(v)) // the reader may have gone; nothing to do about it
}

// str reads a string member, "" when absent or of another type.
func str(o object, key string) string {
	s, _ := o[key].(string)
	return s
}

// objects reads an array of objects, skipping what is none.
func objects(v any) []object {
	list, _ := v.([]any)
	out := make([]object, 0, len(list))
	for _, e := range list {
		if o, ok := e.(object); ok {
			out = append(out, o)
		}
	}
	return out
}
