// The bar at the top: what time it is in the workspace, what happens next, and the ways to move on.

import { el, fill, icon, debounce, redraw } from './dom.js';
import { get, post, ApiError } from './api.js';
import { dayNumber, formatDate, shortStamp, toWall, fromWall } from './dates.js';
import { place, toast } from './popup.js';
import { store } from './store.js';

export class ClockBar {
  constructor(root) {
    this.next = null;
    this.time = el('time', { class: 'clock-time', data: { clock: 'now' } });
    this.zone = el('span', { class: 'zone' });
    this.nextButton = button('next', () => this.move({ next: true }), icon('next'), this.nextText = el('span', { class: 'next-text' }));
    this.pause = button('pause', () => this.move({ pause: !store.tick.paused }));
    this.goTo = button('to', () => this.openTo(), icon('clock'), el('span', { text: 'Go to…' }));
    fill(root, el('div', { class: 'now' }, this.time, this.zone), el('div', { class: 'moves', role: 'group', 'aria-label': 'Move the clock' },
      this.nextButton, button('1h', () => this.move({ advance: '1h' }), '+1 h'), button('1d', () => this.move({ advance: '24h' }), '+1 day'), this.goTo, this.pause));
    this.to = this.makeTo();
    root.append(this.to);
    this.refresh = debounce(() => this.load(), 400);
    store.on('clock person state', () => this.draw());
    store.on('clock traffic incoming', () => this.refresh());
    setInterval(() => this.tick(), 1000);
  }

  async load() {
    try {
      const answer = await get('control/clock');
      this.next = answer.next?.[0] || null;
      this.known = true;
      this.draw();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  tick() {
    if (!store.tick.now) return;
    const text = shortStamp(store.now(), store.tz);
    if (this.time.textContent === text) return;
    const day = dayNumber(store.now(), store.tz);
    const passed = this.day !== undefined && this.day !== day;
    this.time.textContent = text;
    this.day = day;
    if (passed) store.announce('clock'); // "today" means another day now
  }

  draw() {
    if (!store.tick.now) return;
    if (!this.known) this.refresh();
    this.tick();
    this.zone.textContent = store.tz.replaceAll('_', ' ');
    const { paused, rate } = store.tick;
    this.pause.setAttribute('aria-pressed', String(paused));
    redraw(this.pause, paused, () => [icon(paused ? 'play' : 'pause'), el('span', { text: paused ? 'Run' : 'Pause' })]);
    this.pause.title = paused ? 'The clock stands still. Let it run.' : rate === 1 ? 'Stop the clock' : `The clock runs ${rate} times as fast. Stop it.`;
    this.nextButton.hidden = !this.next;
    if (this.next) {
      const at = shortStamp(this.next.at, store.tz);
      this.nextButton.title = `Move the clock to ${at}: ${this.next.what}`;
      const near = formatDate(this.next.at, '{date_short_pretty} {time}', store.tz, store.now());
      redraw(this.nextText, [this.next.what, near], () => [el('span', { class: 'next-what', text: `Next: ${this.next.what}` }), el('small', { text: near })]);
    }
  }

  makeTo() {
    const field = el('input', { type: 'datetime-local', 'aria-label': 'Date and time', data: { clock: 'to-field' } });
    const form = el('form', { class: 'menu clock-to', popover: 'auto' },
      el('label', {}, 'Go to', field), el('button', { type: 'submit', class: 'button primary', data: { clock: 'to-go' } }, 'Go'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const at = fromWall(field.value, store.tz);
      if (!Number.isFinite(at)) return;
      form.hidePopover();
      this.move({ to: new Date(at * 1000).toISOString() });
    });
    this.toField = field;
    return form;
  }

  openTo() {
    if (this.to.matches(':popover-open')) return;
    this.toField.value = toWall(store.now(), store.tz);
    this.to.showPopover();
    place(this.to, this.goTo);
    this.toField.focus();
  }

  async move(what) {
    try {
      const answer = await post('control/clock', what);
      if (answer.now) store.setClock(answer);
      if (answer.next) this.next = answer.next[0] || null;
      this.draw();
      document.getElementById('announcer').textContent = `It is ${shortStamp(store.now(), store.tz)}`;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message);
    }
  }
}

function button(hook, act, ...children) {
  return el('button', { type: 'button', class: 'button quiet', data: { clock: hook }, on: { click: act } }, children);
}
