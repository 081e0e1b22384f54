package sandbox

import "slices"

// MethodFacts are what a test holds a method of the Web API against.
type MethodFacts struct {
	PerMinute                      int
	FormOnly, AppToken, Both, Open bool
	Scopes                         []string
}

// Methods are the facts of every method, by name.
func Methods() map[string]MethodFacts {
	out := map[string]MethodFacts{}
	for name, m := range methods {
		out[name] = MethodFacts{PerMinute: m.perMinute, FormOnly: m.formOnly, AppToken: m.appToken, Both: m.anyToken, Open: m.open, Scopes: slices.Clone(m.scopes)}
	}
	return out
}
