package workflow

// Rides gives the key of the heartbeat that a change of this type to the system
// rides with: small standard changes with the one of regular maintenance, where
// the system has one, and everything else with the system's own.
func (s Platform) Rides(t ChangeType) string {
	if t == Standard && s.Maintenance != "" {
		return s.Maintenance
	}
	return s.Heartbeat
}

// Maintains tells whether a heartbeat is there for regular maintenance: some
// system's small standard changes ride with it, and no system's other changes do.
func (p *Policy) Maintains(heartbeat string) bool {
	is := false
	for _, s := range p.Systems {
		if s.Heartbeat == heartbeat {
			return false
		}
		is = is || s.Maintenance == heartbeat
	}
	return is
}

// Serves lists the systems whose changes can ride with a heartbeat.
func (p *Policy) Serves(heartbeat string) []Platform {
	var out []Platform
	for _, s := range p.Systems {
		if s.Heartbeat == heartbeat || s.Maintenance == heartbeat {
			out = append(out, s)
		}
	}
	return out
}
