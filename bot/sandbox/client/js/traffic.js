// What goes between the workspace and its apps, newest first. What Slack would refuse is red.

import { el, fill, debounce, keyed } from './dom.js';
import { get, ApiError } from './api.js';
import { wall } from './dates.js';
import { store } from './store.js';

const MOST = 300;

export class Traffic {
  constructor(root, toggle) {
    this.root = root;
    this.toggle = toggle;
    this.items = [];
    this.since = 0;
    this.problems = 0;
    this.list = el('div', { class: 'traffic-list' });
    this.onlyBad = el('input', { type: 'checkbox', on: { change: () => this.draw() } });
    this.empty = el('p', { class: 'faint', text: 'Nothing yet.' });
    fill(root, el('header', {}, el('h2', { text: 'Traffic' }), el('label', {}, this.onlyBad, 'Only problems'),
      el('button', { type: 'button', class: 'button quiet', on: { click: () => this.show(false) } }, 'Close')), this.empty, this.list);
    this.refresh = debounce(() => this.load(), 150);
    store.on('traffic connection', () => this.refresh());
    store.on('reset', () => {
      this.items = [];
      this.since = 0;
      this.problems = 0;
      this.refresh();
      this.draw();
    });
    toggle.addEventListener('click', () => this.show(root.hidden));
  }

  show(open) {
    this.root.hidden = !open;
    this.toggle.setAttribute('aria-expanded', String(open));
    if (open) this.draw();
  }

  async load() {
    try {
      const answer = await get('control/traffic', { since: this.since });
      const items = answer.items || [];
      if (!items.length) return;
      this.since = items[items.length - 1].n;
      this.problems += items.filter((i) => i.violation).length;
      this.items = [...items.reverse(), ...this.items].slice(0, MOST);
      this.draw();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  draw() {
    const label = this.problems === 1 ? '1 violation' : `${this.problems} violations`;
    this.toggle.classList.toggle('bad', this.problems > 0);
    this.toggle.querySelector('.problems').textContent = this.problems ? label : '';
    if (this.root.hidden) return;
    const shown = this.items.filter((i) => !this.onlyBad.checked || i.violation || i.error || i.fault);
    this.empty.hidden = shown.length > 0;
    keyed(this.list, shown, (i) => i.n, (i) => `${i.n}/${store.tz}`, row);
  }
}

function row(item) {
  const w = wall(item.at, store.tz);
  const clock = [w.hour, w.minute, w.second].map((n) => String(n).padStart(2, '0')).join(':');
  const toApp = item.dir === 'to_app';
  const node = el('details', { class: item.violation ? 'item bad' : item.error || item.fault ? 'item doubtful' : 'item', data: { n: item.n, method: item.method } },
    el('summary', {},
      el('time', { text: clock }),
      el('span', { class: 'dir', title: toApp ? 'to the app' : 'from the app', text: toApp ? 'to app' : 'from app' }),
      el('span', { class: 'method', text: item.method }),
      el('span', { class: 'outcome', text: item.violation?.code || item.error || (item.status ? String(item.status) : 'no answer') }),
      el('span', { class: 'took', text: `${Math.round(item.took_ms)} ms` }),
      item.user && el('span', { class: 'faint', text: store.nameOf(item.user) })),
    item.violation && el('p', { class: 'violation', text: [item.violation.what, item.violation.pointer].filter(Boolean).join(' at ') }),
    item.fault && el('p', { class: 'violation', text: `Fault on purpose: ${item.fault}` }));
  node.addEventListener('toggle', () => {
    if (!node.open || node.querySelector('pre')) return;
    node.append(body('Request', item.request), body('Answer', item.response));
  });
  return node;
}

function body(title, value) {
  if (value === undefined || value === null) return el('p', { class: 'faint', text: `${title}: empty` });
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return el('div', {}, el('h3', { text: title }), el('pre', { text, tabindex: 0 }));
}
