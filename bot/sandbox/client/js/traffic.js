// What goes between the workspace and its apps, in the order of time. What Slack would refuse is red.

import { el, fill, icon, redraw, paced } from './dom.js';
import { get, ApiError } from './api.js';
import { wall } from './dates.js';
import { Rows } from './rows.js';
import { toast } from './popup.js';
import { copy } from './actions.js';
import { store } from './store.js';

const MOST = 2000; // requests kept by this page
const BODIES = 400; // of which so many with their whole bodies; those of older ones are asked for again
const ROW = 30; // pixels

export class Traffic {
  // pane: opened by the dock; open() asks the dock for it.
  constructor(toggle, open) {
    this.toggle = toggle;
    this.open = open;
    this.items = [];
    this.waiting = [];
    this.since = 0; // the last item that is kept
    this.news = Infinity; // the first item that came while this page was there
    this.problems = 0;
    this.rows = new Rows({ label: 'Requests, oldest first', height: ROW, draw: row, pick: (item) => this.show(item) });
    this.rows.onFollow = (follow) => this.followButton.setAttribute('aria-pressed', String(follow));
    this.search = el('input', { type: 'search', placeholder: 'Filter by method, app, error', 'aria-label': 'Filter', autocomplete: 'off', data: { traffic: 'filter' }, on: { input: () => this.filter() } });
    this.apps = el('select', { 'aria-label': 'App', data: { traffic: 'app' }, on: { change: () => this.filter() } });
    this.onlyBad = el('input', { type: 'checkbox', data: { traffic: 'problems' }, on: { change: () => this.filter() } });
    this.followButton = el('button', { type: 'button', class: 'button quiet', 'aria-pressed': 'true', data: { traffic: 'follow' }, on: { click: () => this.rows.toEnd() } }, icon('down'), 'Follow');
    this.count = el('span', { class: 'faint', role: 'status' });
    this.detail = el('div', { class: 'traffic-detail', role: 'region', 'aria-label': 'The chosen request', tabindex: 0, hidden: true });
    this.empty = el('p', { class: 'faint traffic-empty', text: 'Nothing yet. Every request of an app, and everything that is sent to one, comes up here.' });
    this.node = el('div', { class: 'traffic', role: 'tabpanel', 'aria-label': 'Traffic', hidden: true },
      el('div', { class: 'filters' }, this.search, this.apps, el('label', { class: 'tick' }, this.onlyBad, 'Only problems'), this.followButton,
        el('button', { type: 'button', class: 'button quiet', data: { traffic: 'clear' }, on: { click: () => this.clear() } }, 'Clear'), this.count),
      el('div', { class: 'traffic-split' }, this.empty, this.rows.node, this.detail));
    this.refresh = paced(() => this.load(), 150);
    store.on('traffic', (item) => this.take(item));
    store.on('connection', () => { if (store.connection === 'live') this.refresh(); });
    store.on('reset', () => this.refresh());
    store.on('state person', () => this.drawApps());
  }

  opened() {
    this.drawApps();
    this.filter();
  }

  drawApps() {
    const apps = store.state?.apps || [];
    const chosen = this.apps.value;
    redraw(this.apps, apps.map((a) => [a.id, a.name]), () => [el('option', { value: '' }, 'Every app'), apps.map((a) => el('option', { value: a.id }, a.name))]);
    this.apps.value = apps.some((a) => a.id === chosen) ? chosen : '';
    this.apps.hidden = apps.length < 2;
  }

  // load fetches what came before this page listened, or while it could not.
  async load() {
    try {
      let answer = await get('control/traffic', { since: Math.max(0, this.since - 1) });
      // A log that does not hold what is known already is that of a sandbox that was started anew.
      if (this.since > 0 && !answer.items?.length) {
        this.items = [];
        [this.since, this.news] = [0, 1];
        this.filter();
        answer = await get('control/traffic', { since: 0 });
      }
      for (const item of answer.items || []) this.keep(item, item.n < this.news);
      this.news = Math.min(this.news, this.since + 1);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  // take hears of one item. Where others came before it that this page has not heard of, all of them
  // are asked for.
  take(item) {
    if (!item || item.n <= this.since) return;
    this.news = Math.min(this.news, item.n);
    if (item.n === this.since + 1) this.keep(item, false);
    else this.refresh();
  }

  // keep adds an item; drawing waits for the next frame, however many come before it.
  keep(item, old) {
    if (item.n <= this.since) return;
    this.since = item.n;
    this.waiting.push(item);
    if (item.violation) this.violation(item, old);
    if (this.frame) return;
    this.frame = true;
    requestAnimationFrame(() => {
      this.frame = false;
      this.settle();
    });
  }

  violation(item, old) {
    this.problems += 1;
    if (old) return;
    this.newBad = (this.newBad || 0) + 1;
    this.lastBad = item;
  }

  settle() {
    const fresh = this.waiting.splice(0);
    this.items.push(...fresh);
    const cut = this.items.length > 2 * MOST;
    if (cut) this.items = this.items.slice(-MOST);
    for (let i = this.items.length - BODIES - 1; i >= 0 && !this.items[i].thin; i -= 1) this.items[i] = thin(this.items[i]);
    this.drawToggle();
    if (this.newBad) this.tell();
    if (this.node.hidden) return;
    if (cut) this.shown = this.items.filter((item) => this.fits(item));
    else this.shown.push(...fresh.filter((item) => this.fits(item)));
    this.draw();
  }

  // tell says aloud that an app did what Slack refuses, once for a burst.
  tell() {
    const bad = this.lastBad;
    const app = store.state?.apps.find((a) => a.id === bad.app)?.name || 'An app';
    const words = this.newBad > 1 ? `${app} did ${this.newBad} things that Slack would refuse.` : `Slack would refuse this: ${bad.violation.what || bad.violation.code}`;
    this.newBad = 0;
    toast(words, { act: { label: 'Show', pick: () => this.reveal(bad.n) } });
  }

  drawToggle() {
    this.toggle.classList.toggle('bad', this.problems > 0);
    redraw(this.toggle.querySelector('.problems'), this.problems, () => this.problems > 0 && [`${this.problems} `, el('span', { class: 'unit', text: this.problems === 1 ? 'violation' : 'violations' })]);
  }

  fits(item) {
    if (this.onlyBad.checked && !item.violation && !item.error && !item.fault) return false;
    if (this.apps.value && item.app !== this.apps.value) return false;
    const wanted = this.search.value.trim().toLowerCase();
    return !wanted || [item.method, item.error, item.violation?.code, item.fault, store.state?.apps.find((a) => a.id === item.app)?.name].some((t) => t?.toLowerCase().includes(wanted));
  }

  filter() {
    this.shown = this.items.filter((item) => this.fits(item));
    this.draw();
  }

  draw() {
    this.empty.hidden = this.items.length > 0;
    this.rows.node.hidden = this.items.length === 0;
    this.rows.show(this.shown);
    this.count.textContent = this.shown.length === this.items.length ? `${this.items.length} requests` : `${this.shown.length} of ${this.items.length}`;
  }

  clear() {
    this.items = [];
    this.problems = 0;
    this.show(null);
    this.drawToggle();
    this.filter();
  }

  // reveal opens the pane at one item, whatever was filtered.
  reveal(n) {
    this.search.value = '';
    this.apps.value = '';
    this.onlyBad.checked = false;
    this.open();
    const item = this.items.find((i) => i.n === n);
    if (item) this.rows.choose(item, { center: true });
  }

  show(item) {
    this.detail.hidden = !item;
    this.node.classList.toggle('detailed', Boolean(item));
    if (!item) {
      this.rows.chosen = null;
      return;
    }
    fill(this.detail, detail(item, () => { this.show(null); this.rows.paint(); this.rows.node.focus(); }));
    if (item.thin) store.guard(() => this.fetch(item));
  }

  async fetch(item) {
    const answer = await get('control/traffic', { since: item.n - 1, limit: 1 });
    const whole = answer.items?.find((i) => i.n === item.n);
    if (this.rows.chosen !== item) return;
    fill(this.detail, detail(whole || { ...item, gone: true }, () => this.show(null)));
  }
}

const thin = ({ request, response, ...rest }) => ({ ...rest, thin: true });

const stamp = (at) => {
  const w = wall(at, store.tz);
  return [w.hour, w.minute, w.second].map((n) => String(n).padStart(2, '0')).join(':');
};

const outcome = (item) => item.violation?.code || item.error || (item.status ? String(item.status) : 'no answer');

function row(item, node) {
  node.classList.toggle('bad', Boolean(item.violation));
  node.classList.toggle('doubtful', !item.violation && Boolean(item.error || item.fault));
  node.dataset.method = item.method;
  const toApp = item.dir === 'to_app';
  return [
    el('time', { text: stamp(item.at) }),
    el('span', { class: 'dir', text: toApp ? '→ app' : '← app', title: toApp ? 'sent to the app' : 'asked by the app' }),
    el('span', { class: 'method', text: item.method }),
    el('span', { class: 'outcome', text: item.fault ? `${outcome(item)}, on purpose` : outcome(item) }),
    el('span', { class: 'took', text: took(item.took_ms) }),
    el('span', { class: 'who', text: item.user ? store.nameOf(item.user) : '' }),
  ];
}

const took = (ms) => (ms < 10 ? `${ms.toFixed(1)} ms` : ms < 10000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

function detail(item, close) {
  const app = store.state?.apps.find((a) => a.id === item.app)?.name || item.app || 'unknown app';
  const toApp = item.dir === 'to_app';
  return [
    el('header', {}, el('h2', { text: item.method }),
      el('button', { type: 'button', class: 'button icon-only quiet', 'aria-label': 'Copy the request', title: 'Copy', data: { traffic: 'copy' }, on: { click: () => copy(JSON.stringify(item, null, 2), 'The request') } }, icon('copy')),
      el('button', { type: 'button', class: 'button icon-only quiet', 'aria-label': 'Close the request', data: { traffic: 'close-detail' }, on: { click: close } }, icon('close'))),
    el('p', { class: 'faint', text: `${toApp ? `Sent to ${app}` : `Asked by ${app}`} at ${stamp(item.at)}${item.user ? `, ${store.nameOf(item.user)} acting` : ''}. ${item.status ? `Answered ${item.status}` : 'No answer'} after ${took(item.took_ms)}.` }),
    item.violation && el('p', { class: 'violation', role: 'note' }, el('strong', { text: item.violation.code }), item.violation.what && `: ${item.violation.what.replace(/ ?\[json-pointer:[^\]]*\]$/, '')}`, item.violation.pointer && el('span', {}, ' at ', el('code', { text: item.violation.pointer }))),
    item.fault && el('p', { class: 'violation', text: `Made to go wrong on purpose: ${item.fault.replaceAll('_', ' ')}.` }),
    item.gone ? el('p', { class: 'faint', text: 'The bodies of this request are not kept any more.' })
      : item.thin ? el('p', { class: 'faint', text: 'Fetching…' })
        : [body('Request', item.request), body('Answer', item.response)],
  ];
}

function body(title, value) {
  if (value === undefined || value === null) return el('p', { class: 'faint', text: `${title}: empty` });
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return el('div', {}, el('h3', { text: title }), el('pre', { text, tabindex: 0, 'aria-label': title }));
}
