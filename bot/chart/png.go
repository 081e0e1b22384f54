package chart

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
)

// ink is one of the colours of a picture, by its place in the palette.
type ink byte

const (
	paper ink = iota
	black
	faint
	soft
	strong         // the first of the colours
	pale   ink = 8 // the first of the pale ones
)

// palette has red, green and blue of each ink.
var palette = [...][3]byte{
	{0xff, 0xff, 0xff}, {0x1d, 0x1c, 0x1d}, {0xdd, 0xdd, 0xdd}, {0x5c, 0x5c, 0x5c},
	{0x1f, 0x6f, 0xb5}, {0xe6, 0x9f, 0x00}, {0xc0, 0x3a, 0x2b}, {0x77, 0x77, 0x77},
	{0xa9, 0xc8, 0xe3}, {0xf5, 0xd9, 0x99}, {0xe6, 0xb0, 0xaa}, {0xcc, 0xcc, 0xcc},
}

// page is a picture while it is drawn: a byte for each pixel. What is drawn is
// measured in units of which one is scale pixels.
type page struct {
	wide, high int // pixels
	pixels     []byte
}

func newPage(width, height int) *page {
	return &page{width * scale, height * scale, make([]byte, width*scale*height*scale)}
}

// fill paints a rectangle; what lies outside the page is left out.
func (p *page) fill(x, y, w, h int, i ink) {
	left, right := max(0, x*scale), min(p.wide, (x+w)*scale)
	for row := max(0, y*scale); row < min(p.high, (y+h)*scale); row++ {
		for at := left; at < right; at++ {
			p.pixels[row*p.wide+at] = byte(i)
		}
	}
}

// encode writes the page as a PNG of few colours. The standard library's encoder
// brings its decoder along, and ten times as much code as this takes.
func (p *page) encode() []byte {
	out := bytes.NewBufferString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		var number [4]byte
		binary.BigEndian.PutUint32(number[:], uint32(len(data)))
		out.Write(number[:])
		body := append([]byte(kind), data...)
		out.Write(body)
		binary.BigEndian.PutUint32(number[:], crc32.ChecksumIEEE(body))
		out.Write(number[:])
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(p.wide)), uint32(p.high))
	chunk("IHDR", append(head, 8, 3, 0, 0, 0)) // eight bits of a palette
	var colours []byte
	for _, c := range palette {
		colours = append(colours, c[:]...)
	}
	chunk("PLTE", colours)
	var data bytes.Buffer
	w := zlib.NewWriter(&data)
	for row := range p.high {
		_, _ = w.Write([]byte{0}) // no filter; a buffer takes everything
		_, _ = w.Write(p.pixels[row*p.wide : (row+1)*p.wide])
	}
	_ = w.Close()
	chunk("IDAT", data.Bytes())
	chunk("IEND", nil)
	return out.Bytes()
}
