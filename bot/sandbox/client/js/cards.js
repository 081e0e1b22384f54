// Blocks that frame others: cards, carousels of them, containers, and the tasks of an assistant.

import { el, icon, uid } from './dom.js';
import { linkNode, plainOf, richText, textObject } from './text.js';
import { picture } from './media.js';
import { button } from './buttons.js';

export function card(b, host) {
  const words = (name, text) => text && el('div', { class: name }, textObject(text));
  return el('section', { class: 'block card', 'aria-label': plainOf(b.title) || plainOf(b.subtitle) || 'Card' },
    b.hero_image && el('div', { class: 'card-hero' }, picture(b.hero_image, 'hero')),
    el('div', { class: 'card-head' },
      b.icon && picture(b.icon, 'small'), b.slack_icon && el('span', { class: 'card-sign', 'aria-hidden': 'true' }, icon('star')),
      el('div', {}, words('card-title', b.title), words('card-subtitle', b.subtitle))),
    words('card-body text', b.body),
    words('card-subtext', b.subtext),
    b.actions?.length > 0 && el('div', { class: 'buttons', role: 'group' }, b.actions.map((e) => button(b, e, host))));
}

// carousel scrolls sideways: with the pointer, by its two buttons, or with the arrow keys.
export function carousel(b, host) {
  const cards = (b.elements || []).map((one) => card(one, host));
  const track = el('div', { class: 'carousel-track', tabindex: 0, role: 'group', 'aria-label': `${cards.length} cards, side by side` }, cards.map((node, i) => {
    node.setAttribute('aria-label', `${node.getAttribute('aria-label')}, ${i + 1} of ${cards.length}`);
    return node;
  }));
  const reduced = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const go = (by) => track.scrollBy({ left: by * Math.max(200, track.clientWidth * 0.8), behavior: reduced ? 'auto' : 'smooth' });
  const turn = (label, name, by) => el('button', { type: 'button', class: 'button icon-only quiet', 'aria-label': label, on: { click: () => go(by) } }, icon(name));
  const [back, on] = [turn('Cards before', 'left', -1), turn('Cards after', 'right', 1)];
  const ends = () => {
    back.disabled = track.scrollLeft < 2;
    on.disabled = track.scrollLeft + track.clientWidth > track.scrollWidth - 2;
    back.parentElement.hidden = back.disabled && on.disabled;
  };
  track.addEventListener('scroll', ends, { passive: true });
  track.addEventListener('keydown', (event) => {
    if (event.target !== track || !['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
    event.preventDefault();
    go(event.key === 'ArrowLeft' ? -1 : 1);
  });
  new ResizeObserver(ends).observe(track);
  return el('div', { class: 'block carousel' }, track, el('div', { class: 'buttons end' }, back, on));
}

// container frames its children under a title; a collapsible one hides them behind it. draw draws one child.
export function container(b, host, draw) {
  const title = b.rich_text_title ? richText(b.rich_text_title) : textObject(b.title);
  const head = el('div', { class: 'container-head' }, b.icon && picture(b.icon, 'small'), el('div', {},
    el('div', { class: 'container-title' }, title), b.subtitle && el('div', { class: 'card-subtitle' }, textObject(b.subtitle))));
  const named = b.title || b.rich_text_title || b.subtitle || b.icon;
  const body = el('div', { class: 'container-body blocks' }, (b.child_blocks || []).map((child) => draw(child, host)));
  const shape = `block container ${b.width || 'standard'}${b.has_header_divider ? ' divided' : ''}`;
  if (!b.is_collapsible) return el('section', { class: shape }, named && head, body);
  host.opened = host.opened || new Map(); // what the person opened stays open when the blocks are drawn anew
  const open = host.opened.get(b.block_id) ?? !b.default_collapsed;
  const node = el('details', { class: shape, open }, el('summary', {}, named ? head : 'Details'), body);
  node.addEventListener('toggle', () => host.opened.set(b.block_id, node.open));
  return node;
}

const STATES = { pending: ['to do', 'circle'], in_progress: ['under way', 'progress'], complete: ['done', 'done'], error: ['failed', 'failed'] };

export function taskCard(b) {
  const [state, sign] = STATES[b.status] || STATES.pending;
  const more = [b.details && el('div', { class: 'rich' }, richText(b.details)), b.output && el('div', { class: 'rich task-output' }, richText(b.output)),
    b.sources?.length > 0 && el('ul', { class: 'sources', 'aria-label': 'Sources' }, b.sources.map((s) => el('li', {}, linkNode(s.url, [s.text]))))].filter(Boolean);
  const head = el('span', { class: 'task-head' }, icon(`task-${sign}`), el('span', { class: b.hide_title ? 'sr' : '', text: b.title }), el('small', { class: 'task-state', text: state }));
  const shape = `block task ${b.status || 'pending'}`;
  if (!more.length) return el('div', { class: shape }, head);
  return el('details', { class: shape, open: b.status === 'in_progress' || b.status === 'error' }, el('summary', {}, head), more);
}

export function plan(b) {
  const tasks = b.tasks || [];
  const done = tasks.filter((t) => t.status === 'complete').length;
  const id = uid('plan');
  return el('section', { class: 'block plan', 'aria-labelledby': id },
    el('div', { class: 'plan-head' }, el('strong', { id, text: b.title }), tasks.length > 0 && el('span', { class: 'faint', text: `${done} of ${tasks.length} done` })),
    el('ul', { class: 'plan-tasks' }, tasks.map((t) => el('li', {}, taskCard(t)))));
}
