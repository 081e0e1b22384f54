// Where one types: messages, replies and slash commands. What could not be sent stays in the field.

import { el, fill, icon, uid } from './dom.js';
import { menu, toast, place } from './popup.js';
import { suggest } from './suggest.js';
import { Attachments } from './attach.js';
import { pickEmoji } from './picker.js';
import { mrkdwn } from './text.js';
import { mine } from './actions.js';
import { wrap, FORMATS, MARKS } from './format.js';
import { store } from './store.js';
import { ApiError, failure } from './api.js';

// drafts are what stands unsent in each conversation, for each person; they outlive a reload of the page.
const drafts = new Map(kept());

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem('drafts') || '[]');
  } catch {
    return []; // a store that is closed or spoilt
  }
}

function saveDrafts() {
  try {
    sessionStorage.setItem('drafts', JSON.stringify([...drafts]));
  } catch {
    // they last as long as the page
  }
}

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
        input: () => { this.keep(); this.grow(); this.complete(); this.preview(); },
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
    this.files = new Attachments(() => this.ready(), (sentence) => { this.error.textContent = sentence; });
    this.smile = el('button', {
      type: 'button', class: 'button icon-only quiet', 'aria-label': 'Emoji', title: 'Emoji', 'aria-haspopup': 'dialog', 'aria-expanded': 'false', on: { click: () => pickEmoji(this.smile, (name) => this.insert(`:${name}: `)) },
    }, icon('smile'));
    this.sample = el('div', { class: 'composer-preview text', 'aria-hidden': 'true', hidden: true });
    this.also = el('input', { type: 'checkbox', data: { composer: 'also' } });
    this.alsoWhere = el('span');
    const tools = el('div', { class: 'composer-tools', role: 'toolbar', 'aria-label': 'Writing tools' }, this.bolt, this.files.button, this.smile,
      el('span', { class: 'formats' }, FORMATS.map((f) => el('button', {
        type: 'button', class: 'button icon-only quiet', 'aria-label': f.name, title: f.keys ? `${f.name} (Ctrl+${f.keys.toUpperCase()})` : f.name, tabindex: -1, data: { format: f.icon }, on: { mousedown: (event) => event.preventDefault(), click: () => this.format(f) },
      }, icon(f.icon)))), el('span', { class: 'spring' }), this.sendButton);
    this.node = el('div', { class: 'composer' }, this.error, this.sample, el('div', { class: 'composer-box' }, this.files.node, this.input, tools),
      inThread && el('label', { class: 'tick also' }, this.also, this.alsoWhere), this.files.picker, this.list);
    this.files.over(this.node, this.input);
  }

  draftKey() {
    return [store.as, store.channel, this.inThread ? store.thread : ''].join('/');
  }

  // show points the composer at the open conversation.
  show() {
    const channel = store.current;
    const who = store.me ? store.nameOf(store.as).split(' ')[0] : '';
    const closed = !channel || channel.is_archived;
    // Who is writing here already is not disturbed: caret and suggestions stay.
    const draft = drafts.get(this.draftKey()) || '';
    const stays = this.at === this.draftKey() && this.input.value === draft;
    this.at = this.draftKey();
    if (!stays) this.input.value = draft;
    this.input.disabled = closed;
    this.sendButton.disabled = closed;
    const target = channel ? store.titleOf(channel) : '';
    this.input.placeholder = closed ? 'Nothing can be written here' : this.inThread ? `Reply as ${who}` : `Write to ${target} as ${who}, or / for commands`;
    this.error.textContent = '';
    this.smile.disabled = closed;
    this.files.button.disabled = closed;
    this.files.show(this.draftKey());
    this.also.checked = false;
    this.alsoWhere.textContent = channel?.im_user || channel?.several ? 'Also send as a direct message' : `Also send to ${target}`;
    this.grow();
    if (!stays) this.hide();
    this.preview();
  }

  // ready says whether there is something to send.
  ready() {
    const closed = this.input.disabled;
    this.sendButton.disabled = closed || this.files.busy || (!this.input.value.trim() && !this.files.list.length);
  }

  // preview shows what marks become, as soon as there are some.
  preview() {
    this.ready();
    const text = this.input.value;
    const marked = !text.startsWith('/') && MARKS.test(text);
    this.sample.hidden = !marked;
    if (marked) fill(this.sample, mrkdwn(text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')));
  }

  // insert puts text where the caret is.
  insert(text) {
    this.input.focus();
    this.input.setRangeText(text, this.input.selectionStart, this.input.selectionEnd, 'end');
    this.changed();
  }

  format(f) {
    this.input.focus();
    wrap(this.input, f);
    this.changed();
  }

  changed() {
    this.keep();
    this.grow();
    this.preview();
  }

  keep() {
    if (this.input.value) drafts.set(this.draftKey(), this.input.value);
    else drafts.delete(this.draftKey());
    saveDrafts();
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
    const format = (event.ctrlKey || event.metaKey) && FORMATS.find((f) => f.keys === event.key.toLowerCase() && Boolean(f.shift) === event.shiftKey);
    if (format) {
      event.preventDefault();
      this.format(format);
      return;
    }
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
    else if (event.key === 'ArrowUp' && !this.input.value && !event.shiftKey) {
      const last = (this.inThread ? store.replies : store.messages).findLast((m) => mine(m) && m.text);
      if (!last) return;
      event.preventDefault();
      store.edit(last);
    }
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
    this.changed();
    this.complete();
  }

  // send takes what is written out of the field at once, so that one can go on writing while it is on
  // its way. Messages wait for each other; a command, whose app may take seconds, keeps none waiting.
  async send() {
    const text = this.input.value.trim();
    if (!text && !this.files.list.length) return;
    if (this.files.busy) {
      this.error.textContent = 'A file is still on its way up. Try again in a moment.';
      return;
    }
    const command = /^\/[a-z]/i.test(text);
    if (this.files.list.length && command) {
      this.error.textContent = 'A command takes no files. Take them away, or write a message.';
      return;
    }
    this.hide();
    this.error.textContent = '';
    const key = this.draftKey();
    const message = { as: store.as, channel: store.channel, text, thread_ts: this.inThread ? store.thread : undefined, broadcast: (this.inThread && this.also.checked) || undefined };
    const files = this.files.take();
    this.input.value = '';
    this.also.checked = false;
    this.changed();
    const before = this.sending;
    const work = (async () => {
      if (!command) await before;
      await this.carry(key, message, files);
    })();
    if (!command) this.sending = work.catch(() => {}); // what fails is no matter of the next
    await work;
  }

  // carry brings one message or command to the sandbox. What it does not take is given back.
  async carry(key, message, files) {
    this.count(1);
    try {
      const answer = await store.act('send', { ...message, files: files.length ? files.map((f) => f.id) : undefined });
      if (!answer.ok) this.giveBack(key, message, files, failure(answer.error, message.text.split(/\s/)[0]));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.giveBack(key, message, files, error.message);
    } finally {
      this.count(-1);
      this.grow();
      this.preview();
      this.dispatch();
      store.refreshMessages();
      store.refreshState();
    }
  }

  // count shows that something is on its way.
  count(by) {
    this.busy = (this.busy || 0) + by;
    this.node.classList.toggle('busy', this.busy > 0);
  }

  // giveBack puts what was not taken back where it was written, before what was written since.
  giveBack(key, message, files, why) {
    const since = key === this.draftKey() ? this.input.value : drafts.get(key) || '';
    drafts.set(key, [message.text, since].filter(Boolean).join('\n'));
    saveDrafts();
    this.files.giveBack(key, files);
    if (key !== this.draftKey()) {
      toast(why);
      return;
    }
    this.input.value = drafts.get(key);
    if (message.broadcast) this.also.checked = true;
    this.error.textContent = why;
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
