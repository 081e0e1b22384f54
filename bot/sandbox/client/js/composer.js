// Where one types: messages, replies and slash commands. What could not be sent stays in the field.

import { el, fill, icon, uid } from './dom.js';
import { menu, toast, place } from './popup.js';
import { suggest } from './suggest.js';
import { store } from './store.js';
import { ApiError, failure } from './api.js';

const drafts = new Map(); // what stands unsent in each conversation, for each person

export class Composer {
  constructor({ inThread }) {
    this.inThread = inThread;
    this.shown = [];
    this.active = 0;
    const list = uid('suggest');
    this.list = el('div', { class: 'options suggest', role: 'listbox', id: list, popover: 'manual', 'aria-label': 'Suggestions' });
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    this.input = el('textarea', {
      rows: 1, 'aria-label': 'Message', 'aria-autocomplete': 'list', 'aria-controls': list, data: { composer: inThread ? 'thread' : 'channel' },
      on: {
        input: () => { this.keep(); this.grow(); this.complete(); },
        keydown: (event) => {
          if (event.key === 'Enter') this.enter = event.shiftKey ? 'line' : 'done';
          this.key(event);
        },
        keyup: () => { this.enter = ''; },
        beforeinput: (event) => this.lineBreak(event),
        blur: () => this.hide(),
      },
    });
    this.error = el('p', { class: 'composer-error', role: 'alert' });
    this.sendButton = el('button', { type: 'button', class: 'button primary icon-only', 'aria-label': 'Send', title: 'Send (Enter)', on: { click: () => this.send() } }, icon('send'));
    this.bolt = inThread ? null : el('button', {
      type: 'button', class: 'button icon-only quiet', 'aria-label': 'Shortcuts', title: 'Shortcuts and commands', 'aria-haspopup': 'menu', 'aria-expanded': 'false', data: { shortcuts: 'global' },
      on: { click: () => menu(this.bolt, this.shortcuts(), 'Shortcuts and commands') },
    }, icon('bolt'));
    this.node = el('div', { class: 'composer' }, this.error, el('div', { class: 'composer-box' }, this.bolt, this.input, this.sendButton), this.list);
  }

  draftKey() {
    return [store.as, store.channel, this.inThread ? store.thread : ''].join('/');
  }

  // show points the composer at the open conversation.
  show() {
    const channel = store.current;
    const who = store.me ? store.nameOf(store.as).split(' ')[0] : '';
    const closed = !channel || channel.is_archived;
    this.input.value = drafts.get(this.draftKey()) || '';
    this.input.disabled = closed;
    this.sendButton.disabled = closed;
    const target = channel ? store.titleOf(channel) : '';
    this.input.placeholder = closed ? 'Nothing can be written here' : this.inThread ? `Reply as ${who}` : `Write to ${target} as ${who}, or / for commands`;
    this.error.textContent = '';
    this.grow();
    this.hide();
  }

  keep() {
    if (this.input.value) drafts.set(this.draftKey(), this.input.value);
    else drafts.delete(this.draftKey());
  }

  grow() {
    this.input.style.height = 'auto';
    this.input.style.height = `${Math.min(this.input.scrollHeight, 200)}px`;
  }

  complete() {
    const found = suggest(this.input.value, this.input.selectionStart, this.inThread);
    this.found = found;
    this.shown = found?.items || [];
    this.active = 0;
    if (!this.shown.length) {
      this.hide();
      return;
    }
    fill(this.list, this.shown.map((item, i) => el('div', {
      class: 'option', role: 'option', id: `${this.list.id}-${i}`, data: { value: item.insert },
      on: { click: () => this.accept(item) },
    }, el('span', {}, el('strong', { text: item.label }), item.hint && el('code', { text: item.hint })), item.description && el('small', { text: item.description }))));
    if (!this.isOpen()) this.list.showPopover();
    place(this.list, this.node.querySelector('.composer-box'), { width: true });
    this.mark();
  }

  isOpen() { return this.list.matches(':popover-open'); }

  hide() {
    if (this.isOpen()) this.list.hidePopover();
    this.input.removeAttribute('aria-activedescendant');
  }

  mark() {
    const rows = [...this.list.children];
    rows.forEach((row, i) => { row.classList.toggle('active', i === this.active); row.setAttribute('aria-selected', String(i === this.active)); });
    rows[this.active]?.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', rows[this.active]?.id || '');
  }

  key(event) {
    if (event.isComposing) return;
    if (this.isOpen()) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        this.active = (this.active + step + this.shown.length) % this.shown.length;
        this.mark();
        event.preventDefault();
        return;
      }
      const item = this.shown[this.active];
      // Enter on a command that is already typed in full sends it.
      const whole = this.found.kind === 'command' && this.input.value.trim() === item.insert.trim();
      if (event.key === 'Escape') this.hide();
      else if ((event.key === 'Tab' && !event.shiftKey) || (event.key === 'Enter' && !whole && item.insert)) this.accept(item);
      else if (event.key === 'Enter') this.send();
      else return;
      event.preventDefault();
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === 'Escape' && this.inThread) store.openThread('');
  }

  // lineBreak keeps Enter from breaking the line where it sends. The keyboards of telephones name no
  // key; what they insert is the first one hears of their Enter.
  lineBreak(event) {
    if (event.inputType !== 'insertLineBreak' || this.enter === 'line') return;
    event.preventDefault();
    if (!this.enter) this.send();
  }

  accept(item) {
    if (!item.insert) return;
    const { value } = this.input;
    this.input.value = value.slice(0, this.found.from) + item.insert + value.slice(this.found.to);
    const caret = this.found.from + item.insert.length;
    this.input.setSelectionRange(caret, caret);
    this.input.focus();
    this.keep();
    this.complete();
  }

  async send() {
    const text = this.input.value.trim();
    if (!text || this.busy) return;
    this.hide();
    this.busy = true;
    this.node.classList.add('busy');
    this.error.textContent = '';
    const key = this.draftKey();
    const word = text.split(/\s/)[0];
    try {
      const answer = await store.act('send', { channel: store.channel, text, thread_ts: this.inThread ? store.thread : undefined });
      if (answer.ok) {
        drafts.delete(key);
        if (key === this.draftKey() && this.input.value.trim() === text) this.input.value = '';
      } else this.error.textContent = failure(answer.error, word);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error.textContent = error.message;
    } finally {
      this.busy = false;
      this.node.classList.remove('busy');
      this.grow();
      this.dispatch();
      store.refreshMessages();
      store.refreshState();
    }
  }

  // dispatch tells the page that something was said, so that it scrolls to it.
  dispatch() {
    this.node.dispatchEvent(new CustomEvent('sent', { bubbles: true }));
  }

  shortcuts() {
    const out = [];
    for (const app of store.state.apps) {
      const mine = (app.shortcuts || []).filter((s) => s.type === 'global');
      if (mine.length || app.commands?.length) out.push({ heading: app.name });
      for (const s of mine) out.push({ label: s.name, description: s.description, data: { callbackId: s.callback_id }, pick: () => run(app, s) });
      for (const c of app.commands || []) out.push({ label: c.command, description: c.description, data: { command: c.command }, pick: () => this.start(c) });
    }
    return out.length ? out : [{ heading: 'No app is installed.' }];
  }

  start(command) {
    this.input.value = `${command.command} `;
    this.input.focus();
    this.keep();
    this.complete();
  }
}

async function run(app, shortcut) {
  try {
    const answer = await store.act('shortcut', { app: app.id, callback_id: shortcut.callback_id });
    if (!answer.ok) toast(failure(answer.error, app.name));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.message);
  }
  store.refreshState();
}
