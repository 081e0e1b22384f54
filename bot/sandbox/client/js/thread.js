// The side: one thread.

import { el, fill, icon } from './dom.js';
import { drawMessages, reachMessages, stepMessages } from './messages.js';
import { Composer } from './composer.js';
import { Scroller } from './scroller.js';
import { store } from './store.js';

export class Thread {
  constructor(root) {
    this.root = root;
    this.list = reachMessages(el('div', { class: 'messages', role: 'feed', 'aria-label': 'Replies', on: { keydown: stepMessages } }));
    this.all = el('button', { type: 'button', class: 'button quiet older', hidden: true, on: { click: () => store.allReplies() } }, 'Earlier replies');
    this.scroll = el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Thread' }, this.all, this.list);
    this.composer = new Composer({ inThread: true });
    this.where = el('p', { class: 'topic' });
    this.title = el('h2', { text: 'Thread' });
    fill(root, el('header', { class: 'channel-head' }, el('div', { class: 'head-names' }, this.title, this.where),
      el('button', { type: 'button', class: 'button icon-only quiet', 'aria-label': 'Close thread', data: { thread: 'close' }, on: { click: () => store.openThread('') } }, icon('close'))),
    this.scroll, this.composer.node);
    this.scroller = new Scroller(this.scroll, this.list);
    root.addEventListener('sent', () => this.scroller.end());
    // Where the window is narrow the thread stands in the conversation's place, for screen readers as well.
    this.narrow = matchMedia('(max-width: 820px)');
    this.narrow.addEventListener('change', () => this.rank());
    this.rank();
    store.on('opened person', () => this.opened());
    store.on('messages clock', () => this.draw());
  }

  rank() {
    this.root.setAttribute('role', this.narrow.matches ? 'main' : 'complementary');
    this.title.setAttribute('aria-level', this.narrow.matches ? '1' : '2');
  }

  opened() {
    const open = Boolean(store.thread);
    const same = open && !this.root.hidden && this.root.dataset.ts === store.thread;
    const had = this.root.contains(document.activeElement);
    this.root.hidden = !open;
    document.body.classList.toggle('show-thread', open);
    if (!open) {
      if (had && this.root.dataset.ts) document.querySelector(`#main [data-ts="${CSS.escape(this.root.dataset.ts)}"]`)?.focus({ preventScroll: true });
      this.root.dataset.ts = '';
      return;
    }
    this.root.dataset.ts = store.thread;
    this.where.textContent = store.current ? store.titleOf(store.current) : '';
    this.composer.show();
    if (same) return;
    this.list.replaceChildren();
    this.scroller.stick = true;
    this.composer.input.focus();
  }

  draw() {
    if (this.root.hidden) return;
    this.all.hidden = !store.moreReplies;
    this.scroller.around(() => drawMessages(this.list, store.replies, { inThread: true }));
    this.scroller.came(`${store.as} ${store.thread}`, store.replies.at(-1));
    if (store.jump && store.jump !== store.thread && this.scroller.show(store.jump)) store.jump = '';
  }
}
