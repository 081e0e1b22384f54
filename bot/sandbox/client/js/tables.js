// Tables: the plain one as it stands, and the data table, which is sorted and turned page by page.

import { el, fill, icon } from './dom.js';
import { richText } from './text.js';
import { button } from './buttons.js';
import { store } from './store.js';

const shownNumber = (c) => c.text ?? new Intl.NumberFormat('en-GB', { maximumFractionDigits: 20 }).format(c.value);

function content(c, block, host) {
  switch (c?.type) {
    case 'rich_text': return richText(c);
    case 'raw_number': return shownNumber(c);
    case 'action_cell': return button(block, c.element, host);
    default: return c?.text ?? '';
  }
}

function scrolling(kind, label, ...children) {
  return el('div', { class: `table ${kind}`, tabindex: 0, role: 'group', 'aria-label': label }, children);
}

export function table(b, host) {
  const rows = b.rows || [];
  const cell = (tag, c, i) => {
    const setting = b.column_settings?.[i] || {};
    return el(tag, { class: setting.is_wrapped ? 'wrapped' : null, style: { 'text-align': setting.align || (c?.type === 'raw_number' ? 'right' : 'left') }, scope: tag === 'th' ? 'col' : null }, content(c, b, host));
  };
  return el('div', { class: 'block' }, scrolling('', 'Table', el('table', {},
    rows.length > 0 && el('thead', {}, el('tr', {}, rows[0].map((c, i) => cell('th', c, i)))),
    el('tbody', {}, rows.slice(1).map((row) => el('tr', {}, row.map((c, i) => cell('td', c, i))))))));
}

const PAGE = 5; // rows of a data table on one page, when the app names no number; what Slack shows first is not documented

export function dataTable(b, host) {
  return new DataTable(b, host).root;
}

class DataTable {
  constructor(b, host) {
    this.b = b;
    this.host = host;
    this.head = b.rows?.[0] || [];
    this.rows = (b.rows || []).slice(1);
    this.size = b.page_size || PAGE;
    host.tables = host.tables || new Map(); // where the person is in it outlives a new drawing
    this.at = host.tables.get(b.block_id) || { page: 0, by: -1, down: false };
    this.table = el('table', {});
    this.turns = el('div', { class: 'pages' });
    this.root = el('div', { class: 'block data-table' }, scrolling('data', b.caption, this.table), this.turns);
    this.draw();
  }

  draw(focus) {
    this.host.tables.set(this.b.block_id, this.at);
    const pages = Math.max(1, Math.ceil(this.rows.length / this.size));
    this.at.page = Math.min(this.at.page, pages - 1);
    const from = this.at.page * this.size;
    fill(this.table, el('caption', { text: this.b.caption }), el('thead', {}, el('tr', {}, this.head.map((c, i) => this.heading(c, i)))),
      el('tbody', {}, this.sorted().slice(from, from + this.size).map((row) => el('tr', {}, row.map((c, i) => this.cell(c, i))))));
    fill(this.turns, pages > 1 && [
      el('button', { type: 'button', class: 'button icon-only quiet', 'aria-label': 'Page before', data: { page: 'before' }, disabled: this.at.page === 0, on: { click: () => this.turn(-1) } }, icon('left')),
      el('span', { role: 'status', text: `${from + 1}–${Math.min(from + this.size, this.rows.length)} of ${this.rows.length}` }),
      el('button', { type: 'button', class: 'button icon-only quiet', 'aria-label': 'Page after', data: { page: 'after' }, disabled: this.at.page === pages - 1, on: { click: () => this.turn(1) } }, icon('right')),
    ]);
    if (!focus) return;
    const same = this.root.querySelector(focus);
    (same && !same.disabled ? same : this.root.querySelector('.pages button:enabled'))?.focus();
  }

  heading(c, i) {
    const on = this.at.by === i;
    const order = on ? (this.at.down ? 'descending' : 'ascending') : 'none';
    return el('th', { scope: 'col', 'aria-sort': order, class: this.numeric(i) ? 'number' : null }, el('button', {
      type: 'button', class: 'sort', data: { sort: i }, on: { click: () => this.sort(i) },
    }, el('span', {}, content(c, this.b, this.host)), icon(on ? (this.at.down ? 'sort-down' : 'sort-up') : 'sort')));
  }

  cell(c, i) {
    const name = this.b.row_header_column_index === i;
    return el(name ? 'th' : 'td', { scope: name ? 'row' : null, class: c?.type === 'raw_number' ? 'number' : null }, content(c, this.b, this.host));
  }

  numeric(i) { return this.rows.length > 0 && this.rows.every((row) => row[i]?.type === 'raw_number'); }

  // sort goes through up, down and as the app had it.
  sort(i) {
    if (this.at.by !== i) this.at = { page: 0, by: i, down: false };
    else this.at = this.at.down ? { page: 0, by: -1, down: false } : { page: 0, by: i, down: true };
    this.draw(`[data-sort="${i}"]`);
  }

  turn(by) {
    this.at.page += by;
    this.draw(`[data-page=${by < 0 ? 'before' : 'after'}]`);
  }

  sorted() {
    const { by, down } = this.at;
    if (by < 0) return this.rows;
    const key = (row) => (row[by]?.type === 'raw_number' ? Number(row[by].value) : sortText(row[by]));
    const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' }).compare;
    const compare = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : order(String(a), String(b)));
    return [...this.rows].sort((a, b) => (down ? -1 : 1) * compare(key(a), key(b)));
  }
}

// sortText is what a cell is sorted by: its words.
function sortText(c) {
  if (c?.type === 'action_cell') return c.element?.text?.text || '';
  if (c?.type !== 'rich_text') return c?.text ?? '';
  const words = (e) => e.text || e.url || (e.user_id && store.nameOf(e.user_id)) || (e.elements || []).map(words).join(' ');
  return (c.elements || []).map(words).join(' ');
}
