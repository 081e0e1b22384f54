// Whom and what one can mention while writing rich text: a list beside the caret after @ or #.

import { el, fill, uid } from './dom.js';
import { place } from './popup.js';
import { store } from './store.js';

const MOST = 8;

function candidates(mark, query) {
  const fits = (...names) => names.some((n) => n?.toLowerCase().split(/\s+/).some((word) => word.startsWith(query)));
  if (mark === '#') {
    return (store.state?.channels || []).filter((c) => !c.im_user && fits(c.name)).map((c) => ({ label: `#${c.name}`, description: c.topic, rich: { type: 'channel', channel_id: c.id } }));
  }
  const people = (store.state?.users || []).filter((u) => !u.deleted && fits(u.name, u.real_name))
    .map((u) => ({ label: u.real_name || u.name, description: u.title || `@${u.name}`, rich: { type: 'user', user_id: u.id } }));
  const groups = (store.state?.groups || []).filter((g) => !g.disabled && fits(g.handle, g.name))
    .map((g) => ({ label: `@${g.handle}`, description: g.name, rich: { type: 'usergroup', usergroup_id: g.id } }));
  const all = ['here', 'channel', 'everyone'].filter((r) => fits(r)).map((range) => ({ label: `@${range}`, description: 'notifies many', rich: { type: 'broadcast', range } }));
  return [...people, ...groups, ...all];
}

// Mentions watches an editor. insert gets the range of what was typed and the element to put there.
export class Mentions {
  constructor(editor, insert) {
    this.editor = editor;
    this.insert = insert;
    this.items = [];
    this.at = 0;
    this.rows = el('div', { role: 'listbox', id: uid('mentions'), 'aria-label': 'People, groups and channels' });
    this.box = el('div', { class: 'options', popover: 'manual' }, this.rows);
    this.box.addEventListener('mousedown', (event) => event.preventDefault());
  }

  isOpen() { return this.box.matches(':popover-open'); }

  // look shows the list if a mention is being typed before the caret.
  look() {
    const selection = window.getSelection();
    const node = selection.anchorNode;
    if (!selection.isCollapsed || node?.nodeType !== Node.TEXT_NODE || node.parentElement.closest('pre, code')) {
      this.close();
      return;
    }
    const m = /(^|[\s(\u200b])([@#])([\p{L}\p{N}._-]*)$/u.exec(node.data.slice(0, selection.anchorOffset));
    this.items = m ? candidates(m[2], m[3].toLowerCase()).slice(0, MOST) : [];
    if (!this.items.length) {
      this.close();
      return;
    }
    this.range = document.createRange();
    this.range.setStart(node, selection.anchorOffset - m[3].length - 1);
    this.range.setEnd(node, selection.anchorOffset);
    this.at = 0;
    this.show();
  }

  show() {
    fill(this.rows, this.items.map((item, i) => el('div', {
      class: 'option', role: 'option', id: `${this.rows.id}-${i}`, 'aria-selected': 'false', on: { click: () => this.take(item) },
    }, el('span', { text: item.label }), item.description && el('small', { text: item.description }))));
    if (!this.isOpen()) this.box.showPopover();
    place(this.box, this.range);
    this.editor.setAttribute('aria-controls', this.rows.id);
    this.mark();
  }

  mark() {
    [...this.rows.children].forEach((row, i) => {
      row.classList.toggle('active', i === this.at);
      row.setAttribute('aria-selected', String(i === this.at));
    });
    this.editor.setAttribute('aria-activedescendant', `${this.rows.id}-${this.at}`);
  }

  take(item) {
    this.close();
    this.insert(this.range, item.rich);
  }

  close() {
    if (this.isOpen()) this.box.hidePopover();
    this.editor.removeAttribute('aria-activedescendant');
    this.editor.removeAttribute('aria-controls');
  }

  // key takes the keys that belong to the list, and says whether it did.
  key(event) {
    if (!this.isOpen()) return false;
    const n = this.items.length;
    if (event.key === 'ArrowDown') this.at = (this.at + 1) % n;
    else if (event.key === 'ArrowUp') this.at = (this.at + n - 1) % n;
    else if (event.key === 'Enter' || event.key === 'Tab') this.take(this.items[this.at]);
    else if (event.key === 'Escape') this.close();
    else return false;
    if (this.isOpen()) this.mark();
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
