// Block Kit, drawn. What this page does not know is shown as a note, so that nobody takes a gap for the whole.

import { el, uid, fill, keyed, icon } from './dom.js';
import { textObject, plainOf, mrkdwn, richText } from './text.js';
import { markdown } from './markdown.js';
import { field } from './fields.js';
import { stateful } from './form.js';
import { menu } from './popup.js';
import { store } from './store.js';

// drawBlocks brings a box in line with blocks, keeping the nodes of blocks that did not change.
export function drawBlocks(box, blocks, host, extra = () => '') {
  host.blocks = blocks || [];
  host.form.prune(host.blocks);
  keyed(box, host.blocks.map((block, i) => ({ block, i })),
    ({ block, i }) => block.block_id || `at-${i}`,
    ({ block }) => JSON.stringify(block) + extra(block),
    ({ block }) => {
      const node = drawBlock(block, host);
      node.dataset.blockId = block.block_id || '';
      return node;
    });
}

function drawBlock(block, host) {
  const draw = BLOCKS[block.type];
  return draw ? draw(block, host) : unknown(`${block.type} block`);
}

function unknown(what) {
  return el('p', { class: 'block unknown', text: `[${what} cannot be shown here]` });
}

const BLOCKS = {
  section,
  header: (b) => el('h3', { class: 'block block-header' }, textObject(b.text)),
  divider: () => el('hr', { class: 'block' }),
  context: (b) => el('div', { class: 'block context' }, (b.elements || []).map((e) => (
    e.type === 'image' ? image(e, 'tiny') : el('span', {}, textObject(e))))),
  actions: (b, host) => el('div', { class: 'block buttons', role: 'group' }, (b.elements || []).map((e) => element(b, e, host))),
  context_actions: (b, host) => el('div', { class: 'block buttons', role: 'group' }, (b.elements || []).map((e) => element(b, e, host))),
  input,
  image: (b) => el('figure', { class: 'block' }, b.title && el('figcaption', {}, textObject(b.title)), image(b, 'large')),
  rich_text: (b) => el('div', { class: 'block rich' }, richText(b)),
  markdown: (b) => el('div', { class: 'block rich' }, markdown(b.text)),
  table,
  video: (b) => el('div', { class: 'block' }, el('strong', {}, textObject(b.title)), el('p', { class: 'unknown', text: '[video: not played here]' })),
  alert: (b) => el('div', { class: `block notice ${b.level || ''}`, role: 'note' }, textObject(b.text)),
};

function section(block, host) {
  return el('div', { class: 'block section' },
    el('div', { class: 'section-main' },
      block.text && el('div', { class: 'text' }, textObject(block.text)),
      block.fields && el('div', { class: 'fields' }, block.fields.map((f) => el('div', { class: 'text' }, textObject(f))))),
    block.accessory && el('div', { class: 'accessory' }, element(block, block.accessory, host)));
}

// element draws what stands in an actions block or beside a section.
function element(block, e, host) {
  if (e.type === 'button' || e.type === 'workflow_button' || e.type === 'icon_button') return button(block, e, host);
  if (e.type === 'overflow') return overflow(block, e, host);
  if (e.type === 'image') return image(e, 'thumb');
  if (e.type === 'feedback_buttons') return [e.positive_button, e.negative_button].filter(Boolean).map((b) => button(block, { ...b, type: e.type, action_id: e.action_id }, host));
  if (stateful(e)) return field(block, e, host, { name: plainOf(e.placeholder) || plainOf(block.text).slice(0, 80) });
  return el('span', { class: 'unknown', text: `[${e.type} cannot be shown here]` });
}

function button(block, e, host) {
  const data = { blockId: block.block_id, actionId: e.action_id, value: e.value };
  const label = e.accessibility_label || null;
  const node = el('button', {
    type: 'button', class: `button ${e.style || ''}`, data, 'aria-label': label,
    on: {
      click: async () => {
        if (e.url && /^(https?:\/\/|mailto:)/i.test(e.url)) window.open(e.url, '_blank', 'noopener');
        if (node.getAttribute('aria-busy')) return;
        node.setAttribute('aria-busy', 'true');
        await host.act(block, e, { type: e.type, value: e.value });
        node.removeAttribute('aria-busy');
      },
    },
  }, e.icon ? `:${e.icon}:` : null, textObject(e.text));
  return node;
}

function overflow(block, e, host) {
  const node = el('button', {
    type: 'button', class: 'button icon-only', 'aria-label': 'More actions', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
    data: { blockId: block.block_id, actionId: e.action_id },
    on: {
      click: () => menu(node, (e.options || []).map((option) => ({
        label: plainOf(option.text), description: plainOf(option.description), data: { value: option.value, actionId: e.action_id },
        pick: () => {
          if (option.url && /^https?:\/\//i.test(option.url)) window.open(option.url, '_blank', 'noopener');
          host.act(block, e, { type: e.type, selected_option: option });
        },
      })), 'More actions'),
    },
  }, icon('more'));
  return node;
}

function image(e, size) {
  if (!/^(https?:|data:image\/|\/)/i.test(e.image_url || '')) return el('span', { class: 'unknown', text: `[picture: ${e.alt_text || 'no description'}]` });
  const img = el('img', { class: size, src: e.image_url, alt: e.alt_text || '', loading: 'lazy', referrerpolicy: 'no-referrer' });
  img.addEventListener('error', () => img.replaceWith(el('span', { class: 'unknown', text: `[picture: ${e.alt_text || e.image_url}]` })));
  return img;
}

// input draws a labelled field with its hint and its error. The error is read with the field.
function input(block, host) {
  const id = uid('field');
  const sentence = host.errors?.[block.block_id];
  const hint = block.hint && el('p', { class: 'hint', id: `${id}-hint` }, textObject(block.hint));
  const error = sentence && el('p', { class: 'field-error', id: `${id}-error`, data: { errorFor: block.block_id }, text: sentence });
  const name = plainOf(block.label);
  const control = field(block, block.element, host, {
    id, name, required: !block.optional, describedBy: [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || null,
  });
  const target = control.id === id ? control : control.querySelector(`#${CSS.escape(id)}`);
  if (error && target) target.setAttribute('aria-invalid', 'true');
  // A group of ticks is named by its own attribute: a label element can belong to one field only.
  const group = ['checkboxes', 'radio_buttons', 'file_input'].includes(block.element.type);
  return el('div', { class: sentence ? 'block input invalid' : 'block input', data: { label: name } },
    el(group ? 'span' : 'label', { class: 'field-label', for: group ? null : id }, textObject(block.label), block.optional && el('span', { class: 'optional', text: ' (optional)' })),
    control, error, hint);
}

function table(block) {
  const rows = block.rows || [];
  const align = (i) => block.column_settings?.[i]?.align || 'left';
  const cell = (tag, c, i) => el(tag, { style: { 'text-align': align(i) }, scope: tag === 'th' ? 'col' : null }, c?.type === 'rich_text' ? richText(c) : c?.text ?? '');
  return el('div', { class: 'block table', tabindex: 0, role: 'region', 'aria-label': 'Table' }, el('table', {},
    rows.length > 0 && el('thead', {}, el('tr', {}, rows[0].map((c, i) => cell('th', c, i)))),
    el('tbody', {}, rows.slice(1).map((row) => el('tr', {}, row.map((c, i) => cell('td', c, i)))))));
}

// attachment draws an old-style attachment: a coloured bar with text and blocks.
export function attachment(a, host) {
  const box = el('div', {});
  if (a.blocks) fill(box, a.blocks.map((block) => drawBlock(block, host)));
  else {
    fill(box, a.pretext && el('p', {}, mrkdwn(a.pretext)), a.title && el('strong', { text: a.title }), a.text && el('div', {}, mrkdwn(a.text)),
      (a.fields || []).map((f) => el('p', {}, el('strong', { text: f.title }), ' ', mrkdwn(f.value))));
  }
  const colour = /^#?[0-9a-f]{6}$/i.test(a.color || '') ? `#${a.color.replace('#', '')}` : 'var(--line)';
  return el('div', { class: 'attachment', style: { 'border-color': colour } }, box);
}

// appName names the app that a message or view belongs to.
export const appName = (id) => store.state?.apps.find((a) => a.id === id)?.name || 'The app';
