// A scroller keeps a list where its reader is: at the newest message while the reader is there, else on
// the same message, whatever comes in above or below.

import { el } from './dom.js';

const NEAR = 80; // pixels from the end that still count as reading the newest
const REACH = 400; // pixels from either end at which the next messages are fetched

export class Scroller {
  // older and newer fetch what lies beyond either end, and toEnd the newest; each may be left out.
  constructor(box, list, { older, newer, toEnd } = {}) {
    this.box = box;
    this.list = list;
    this.stick = true;
    this.toEnd = toEnd;
    this.hasNewer = false;
    this.last = '';
    // A reader further up is told of what comes below: an answer to a click must not go unseen.
    this.newest = el('button', { type: 'button', class: 'button primary newest', hidden: true, data: { newest: '' }, on: { click: () => this.end() } });
    box.append(this.newest);
    let fetching = false;
    const fetch = async (more) => {
      if (fetching || !more) return;
      fetching = true;
      await more();
      fetching = false;
    };
    box.addEventListener('scroll', () => {
      const below = box.scrollHeight - box.scrollTop - box.clientHeight;
      this.stick = !this.hasNewer && below < NEAR;
      if (this.stick) this.newest.hidden = true;
      if (box.scrollTop < REACH && this.hasOlder) fetch(older);
      else if (below < REACH && this.hasNewer) fetch(newer);
    }, { passive: true });
    // Late pictures and a resized window must not hide the newest message.
    const watch = new ResizeObserver(() => this.settle());
    watch.observe(box);
    watch.observe(list);
  }

  settle() { if (this.stick) this.box.scrollTop = this.box.scrollHeight; }

  // around runs a redraw and leaves the reader where they were.
  around(draw) {
    const top = this.box.getBoundingClientRect().top;
    const anchor = this.stick ? null : [...this.list.children].find((node) => node.getBoundingClientRect().bottom > top && node.dataset.ts);
    const before = anchor?.getBoundingClientRect().top;
    draw();
    if (this.stick) this.settle();
    else if (anchor) {
      const now = anchor.isConnected ? anchor : this.list.querySelector(`[data-ts="${CSS.escape(anchor.dataset.ts)}"]`);
      if (now) this.box.scrollTop += now.getBoundingClientRect().top - before;
    }
  }

  // came tells of the newest message drawn, and whether there is more on either side.
  came(where, message, { older = false, newer = false } = {}) {
    const isNew = message && this.where === where && message.ts > this.last;
    if (this.where !== where) this.newest.hidden = true;
    [this.where, this.last] = [where, message?.ts || ''];
    [this.hasOlder, this.hasNewer] = [older, newer];
    if (newer) this.offer('Go to the newest');
    else if (this.stick) this.newest.hidden = true;
    else if (isNew) this.offer(message.ephemeral ? 'An answer for you, below' : 'New below');
    else if (this.newest.textContent === 'Go to the newest') this.newest.hidden = true;
  }

  offer(words) {
    this.newest.textContent = words;
    this.newest.hidden = false;
  }

  // show brings one message into the middle and marks it for a moment.
  show(ts) {
    const node = this.list.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
    if (!node) return false;
    this.stick = false;
    this.box.scrollTop += node.getBoundingClientRect().top - this.box.getBoundingClientRect().top - (this.box.clientHeight - node.offsetHeight) / 2;
    node.classList.add('found');
    node.focus({ preventScroll: true });
    setTimeout(() => node.classList.remove('found'), 4000);
    return true;
  }

  async end() {
    this.stick = true;
    if (this.hasNewer) {
      this.hasNewer = false;
      await this.toEnd?.();
      this.stick = true;
    }
    this.newest.hidden = true;
    this.settle();
  }
}
