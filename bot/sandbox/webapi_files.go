package sandbox

import (
	"slices"
	"strconv"
)

// files.info, files.list and files.delete.

// fileArg finds the file that an app names and may see.
func (c *call) fileArg() (*file, error) {
	id := c.args.text("file")
	if id == "" {
		return nil, missingField("file")
	}
	f := c.s.st.files[id]
	switch {
	case f == nil || !f.done || !c.app.seesFile(f):
		return nil, refusal("file_not_found").because("there is no file " + id + " that the app can see")
	case f.mode == fileTombstone:
		return nil, refusal("file_deleted").because("the file " + id + " was deleted")
	}
	return f, nil
}

func filesInfo(c *call) (object, error) {
	f, err := c.fileArg()
	if err != nil {
		return nil, err
	}
	return object{"file": c.s.wholeFile(f), "comments": []any{}, "response_metadata": object{"next_cursor": ""}}, nil
}

// fileGroups are the values of the types argument of files.list.
var fileGroups = []string{"all", "spaces", "snippets", "images", "gdocs", "zips", "pdfs"}

// filesList pages by number, as the oldest of Slack's methods do.
func filesList(c *call) (object, error) {
	var from, to string
	for name, at := range map[string]*string{"ts_from": &from, "ts_to": &to} {
		if *at = c.args.text(name); *at != "" && !tsPattern.MatchString(*at) {
			return nil, badArgument("must be a timestamp", "/"+name)
		}
	}
	if id := c.args.text("user"); id != "" && c.s.st.userByID[id] == nil {
		return nil, refusal("user_not_found").because("there is no user " + id)
	}
	if id := c.args.text("channel"); id != "" && !c.seesChannel(c.s.st.channelBy[id]) {
		return nil, refusal("channel_not_found").because("there is no conversation " + id + " that the bot can see")
	}
	for _, kind := range c.args.list("types") {
		if !slices.Contains(fileGroups, kind) {
			return nil, refusal("unknown_type").because(kind + " is no type of files.list")
		}
	}
	count, okCount := c.args.number("count", 100)
	page, okPage := c.args.number("page", 1)
	if !okCount || !okPage || count < 1 || count > maxPage+1 || page < 1 {
		return nil, badArgument("count must be between 1 and 1000, page at least 1", "/count")
	}
	var all []*file
	for _, id := range slices.Backward(c.s.st.fileOrder) {
		f := c.s.st.files[id]
		if f.there() && c.app.seesFile(f) && c.wantsFile(f) && within(strconv.FormatInt(f.created, 10), from, to, true) {
			all = append(all, f)
		}
	}
	pages := (len(all) + count - 1) / count
	start := min(len(all), (min(page, pages+1)-1)*count)
	out := []object{}
	for _, f := range all[start:min(len(all), start+count)] {
		out = append(out, c.s.wholeFile(f))
	}
	return object{"files": out, "paging": object{"count": count, "total": len(all), "page": page, "pages": pages}}, nil
}

// wantsFile holds a file against the user, channel and types arguments.
func (c *call) wantsFile(f *file) bool {
	if id := c.args.text("user"); id != "" && id != f.owner {
		return false
	}
	if id := c.args.text("channel"); id != "" && !slices.ContainsFunc(f.shares, func(sh share) bool { return sh.channel.id == id }) {
		return false
	}
	types := c.args.list("types")
	if len(types) == 0 || slices.Contains(types, "all") {
		return true
	}
	group := ""
	switch {
	case f.display() == "image":
		group = "images"
	case f.mode == fileSnippet:
		group = "snippets"
	case f.kind.filetype == "pdf":
		group = "pdfs"
	case f.kind.filetype == "zip":
		group = "zips"
	}
	return slices.Contains(types, group)
}

// filesDelete deletes a file of the app's own. Messages keep a tombstone of it.
func filesDelete(c *call) (object, error) {
	f, err := c.fileArg()
	switch {
	case err != nil:
		return nil, err
	case f.app != c.app:
		return nil, refusal("cant_delete_file").because("a bot deletes only its own files")
	}
	shares := slices.Clone(f.shares)
	c.s.st.dropFile(f, fileTombstone)
	for _, sh := range shares {
		if m := sh.channel.byTS[sh.ts]; m != nil {
			c.s.publishMessage(EventMessageChanged, m)
		}
		c.s.fileEvents("file_deleted", f, sh.channel, c.app.cfg.BotUserID)
	}
	return object{}, nil
}

// seesChannel reports whether the app may know of a conversation.
func (c *call) seesChannel(ch *channel) bool {
	return ch != nil && ch.canSee(c.app.cfg.BotUserID)
}
