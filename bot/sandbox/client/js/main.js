// The middle and the side: the open conversation, an app's Home tab, a thread.

import { el, fill, icon, redraw } from './dom.js';
import { drawMessages, keepFocus, stepMessages } from './messages.js';
import { drawBlocks } from './blocks.js';
import { mrkdwn } from './text.js';
import { Composer } from './composer.js';
import { Host } from './host.js';
import { store } from './store.js';
import { ApiError } from './api.js';
import { toast } from './popup.js';

const NEAR = 80; // pixels from the end that still count as reading the newest

// Scroller keeps a list at its newest message while the reader is there, and only then.
class Scroller {
  constructor(box) {
    this.box = box;
    this.stick = true;
    // A reader further up is told of what comes below: an answer to a click must not go unseen.
    this.newest = el('button', { type: 'button', class: 'button primary newest', hidden: true, on: { click: () => this.end() } });
    box.addEventListener('scroll', () => {
      this.stick = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
      if (this.stick) this.newest.hidden = true;
    });
    // Late pictures and a resized window must not hide the newest message.
    new ResizeObserver(() => this.settle()).observe(box);
  }

  settle() { if (this.stick) this.box.scrollTop = this.box.scrollHeight; }

  // came tells of the newest message of a conversation.
  came(where, message) {
    const isNew = message && this.where === where && message.ts > this.last;
    if (this.where !== where) this.newest.hidden = true;
    [this.where, this.last] = [where, message?.ts || ''];
    if (this.stick) this.newest.hidden = true;
    else if (isNew) {
      this.newest.textContent = message.ephemeral ? 'An answer for you, below' : 'New below';
      this.newest.hidden = false;
    }
  }

  end() {
    this.stick = true;
    this.settle();
  }
}

export class Main {
  constructor(root) {
    this.header = el('header', { class: 'channel-head' });
    this.tabs = el('div', { class: 'tabs', role: 'tablist' });
    this.list = el('div', { class: 'messages', role: 'feed', 'aria-label': 'Messages', on: { keydown: stepMessages } });
    this.older = el('button', { type: 'button', class: 'button quiet older', hidden: true, on: { click: () => this.loadOlder() } }, 'Earlier messages');
    this.empty = el('p', { class: 'empty faint' });
    this.scroll = el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Conversation' }, this.older, this.empty, this.list);
    this.homeBox = el('div', { class: 'blocks' });
    this.homeEmpty = el('p', { class: 'empty faint' });
    this.home = el('div', { class: 'scroll home', hidden: true, tabindex: 0, role: 'tabpanel', 'aria-label': 'Home' }, this.homeEmpty, this.homeBox);
    this.composer = new Composer({ inThread: false });
    this.join = el('div', { class: 'join', hidden: true });
    fill(root, this.header, this.tabs, this.home, this.scroll, this.join, this.composer.node);
    this.scroller = new Scroller(this.scroll);
    this.scroll.append(this.scroller.newest);
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
    this.scroller.stick = true;
    this.drawMessages();
    this.drawHome();
  }

  drawHead() {
    const channel = store.current;
    if (!channel) {
      redraw(this.header, '', () => el('h1', { text: 'No conversation' }));
      return;
    }
    const app = store.appIn(channel);
    const members = (channel.members || []).map((id) => store.nameOf(id));
    redraw(this.header, [channel.id, store.titleOf(channel), channel.is_archived, channel.topic, members, store.as], () => [
      el('div', { class: 'head-names' },
        el('h1', { text: store.titleOf(channel), data: { channel: channel.id } }),
        el('p', { class: 'topic' }, channel.is_archived ? 'Archived. ' : '', channel.topic ? mrkdwn(channel.topic) : app ? 'App' : store.user(channel.im_user)?.title || '')),
      !channel.im_user && el('span', { class: 'members', title: members.join(', '), text: members.length === 1 ? '1 member' : `${members.length} members` }),
    ]);
    this.drawTabs(app);
    const outside = channel.is_member === false && !channel.is_archived;
    this.join.hidden = !outside;
    this.composer.node.hidden = outside || store.tab === 'home';
    if (outside) redraw(this.join, [channel.id, channel.name], () => [el('p', { text: `You are looking at #${channel.name} from outside.` }), el('button', { type: 'button', class: 'button primary', on: { click: () => this.enter(channel) } }, 'Join')]);
  }

  async enter(channel) {
    try {
      await store.act('join', { channel: channel.id });
      await store.loadState();
      await store.open(channel.id);
      this.drawHead();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message);
    }
  }

  drawTabs(app) {
    const show = Boolean(app?.home_tab);
    this.tabs.hidden = !show;
    const home = store.tab === 'home';
    this.home.hidden = !home;
    this.scroll.hidden = home;
    if (!show) return;
    const tab = (name, label) => el('button', {
      type: 'button', role: 'tab', 'aria-selected': String(store.tab === name), data: { tab: name }, on: { click: () => store.open(store.channel, { tab: name }) },
    }, label);
    const focused = this.tabs.contains(document.activeElement) ? document.activeElement.dataset.tab : '';
    const unread = home ? store.current.unread : 0;
    redraw(this.tabs, [store.tab, store.channel, unread], () => [tab('home', 'Home'), tab('messages', unread ? `Messages (${unread} new)` : 'Messages')]);
    if (focused) this.tabs.querySelector(`[data-tab=${focused}]`).focus();
  }

  drawMessages() {
    if (store.tab === 'home') return;
    const atTop = this.scroll.scrollHeight - this.scroll.scrollTop;
    drawMessages(this.list, store.messages);
    this.older.hidden = !store.hasMore;
    this.empty.textContent = store.messages.length || !store.loaded ? '' : 'Nothing has been said here yet.';
    this.scroller.came(`${store.as} ${store.channel}`, store.messages.at(-1));
    if (this.scroller.stick) this.scroller.settle();
    else if (this.keepTop) this.scroll.scrollTop = this.scroll.scrollHeight - atTop;
  }

  async loadOlder() {
    this.keepTop = true;
    await store.older();
    this.keepTop = false;
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

export class Thread {
  constructor(root) {
    this.root = root;
    this.list = el('div', { class: 'messages', role: 'feed', 'aria-label': 'Replies', on: { keydown: stepMessages } });
    this.scroll = el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Thread' }, this.list);
    this.composer = new Composer({ inThread: true });
    this.where = el('p', { class: 'topic' });
    fill(root, el('header', { class: 'channel-head' }, el('div', { class: 'head-names' }, el('h2', { text: 'Thread' }), this.where),
      el('button', { type: 'button', class: 'button icon-only quiet', 'aria-label': 'Close thread', data: { thread: 'close' }, on: { click: () => store.openThread('') } }, icon('close'))),
    this.scroll, this.composer.node);
    this.scroller = new Scroller(this.scroll);
    this.scroll.append(this.scroller.newest);
    root.addEventListener('sent', () => this.scroller.end());
    store.on('opened person', () => this.opened());
    store.on('messages clock', () => this.draw());
  }

  opened() {
    const open = Boolean(store.thread);
    this.root.hidden = !open;
    document.body.classList.toggle('show-thread', open);
    if (!open) return;
    this.root.dataset.ts = store.thread;
    this.where.textContent = store.current ? store.titleOf(store.current) : '';
    this.list.replaceChildren();
    this.composer.show();
    this.scroller.stick = true;
    this.composer.input.focus();
  }

  draw() {
    if (this.root.hidden) return;
    drawMessages(this.list, store.replies, { inThread: true });
    this.scroller.settle();
  }
}
