// The markdown block: headings, lists, quotes, code and the inline marks that release notes use.

import { el } from './dom.js';
import { linkNode } from './text.js';

// markdown renders standard Markdown, as far as Slack's own markdown block goes.
export function markdown(source) {
  const lines = String(source ?? '').replace(/\r/g, '').split('\n');
  const out = [];
  for (let i = 0; i < lines.length;) {
    const [node, used] = blockAt(lines, i);
    if (node) out.push(node);
    i += used;
  }
  return out;
}

function blockAt(lines, i) {
  const line = lines[i];
  let m;
  if (!line.trim()) return [null, 1];
  if (/^```/.test(line)) {
    const end = lines.findIndex((l, n) => n > i && /^```/.test(l));
    const stop = end < 0 ? lines.length : end;
    return [el('pre', { text: lines.slice(i + 1, stop).join('\n'), tabindex: 0 }), stop - i + 1];
  }
  if ((m = /^(#{1,6})\s+(.*)$/.exec(line))) return [el('h3', { class: m[1].length > 2 ? 'small' : '' }, inline(m[2])), 1];
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return [el('hr'), 1];
  for (const [pattern, tag] of [[/^\s*[-*+]\s+/, 'ul'], [/^\s*\d+[.)]\s+/, 'ol']]) {
    if (!pattern.test(line)) continue;
    const run = runOf(lines, i, pattern);
    return [el(tag, {}, run.map((l) => el('li', {}, inline(l.replace(pattern, ''))))), run.length];
  }
  if (/^>\s?/.test(line)) {
    const run = runOf(lines, i, /^>\s?/);
    return [el('blockquote', {}, markdown(run.map((l) => l.replace(/^>\s?/, '')).join('\n'))), run.length];
  }
  const run = [];
  for (let n = i; n < lines.length && lines[n].trim() && !/^(```|#{1,6}\s|>|\s*[-*+]\s|\s*\d+[.)]\s)/.test(lines[n]); n += 1) run.push(lines[n]);
  if (!run.length) return [el('p', {}, inline(line)), 1];
  return [el('p', {}, run.flatMap((l, n) => (n ? [el('br'), inline(l)] : inline(l)))), run.length];
}

function runOf(lines, i, pattern) {
  const run = [];
  for (let n = i; n < lines.length && pattern.test(lines[n]); n += 1) run.push(lines[n]);
  return run;
}

const INLINE = /(`+)(.+?)\1|\*\*(.+?)\*\*|__(.+?)__|\*(\S(?:.*?\S)?)\*|~~(.+?)~~|\[([^\]]+)\]\(([^()\s]+)\)|(https?:\/\/[^\s<>()]+[^\s<>().,;:!?])/;

function inline(text) {
  const out = [];
  let rest = text;
  for (let m = INLINE.exec(rest); m; m = INLINE.exec(rest)) {
    if (m.index) out.push(rest.slice(0, m.index));
    if (m[2] !== undefined) out.push(el('code', { text: m[2] }));
    else if (m[3] ?? m[4]) out.push(el('strong', {}, inline(m[3] ?? m[4])));
    else if (m[5]) out.push(el('em', {}, inline(m[5])));
    else if (m[6]) out.push(el('s', {}, inline(m[6])));
    else if (m[7]) out.push(linkNode(m[8], inline(m[7])));
    else out.push(linkNode(m[9], [m[9]]));
    rest = rest.slice(m.index + m[0].length);
  }
  if (rest) out.push(rest);
  return out;
}
