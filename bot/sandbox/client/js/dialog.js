// Dialogs of the page's own: a title, a cross, a body. The browser's dialog keeps the focus inside and
// gives it back when it closes.

import { el, fill, icon, uid } from './dom.js';

// openDialog shows a dialog and gives {node, body, close}. at is its hook for tests and style sheets.
export function openDialog(title, { at, wide = false, describe = '' } = {}) {
  const heading = uid('dialog');
  const body = el('div', { class: 'dialog-body' });
  const node = el('dialog', { class: wide ? 'dialog wide' : 'dialog', 'aria-labelledby': heading, data: { dialog: at } });
  const close = () => node.close();
  fill(node,
    el('header', {}, el('div', {}, el('h2', { id: heading, text: title }), describe && el('p', { class: 'faint', text: describe })),
      el('button', { type: 'button', class: 'button icon-only quiet', 'aria-label': 'Close', data: { dialogClose: '' }, on: { click: close } }, icon('close'))),
    body);
  node.addEventListener('close', () => node.remove());
  // A click on the backdrop is a click on the dialog itself, outside of all that it holds.
  node.addEventListener('mousedown', (event) => { if (event.target === node) close(); });
  document.body.append(node);
  node.showModal();
  return { node, body, close };
}

// listbox lets the arrow keys of an input walk through options that the caller draws. It gives
// {draw(items), list}; an item is {node(s), pick, key}.
export function listbox(input, label) {
  const id = uid('list');
  const list = el('div', { class: 'pick-list', role: 'listbox', id, 'aria-label': label });
  let items = [];
  let active = 0;
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-expanded', 'true');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', id);
  const mark = () => {
    const rows = [...list.querySelectorAll('[role=option]')];
    rows.forEach((row, i) => { row.classList.toggle('active', i === active); row.setAttribute('aria-selected', String(i === active)); });
    rows[active]?.scrollIntoView({ block: 'nearest' });
    if (rows[active]) input.setAttribute('aria-activedescendant', rows[active].id);
    else input.removeAttribute('aria-activedescendant');
  };
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && items.length) {
      active = (active + step + items.length) % items.length;
      mark();
      event.preventDefault();
    } else if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      items[active]?.pick();
    }
  });
  const draw = (next) => {
    items = next;
    active = 0;
    fill(list, items.map((item, i) => el('div', { class: 'option', role: 'option', id: `${id}-${i}`, data: item.data, on: { click: () => item.pick() } }, item.nodes)));
    mark();
  };
  list.addEventListener('mousedown', (event) => event.preventDefault());
  return { list, draw };
}
