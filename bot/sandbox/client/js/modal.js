// Modals: the view on top of the acting person's stack, in the browser's own dialog.

import { el, icon, redraw } from './dom.js';
import { drawBlocks, appName } from './blocks.js';
import { plainOf, textObject } from './text.js';
import { Host } from './host.js';
import { keepFocus } from './messages.js';
import { store } from './store.js';
import { ApiError, failure } from './api.js';
import { forgetAllBut } from './form.js';

export class Modals {
  constructor() {
    this.hosts = new Map();
    this.shown = '';
    this.title = el('h2', { id: 'modal-title' });
    this.from = el('p', { class: 'modal-app' });
    this.back = el('button', { type: 'button', class: 'button icon-only quiet', data: { modal: 'back' }, on: { click: () => this.close(false) } }, icon('left'));
    this.body = el('div', { class: 'modal-blocks blocks' });
    this.error = el('p', { class: 'modal-error', role: 'alert' });
    this.foot = el('div', { class: 'buttons end' });
    this.dialog = el('dialog', { class: 'modal', role: 'dialog', 'aria-labelledby': 'modal-title', 'aria-modal': 'true' },
      el('div', { class: 'modal-form' },
        el('header', {}, this.back, el('div', { class: 'modal-names' }, this.title, this.from), el('button', {
          type: 'button', class: 'button icon-only quiet', 'aria-label': 'Close', data: { modal: 'close-all' }, on: { click: () => this.close(true) },
        }, icon('close'))),
        el('div', { class: 'modal-scroll' }, this.body),
        el('footer', {}, this.error, this.foot)));
    this.dialog.addEventListener('cancel', (event) => { event.preventDefault(); this.close(false); });
    document.body.append(this.dialog);
    store.on('views person', () => this.draw());
  }

  // top is the modal in sight.
  top() {
    const views = (store.state?.views || []).filter((v) => v.type !== 'home');
    return views[views.length - 1];
  }

  draw() {
    const view = this.top();
    const open = new Set((store.state?.views || []).map((v) => v.id));
    for (const id of this.hosts.keys()) if (!open.has(id)) this.hosts.delete(id);
    if (store.state) forgetAllBut([...open].map((id) => `view ${id}`));
    if (!view) {
      this.shown = '';
      if (this.dialog.open) this.shut();
      return;
    }
    const fresh = view.id !== this.shown;
    if (fresh) {
      this.error.textContent = '';
      this.dialog.classList.remove('busy');
      this.body.replaceChildren();
    }
    this.shown = view.id;
    this.dialog.dataset.viewId = view.id;
    this.dialog.dataset.callbackId = view.callback_id || '';
    redraw(this.title, view.title, () => textObject(view.title));
    this.from.textContent = appName(view.app_id);
    const below = (store.state?.views || []).find((v) => v.id === view.previous_view_id);
    this.back.hidden = !below;
    if (below) this.back.setAttribute('aria-label', `Back to ${plainOf(below.title)}`);
    this.drawBody(view);
    this.drawFoot(view);
    if (!this.dialog.open) this.dialog.showModal();
    if (fresh) this.start();
  }

  // shut closes the dialog. The browser gives the focus back to where it was, but Chromium forgets the
  // caret there (seen in 156: keys arrive and write nothing), so the focus is given once more.
  shut() {
    this.dialog.close();
    const back = document.activeElement;
    if (!back || back === document.body) return;
    back.blur();
    back.focus({ preventScroll: true });
  }

  host(view) {
    let host = this.hosts.get(view.id);
    if (!host) {
      host = new Host('modal', { view_id: view.id }, appName(view.app_id));
      host.errors = {};
      host.onEnter = () => this.submit();
      host.onInput = (block) => this.typed(host, block);
      host.form.seed(view.state?.values);
      host.form.remember(`view ${view.id}`);
      this.hosts.set(view.id, host);
    }
    return host;
  }

  drawBody(view) {
    const host = this.host(view);
    keepFocus(this.body, () => drawBlocks(this.body, view.blocks || [], host, (block) => host.errors[block.block_id] || ''));
  }

  drawFoot(view) {
    const input = (view.blocks || []).some((b) => b.type === 'input');
    const submit = view.submit || input;
    redraw(this.foot, [view.id, view.close, view.submit, submit], () => [
      el('button', { type: 'button', class: 'button', data: { modal: 'close' }, on: { click: () => this.close(false) } }, view.close ? plainOf(view.close) : submit ? 'Cancel' : 'Close'),
      submit && el('button', { type: 'button', class: 'button primary', data: { modal: 'submit' }, on: { click: () => this.submit() } }, view.submit ? plainOf(view.submit) : 'Submit'),
    ]);
  }

  // start puts the focus on the first field, or on the dialog where there is none.
  start() {
    const first = this.body.querySelector('[data-focus=first]') || this.body.querySelector('.input :is(input, textarea, [role=textbox])');
    const target = first || this.foot.querySelector('button.primary') || this.foot.querySelector('button');
    this.body.parentElement.scrollTop = 0;
    target?.focus({ preventScroll: !first });
  }

  // typed drops the error of a field as soon as somebody mends it. The field itself is not redrawn.
  typed(host, block) {
    if (!host.errors[block.block_id]) return;
    delete host.errors[block.block_id];
    const box = this.body.querySelector(`.input[data-block-id="${CSS.escape(block.block_id)}"]`);
    box?.classList.remove('invalid');
    box?.querySelector('[data-error-for]')?.remove();
    box?.querySelector('[aria-invalid]')?.removeAttribute('aria-invalid');
    if (box) box.__sign = JSON.stringify(block);
  }

  fail(view, errors) {
    const host = this.host(view);
    host.errors = errors;
    this.drawBody(view);
    const first = this.body.querySelector('.invalid');
    first?.querySelector('input, textarea, [role=textbox]')?.focus();
    first?.scrollIntoView({ block: 'nearest' });
    const known = new Set((view.blocks || []).map((b) => b.block_id));
    const lost = Object.entries(errors).filter(([id]) => !known.has(id)).map(([, sentence]) => sentence);
    this.error.textContent = lost.join(' ');
  }

  async submit() {
    const view = this.top();
    if (!view || this.busy === view.id) return;
    const host = this.host(view);
    host.errors = {};
    this.drawBody(view);
    await this.work(view, async () => {
      const answer = await store.act('submit', { view_id: view.id, state: host.form.state(view.blocks) });
      if (answer.errors && Object.keys(answer.errors).length) this.fail(view, answer.errors);
      else if (!answer.ok) this.error.textContent = `${failure(answer.error, host.app)} What you typed is still here.`;
      else await store.loadState();
    });
    store.refreshMessages();
  }

  async close(all) {
    const view = this.top();
    if (!view) return;
    await this.work(view, async () => {
      await store.act('close', { view_id: view.id, all });
      await store.loadState();
    });
  }

  // work runs a request while the buttons wait, and says at the foot of the modal what went wrong.
  async work(view, request) {
    this.busy = view.id; // a window that opens meanwhile is not kept waiting
    this.error.textContent = '';
    this.dialog.classList.add('busy');
    this.foot.querySelector('.primary')?.setAttribute('aria-busy', 'true');
    try {
      await request();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error.textContent = `${error.message} What you typed is still here.`;
    } finally {
      if (this.busy === view.id) {
        this.busy = '';
        this.dialog.classList.remove('busy');
        this.foot.querySelector('.primary')?.removeAttribute('aria-busy');
      }
    }
  }
}
