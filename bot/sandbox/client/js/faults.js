// What is made to go wrong, in the words of a person: when an app does this, that happens, so many times.

import { el, fill, icon, uid, redraw, paced } from './dom.js';
import { get, post, remove, ApiError } from './api.js';
import { toast } from './popup.js';
import { store } from './store.js';

// What apps do most, in plain words; other methods keep their name.
const DOES = {
  '*': 'anything at all', 'chat.postMessage': 'post a message', 'chat.update': 'change a message', 'chat.delete': 'delete a message',
  'chat.postEphemeral': 'whisper to one person', 'chat.scheduleMessage': 'plan a message', 'views.open': 'open a window', 'views.push': 'open a second window',
  'views.update': 'change a window', 'views.publish': 'publish its Home', 'conversations.open': 'start direct messages', 'conversations.history': 'read a conversation',
  'conversations.replies': 'read a thread', 'conversations.list': 'list channels', 'users.info': 'look up a person', 'users.list': 'list people', 'usergroups.users.list': 'list a group',
  'reactions.add': 'react with an emoji', 'apps.connections.open': 'connect', 'auth.test': 'ask who it is', response_url: 'answer a click later', upload: 'send a file',
};
const HEARS = {
  '*': 'anything at all', block_actions: 'a click or a choice', view_submission: 'a window that was sent', view_closed: 'a window that was closed', shortcut: 'a shortcut', message_action: 'a shortcut on a message',
  block_suggestion: 'a question for choices', message: 'a message', app_mention: 'a mention', app_home_opened: 'its Home being opened',
};

export class Faults {
  constructor(toggle) {
    this.toggle = toggle;
    this.form = el('form', { class: 'fault-form' });
    this.active = el('ul', { class: 'fault-list', 'aria-label': 'What goes wrong now' });
    this.sockets = el('div', { class: 'fault-sockets' });
    this.node = el('div', { class: 'faults', role: 'tabpanel', 'aria-label': 'Faults', hidden: true, tabindex: -1 },
      el('section', { class: 'fault-part' }, el('h2', { text: 'Make something go wrong' }), el('p', { class: 'faint', text: 'See how an app bears trouble. Nothing here is lost: it happens only as long as you want.' }), this.form),
      el('section', { class: 'fault-part' }, el('div', { class: 'section-head' }, el('h2', { text: 'Going wrong now' }),
        this.clearAll = el('button', { type: 'button', class: 'button quiet', data: { faults: 'clear' }, on: { click: () => this.change(() => remove('control/faults')) } }, 'End all')), this.active),
      el('section', { class: 'fault-part' }, el('h2', { text: 'Right now, once' }), this.sockets));
    this.form.addEventListener('submit', (event) => { event.preventDefault(); this.add(); });
    this.refresh = paced(() => this.load(), 300);
    store.on('traffic', (item) => { if (item?.fault) this.refresh(); });
    store.on('connection', () => { if (store.connection === 'live') this.refresh(); });
    store.on('reset', () => this.refresh());
    store.on('state', () => { if (!this.node.hidden) this.draw(); });
  }

  opened() { this.refresh(); }

  async load() {
    try {
      this.known = await get('control/faults');
      this.draw();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  async change(act) {
    try {
      this.known = await act();
      this.draw();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message);
      this.refresh();
      return false;
    }
  }

  draw() {
    const { known } = this;
    if (!known) return;
    const count = known.faults.length;
    this.toggle.classList.toggle('bad', count > 0);
    redraw(this.toggle.querySelector('.problems'), count, () => count > 0 && [`${count} `, el('span', { class: 'unit', text: 'active' })]);
    this.clearAll.hidden = !count;
    if (this.node.hidden) return;
    redraw(this.form, [known.kinds, known.methods, known.deliveries, store.state.apps.map((a) => a.name)], () => this.fields());
    redraw(this.active, [known.faults, known.spent], () => (count || known.spent.length
      ? [known.faults.map((f) => this.row(f)), known.spent.slice(-3).reverse().map((f) => this.row(f, true))]
      : el('li', { class: 'faint', text: 'Nothing: all is well.' })));
    redraw(this.sockets, [known.sockets, store.state.apps.map((a) => [a.name, a.connected])], () => this.socketButtons());
  }

  fields() {
    const { known } = this;
    const kindOf = (kind) => known.kinds.find((k) => k.kind === kind);
    const [app, kind, method, times, number] = ['app', 'kind', 'method', 'times', 'number'].map((n) => uid(n));
    const what = el('p', { class: 'faint fault-what', role: 'status' });
    this.app = el('select', { id: app, data: { fault: 'app' } }, el('option', { value: '' }, 'any app'), store.state.apps.map((a) => el('option', { value: a.name }, a.name)));
    this.kind = el('select', { id: kind, data: { fault: 'kind' } }, known.kinds.map((k) => el('option', { value: k.kind }, k.title)));
    this.method = el('select', { id: method, data: { fault: 'method' } });
    this.times = el('select', { id: times, data: { fault: 'times' } }, [['1', 'once'], ['2', 'twice'], ['3', '3 times'], ['5', '5 times'], ['10', '10 times'], ['0', 'until I end it']].map(([v, t]) => el('option', { value: v }, t)));
    this.number = el('input', { type: 'number', id: number, min: 0, step: 1, inputmode: 'numeric', data: { fault: 'number' } });
    const verb = el('label', { for: method });
    const unit = el('label', { for: number });
    const numberBox = el('div', { class: 'fault-field' }, unit, this.number);
    const follow = () => {
      const chosen = kindOf(this.kind.value);
      const hears = chosen.of === 'deliveries';
      verb.textContent = hears ? 'is sent' : 'wants to';
      const kept = this.method.value;
      const words = hears ? HEARS : DOES;
      const names = ['*', ...(hears ? known.deliveries : known.methods)];
      // What has plain words comes first.
      names.sort((a, b) => (b in words) - (a in words));
      fill(this.method, names.map((n) => el('option', { value: n }, words[n] ? (n === '*' ? words[n] : `${words[n]} (${n})`) : n)));
      this.method.value = names.includes(kept) ? kept : hears ? '*' : 'chat.postMessage';
      numberBox.hidden = !chosen.takes;
      unit.textContent = chosen.takes === 'retry_after' ? 'Told to wait (seconds)' : /timeout/.test(chosen.kind) ? 'Gives up after (seconds, empty: never)' : 'Late by (seconds)';
      this.number.placeholder = /timeout/.test(chosen.kind) ? '' : '1';
      what.textContent = chosen.what;
    };
    this.kind.addEventListener('change', follow);
    const out = [
      el('div', { class: 'fault-field' }, el('label', { for: app }, 'When'), this.app),
      el('div', { class: 'fault-field' }, verb, this.method),
      el('div', { class: 'fault-field' }, el('label', { for: kind }, 'this happens'), this.kind),
      el('div', { class: 'fault-field' }, el('label', { for: times }, 'how often'), this.times), numberBox,
      el('button', { type: 'submit', class: 'button primary', data: { fault: 'add' } }, icon('fault'), 'Let it happen'), what];
    queueMicrotask(follow);
    return out;
  }

  async add() {
    const kind = this.known.kinds.find((k) => k.kind === this.kind.value);
    const fault = { app: this.app.value || undefined, kind: kind.kind, method: this.method.value, count: Number(this.times.value) };
    const seconds = Number(this.number.value) || 0;
    if (kind.takes === 'retry_after') fault.retry_after = Math.round(seconds);
    if (kind.takes === 'delay_ms') fault.delay_ms = Math.round(seconds * 1000);
    const added = await this.change(() => post('control/faults', { faults: [fault] }));
    if (added) this.active.scrollIntoView({ block: 'nearest' });
  }

  row(f, spent = false) {
    const kind = this.known.kinds.find((k) => k.kind === f.kind);
    const app = f.app ? store.state.apps.find((a) => a.id === f.app)?.name || f.app : 'any app';
    const words = kind?.of === 'deliveries' ? HEARS : DOES;
    const what = words[f.method] || f.method;
    const happened = f.matched === 0 ? 'not yet' : f.matched === 1 ? 'happened once' : `happened ${f.matched} times`;
    const left = spent ? 'over' : f.left === undefined || f.left === null ? 'until ended' : f.left === 1 ? 'once more' : `${f.left} times more`;
    const sentence = kind?.of === 'deliveries' ? `${app} is sent ${what}` : `${app} wants to ${what}`;
    return el('li', { class: spent ? 'fault spent' : 'fault', data: { faultId: f.id } },
      el('span', { class: 'fault-words' }, el('strong', { text: kind?.title || f.kind }), el('span', { class: 'line', text: `when ${sentence}` }), el('small', { class: 'faint', text: `${happened}, ${left}` })),
      !spent && el('button', { type: 'button', class: 'button icon-only quiet', 'aria-label': `End: ${kind?.title || f.kind}, when ${sentence}`, title: 'End', on: { click: () => this.change(() => remove(`control/faults/${encodeURIComponent(f.id)}`)) } }, icon('close')));
  }

  socketButtons() {
    const connected = store.state.apps.filter((a) => a.connected && a.socket_mode);
    if (!connected.length) return el('p', { class: 'faint', text: 'No app is connected by a socket now.' });
    const which = uid('socket');
    const app = el('select', { id: which, data: { fault: 'socket-app' } }, el('option', { value: '' }, 'every app'), connected.map((a) => el('option', { value: a.name }, a.name)));
    return [el('div', { class: 'fault-field' }, el('label', { for: which }, 'For'), app),
      el('ul', { class: 'fault-list' }, this.known.sockets.map((k) => el('li', { class: 'fault' },
        el('span', { class: 'fault-words' }, el('strong', { text: k.title }), el('small', { class: 'faint line', text: k.what })),
        el('button', { type: 'button', class: 'button', 'aria-label': `Do it: ${k.title}`, data: { socket: k.do }, on: { click: () => this.socket(app.value, k) } }, 'Do it'))))];
  }

  async socket(app, kind) {
    try {
      await post('control/socket', { app: app || undefined, do: kind.do });
      toast(`Done: ${kind.title.toLowerCase()}.`, { calm: true });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message);
    }
  }
}
