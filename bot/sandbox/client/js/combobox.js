// One field for every choice from a list: type to narrow, arrow keys to move, Enter to take. It holds
// one value or several, from a list it has or one it asks for.

import { el, fill, uid, debounce } from './dom.js';
import { place } from './popup.js';

// combobox makes the field. o: {options, load, minQuery, multi, max, value, placeholder, label, ids, data, onChange, optional}
// An option is {value, label, description, group, raw}; value holds an option or an array of options.
// onChange gets what is chosen now, and a function that shows something else as chosen.
export function combobox(o) {
  return new Combobox(o).root;
}

class Combobox {
  constructor(o) {
    this.o = o;
    this.chosen = o.multi ? [...(o.value || [])] : o.value || null;
    this.shown = [];
    this.active = -1;
    this.turn = 0;
    const list = uid('list');
    this.rows = el('div', { role: 'listbox', id: list, 'aria-label': o.label, 'aria-multiselectable': o.multi ? 'true' : null });
    this.note = el('div', { class: 'option-note', role: 'status' });
    this.list = el('div', { class: 'options', popover: 'manual' }, this.rows, this.note);
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    this.chips = el('span', { class: 'chips' });
    this.input = el('input', {
      type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false', 'aria-autocomplete': 'list', 'aria-expanded': 'false',
      'aria-controls': list, 'aria-label': o.label, ...(o.ids || {}), data: o.data,
      on: {
        focus: () => { if (!o.multi) this.input.select(); },
        mousedown: () => this.open(''),
        click: () => { if (!o.multi && this.input.selectionStart === this.input.selectionEnd) this.input.select(); }, // a press sets the caret after the focus selected all
        input: () => this.open(this.input.value),
        blur: () => this.close(),
        keydown: (event) => this.key(event),
      },
    });
    this.clear = el('button', { type: 'button', class: 'clear', 'aria-label': `Clear ${o.label}`, on: { click: () => this.take(null) } }, '×');
    this.root = el('div', { class: o.multi ? 'combo multi' : 'combo', on: { click: () => this.input.focus() } }, this.chips, this.input, this.clear, this.list);
    this.ask = debounce(() => this.fetch(), 180);
    this.draw();
  }

  has(option) {
    return this.o.multi ? this.chosen.some((c) => c.value === option.value) : this.chosen?.value === option.value;
  }

  draw() {
    const { multi, placeholder } = this.o;
    fill(this.chips, multi && this.chosen.map((option) => el('span', { class: 'chip', data: { value: option.value } }, option.label,
      el('button', { type: 'button', 'aria-label': `Remove ${option.label}`, on: { click: () => this.toggle(option) } }, '×'))));
    this.input.value = multi ? '' : this.chosen?.label || '';
    this.input.placeholder = multi && this.chosen.length ? '' : placeholder || 'Choose…';
    this.clear.hidden = multi || !this.chosen || !this.o.optional;
  }

  isOpen() {
    return this.list.matches(':popover-open');
  }

  open(query) {
    this.query = query.trim();
    if (this.o.load) {
      if (this.query.length < this.o.minQuery) this.show([], `Type at least ${this.o.minQuery} characters.`);
      else {
        this.show([], 'Looking…');
        this.ask();
      }
      return;
    }
    const words = fold(this.query).split(/\s+/).filter(Boolean);
    this.show(this.o.options.filter((option) => {
      const text = fold(`${option.label} ${option.description || ''} ${option.group || ''}`);
      return words.every((word) => text.includes(word));
    }), 'Nothing matches.');
  }

  async fetch() {
    const turn = ++this.turn;
    const query = this.query;
    try {
      const options = await this.o.load(query);
      if (turn === this.turn && this.isOpen()) this.show(options, 'Nothing found.');
    } catch (error) {
      if (turn === this.turn && this.isOpen()) this.show([], error.message);
    }
  }

  show(options, empty) {
    this.shown = options;
    this.active = options.findIndex((option) => !this.o.multi && this.has(option));
    if (this.active < 0 && this.query) this.active = options.length ? 0 : -1;
    fill(this.rows, this.grouped(options));
    this.rows.hidden = !options.length;
    this.say(options.length ? '' : empty);
    if (!this.isOpen()) this.list.showPopover();
    this.input.setAttribute('aria-expanded', 'true');
    place(this.list, this.root, { width: true });
    this.mark();
  }

  // grouped gives the rows, those of a group under its name.
  grouped(options) {
    const out = [];
    let box = null;
    let name = '';
    options.forEach((option, i) => {
      if (!option.group) {
        out.push(this.row(option, i));
        return;
      }
      if (!box || option.group !== name) {
        name = option.group;
        const id = `${this.rows.id}-group-${i}`;
        box = el('div', { role: 'group', 'aria-labelledby': id }, el('div', { class: 'option-group', role: 'presentation', id, text: name }));
        out.push(box);
      }
      box.append(this.row(option, i));
    });
    return out;
  }

  say(sentence) {
    this.note.textContent = sentence;
    this.note.hidden = !sentence;
  }

  row(option, i) {
    return el('div', {
      class: 'option', role: 'option', id: `${this.rows.id}-${i}`, 'aria-selected': String(this.has(option)), data: { value: option.value },
      on: { click: (event) => { event.stopPropagation(); this.pick(option); } },
    }, el('span', { text: option.label }), option.description && el('small', { text: option.description }));
  }

  mark() {
    const rows = this.list.querySelectorAll('[role=option]');
    rows.forEach((row, i) => row.classList.toggle('active', i === this.active));
    const row = rows[this.active];
    if (row) {
      this.input.setAttribute('aria-activedescendant', row.id);
      row.scrollIntoView({ block: 'nearest' });
    } else this.input.removeAttribute('aria-activedescendant');
  }

  close() {
    this.turn += 1;
    if (this.isOpen()) this.list.hidePopover();
    this.input.setAttribute('aria-expanded', 'false');
    this.draw();
  }

  key(event) {
    if (event.key === 'Escape' && this.isOpen()) {
      event.stopPropagation();
      event.preventDefault();
      this.close();
      return;
    }
    if (event.key === 'Backspace' && this.o.multi && this.input.value === '' && this.chosen.length) {
      this.toggle(this.chosen[this.chosen.length - 1]);
      return;
    }
    if (event.key === 'Enter' && this.isOpen() && this.shown[this.active]) this.pick(this.shown[this.active]);
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') this.step(event.key === 'ArrowDown' ? 1 : -1);
    else if ((event.key === 'Home' || event.key === 'End') && this.isOpen() && this.shown.length && !this.input.value) this.go(event.key === 'Home' ? 0 : this.shown.length - 1);
    else return;
    event.preventDefault();
  }

  step(by) {
    if (!this.isOpen()) {
      this.open('');
      return;
    }
    const n = this.shown.length;
    if (!n) return;
    this.go((this.active + by + n + (this.active < 0 && by < 0 ? 1 : 0)) % n);
  }

  go(i) {
    this.active = i;
    this.mark();
  }

  pick(option) {
    if (this.o.multi) this.toggle(option);
    else this.take(option);
  }

  take(option) {
    this.chosen = option;
    this.close();
    this.o.onChange(option, (value) => this.become(value));
  }

  toggle(option) {
    if (this.has(option)) this.chosen = this.chosen.filter((c) => c.value !== option.value);
    else if (this.o.max && this.chosen.length >= this.o.max) {
      this.say(`At most ${this.o.max} can be chosen. Take one out first.`);
      return;
    } else this.chosen = [...this.chosen, option];
    this.draw();
    if (this.isOpen()) this.open('');
    this.o.onChange(this.chosen, (value) => this.become(value));
  }

  // become shows another choice than the one made: the person took it back.
  become(value) {
    this.chosen = this.o.multi ? [...(value || [])] : value || null;
    this.draw();
  }
}

const fold = (s) => s.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
