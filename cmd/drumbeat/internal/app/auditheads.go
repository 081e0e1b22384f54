package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/audit"
)

// decodeHeads reads the hashes out of evidence.json, release by release: of a
// pack of any size nothing else is kept in memory.
func decodeHeads(r io.Reader) (*audit.Heads, error) {
	dec := json.NewDecoder(r)
	h := &audit.Heads{Releases: map[workflow.Number][]string{}}
	if err := open(dec, '{'); err != nil {
		return nil, err
	}
	schema := ""
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		switch key {
		case "schema":
			err = dec.Decode(&schema)
		case "made_at":
			err = dec.Decode(&h.MadeAt)
		case "releases":
			err = decodeReleases(dec, h)
		default:
			err = dec.Decode(&json.RawMessage{})
		}
		if err != nil {
			return nil, err
		}
	}
	if schema != audit.Schema {
		return nil, fmt.Errorf("its schema is %q; this Drumbeat reads %q", schema, audit.Schema)
	}
	if h.MadeAt.Equal(time.Time{}) {
		return nil, errors.New("it does not say when it was made")
	}
	return h, open(dec, '}')
}

func decodeReleases(dec *json.Decoder, h *audit.Heads) error {
	if err := open(dec, '['); err != nil {
		return err
	}
	for dec.More() {
		var e struct {
			Number  workflow.Number `json:"number"`
			History []struct {
				Hash string `json:"hash"`
			} `json:"history"`
		}
		if err := dec.Decode(&e); err != nil {
			return err
		}
		for _, entry := range e.History {
			h.Releases[e.Number] = append(h.Releases[e.Number], entry.Hash)
		}
	}
	return open(dec, ']')
}

// open reads a bracket.
func open(dec *json.Decoder, want json.Delim) error {
	got, err := dec.Token()
	if err == nil && got != want {
		err = fmt.Errorf("at byte %d: %v where %v has to be", dec.InputOffset(), got, want)
	}
	return err
}
