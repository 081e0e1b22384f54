package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"

	"drumbeat/bot/sandbox/blockkit"
)

// What people do with modals: submit and close them.

func (s *Server) clientSubmit(r *http.Request, in SubmitRequest) (SubmitAnswer, error) {
	var d delivery
	var o origin
	var out SubmitAnswer
	var err error
	s.with(func() {
		if o, err = s.place(in.As, "", "", in.ViewID); err != nil {
			return
		}
		v := o.view
		if v.kind != string(blockkit.Modal) || v.submit == nil {
			err = sentence("That window has nothing to submit.")
			return
		}
		v.values = s.st.takeValues(o.user, v.blocks, v.values, in.State, "")
		s.fillFiles(v.app, o.user.ID, v.blocks, v.values)
		if bad := inputErrors(v); len(bad) > 0 {
			out = SubmitAnswer{OK: true, Errors: bad, Result: ResultErrors}
			return
		}
		o.host = hostOf(r)
		d = delivery{app: v.app, kind: envelopeInteractive, name: "view_submission", user: o.user.ID, payload: s.viewSubmission(o)}
	})
	if err != nil || d.app == nil {
		return out, err
	}
	got, err := s.ask(d)
	if err != nil {
		return SubmitAnswer{Error: err.Error() + ": " + wordsTrouble}, nil
	}
	return s.submitted(d.app, o.view, got), nil
}

// submitted does what the app's acknowledgement of a submission asks for.
func (s *Server) submitted(a *app, v *view, got reply) SubmitAnswer {
	var body struct {
		Action string            `json:"response_action"`
		View   json.RawMessage   `json:"view"`
		Errors map[string]string `json:"errors"`
	}
	var err error
	if got.text != "" {
		err = refusal("invalid_payload").because("the answer to a submission is empty or JSON")
	} else if got.body != nil {
		if jsonErr := json.Unmarshal(got.body, &body); jsonErr != nil {
			err = refusal("invalid_payload").because("the answer to a submission is not the JSON expected: " + jsonErr.Error())
		}
	}
	out := SubmitAnswer{OK: true}
	if err == nil {
		s.with(func() {
			switch body.Action {
			case "":
				if got.body != nil {
					err = refusal("invalid_payload").because("the answer to a submission has no response_action")
					return
				}
				s.pop(v)
				out.Result = ResultClosed
			case "clear":
				s.clearStack(v.user)
				out.Result = ResultCleared
			case "errors":
				out.Errors, out.Result = body.Errors, ResultErrors
				err = checkErrors(v, body.Errors)
			case "update", "push":
				out.Result, err = s.nextView(v, body.Action, body.View)
			default:
				err = refusal("invalid_payload").because("there is no response_action " + body.Action)
			}
		})
	}
	if err != nil {
		s.violateErr(a, "ack of view_submission", err)
		return SubmitAnswer{Error: wordsTrouble}
	}
	return out
}

// checkErrors refuses errors that do not belong to an input block of the view.
func checkErrors(v *view, errs map[string]string) error {
	if len(errs) == 0 {
		return refusal("invalid_errors").because("response_action errors without errors")
	}
	inputs := inputBlocks(v.blocks)
	for id, text := range errs {
		if !slices.Contains(inputs, id) {
			return &apiError{code: "invalid_errors", what: id + " is not an input block of the view", pointer: "/errors/" + id}
		}
		if text == "" {
			return &apiError{code: "invalid_errors", what: "the error of " + id + " is empty", pointer: "/errors/" + id}
		}
	}
	return nil
}

// nextView replaces a submitted view or puts another one on top of it.
func (s *Server) nextView(v *view, action string, raw json.RawMessage) (string, error) {
	parsed, err := decodeAny(raw)
	if err != nil {
		return "", missingField("view")
	}
	def, err := s.st.viewDefinition(v.app, parsed, blockkit.Modal)
	if err != nil {
		return "", err
	}
	if !s.open(v) {
		return ResultClosed, nil // the person closed it meanwhile
	}
	if action == "update" {
		if s.st.duplicateExternal(str(def, "external_id"), v) {
			return "", refusal("duplicate_external_id")
		}
		s.fillView(v, def)
		s.viewChanged(v)
		return ResultUpdated, nil
	}
	if len(s.st.stacks[v.user]) >= blockkit.MaxViewStack {
		return "", refusal("push_limit_reached")
	}
	if s.st.duplicateExternal(str(def, "external_id"), nil) {
		return "", refusal("duplicate_external_id")
	}
	next := s.newView(v.app, v.user, v.channel, def)
	s.push(next)
	return ResultPushed, nil
}

func (s *Server) clientClose(_ *http.Request, in CloseRequest) (ActionAnswer, error) {
	var err error
	s.with(func() {
		var o origin
		if o, err = s.place(in.As, "", "", in.ViewID); err != nil {
			return
		}
		if o.view.kind != string(blockkit.Modal) {
			err = errNoView
			return
		}
		stack := s.st.stacks[o.user.ID]
		cleared := in.All || o.view.clearOnClose
		tell := o.view.notifyOnClose
		if cleared && len(stack) > 0 {
			tell = tell || stack[0].notifyOnClose
			o.view = stack[0]
		}
		if tell {
			p := s.viewClosed(o, cleared)
			s.outbox = append(s.outbox, delivery{app: o.app, kind: envelopeInteractive, name: "view_closed", user: o.user.ID, payload: p})
		}
		s.pop(o.view)
	})
	return ActionAnswer{OK: err == nil}, err
}
