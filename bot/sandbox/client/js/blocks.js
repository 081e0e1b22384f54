// Block Kit, drawn. What this page does not know is shown as a note with its JSON, so that nobody
// takes a gap for the whole.

import { el, uid, keyed, icon } from './dom.js';
import { textObject, plainOf, richText } from './text.js';
import { markdown } from './markdown.js';
import { field } from './fields.js';
import { stateful } from './form.js';
import { button, workflowButton, iconButton, feedbackButtons, overflow } from './buttons.js';
import { picture, imageBlock, video, fileBlock } from './media.js';
import { card, carousel, container, plan, taskCard } from './cards.js';
import { table, dataTable } from './tables.js';
import { chart } from './charts.js';
import { attachment as drawAttachment } from './attachments.js';
import { store } from './store.js';

// drawBlocks brings a box in line with blocks, keeping the nodes of blocks that did not change.
export function drawBlocks(box, blocks, host, extra = () => '') {
  host.blocks = blocks || [];
  host.form.prune(host.blocks);
  keyed(box, host.blocks.map((block, i) => ({ block, i })),
    ({ block, i }) => block.block_id || `at-${i}`,
    ({ block }) => JSON.stringify(block) + extra(block),
    ({ block }) => drawBlock(block, host));
}

function drawBlock(block, host) {
  const draw = BLOCKS[block.type];
  const node = draw ? draw(block, host) : unknown(block);
  node.dataset.blockId = block.block_id || '';
  return node;
}

function unknown(what) {
  return el('details', { class: 'block unknown' }, el('summary', {}, `${what.type ? `A ${what.type.replaceAll('_', ' ')} block` : 'A block'}, which this page does not draw`),
    el('pre', { tabindex: 0, text: JSON.stringify(what, null, 2) }));
}

const row = (b, host) => el('div', { class: 'block buttons', role: 'group', 'aria-label': 'Actions' }, (b.elements || []).map((e) => element(b, e, host)));

const BLOCKS = {
  section,
  header: (b, host) => el(host.kind === 'modal' ? 'h3' : 'h2', { class: 'block block-header' }, textObject(b.text)),
  divider: () => el('hr', { class: 'block' }),
  context: (b) => el('div', { class: 'block context' }, (b.elements || []).map((e) => (
    e.type === 'image' ? picture(e, 'tiny') : el('span', {}, textObject(e))))),
  actions: row,
  context_actions: row,
  input,
  image: imageBlock,
  rich_text: (b) => el('div', { class: 'block rich' }, richText(b)),
  markdown: (b) => el('div', { class: 'block rich' }, markdown(b.text)),
  table,
  data_table: dataTable,
  data_visualization: chart,
  video,
  file: fileBlock,
  alert,
  card,
  carousel,
  container: (b, host) => container(b, host, drawBlock),
  plan,
  task_card: taskCard,
};

function alert(b) {
  const level = b.level || 'default';
  return el('div', { class: `block notice ${level}`, role: 'note', 'aria-label': level === 'default' ? 'Note' : level }, icon(`alert-${level}`), el('div', {}, textObject(b.text)));
}

function section(block, host) {
  return el('div', { class: 'block section' },
    el('div', { class: 'section-main' },
      block.text && el('div', { class: 'text' }, textObject(block.text)),
      block.fields && el('div', { class: 'fields' }, block.fields.map((f) => el('div', { class: 'text' }, textObject(f))))),
    block.accessory && el('div', { class: 'accessory' }, element(block, block.accessory, host)));
}

const PRESSED = {
  button, workflow_button: workflowButton, icon_button: iconButton, feedback_buttons: feedbackButtons, overflow, image: (_, e) => picture(e, 'thumb'),
};

// element draws what stands in an actions block or beside a section.
function element(block, e, host) {
  if (PRESSED[e.type]) return PRESSED[e.type](block, e, host);
  if (stateful(e)) return field(block, e, host, { name: plainOf(e.placeholder) || plainOf(block.text).slice(0, 80) });
  return unknown(e);
}

// Fields that are more than one control, or no form control of the browser's: their name is an
// attribute of their own, as a label element can belong to one form control only.
const GROUPS = ['checkboxes', 'radio_buttons', 'file_input', 'rich_text_input'];

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
  const group = GROUPS.includes(block.element.type);
  if (error && target && target.getAttribute('role') !== 'group') target.setAttribute('aria-invalid', 'true');
  return el('div', { class: sentence ? 'block input invalid' : 'block input', data: { label: name } },
    el(group ? 'span' : 'label', { class: 'field-label', for: group ? null : id, on: group ? { click: () => target?.focus() } : {} }, textObject(block.label), block.optional && el('span', { class: 'optional', text: ' (optional)' })),
    control, error, hint);
}

// attachment draws an old-style attachment: a coloured bar with text or blocks.
export function attachment(a, host) {
  return drawAttachment(a, (blocks) => el('div', { class: 'blocks' }, blocks.map((block) => drawBlock(block, host))));
}

// appName names the app that a message or view belongs to.
export const appName = (id) => store.state?.apps.find((a) => a.id === id)?.name || 'The app';
