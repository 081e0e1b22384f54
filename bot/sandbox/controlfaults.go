package sandbox

import (
	"errors"
	"net/http"
)

// The control interface of faults and sockets.

func (s *Server) faultRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /control/faults", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, s.faultsAnswer())
	})
	mux.HandleFunc("POST /control/faults", clientPost(func(_ *http.Request, in FaultsRequest) (FaultsAnswer, error) {
		if len(in.Faults) == 0 {
			return FaultsAnswer{}, errors.New("faults is missing or empty; to end faults, send DELETE")
		}
		ids, err := s.inject(in.Faults)
		answer := s.faultsAnswer()
		answer.Added = ids
		return answer, err
	}))
	mux.HandleFunc("DELETE /control/faults", func(w http.ResponseWriter, _ *http.Request) {
		s.ClearFaults()
		writeJSON(w, http.StatusOK, s.faultsAnswer())
	})
	mux.HandleFunc("DELETE /control/faults/{id}", func(w http.ResponseWriter, r *http.Request) {
		if !s.ClearFault(r.PathValue("id")) {
			refuse(w, http.StatusNotFound, "There is no such fault any more.")
			return
		}
		writeJSON(w, http.StatusOK, s.faultsAnswer())
	})
}

func (s *Server) faultsAnswer() FaultsAnswer {
	active, spent := s.faults.list()
	return FaultsAnswer{
		OK: true, Faults: active, Spent: spent, Kinds: faultKinds, Methods: s.faultMethods(), Deliveries: s.faultDeliveries(), Sockets: socketKinds,
	}
}

func (s *Server) controlSocket(r *http.Request, in SocketRequest) (SocketAnswer, error) {
	if in.App != "" && s.findApp(in.App) == nil {
		return SocketAnswer{}, unknownName("app", in.App, s.appNames())
	}
	switch in.Do {
	case "disconnect", "warning", "drop", "link_disabled", "link_enabled":
		return SocketAnswer{OK: true, Sockets: s.Sockets(in.App, in.Do)}, nil
	case "redeliver":
		if in.Count < 0 || in.Count > 100 {
			return SocketAnswer{}, errors.New("count must be between 1 and 100")
		}
		sent := false
		for _, a := range s.apps {
			if in.App == "" || s.findApp(in.App) == a {
				sent = s.Redeliver(r.Context(), a.cfg.ID, in.Count) || sent
			}
		}
		if !sent {
			return SocketAnswer{}, errors.New("nothing was sent to an app yet")
		}
		return SocketAnswer{OK: true}, nil
	}
	var names []string
	for _, k := range socketKinds {
		names = append(names, k.Do)
	}
	return SocketAnswer{}, unknownName("do", in.Do, names)
}
