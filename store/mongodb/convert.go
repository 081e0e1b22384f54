package mongodb

import "time"

// cut is the one place where times lose what a BSON date cannot hold: what is
// finer than a millisecond, and the zone.
func cut(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMilli(t.UnixMilli()).UTC()
}

// convert maps a slice; nothing stays nothing.
func convert[A, B any](in []A, f func(A) B) []B {
	if len(in) == 0 {
		return nil
	}
	out := make([]B, len(in))
	for i, v := range in {
		out[i] = f(v)
	}
	return out
}

// convertTo maps what may be missing.
func convertTo[A, B any](in *A, f func(A) B) *B {
	if in == nil {
		return nil
	}
	out := f(*in)
	return &out
}

// plain turns named strings into strings, named the other way round.
func plain[S ~string](in []S) []string {
	return convert(in, func(s S) string { return string(s) })
}

func named[S ~string](in []string) []S {
	return convert(in, func(s string) S { return S(s) })
}
