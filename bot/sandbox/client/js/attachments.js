// Old-style attachments: a coloured bar with text, fields, pictures, or blocks.

import { el } from './dom.js';
import { linkNode, mrkdwn, plain } from './text.js';
import { picture } from './media.js';
import { formatDate } from './dates.js';
import { store } from './store.js';

const NAMED = { good: '#2eb67d', warning: '#ecb22e', danger: '#e01e5a' }; // the three colours that have names

function barOf(a) {
  if (NAMED[a.color]) return NAMED[a.color];
  return /^#?[0-9a-f]{6}$/i.test(a.color || '') ? `#${a.color.replace('#', '')}` : 'var(--strong-line)';
}

// attachment draws one; draw draws a list of blocks into a box.
export function attachment(a, draw) {
  const inside = a.blocks ? draw(a.blocks) : legacy(a);
  return el('div', { class: 'legacy' }, a.pretext && el('p', { class: 'pretext' }, words(a, 'pretext')), el('div', { class: 'attachment', style: { 'border-color': barOf(a) } }, inside));
}

// words reads a text of the attachment: as markup where mrkdwn_in says so. Without it Slack reads all
// but titles as markup.
function words(a, key, text = a[key]) {
  return a.mrkdwn_in && !a.mrkdwn_in.includes(key) ? plain(text) : mrkdwn(text);
}

function legacy(a) {
  const by = a.author_name && el('p', { class: 'attachment-by' }, a.author_icon && picture({ image_url: a.author_icon, alt_text: '' }, 'tiny'),
    a.author_link ? linkNode(a.author_link, [a.author_name]) : a.author_name);
  const foot = (a.footer || a.ts) && el('p', { class: 'attachment-foot' }, a.footer_icon && picture({ image_url: a.footer_icon, alt_text: '' }, 'tiny'),
    [a.footer, a.ts && formatDate(Number(a.ts), '{date_short_pretty} {time}', store.tz, store.now())].filter(Boolean).join(' · '));
  const said = by || a.title || a.text || a.fields?.length || a.image_url || foot;
  return el('div', { class: 'attachment-rows' },
    el('div', { class: 'attachment-main' }, el('div', {},
      by, a.title && el('p', {}, el('strong', {}, a.title_link ? linkNode(a.title_link, plain(a.title)) : plain(a.title))),
      a.text && el('div', { class: 'text' }, words(a, 'text')),
      a.fields?.length > 0 && el('dl', { class: 'attachment-fields' }, a.fields.map((f) => el('div', { class: f.short ? 'short' : '' }, el('dt', {}, plain(f.title)), el('dd', {}, words(a, 'fields', f.value))))),
      !said && el('p', {}, plain(a.fallback))),
    a.thumb_url && !a.image_url && picture({ image_url: a.thumb_url, alt_text: a.fallback || '' }, 'thumb')),
    a.image_url && picture({ image_url: a.image_url, alt_text: a.fallback || a.title || '' }, 'large'), foot);
}
