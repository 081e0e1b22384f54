// Slack's message markup, parsed into a small tree. Pure: no page, no clock, no names; text.js
// turns the tree into nodes. Nodes are {t: kind, ...}:
//   text {s} · bold|italic|strike|quote {c: children} · code|pre {s} · br
//   user|group|channel {id, label} · broadcast {range} · link {url, c} · date {unix, format, url, fallback} · emoji {name}

const WRAPS = { '*': 'bold', _: 'italic', '~': 'strike' };
const WORD = /[\p{L}\p{N}]/u;

// parse reads mrkdwn. verbatim: bare addresses and bare @here stay plain, as in Slack.
export function parse(text, verbatim = false) {
  const out = [];
  // Odd pieces are what stood between a pair of fences; a fence without a partner is text.
  const pieces = String(text ?? '').split('```');
  if (pieces.length % 2 === 0) pieces.splice(-2, 2, pieces.slice(-2).join('```'));
  pieces.forEach((piece, i) => {
    if (i % 2 === 1) {
      out.push({ t: 'pre', s: unescape(piece.replace(/^\n|\n$/g, '')) });
      return;
    }
    let part = piece;
    if (i > 0) part = part.replace(/^\n/, '');
    if (i < pieces.length - 1) part = part.replace(/\n$/, '');
    if (part !== '') out.push(...lines(part, verbatim));
  });
  return out;
}

const QUOTE = /^(?:&gt;|>)(?!&gt;|>) ?/;
const QUOTE_REST = /^(?:&gt;|>){3} ?/;

function lines(text, verbatim) {
  const all = text.split('\n');
  const out = [];
  let open = true; // no line break is owed yet: at the start, and after a quote
  for (let i = 0; i < all.length; i += 1) {
    const rest = QUOTE_REST.test(all[i]);
    if (!rest && !QUOTE.test(all[i])) {
      if (!open) out.push({ t: 'br' });
      out.push(...inline(all[i], verbatim));
      open = false;
      continue;
    }
    const quoted = rest ? [all[i].replace(QUOTE_REST, ''), ...all.slice(i + 1)] : [];
    while (!rest && i < all.length && QUOTE.test(all[i])) { quoted.push(all[i].replace(QUOTE, '')); i += 1; }
    out.push({ t: 'quote', c: quoted.flatMap((line, n) => [...(n ? [{ t: 'br' }] : []), ...inline(line, verbatim)]) });
    if (rest) return out;
    i -= 1;
    open = true;
  }
  return out;
}

// inline parses one line: formatting never crosses a line break.
function inline(s, verbatim) {
  const out = [];
  const dead = new Set(); // marks that nothing closes from here on: looking once is enough
  let plain = '';
  const push = (node) => {
    if (plain) out.push(...bare(plain, verbatim));
    plain = '';
    if (node) out.push(node);
  };
  for (let i = 0; i < s.length;) {
    const hit = token(s, i, verbatim, dead);
    if (hit) {
      push(hit.node);
      i = hit.end;
    } else {
      plain += s[i];
      i += 1;
    }
  }
  push(null);
  return out;
}

// token recognises what starts at i, if anything does.
function token(s, i, verbatim, dead) {
  const ch = s[i];
  if (ch === '<') return angle(s, i);
  if (ch === '`') return code(s, i);
  if (ch === ':') return emoji(s, i);
  if (WRAPS[ch] && !dead.has(ch)) return wrap(s, i, verbatim, dead);
  return null;
}

function code(s, i) {
  const end = s.indexOf('`', i + 1);
  if (end <= i + 1) return null;
  return { node: { t: 'code', s: unescape(s.slice(i + 1, end)) }, end: end + 1 };
}

function emoji(s, i) {
  const m = /^:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?/.exec(s.slice(i, i + 120));
  if (!m || !/[a-z+-]/.test(m[1])) return null; // 10:30:00 is a time, not an emoji
  return { node: { t: 'emoji', name: m[1] }, end: i + m[0].length };
}

// wrap finds *bold*, _italic_ and ~strike~: the marks hug their words from outside.
function wrap(s, i, verbatim, dead) {
  const mark = s[i];
  if (i > 0 && WORD.test(s[i - 1])) return null;
  if (i + 1 >= s.length || /\s/.test(s[i + 1]) || s[i + 1] === mark) return null;
  for (let j = i + 1; j < s.length; j += 1) {
    if (s[j] === '<') {
      const end = s.indexOf('>', j);
      if (end > 0) j = end;
    } else if (s[j] === '`') {
      const end = s.indexOf('`', j + 1);
      if (end > 0) j = end;
    } else if (s[j] === mark && !/\s/.test(s[j - 1]) && !(j + 1 < s.length && WORD.test(s[j + 1]))) {
      return { node: { t: WRAPS[mark], c: inline(s.slice(i + 1, j), verbatim) }, end: j + 1 };
    }
  }
  dead.add(mark);
  return null;
}

// angle reads <...>: a mention, a link or a date. What is none of them stays as it was typed.
function angle(s, i) {
  const close = s.indexOf('>', i);
  if (close < 0) return null;
  const body = s.slice(i + 1, close);
  const bar = body.indexOf('|');
  const head = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? '' : body.slice(bar + 1);
  const node = mention(head, label) || link(head, label);
  return node && { node, end: close + 1 };
}

function mention(head, label) {
  let m;
  if ((m = /^@([A-Z0-9]+)$/.exec(head))) return { t: 'user', id: m[1], label: unescape(label) };
  if ((m = /^#([A-Z0-9]+)$/.exec(head))) return { t: 'channel', id: m[1], label: unescape(label) };
  if ((m = /^!subteam\^([A-Z0-9]+)$/.exec(head))) return { t: 'group', id: m[1], label: unescape(label) };
  if ((m = /^!(here|channel|everyone)$/.exec(head))) return { t: 'broadcast', range: m[1] };
  if ((m = /^!date\^(-?\d+)\^([^^]*)(?:\^(.*))?$/.exec(head))) {
    return { t: 'date', unix: Number(m[1]), format: unescape(m[2]), url: m[3] || '', fallback: unescape(label) };
  }
  return null;
}

function link(head, label) {
  const url = unescape(head);
  if (/\s/.test(url) || !/^(https?:\/\/|mailto:|tel:)/i.test(url)) return null;
  const shown = url.replace(/^(mailto|tel):/i, '');
  return { t: 'link', url, c: [{ t: 'text', s: label ? unescape(label) : shown }] };
}

const BARE = /https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)'"\]]|@(?:here|channel|everyone)\b/g;

// bare finds what Slack links without being asked: addresses and @here. Text that says verbatim is left alone.
function bare(s, verbatim) {
  const text = (part) => ({ t: 'text', s: unescape(part) });
  if (verbatim) return [text(s)];
  const out = [];
  let from = 0;
  for (const m of s.matchAll(BARE)) {
    if (m.index > 0 && WORD.test(s[m.index - 1])) continue;
    if (m.index > from) out.push(text(s.slice(from, m.index)));
    const url = unescape(m[0]);
    out.push(url[0] === '@' ? { t: 'broadcast', range: url.slice(1) } : { t: 'link', url, c: [{ t: 'text', s: url }] });
    from = m.index + m[0].length;
  }
  if (from < s.length) out.push(text(s.slice(from)));
  return out;
}

// unescape undoes the three escapes of Slack's text, and no other.
export function unescape(s) {
  return s.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>' }[name]));
}
