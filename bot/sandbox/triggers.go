package sandbox

import (
	"fmt"
	"time"
)

// triggerLife is how long after sending a trigger may be used. It is counted in
// real time: moving the calendar does not age a click.
const triggerLife = 3 * time.Second

// trigger is the right to open one modal, given with every interaction.
type trigger struct {
	app     *app
	user    string
	view    string // the modal that the interaction happened in
	channel string
	sentAt  time.Time // real time
	used    bool
}

// newTrigger makes a trigger for an interaction that is sent now.
func (s *Server) newTrigger(a *app, userID, viewID, channelID string) string {
	id := fmt.Sprintf("%d.%d.%s", 1_000_000+s.st.next(), 7_000_000+len(s.st.users), secret())
	s.st.triggers.put(id, &trigger{app: a, user: userID, view: viewID, channel: channelID, sentAt: s.opts.Now()})
	return id
}
