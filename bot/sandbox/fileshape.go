package sandbox

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// thumbs are the widths of the smaller pictures that Slack offers. Here every
// one of their URLs gives the picture itself.
var (
	squareThumbs = []int{64, 80, 160}
	fittedThumbs = []int{360, 480, 720, 800, 960, 1024}
)

// filesFor are files as messages carry them.
func filesFor(list []*file) []object {
	out := []object{}
	for _, f := range list {
		out = append(out, f.object())
	}
	return out
}

// object is a file in Slack's shape.
func (f *file) object() object {
	if f.mode == fileTombstone || f.mode == fileForgotten {
		return object{"id": f.id, "mode": f.mode, "name": nil, "title": nil}
	}
	link := f.base + "/files/" + f.id + "/" + url.PathEscape(f.name)
	title := f.title
	if title == "" {
		title = f.name
	}
	o := object{
		"id": f.id, "created": f.created, "timestamp": f.created, "name": f.name, "title": title, "mimetype": f.kind.mimetype, "filetype": f.kind.filetype,
		"pretty_type": f.kind.pretty, "user": f.owner, "user_team": f.team, "editable": f.mode == fileSnippet, "size": f.length, "mode": f.mode, "is_external": false,
		"external_type": "", "is_public": f.public(), "public_url_shared": false, "display_as_bot": false, "username": "", "url_private": link,
		"url_private_download": link + "?download=1", "permalink": link, "media_display_type": f.display(), "has_rich_preview": false, "file_access": "visible",
	}
	if f.alt != "" {
		o["alt_txt"] = f.alt
	}
	if f.width > 0 {
		f.addThumbs(o, link)
	}
	return o
}

func (f *file) display() string {
	switch kind, _, _ := strings.Cut(f.kind.mimetype, "/"); kind {
	case "image", "video", "audio":
		return kind
	}
	return "unknown"
}

func (f *file) addThumbs(o object, link string) {
	o["original_w"], o["original_h"] = f.width, f.height
	for _, side := range squareThumbs {
		o["thumb_"+strconv.Itoa(side)] = link + "?thumb=" + strconv.Itoa(side)
	}
	for _, side := range fittedThumbs {
		if side > fittedThumbs[0] && side > max(f.width, f.height) {
			break
		}
		name := "thumb_" + strconv.Itoa(side)
		scale := min(1, float64(side)/float64(max(f.width, f.height)))
		o[name], o[name+"_w"], o[name+"_h"] = link+"?thumb="+strconv.Itoa(side), max(1, int(float64(f.width)*scale)), max(1, int(float64(f.height)*scale))
	}
}

func (f *file) public() bool {
	return slices.ContainsFunc(f.shares, func(sh share) bool { return sh.channel.kind == kindPublic })
}

// wholeFile is a file as files.info gives it, with where it was shared.
func (s *Server) wholeFile(f *file) object {
	o := f.object()
	channels, groups, ims := []string{}, []string{}, []string{}
	public, private := object{}, object{}
	for _, sh := range f.shares {
		list, into := &channels, public
		switch sh.channel.kind {
		case kindPrivate:
			list, into = &groups, private
		case kindIM, kindMPIM:
			list, into = &ims, private
		}
		if !slices.Contains(*list, sh.channel.id) {
			*list = append(*list, sh.channel.id)
		}
		one := object{"ts": sh.ts, "channel_name": sh.channel.name, "team_id": f.team, "share_user_id": f.owner, "reply_users": []string{}, "reply_users_count": 0, "reply_count": 0}
		if m := sh.channel.byTS[sh.ts]; m != nil {
			one["reply_users"], one["reply_users_count"], one["reply_count"] = orEmpty(slices.Clone(m.replyUsers)), len(m.replyUsers), len(m.replies)
			if m.threadTS != "" {
				one["thread_ts"] = m.threadTS
			}
		}
		before, _ := into[sh.channel.id].([]any)
		into[sh.channel.id] = append(before, one)
	}
	shares := object{}
	for name, where := range map[string]object{"public": public, "private": private} {
		if len(where) > 0 {
			shares[name] = where
		}
	}
	o["channels"], o["groups"], o["ims"], o["shares"], o["comments_count"] = channels, groups, ims, shares, 0
	return o
}
