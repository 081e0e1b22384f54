package deliver

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/bot/chart"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// A picture is uploaded to Slack before the message that shows it is sent, and is
// shown by a block of that message. So the message is still one call, with the id
// of its notice in it, and is told once like every other; what an attempt that
// was cut off has uploaded belongs to nobody and is seen by nobody. Without its
// picture a message is complete: its figures are in it as text. It waits for Slack
// to take the picture for a few tries, no longer.

// picture is drawn from figures, and shown below the first block of a message.
type picture struct {
	chart      chart.Chart
	title, alt string
}

const (
	pictureName   = "metrics.png"
	pictureTries  = 4               // of a message, while Slack does not take its picture
	pictureWait   = 3 * time.Second // until Slack has looked at what was uploaded
	pictureMost   = 1000            // uploaded and not shown yet; forgetting one uploads it again
	picturesGiven = "-"             // in the place of a file: it goes without
)

// illustrate uploads the picture of a message, where it has one, and puts it into
// the message. ok is false where the message is to be sent later.
func (p *pass) illustrate(ctx context.Context, s *sending) (ok, goOn bool) {
	d, pic := p.d, s.content.picture
	if pic == nil {
		return true, true
	}
	id := d.pictureOf(s.notice.ID)
	if id == "" {
		var err error
		if id, err = d.upload(ctx, pic); err != nil {
			var limited *slack.RateLimitedError
			var refused slack.SlackErrorResponse
			tried := s.notice.Delivery.Attempts + 1
			switch {
			case errors.As(err, &limited) && tried < mostRefusals:
				return false, p.refuse(ctx, s, limited.RetryAfter, "picture: ratelimited")
			case errors.As(err, &refused):
				d.sayOnce("slack does not take pictures; messages go without", refused.Err)
			case tried < pictureTries:
				return false, p.refuse(ctx, s, backOff(s.notice.ID, tried), "picture: not uploaded")
			}
			id = picturesGiven
		}
		d.keepPicture(s.notice.ID, id)
	}
	if id == picturesGiven {
		return true, true
	}
	s.pictured = true
	blocks := s.content.message.Blocks
	s.content.message.Blocks = slices.Insert(slices.Clone(blocks), min(1, len(blocks)), render.Picture(id, pic.title, pic.alt))
	return true, true
}

// unpictured treats a message that Slack refused with its picture in it: Slack
// answers so too while it has not looked at the picture yet.
func (p *pass) unpictured(ctx context.Context, s *sending) bool {
	if s.notice.Delivery.Attempts >= pictureTries {
		p.d.keepPicture(s.notice.ID, picturesGiven)
	}
	return p.refuse(ctx, s, pictureWait, "picture: not ready")
}

// upload gives Slack a picture, for the bot alone as yet.
func (d *Deliverer) upload(ctx context.Context, pic *picture) (id string, err error) {
	data := chart.PNG(pic.chart)
	ctx, cancel := d.bounded(ctx)
	defer cancel()
	file, err := d.o.API.UploadFileContext(ctx, slack.UploadFileParameters{
		Filename: pictureName, Title: pic.title, AltTxt: pic.alt, FileSize: len(data), Reader: bytes.NewReader(data)})
	if err != nil {
		return "", err
	}
	return file.ID, nil
}

func (d *Deliverer) pictureOf(notice string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.pictures[notice]
}

func (d *Deliverer) keepPicture(notice, id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.pictures == nil || len(d.pictures) >= pictureMost {
		d.pictures = map[string]string{}
	}
	d.pictures[notice] = id
}

// metrics writes the figures that somebody asked for, with their picture.
func (c *composer) metrics(ctx context.Context, loc workflow.Locale, n *workflow.Notice) (content, error) {
	v, err := action.ParseMetrics(n.About)
	if err != nil {
		return content{moot: "what was asked for cannot be read"}, nil
	}
	f, err := c.desk.Metrics(ctx, v)
	if err != nil {
		return content{}, err
	}
	return content{message: render.Chart(loc, f), picture: pictureOf(loc, f)}, nil
}

// digest writes what the operations meeting looks at, with a picture.
func (c *composer) digest(ctx context.Context, loc workflow.Locale, n *workflow.Notice) (content, error) {
	f, err := c.desk.Digest(ctx, n.Due)
	if err != nil {
		return content{}, err
	}
	if f.Empty() {
		return content{moot: "nothing happened, and nothing is to come"}, nil
	}
	return content{message: render.Digest(loc, f), picture: pictureOf(loc, f.MetricsFacts)}, nil
}

// pictureOf is the picture of figures; none where there is nothing to draw.
func pictureOf(loc workflow.Locale, f workflow.MetricsFacts) *picture {
	if f.This.Live+f.Before.Live == 0 {
		return nil
	}
	return &picture{chart: render.ChartOf(loc, f), title: render.ChartTitle(loc, f), alt: render.ChartAlt(loc, f)}
}
