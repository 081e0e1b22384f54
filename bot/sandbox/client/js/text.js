// Text objects and rich text as nodes. Every string ends in textContent.

import { el } from './dom.js';
import { parse } from './mrkdwn.js';
import { glyph, nameOf } from './emoji.js';
import { drawing } from './art.js';
import { formatDate } from './dates.js';
import { userCard } from './card.js';
import { store } from './store.js';

// textObject renders a plain_text or mrkdwn object.
export function textObject(object) {
  if (!object) return [];
  if (object.type === 'mrkdwn') return mrkdwn(object.text, object.verbatim);
  return plain(object.text, object.emoji !== false);
}

// plainOf gives a text object as one string, for labels, titles and options.
export function plainOf(object) {
  if (!object) return '';
  const box = el('span', {}, textObject(object));
  return box.textContent;
}

const CHARACTER = /(\p{Extended_Pictographic}\uFE0F?)/u;

// pictures shows emoji characters that have a drawing as that, the rest as it is.
const pictures = (text) => text.split(CHARACTER).map((part) => (
  CHARACTER.test(part) && drawing(nameOf(part)) ? emojiNode(nameOf(part)) : part));

// plain shows text as it is, but for emoji and line breaks.
export function plain(text, emoji = true) {
  const out = [];
  String(text ?? '').split('\n').forEach((line, i) => {
    if (i) out.push(el('br'));
    if (emoji) out.push(...line.split(/(:[a-z0-9_+'-]*[a-z+-][a-z0-9_+'-]*:)/).map((part) => (
      /^:[^:]+:$/.test(part) && glyph(part.slice(1, -1)) ? emojiNode(part.slice(1, -1)) : pictures(part))).flat());
    else out.push(...pictures(line));
  });
  return out;
}

// mrkdwn shows text with Slack's markup.
export function mrkdwn(text, verbatim) {
  return parse(text, verbatim).map(node);
}

const nodes = (children) => children.map(node);

const KINDS = {
  text: (n) => n.s,
  br: () => el('br'),
  bold: (n) => el('strong', {}, nodes(n.c)),
  italic: (n) => el('em', {}, nodes(n.c)),
  strike: (n) => el('s', {}, nodes(n.c)),
  quote: (n) => el('blockquote', {}, nodes(n.c)),
  code: (n) => el('code', { text: n.s }),
  pre: (n) => el('pre', { text: n.s, tabindex: 0 }),
  link: (n) => linkNode(n.url, nodes(n.c)),
  emoji: (n) => emojiNode(n.name),
  user: (n) => userNode(n.id, n.label),
  channel: (n) => channelNode(n.id, n.label),
  group: (n) => groupNode(n.id, n.label),
  broadcast: (n) => el('span', { class: 'mention me', text: `@${n.range}` }),
  date: (n) => dateNode(n.unix, n.format, n.url, n.fallback),
};

function node(n) {
  return KINDS[n.t](n);
}

// linkNode never follows anything but the web, mail and telephone.
export function linkNode(url, children) {
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(url)) return el('span', { class: 'link-text' }, children);
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, children);
}

export function emojiNode(name, unicode) {
  const shown = glyph(name) || fromUnicode(unicode);
  if (!shown) return `:${name}:`;
  const picture = drawing(name);
  return el('span', { class: 'emoji', role: 'img', 'aria-label': name.replaceAll('_', ' '), title: `:${name}:`, text: picture ? null : shown }, picture);
}

function fromUnicode(unicode) {
  if (!unicode || !/^[0-9a-f]+(-[0-9a-f]+)*$/i.test(unicode)) return '';
  const points = unicode.split('-').map((p) => parseInt(p, 16));
  return points.every((p) => p > 0 && p <= 0x10ffff) ? String.fromCodePoint(...points) : '';
}

function userNode(id, label) {
  const me = id === store.as;
  const name = store.user(id) ? store.nameOf(id) : label || id;
  const node = el('button', {
    type: 'button', class: me ? 'mention me' : 'mention', text: `@${name}`, data: { user: id }, 'aria-haspopup': 'menu', 'aria-expanded': 'false',
    on: { click: () => userCard(node, id) },
  });
  return node;
}

function channelNode(id, label) {
  const channel = store.conversation(id);
  if (!channel) return el('span', { class: 'mention', text: label ? `#${label}` : '#private channel' });
  return el('button', {
    type: 'button', class: 'mention link-button', text: `#${channel.name}`, on: { click: () => store.open(id) },
  });
}

function groupNode(id, label) {
  const group = store.group(id);
  const mine = group?.users?.includes(store.as);
  const handle = group?.handle || label.replace(/^@/, '') || id;
  return el('span', { class: mine ? 'mention me' : 'mention', text: `@${handle}`, title: group?.name || '' });
}

function dateNode(unix, format, url, fallback) {
  const shown = Number.isFinite(unix) && format ? formatDate(unix, format, store.tz, store.now()) : fallback;
  const time = el('time', { text: shown || fallback, title: fallback || '' });
  if (Number.isFinite(unix) && Math.abs(unix) < 8e12) time.dateTime = new Date(unix * 1000).toISOString();
  return url ? linkNode(url, [time]) : time;
}

// richText renders the parts of a rich_text block.
export function richText(block) {
  const out = [];
  const parts = block.elements || [];
  for (let i = 0; i < parts.length; i += 1) {
    if (parts[i].type !== 'rich_text_list') {
      out.push(richPart(parts[i]));
      continue;
    }
    const run = [];
    while (i < parts.length && parts[i].type === 'rich_text_list') { run.push(parts[i]); i += 1; }
    i -= 1;
    out.push(...run.map(richList));
  }
  return out;
}

function richPart(part) {
  const children = (part.elements || []).map(richElement);
  switch (part.type) {
    case 'rich_text_section': return el('div', { class: 'rich-section' }, children);
    case 'rich_text_quote': return el('blockquote', {}, children);
    case 'rich_text_preformatted': return el('pre', { tabindex: 0 }, children);
    default: return el('p', { class: 'unknown', text: `[${part.type} cannot be shown here]` });
  }
}

function richList(list) {
  const tag = list.style === 'ordered' ? 'ol' : 'ul';
  return el(tag, {
    class: `rich-list deep-${(list.indent || 0) % 3}${list.border ? ' border' : ''}`,
    style: { '--indent': String(Math.min(8, list.indent || 0)) },
    start: tag === 'ol' && list.offset ? list.offset + 1 : null,
  }, (list.elements || []).map((section) => el('li', {}, (section.elements || []).map(richElement))));
}

const RICH = {
  text: (e) => lineBreaks(e.text),
  link: (e) => linkNode(e.url, [e.text || e.url]),
  user: (e) => userNode(e.user_id, ''),
  usergroup: (e) => groupNode(e.usergroup_id, ''),
  channel: (e) => channelNode(e.channel_id, ''),
  broadcast: (e) => el('span', { class: 'mention me', text: `@${e.range}` }),
  emoji: (e) => emojiNode(e.name, e.unicode),
  date: (e) => dateNode(e.timestamp, e.format || '{date}', e.url || '', e.fallback || ''),
  color: (e) => el('span', { class: 'colour' }, el('i', { style: { background: /^#[0-9a-f]{3,8}$/i.test(e.value) ? e.value : 'none' } }), e.value),
  team: (e) => e.team_id,
};

function lineBreaks(text) {
  return String(text ?? '').split('\n').flatMap((line, i) => (i ? [el('br'), line] : [line]));
}

export function richElement(e) {
  const make = RICH[e.type];
  if (!make) return el('span', { class: 'unknown', text: `[${e.type}]` });
  let inner = [make(e)];
  for (const [style, tag] of [['code', 'code'], ['strike', 's'], ['italic', 'em'], ['bold', 'strong'], ['underline', 'u']]) {
    if (e.style?.[style]) inner = [el(tag, {}, inner)];
  }
  return inner;
}
