// The markdown block: standard Markdown, as far as Slack's own block goes: headings, lists in lists,
// tasks, tables, quotes, code, rules and the inline marks.

import { el } from './dom.js';
import { linkNode, plain } from './text.js';

// markdown renders standard Markdown.
export function markdown(source) {
  const lines = String(source ?? '').replace(/\r/g, '').replace(/\t/g, '    ').split('\n');
  const out = [];
  for (let i = 0; i < lines.length;) {
    const [node, used] = blockAt(lines, i);
    if (node) out.push(node);
    i += used;
  }
  return out;
}

const FENCE = /^ {0,3}(```+|~~~+)\s*([\w+-]*)\s*$/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^ {0,3}([-*_])(\s*\1){2,}\s*$/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const QUOTE = /^ {0,3}>\s?/;
const DIVISION = /^\s*\|?(\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*$/;

function blockAt(lines, i) {
  const line = lines[i];
  let m;
  if (!line.trim()) return [null, 1];
  if ((m = FENCE.exec(line))) return fence(lines, i, m[1]);
  if ((m = HEADING.exec(line))) return [el(m[1].length > 2 ? 'h3' : 'h2', { class: `md-${m[1].length}` }, inline(m[2])), 1];
  if (RULE.test(line)) return [el('hr'), 1];
  if (isTable(lines, i)) return table(lines, i);
  if (ITEM.test(line)) return list(lines, i);
  if (QUOTE.test(line)) {
    const run = runOf(lines, i, (l) => QUOTE.test(l));
    return [el('blockquote', {}, markdown(run.map((l) => l.replace(QUOTE, '')).join('\n'))), run.length];
  }
  const run = runOf(lines, i, (l, n) => n === i || (l.trim() && !FENCE.test(l) && !HEADING.test(l) && !QUOTE.test(l) && !ITEM.test(l) && !RULE.test(l)));
  return [el('p', {}, run.flatMap((l, n) => (n ? [el('br'), inline(l.trim())] : inline(l.trim())))), run.length];
}

function runOf(lines, i, goes) {
  let n = i;
  while (n < lines.length && goes(lines[n], n)) n += 1;
  return lines.slice(i, n);
}

function fence(lines, i, mark) {
  const end = lines.findIndex((l, n) => n > i && l.trim().startsWith(mark));
  const stop = end < 0 ? lines.length : end;
  return [el('pre', { text: lines.slice(i + 1, stop).join('\n'), tabindex: 0 }), stop - i + 1];
}

// list takes the items of one depth; what is further in belongs to the item above it.
function list(lines, i) {
  const [, indent, mark] = ITEM.exec(lines[i]);
  const depth = indent.length;
  const ordered = /\d/.test(mark);
  const items = [];
  let n = i;
  for (; n < lines.length; n += 1) {
    const m = ITEM.exec(lines[n]);
    const deeper = /^ */.exec(lines[n])[0].length > depth;
    if (m && m[1].length <= depth) {
      if (m[1].length < depth || /\d/.test(m[2]) !== ordered) break;
      items.push([m[3]]);
    } else if (deeper && lines[n].trim()) items[items.length - 1].push(lines[n]);
    else if (lines[n].trim() || !ITEM.test(lines[n + 1] || '')) break;
  }
  const start = ordered ? parseInt(mark, 10) : 1;
  return [el(ordered ? 'ol' : 'ul', { start: start === 1 ? null : start }, items.map(item)), n - i];
}

function item([first, ...rest]) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(first);
  const words = task ? [el('input', { type: 'checkbox', disabled: true, checked: task[1] !== ' ', 'aria-label': task[1] === ' ' ? 'To do' : 'Done' }), ' ', inline(task[2])] : inline(first);
  const least = Math.min(...rest.map((l) => /^ */.exec(l)[0].length));
  return el('li', { class: task ? 'task-item' : null }, words, rest.length ? markdown(rest.map((l) => l.slice(least)).join('\n')) : null);
}

const cells = (line) => line.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((c) => c.trim().replaceAll('\\|', '|'));

function isTable(lines, i) {
  return lines[i].includes('|') && DIVISION.test(lines[i + 1] || '') && lines[i + 1].includes('-') && cells(lines[i]).length === cells(lines[i + 1]).length;
}

function table(lines, i) {
  const head = cells(lines[i]);
  const align = cells(lines[i + 1]).map((c) => (c.endsWith(':') ? (c.startsWith(':') ? 'center' : 'right') : 'left'));
  const rows = runOf(lines, i + 2, (l) => l.includes('|')).map(cells);
  const row = (tag, words) => el('tr', {}, head.map((_, n) => el(tag, { scope: tag === 'th' ? 'col' : null, style: { 'text-align': align[n] } }, inline(words[n] || ''))));
  return [el('div', { class: 'table', tabindex: 0, role: 'group', 'aria-label': 'Table' }, el('table', {}, el('thead', {}, row('th', head)), el('tbody', {}, rows.map((r) => row('td', r))))), rows.length + 2];
}

const INLINE = /\\([\\`*_{}[\]()#+\-.!~|<>])|(`+)(.+?)\2|\*\*(.+?)\*\*|__(.+?)__|\*(\S(?:.*?\S)?)\*|(?<![\p{L}\p{N}])_(\S(?:.*?\S)?)_(?![\p{L}\p{N}])|~~(.+?)~~|!?\[([^\]]+)\]\(([^()\s]+)(?:\s+"[^"]*")?\)|<?(https?:\/\/[^\s<>()]+[^\s<>().,;:!?])>?/u;

function inline(text) {
  const out = [];
  let rest = text;
  for (let m = INLINE.exec(rest); m; m = INLINE.exec(rest)) {
    if (m.index) out.push(plain(rest.slice(0, m.index)));
    out.push(marked(m));
    rest = rest.slice(m.index + m[0].length);
  }
  if (rest) out.push(plain(rest));
  return out;
}

function marked([, escaped, , code, bold, bolder, italic, slanted, strike, words, url, address]) {
  if (escaped) return escaped;
  if (code !== undefined) return el('code', { text: code });
  if (bold ?? bolder) return el('strong', {}, inline(bold ?? bolder));
  if (italic ?? slanted) return el('em', {}, inline(italic ?? slanted));
  if (strike) return el('s', {}, inline(strike));
  return words ? linkNode(url, inline(words)) : linkNode(address, [address]);
}
