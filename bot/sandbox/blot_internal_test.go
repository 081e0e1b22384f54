package sandbox

import (
	"strings"
	"testing"
)

// TestBlot: secrets go, whatever they look like; the rest stays, byte by byte.
func TestBlot(t *testing.T) {
	cfg := Config{Apps: []AppConfig{{BotToken: "xoxb-a", AppToken: "xapp-a", SigningSecret: `q"\`}, {BotToken: "xoxb-a-longer", SigningSecret: "s"}}}
	key := strings.Repeat("0123456789abcdef", 2)
	tests := []struct{ name, in, want string }{
		{"nothing", `{"text":"hello"}`, `{"text":"hello"}`},
		{"bot token", `{"t":"xoxb-a"}`, `{"t":"[secret]"}`},
		{"one that begins like another", `{"t":"xoxb-a-longer"}`, `{"t":"[secret]"}`},
		{"escaped", `{"t":"q\"\\"}`, `{"t":"[secret]"}`},
		{"one letter", `{"t":"s"}`, `{"t":"[secret]"}`},
		{"a real token", `{"t":"try xoxb-1234567890-abcdefgh now"}`, `{"t":"try [secret] now"}`},
		{"a rotated token", `{"t":"xoxe.xoxp-1-Mi0yLTEyMzQ"}`, `{"t":"[secret]"}`},
		{"a real app token", `{"t":"xapp-1-A012-345-abcdef"}`, `{"t":"[secret]"}`},
		{"no token", `{"t":"xoxo"}`, `{"t":"xoxo"}`},
		{"response URL", `{"u":"http://x/re/` + key + `?for=app"}`, `{"u":"http://x/re/012345…?for=app"}`},
		{"two keys", key + "," + key, "012345…,012345…"},
		{"a digit less", key[:31], key[:31]},
		{"a digit more", key + "0", key + "0"},
		{"empty", ``, ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := []byte(tt.in)
			if got := string(blot(in, secretsOf(cfg))); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if string(in) != tt.in {
				t.Errorf("what was given changed to %s", in)
			}
		})
	}
}
