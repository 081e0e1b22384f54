// Times as the acting person reads them: in that person's zone, by the sandbox's clock. The Go
// driver (package people) writes the same words; a shared table of examples holds both to it.

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const formats = new Map();

// wall gives the reading of the clock on the wall of a zone at a Unix time in seconds.
export function wall(unix, tz) {
  const zone = validZone(tz);
  if (!formats.has(zone)) {
    formats.set(zone, new Intl.DateTimeFormat('en-GB', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
      hour: 'numeric', minute: 'numeric', second: 'numeric',
    }));
  }
  const w = {};
  for (const part of formats.get(zone).formatToParts(Math.floor(unix) * 1000)) w[part.type] = Number(part.value);
  // Days since the epoch on that wall: comparing and naming days needs no zone any more.
  w.dayNumber = Math.round(Date.UTC(w.year, w.month - 1, w.day) / 86400000);
  w.weekday = DAYS[(((w.dayNumber + 4) % 7) + 7) % 7];
  w.monthName = MONTHS[w.month - 1];
  return w;
}

function validZone(tz) {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: tz });
    return tz || 'UTC';
  } catch {
    return 'UTC';
  }
}

const two = (n) => String(n).padStart(2, '0');

export const hhmm = (unix, tz) => { const w = wall(unix, tz); return `${two(w.hour)}:${two(w.minute)}`; };
export const dayNumber = (unix, tz) => wall(unix, tz).dayNumber;

// shortStamp is the form of the clock bar: "Tue 24 Nov 2026, 06:00".
export function shortStamp(unix, tz) {
  const w = wall(unix, tz);
  return `${w.weekday.slice(0, 3)} ${w.day} ${w.monthName.slice(0, 3)} ${w.year}, ${two(w.hour)}:${two(w.minute)}`;
}

// dayTitle heads the messages of one day.
export function dayTitle(unix, tz, now) {
  const w = wall(unix, tz);
  const full = `${w.weekday} ${w.day} ${w.monthName}` + (w.year === wall(now, tz).year ? '' : ` ${w.year}`);
  const near = nearDay(w, wall(now, tz));
  return near ? `${near[0].toUpperCase()}${near.slice(1)}, ${full}` : full;
}

function nearDay(w, today) {
  return { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' }[w.dayNumber - today.dayNumber] || '';
}

// Slack leaves the year out of dates within six months of now.
function farAway(unix, now) {
  return Math.abs(unix - now) > 183 * 86400;
}

// TOKENS maps each date token of Slack's date markup to its words.
const TOKENS = {
  date_num: (w) => `${w.year}-${two(w.month)}-${two(w.day)}`,
  date_slash: (w) => `${two(w.day)}/${two(w.month)}/${w.year}`,
  date: (w, year) => `${w.day} ${w.monthName}${year}`,
  date_short: (w, year) => `${w.day} ${w.monthName.slice(0, 3)}${year}`,
  date_long: (w, year) => `${w.weekday} ${w.day} ${w.monthName}${year}`,
  date_long_full: (w) => `${w.weekday} ${w.day} ${w.monthName} ${w.year}`,
  time: (w) => `${two(w.hour)}:${two(w.minute)}`,
  time_secs: (w) => `${two(w.hour)}:${two(w.minute)}:${two(w.second)}`,
};

// formatDate fills the tokens of a date's format for a reader in a zone.
export function formatDate(unix, format, tz, now) {
  const w = wall(unix, tz);
  const today = wall(now, tz);
  const year = farAway(unix, now) ? ` ${w.year}` : '';
  return format.replace(/\{([a-z_]+)\}/g, (whole, token) => {
    if (token === 'ago') return ago(unix, now);
    if (token === 'day_divider_pretty') return nearDay(w, today) || TOKENS.date_long(w, year);
    const plain = token.endsWith('_pretty') ? token.slice(0, -7) : token;
    if (!TOKENS[plain]) return whole;
    return (plain !== token && nearDay(w, today)) || TOKENS[plain](w, year);
  });
}

// ago says how long before or after now something is, in its largest whole unit.
export function ago(unix, now) {
  const seconds = Math.floor(now) - Math.floor(unix);
  const size = Math.abs(seconds);
  if (size < 60) return seconds < 0 ? 'in a moment' : 'a moment ago';
  const [unit, length] = size < 3600 ? ['minute', 60] : size < 86400 ? ['hour', 3600] : ['day', 86400];
  const n = Math.floor(size / length);
  const words = `${n} ${unit}${n === 1 ? '' : 's'}`;
  return seconds < 0 ? `in ${words}` : `${words} ago`;
}

// toWall and fromWall translate between Unix time and the value of a datetime-local field.
export function toWall(unix, tz) {
  const w = wall(unix, tz);
  return `${w.year}-${two(w.month)}-${two(w.day)}T${two(w.hour)}:${two(w.minute)}`;
}

// fromWall finds the moment at which the wall clock of the zone shows the value. A time that the
// zone skips becomes the first moment after the gap; of a repeated one it is the first.
export function fromWall(value, tz) {
  const m = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(value);
  if (!m) return NaN;
  const naive = Date.UTC(+m[1], +m[2] - 1, +m[3], +m[4], +m[5]) / 1000;
  const reading = (unix) => { const w = wall(unix, tz); return Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute) / 1000; };
  const offsets = [naive - 86400, naive + 86400].map((t) => reading(t) - t);
  const hits = offsets.map((o) => naive - o).filter((t) => reading(t) === naive);
  return hits.length ? Math.min(...hits) : naive - Math.min(...offsets);
}
