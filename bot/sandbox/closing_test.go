package sandbox_test

import "testing"

// TestDirectMessagesCloseAndOpen: a bot's direct messages are closed until it
// opens them or something is said.
func TestDirectMessagesCloseAndOpen(t *testing.T) {
	w := run(t, config())
	open := func() map[string]any {
		return w.call("conversations.open", map[string]string{"users": w.id("ada"), "return_im": "true"})
	}
	im := open()["channel"].(map[string]any)["id"].(string)
	shut := func() map[string]any { return w.call("conversations.close", map[string]string{"channel": im}) }
	isOpen := func() any {
		return w.call("conversations.info", map[string]string{"channel": im})["channel"].(map[string]any)["is_open"]
	}
	if got := shut(); got["ok"] != true || got["already_closed"] != nil || isOpen() != false {
		t.Errorf("closed: %v, open %v", got, isOpen())
	}
	if got := shut(); got["already_closed"] != true || got["no_op"] != true {
		t.Errorf("closed twice: %v", got)
	}
	if got := open(); got["already_open"] != nil || got["channel"].(map[string]any)["is_open"] != true {
		t.Errorf("opened: %v", got)
	}
	if got := open(); got["already_open"] != true {
		t.Errorf("opened twice: %v", got)
	}
	shut()
	if got := w.call("chat.postMessage", map[string]string{"channel": im, "text": "hello"}); got["ok"] != true || isOpen() != true {
		t.Errorf("after a message: %v, open %v", got, isOpen())
	}
}
