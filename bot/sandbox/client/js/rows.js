// A list of any length of which only the rows in sight are drawn. All rows have one height.

import { el } from './dom.js';

const BEYOND = 6; // rows drawn above and below what is in sight

export class Rows {
  // draw(item) gives the inside of a row; pick(item) is told when one is chosen.
  constructor({ label, height, draw, pick }) {
    this.height = height;
    this.drawRow = draw;
    this.pick = pick;
    this.items = [];
    this.chosen = null;
    this.follow = true;
    this.sheet = el('div', { class: 'rows-sheet', role: 'presentation' });
    this.node = el('div', { class: 'rows', role: 'listbox', tabindex: 0, 'aria-label': label, on: { keydown: (event) => this.key(event) } }, this.sheet);
    this.known = new Map();
    this.node.addEventListener('scroll', () => {
      this.follow = this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < this.height;
      this.onFollow?.(this.follow);
      this.paint();
    }, { passive: true });
    new ResizeObserver(() => this.show(this.items)).observe(this.node);
  }

  // show takes the items, oldest first. Each has a number n of its own.
  show(items) {
    this.items = items;
    this.sheet.style.height = `${items.length * this.height}px`;
    if (this.follow) this.node.scrollTop = this.node.scrollHeight;
    this.paint();
  }

  paint() {
    const first = Math.max(0, Math.floor(this.node.scrollTop / this.height) - BEYOND);
    const last = Math.min(this.items.length, Math.ceil((this.node.scrollTop + this.node.clientHeight) / this.height) + BEYOND);
    const keep = new Set();
    for (let i = first; i < last; i += 1) {
      const item = this.items[i];
      keep.add(item.n);
      let row = this.known.get(item.n);
      if (!row) {
        row = el('div', { class: 'rows-row', role: 'option', id: `row-${item.n}`, data: { n: item.n }, on: { click: () => this.choose(item) } });
        row.append(...this.drawRow(item, row));
        this.known.set(item.n, row);
        this.sheet.append(row);
      }
      row.style.transform = `translateY(${i * this.height}px)`;
      row.setAttribute('aria-selected', String(item.n === this.chosen?.n));
      row.setAttribute('aria-posinset', String(i + 1));
      row.setAttribute('aria-setsize', String(this.items.length));
    }
    for (const [n, row] of this.known) {
      if (keep.has(n)) continue;
      row.remove();
      this.known.delete(n);
    }
    const drawn = this.chosen && this.known.has(this.chosen.n);
    if (drawn) this.node.setAttribute('aria-activedescendant', `row-${this.chosen.n}`);
    else this.node.removeAttribute('aria-activedescendant');
  }

  // forget draws every row anew, when what they show depends on something else that changed.
  forget() {
    for (const row of this.known.values()) row.remove();
    this.known.clear();
    this.paint();
  }

  choose(item, { center = false } = {}) {
    this.chosen = item;
    const at = this.items.indexOf(item) * this.height;
    if (center || at < this.node.scrollTop || at + this.height > this.node.scrollTop + this.node.clientHeight) {
      this.follow = false;
      this.node.scrollTop = center ? at - this.node.clientHeight / 2 : at < this.node.scrollTop ? at : at + this.height - this.node.clientHeight;
    }
    this.paint();
    this.pick(item);
  }

  toEnd() {
    this.follow = true;
    this.show(this.items);
  }

  key(event) {
    const at = this.items.indexOf(this.chosen);
    const page = Math.max(1, Math.floor(this.node.clientHeight / this.height) - 1);
    const end = this.items.length - 1;
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? end : at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: end }[event.key];
    if (to === undefined || end < 0) return;
    event.preventDefault();
    this.choose(this.items[Math.max(0, Math.min(to, end))]);
  }
}
