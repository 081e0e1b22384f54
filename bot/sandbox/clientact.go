package sandbox

import "net/http"

// The shape of most of what a person does or looks at: find who and where, with
// the state locked, and refuse with a sentence.

// act runs what a person does.
func (s *Server) act(as string, do func(u *user) error) (ActionAnswer, error) {
	var err error
	s.with(func() {
		var u *user
		if u, err = s.actor(as); err == nil {
			err = do(u)
		}
	})
	return ActionAnswer{OK: err == nil}, err
}

// actIn runs what a person does in a conversation that they may read.
func (s *Server) actIn(as, channelID string, do func(u *user, ch *channel) error) (ActionAnswer, error) {
	return s.act(as, func(u *user) error {
		ch, err := s.seen(u, channelID)
		if err != nil {
			return err
		}
		return do(u, ch)
	})
}

// writeIn runs what a person does in a conversation that they may write in.
func (s *Server) writeIn(as, channelID string, do func(u *user, ch *channel) error) (ActionAnswer, error) {
	var err error
	s.with(func() {
		var u *user
		var ch *channel
		if u, ch, err = s.writable(as, channelID); err == nil {
			err = do(u, ch)
		}
	})
	return ActionAnswer{OK: err == nil}, err
}

// show answers a look with what fill put into out; deactivated people may be
// looked at too.
func (s *Server) show(w http.ResponseWriter, r *http.Request, out any, fill func(u *user) error) {
	var err error
	s.with(func() {
		u := s.person(r.FormValue("as"))
		if u == nil {
			err = errNobody
			return
		}
		err = fill(u)
	})
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	writeJSON(w, http.StatusOK, out)
}

// showIn is show for a conversation that the person may read.
func (s *Server) showIn(w http.ResponseWriter, r *http.Request, out any, fill func(u *user, ch *channel) error) {
	s.show(w, r, out, func(u *user) error {
		ch, err := s.seen(u, r.FormValue("channel"))
		if err != nil {
			return err
		}
		return fill(u, ch)
	})
}
