// The middle: the open conversation, an app's Home tab, or the followed threads.

import { el, fill, redraw } from './dom.js';
import { drawMessages, keepFocus, reachMessages, stepMessages } from './messages.js';
import { drawBlocks } from './blocks.js';
import { Composer } from './composer.js';
import { Head } from './head.js';
import { Host } from './host.js';
import { Scroller } from './scroller.js';
import { Threads } from './threads.js';
import { attempt } from './actions.js';
import { store } from './store.js';

export class Main {
  constructor(root) {
    this.head = new Head();
    this.tabs = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Parts of this app' });
    this.list = reachMessages(el('div', { class: 'messages', role: 'feed', 'aria-label': 'Messages', on: { keydown: stepMessages } }));
    this.older = el('button', { type: 'button', class: 'button quiet older', hidden: true, on: { click: () => store.older() } }, 'Earlier messages');
    this.empty = el('div', { class: 'empty faint' });
    this.scroll = el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Conversation' }, this.older, this.empty, this.list);
    this.homeBox = el('div', { class: 'blocks' });
    this.homeEmpty = el('p', { class: 'empty faint' });
    this.home = el('div', { class: 'scroll home', hidden: true, tabindex: 0, role: 'tabpanel', 'aria-label': 'Home' }, this.homeEmpty, this.homeBox);
    this.composer = new Composer({ inThread: false });
    this.join = el('div', { class: 'join', hidden: true });
    this.threads = new Threads();
    fill(root, this.head.node, this.tabs, this.home, this.scroll, this.threads.node, this.join, this.composer.node);
    this.scroller = new Scroller(this.scroll, this.list, { older: () => store.older(), newer: () => store.newer(), toEnd: () => store.toEnd() });
    root.addEventListener('sent', () => this.scroller.end());
    store.on('opened person', () => this.opened());
    store.on('write', () => this.composer.input.focus());
    store.on('state', () => this.drawHead());
    store.on('messages', () => this.drawMessages());
    store.on('home', () => this.drawHome());
    store.on('clock', () => this.drawMessages());
  }

  opened() {
    this.drawHead();
    this.composer.show();
    const where = `${store.as} ${store.channel} ${store.place}`;
    if (where !== this.where) {
      this.where = where;
      this.fresh = true;
      this.scroller.stick = true;
    }
    this.drawMessages();
    this.drawHome();
    this.threads.draw();
  }

  drawHead() {
    const threads = store.place === 'threads';
    const channel = store.current;
    this.threads.node.hidden = !threads;
    this.head.node.hidden = threads;
    this.head.draw();
    const app = store.appIn(channel);
    this.drawTabs(threads ? null : app);
    const outside = Boolean(channel) && channel.is_member === false;
    const closed = outside || channel?.is_archived;
    this.join.hidden = threads || !closed || store.tab === 'home';
    this.composer.node.hidden = threads || !channel || closed || store.tab === 'home';
    if (closed) this.drawJoin(channel, outside);
    if (this.threads.node.hidden === false) this.threads.draw();
  }

  drawJoin(channel, outside) {
    redraw(this.join, [channel.id, channel.name, channel.is_archived, outside], () => (channel.is_archived
      ? el('p', { text: `#${channel.name} is archived: it can be read, not written in.` })
      : [el('p', { text: `You are looking at #${channel.name} from outside.` }),
        el('button', { type: 'button', class: 'button primary', data: { join: channel.id }, on: { click: () => this.enter(channel) } }, 'Join')]));
  }

  async enter(channel) {
    const answer = await attempt('join', { channel: channel.id });
    if (answer.ok === false) return;
    await store.guard(() => store.loadState());
    await store.open(channel.id);
    this.drawHead();
    this.composer.input.focus();
  }

  drawTabs(app) {
    const show = Boolean(app?.home_tab);
    this.tabs.hidden = !show;
    const home = store.tab === 'home' && store.place === '';
    this.home.hidden = !home;
    this.scroll.hidden = home || store.place !== '';
    if (!show) return;
    const tab = (name, label) => el('button', {
      type: 'button', role: 'tab', 'aria-selected': String(store.tab === name), tabindex: store.tab === name ? 0 : -1, data: { tab: name },
      on: { click: () => store.open(store.channel, { tab: name }), keydown: (event) => this.stepTab(event) },
    }, label);
    const focused = this.tabs.contains(document.activeElement) ? document.activeElement.dataset.tab : '';
    const unread = home ? store.current.unread : 0;
    redraw(this.tabs, [store.tab, store.channel, unread], () => [tab('home', 'Home'), tab('messages', unread ? `Messages (${unread} new)` : 'Messages')]);
    if (focused) this.tabs.querySelector(`[aria-selected=true]`).focus();
  }

  stepTab(event) {
    if (!['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
    event.preventDefault();
    store.open(store.channel, { tab: store.tab === 'home' ? 'messages' : 'home' });
  }

  drawMessages() {
    if (store.tab === 'home' || store.place) return;
    this.scroller.around(() => {
      drawMessages(this.list, store.messages);
      this.older.hidden = !store.hasMore;
      this.drawEmpty();
    });
    this.scroller.came(`${store.as} ${store.channel}`, store.messages.at(-1), { older: store.hasMore, newer: store.hasNewer });
    if (!store.loaded) return;
    if (store.jump && !store.thread && this.scroller.show(store.jump)) store.jump = '';
    else if (store.jump && store.thread && this.fresh) this.scroller.show(store.thread);
    else if (this.fresh) this.toFirstNew();
    this.fresh = false;
  }

  // toFirstNew starts the reader at the first new message when all that is new does not fit.
  toFirstNew() {
    const line = this.list.querySelector('[data-divider=new]');
    if (!line || line.getBoundingClientRect().top >= this.scroll.getBoundingClientRect().top) return;
    this.scroller.stick = false;
    this.scroll.scrollTop += line.getBoundingClientRect().top - this.scroll.getBoundingClientRect().top;
    this.scroller.offer('New below');
  }

  drawEmpty() {
    const channel = store.current;
    const nothing = store.loaded && !store.messages.length;
    redraw(this.empty, [nothing, channel && store.titleOf(channel), channel?.purpose], () => (nothing && channel ? [
      el('p', { class: 'empty-title', text: channel.im_user || channel.several ? `This is the beginning of your messages with ${store.titleOf(channel)}` : `This is the beginning of ${store.titleOf(channel)}` }),
      el('p', { text: channel.purpose || 'Nothing has been said here yet.' })] : []));
  }

  drawHome() {
    if (store.tab !== 'home') return;
    const { home } = store;
    const app = store.appIn(store.current);
    this.homeEmpty.textContent = home ? '' : `${app?.name || 'The app'} shows nothing here yet.`;
    if (!home) {
      this.homeBox.replaceChildren();
      this.homeHost = null;
      return;
    }
    if (!this.homeHost || this.homeHost.where.view_id !== home.id) {
      this.homeBox.replaceChildren();
      this.homeHost = new Host('home', { view_id: home.id }, app?.name);
    }
    keepFocus(this.homeBox, () => drawBlocks(this.homeBox, home.blocks || [], this.homeHost, () => `${store.tz}${Math.floor(store.now() / 60)}`));
  }
}
