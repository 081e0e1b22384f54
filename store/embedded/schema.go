package embedded

import (
	"context"
	"database/sql"
	"fmt"
)

// applicationID marks a file as Drumbeat's ("Drmb"), so that a wrong path never
// writes into somebody else's database.
const applicationID = 0x44726d62

// steps leads an empty file to the format of this version, one step for each
// format; a step that was released is never changed again. Instants in columns
// are milliseconds since 1970, in UTC.
var steps = []string{`
CREATE TABLE releases (
	number    INTEGER PRIMARY KEY,
	version   INTEGER NOT NULL,
	origin    TEXT    NOT NULL,
	state     TEXT    NOT NULL,
	open      INTEGER NOT NULL,
	requester TEXT    NOT NULL,
	window    TEXT    NOT NULL,
	waiting   TEXT    NOT NULL, -- the people of the table below, as a JSON array
	owing     INTEGER NOT NULL,
	updated   INTEGER NOT NULL,
	doc       TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX releases_origin         ON releases (origin) WHERE origin <> '';
CREATE INDEX        releases_state          ON releases (state, number);
CREATE INDEX        releases_open           ON releases (number) WHERE open = 1;
CREATE INDEX        releases_requester      ON releases (requester, number, state);
CREATE INDEX        releases_requester_open ON releases (requester, number) WHERE open = 1;
CREATE INDEX        releases_window         ON releases (window, number) WHERE window <> '';
CREATE INDEX        releases_owing          ON releases (updated, number) WHERE owing = 1;

-- The people each release waits for a decision of.
CREATE TABLE waiting (
	person TEXT    NOT NULL,
	number INTEGER NOT NULL,
	PRIMARY KEY (person, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE windows (
	id      TEXT    NOT NULL UNIQUE,
	version INTEGER NOT NULL,
	opens   INTEGER NOT NULL,
	doc     TEXT    NOT NULL
) STRICT;
CREATE INDEX windows_opens ON windows (opens, id);

CREATE TABLE notices (
	id      TEXT    NOT NULL UNIQUE,
	version INTEGER NOT NULL,
	status  TEXT    NOT NULL,
	wake    INTEGER,          -- when to act on it; null: nothing to do
	urgent  INTEGER NOT NULL,
	due     INTEGER NOT NULL,
	done    INTEGER NOT NULL,
	doc     TEXT    NOT NULL
) STRICT;
CREATE INDEX notices_wake ON notices (wake, urgent, due, id) WHERE wake IS NOT NULL;
CREATE INDEX notices_dead ON notices (done, due, id) WHERE status = 'dead';

CREATE TABLE policies (
	version INTEGER PRIMARY KEY,
	doc     TEXT NOT NULL
) STRICT;

-- Written to find out whether the file takes writes.
CREATE TABLE pulse (beat INTEGER NOT NULL) STRICT;
INSERT INTO pulse VALUES (0);
`, `
ALTER TABLE releases ADD COLUMN system TEXT    NOT NULL DEFAULT '';
ALTER TABLE releases ADD COLUMN merged INTEGER NOT NULL DEFAULT 0;
UPDATE releases SET system = coalesce(json_extract(doc, '$.request.system'), ''), merged = coalesce(json_extract(doc, '$.merged_into'), 0);
CREATE INDEX releases_system      ON releases (system, number, state);
CREATE INDEX releases_system_open ON releases (system, number) WHERE open = 1;
CREATE INDEX releases_merged      ON releases (merged, number) WHERE merged <> 0;

CREATE TABLE streets (
	id      TEXT    NOT NULL UNIQUE,
	version INTEGER NOT NULL,
	doc     TEXT    NOT NULL
) STRICT;
`, `
-- Requests that have not gone live yet, in the order of the queue.
CREATE TABLE queue (
	number    INTEGER PRIMARY KEY,
	lane      TEXT    NOT NULL,
	ord       INTEGER NOT NULL,
	system    TEXT    NOT NULL,
	team      TEXT    NOT NULL,
	type      TEXT    NOT NULL,
	bundle    TEXT    NOT NULL,
	requester TEXT    NOT NULL,
	sent      INTEGER NOT NULL
) STRICT;
INSERT INTO queue
	SELECT number, CASE state WHEN 'submitted' THEN 'triage' WHEN 'in_approval' THEN 'decide' WHEN 'scheduled' THEN 'ready' ELSE state END,
		coalesce(json_extract(doc, '$.order'), CAST(round((julianday(json_extract(doc, '$.created_at')) - 2440587.5) * 86400000) AS INTEGER), 0),
		coalesce(json_extract(doc, '$.request.system'), ''), lower(trim(coalesce(json_extract(doc, '$.request.team'), ''))),
		coalesce(json_extract(doc, '$.request.type'), ''), '', requester,
		coalesce(CAST(round((julianday(json_extract(doc, '$.submitted_at')) - 2440587.5) * 86400000) AS INTEGER), 0)
	FROM releases WHERE state IN ('submitted', 'returned', 'in_approval', 'scheduled');
CREATE INDEX queue_order  ON queue (ord, number);
CREATE INDEX queue_lane   ON queue (lane, ord, number);
CREATE INDEX queue_sent   ON queue (lane, type, sent);
CREATE INDEX queue_bundle ON queue (bundle, ord, number) WHERE bundle <> '';

CREATE TABLE drafts (
	person TEXT    NOT NULL PRIMARY KEY,
	saved  INTEGER NOT NULL,
	doc    TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
`, `
-- The releases that each release has to go live after.
CREATE TABLE needs (
	needed INTEGER NOT NULL,
	number INTEGER NOT NULL,
	PRIMARY KEY (needed, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX needs_number ON needs (number);
INSERT OR IGNORE INTO needs SELECT value, number FROM releases, json_each(releases.doc, '$.request.depends_on');
`, `
ALTER TABLE releases ADD COLUMN created INTEGER NOT NULL DEFAULT 0;
UPDATE releases SET created = coalesce(CAST(round((julianday(json_extract(doc, '$.created_at')) - 2440587.5) * 86400000) AS INTEGER), 0);
CREATE INDEX releases_lived ON releases (updated, created);
`}

// prepare brings the file to the format of this version, or says in a sentence
// why it will not touch it. Two processes that start at once do it once.
func prepare(ctx context.Context, conn *sql.Conn, path string) error {
	done, err := known(ctx, conn, path)
	if err != nil {
		return err
	}
	if err := logAhead(ctx, conn); err != nil {
		return fmt.Errorf("setting the journal of %s: %w", path, err)
	}
	if done {
		return nil
	}
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("preparing %s: %w", path, err)
	}
	err = upgrade(ctx, conn, path)
	if err == nil {
		_, err = conn.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		// The failure is what counts; a rollback that fails too is undone by closing.
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	}
	return err
}

func upgrade(ctx context.Context, conn *sql.Conn, path string) error {
	if done, err := known(ctx, conn, path); err != nil || done {
		return err
	}
	var format int
	if err := conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&format); err != nil {
		return fmt.Errorf("reading the format of %s: %w", path, err)
	}
	for i, step := range steps[format:] {
		if _, err := conn.ExecContext(ctx, step); err != nil {
			return fmt.Errorf("bringing %s to format %d: %w", path, format+i+1, err)
		}
	}
	mark := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(steps))
	if _, err := conn.ExecContext(ctx, mark); err != nil {
		return fmt.Errorf("marking %s as format %d: %w", path, len(steps), err)
	}
	return nil
}

// known tells whether the file has the format of this version already. It
// refuses a newer one and a database of another program.
func known(ctx context.Context, conn *sql.Conn, path string) (bool, error) {
	// One statement, so that the three answers are of one moment: another process
	// may be preparing the file just now.
	var owner, format, tables int
	err := conn.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)`).Scan(&owner, &format, &tables)
	if err != nil {
		return false, fmt.Errorf("%s cannot be read as a database: %w", path, err)
	}
	if owner != applicationID {
		if tables > 0 || owner != 0 || format != 0 {
			return false, fmt.Errorf("%s is the database of another program; name a file of Drumbeat's own, or one that does not exist yet", path)
		}
		return false, nil
	}
	if format > len(steps) {
		return false, fmt.Errorf("%s was written by a newer Drumbeat (format %d; this one knows formats up to %d); start the newer version, or bring back a backup from before", path, format, len(steps))
	}
	return format == len(steps), nil
}

// logAhead has the file keep a write-ahead log, which stays with it. SQLite
// does not wait where another process is changing that at the same moment; so the
// other one's lock is waited for, and then there is usually nothing left to do.
func logAhead(ctx context.Context, conn *sql.Conn) error {
	var err error
	for range 20 {
		if _, err = conn.ExecContext(ctx, "PRAGMA journal_mode = wal"); !busy(err) {
			return err
		}
		if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE; ROLLBACK"); err != nil && !busy(err) {
			return err
		}
	}
	return err
}
