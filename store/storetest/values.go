package storetest

import (
	"reflect"
	"time"

	"drumbeat/workflow"
	"pgregory.net/rapid"
)

// Generators of domain values, by reflection: every exported field of every
// nested type gets a value, also one that is added tomorrow. Times are what a
// store gives back, whole milliseconds in UTC; the zero time is among them.

// Releases generates releases.
func Releases() *rapid.Generator[workflow.Release] {
	return rapid.Custom(func(t *rapid.T) workflow.Release {
		r := generate[workflow.Release]().Draw(t, "release")
		r.State = rapid.SampledFrom(workflow.States).Draw(t, "state") // another one is no release, and is not read
		r.Revision = rapid.IntRange(1, 1<<31-1).Draw(t, "revision")
		return r
	})
}

// Windows generates windows.
func Windows() *rapid.Generator[workflow.Window] { return generate[workflow.Window]() }

// Streets generates streets.
func Streets() *rapid.Generator[workflow.Street] { return generate[workflow.Street]() }

// Notices generates notices.
func Notices() *rapid.Generator[workflow.Notice] { return generate[workflow.Notice]() }

// Policies generates policies that a document can say: spans of time are not
// below zero, and the working hours are of a day.
func Policies() *rapid.Generator[workflow.Policy] {
	return rapid.Custom(func(t *rapid.T) workflow.Policy {
		p := generate[workflow.Policy]().Draw(t, "policy")
		spans(reflect.ValueOf(&p).Elem())
		p.Hours.From, p.Hours.To = rapid.IntRange(0, 24*60).Draw(t, "from"), rapid.IntRange(0, 24*60).Draw(t, "to")
		for i, d := range p.Hours.Days {
			p.Hours.Days[i] = time.Weekday(uint64(d) % 7)
		}
		return p
	})
}

// spans makes every duration in a value one of at least zero.
func spans(v reflect.Value) {
	switch v.Kind() {
	case reflect.Int64:
		if v.Type() == reflect.TypeFor[time.Duration]() && v.Int() < 0 {
			v.SetInt(-(v.Int() + 1))
		}
	case reflect.Slice:
		for i := range v.Len() {
			spans(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				spans(v.Field(i))
			}
		}
	}
}

func generate[V any]() *rapid.Generator[V] {
	return rapid.MakeCustom[V](rapid.MakeConfig{
		Types: map[reflect.Type]*rapid.Generator[any]{
			reflect.TypeFor[time.Time](): instants().AsAny(),
		},
		Kinds: map[reflect.Kind]*rapid.Generator[any]{
			reflect.Int:    rapid.IntRange(-1<<31, 1<<31-1).AsAny(),
			reflect.String: texts().AsAny(),
		},
	})
}

// instants are between the years 1 and 9999, usually of our time.
func instants() *rapid.Generator[time.Time] {
	return rapid.OneOf(
		rapid.Just(time.Time{}),
		rapid.Custom(func(t *rapid.T) time.Time {
			return time.UnixMilli(rapid.Int64Range(0, 4e12).Draw(t, "ms")).UTC()
		}),
		rapid.Custom(func(t *rapid.T) time.Time {
			return time.UnixMilli(rapid.Int64Range(-62135596800000, 253402300799999).Draw(t, "ms")).UTC()
		}),
	)
}

func texts() *rapid.Generator[string] {
	return rapid.OneOf(rapid.String(), rapid.SampledFrom(Hostile))
}

// full makes a value in which nothing is left at its zero value: every time is
// at, every list has one element.
func full[V any](at time.Time) V {
	var v V
	occupy(reflect.ValueOf(&v).Elem(), at)
	return v
}

// fullPolicy is full, with working hours on a day that there is.
func fullPolicy(at time.Time) workflow.Policy {
	p := full[workflow.Policy](at)
	p.Hours.Days = []time.Weekday{time.Saturday}
	return p
}

// fullRelease is full, in a state that there is.
func fullRelease(at time.Time) workflow.Release {
	r := full[workflow.Release](at)
	r.State = workflow.Live
	return r
}

func occupy(v reflect.Value, at time.Time) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("text")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		occupy(v.Elem(), at)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		occupy(v.Index(0), at)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(at))
			return
		}
		for i := range v.NumField() {
			occupy(v.Field(i), at)
		}
	default:
		panic("no value for a " + v.Type().String())
	}
}

// Hostile holds texts that stores, encoders and queries have been known to
// mangle. Each is valid UTF-8 and has to come back byte for byte.
var Hostile = []string{
	"", " ", "\t\r\n", "\x00", "a\x00b", "\x7f", "\u0085\u2028\u2029", "\ufeff", "\ufffd", "\u200b\u200d\u202e abc",
	"'; DROP TABLE releases; --", `" OR ""="`, "%", "_", "\\", `\u0000`, `\"`, "$where", "$set", "a.b.c", "{$gt: 1}", `{"$numberLong":"1"}`,
	"<!channel> *bold* & <script>", "<@U123>", "&amp;lt;", "null", "true", "0", "-1", "1e400", "NaN", "[]", "{}",
	"é", "e\u0301", "ﷺ", "İ", "ß", "日本語", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "\U0010ffff",
}
