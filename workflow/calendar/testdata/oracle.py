"""Writes oracle.txt.gz: what Python's zoneinfo makes of every quarter hour around
every clock change from 2024 to 2037 in every zone, for TestOracle.

    unzip -q "$(go env GOROOT)/lib/time/zoneinfo.zip" -d DIR
    python3 oracle.py DIR RELEASE < zones.txt

RELEASE is the release of the time zone database in DIR; Go names it in
lib/time/update.bash (DATA). The database must be read from DIR alone, so that
the zones of this machine play no part.

The file has one block per group of zones whose clocks agree:

    zone NAME NAME ...
    change TRANSITION FIRST RUN RUN ...

TRANSITION is the instant of the change, in seconds since 1970; a group without
changes has one line for an ordinary day, with TRANSITION 0. FIRST is the first
local quarter hour, as seconds since 1970 if the clock were UTC. A RUN is COUNT@OFFSET:
so many quarter hours, one after another, whose instant is OFFSET seconds before
what the clock shows; COUNT@OFFSETg where the clock never shows them and the
instant is the first after the gap. A quarter hour that comes twice has its first
instant.
"""
import gzip
import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

UTC = timezone.utc
EPOCH = datetime(1970, 1, 1)
QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)


def offset(zone, unix):
    return int(datetime.fromtimestamp(unix, zone).utcoffset().total_seconds())


def changes(zone):
    """The instants from 2024 to 2037 at which the offset from UTC changes."""
    step = 3 * 3600
    at = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
    end = int(datetime(2038, 1, 1, tzinfo=UTC).timestamp())
    before = offset(zone, at)
    while at < end:
        after = offset(zone, at + step)
        if after != before:
            low, high = at, at + step
            while high - low > 1:
                middle = (low + high) // 2
                if offset(zone, middle) == before:
                    low = middle
                else:
                    high = middle
            yield high
        at, before = at + step, after


def instant(zone, local, change):
    """The first instant at which the clock shows a local time, or jumps over it."""
    at = local.replace(tzinfo=zone).astimezone(UTC)  # fold=0: the first of two
    if at.astimezone(zone).replace(tzinfo=None) == local:
        return int(at.timestamp()), ""
    return change, "g"


def line(zone, change):
    middle = change or int(datetime(2030, 6, 15, 12, tzinfo=UTC).timestamp())
    shown = EPOCH + timedelta(seconds=middle + offset(zone, middle - 1))
    first = shown.replace(minute=0, second=0) - DAY
    runs = []
    for n in range(2 * 96 + 4):
        local = first + n * QUARTER
        at, gap = instant(zone, local, change)
        key = (int((local - EPOCH).total_seconds()) - at, gap)
        if runs and runs[-1][1] == key:
            runs[-1][0] += 1
        else:
            runs.append([1, key])
    text = " ".join(f"{n}@{off}{gap}" for n, (off, gap) in runs)
    return f"change {change} {int((first - EPOCH).total_seconds())} {text}"


def main():
    folder, release = sys.argv[1:]
    zoneinfo.reset_tzpath([folder])
    groups = {}
    for name in sys.stdin.read().split():
        zone = zoneinfo.ZoneInfo(name)
        lines = [line(zone, c) for c in changes(zone)] or [line(zone, 0)]
        groups.setdefault("\n".join(lines), []).append(name)
    text = f"release {release}\n"
    for lines, names in sorted(groups.items(), key=lambda g: g[1]):
        text += "zone " + " ".join(names) + "\n" + lines + "\n"
    with open("oracle.txt.gz", "wb") as f, gzip.GzipFile("", "wb", 9, f, mtime=0) as z:
        z.write(text.encode())


main()
