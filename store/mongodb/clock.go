package mongodb

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// Clock asks the primary, or the mongos, what time it is there: the field
// localTime of its answer to hello, in milliseconds
// (https://www.mongodb.com/docs/manual/reference/command/hello/). Zero where a
// server does not tell, or does not know the command.
func (h health) Clock(ctx context.Context) (time.Time, error) {
	if err := ended(ctx); err != nil {
		return time.Time{}, err
	}
	says, err := h.s.client.Database("admin").RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Raw()
	var refusal mongo.CommandError
	switch {
	case err == nil:
		at, _ := says.Lookup("localTime").TimeOK()
		return at.UTC(), nil
	case errors.As(err, &refusal) && verdictOn(err) == refused:
		return time.Time{}, nil
	}
	return time.Time{}, away("clock", err)
}
