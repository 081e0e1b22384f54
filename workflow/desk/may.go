package desk

import "context"

// May tells whether a command could be run now, as far as that can be known
// before its reason or its form is given: it returns the error that [Desk.Do]
// would refuse the release, the revision or the person with. A form that asks
// for a reason is not opened for who may not give one.
func (d *Desk) May(ctx context.Context, cmd Command) error {
	b, err := d.bench(ctx)
	if err != nil {
		return err
	}
	r, err := d.store.Releases.Get(ctx, cmd.Release)
	if err != nil {
		return d.notFound(err, cmd.Release)
	}
	cmd.Reason = "given later"
	return d.allowed(ctx, b, &r, cmd)
}
