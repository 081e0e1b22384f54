package bot

import (
	"fmt"
	"io"
	"log/slog"
)

// Secret is a value that never shows itself in a log, an error or a panic: a
// token, a signing secret, an address with a password in it. Its bytes are got
// by a conversion, which is easily seen and looked for.
type Secret string

// String hides the value.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "[redacted]"
}

// Format hides the value from every verb of package fmt, %x and %q among them.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue hides the value from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the value from encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
