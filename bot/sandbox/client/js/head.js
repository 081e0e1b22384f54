// The head of a conversation: its name, topic, members, pins and bookmarks.

import { el, icon, redraw } from './dom.js';
import { linkNode, mrkdwn, plain } from './text.js';
import { avatar } from './avatar.js';
import { store } from './store.js';
import { details } from './details.js';
import { bookmarkMenu, addBookmark } from './bookmarks.js';
import { userCard } from './card.js';

export class Head {
  constructor() {
    this.bar = el('header', { class: 'channel-head' });
    this.marks = el('div', { class: 'bookmarks', role: 'group', 'aria-label': 'Bookmarks' });
    this.node = el('div', { class: 'head' }, this.bar, this.marks);
  }

  draw() {
    const channel = store.current;
    if (!channel) {
      redraw(this.bar, '', () => el('h1', { text: 'No conversation' }));
      this.marks.hidden = true;
      return;
    }
    const app = store.appIn(channel);
    const title = store.titleOf(channel);
    const other = store.user(channel.im_user);
    const pins = channel.pins || 0;
    redraw(this.bar, [channel.id, title, channel.is_archived, channel.topic, channel.members, app?.connected, other, pins, store.as], () => [
      other && avatar(other),
      el('div', { class: 'head-names' },
        el('h1', { data: { channel: channel.id } }, channel.kind === 'private' && !channel.several && icon('lock'),
          this.titleButton(channel, title, other)),
        el('p', { class: 'topic' }, channel.is_archived ? 'Archived. ' : '', channel.topic ? mrkdwn(channel.topic) : app ? (app.connected ? 'App' : 'App, not connected') : other?.title || (channel.several ? 'Direct messages' : ''))),
      pins > 0 && el('button', { type: 'button', class: 'button quiet head-button', 'aria-label': pins === 1 ? '1 pinned message' : `${pins} pinned messages`, title: 'Pinned messages', data: { head: 'pins' }, on: { click: () => details(channel.id, 'pins') } }, icon('pin'), String(pins)),
      !channel.im_user && el('button', {
        type: 'button', class: 'button quiet head-button members', 'aria-label': channel.members.length === 1 ? '1 member' : `${channel.members.length} members`, title: channel.members.map((id) => store.nameOf(id)).join(', '),
        data: { head: 'members' }, on: { click: () => details(channel.id, 'members') },
      }, el('span', { class: 'faces', 'aria-hidden': 'true' }, channel.members.slice(0, 3).map((id) => avatar(store.user(id), store.nameOf(id)))), String(channel.members.length)),
    ]);
    this.drawMarks(channel);
  }

  // titleButton opens what there is to know: of a person their card, of a channel its details.
  titleButton(channel, title, other) {
    const node = el('button', {
      type: 'button', class: 'title-button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false', data: { head: 'about' },
      on: { click: () => (other ? userCard(node, other.id) : details(channel.id, 'about')) },
    }, title, icon('down'));
    return node;
  }

  drawMarks(channel) {
    const marks = channel.bookmarks || [];
    this.marks.hidden = !marks.length;
    redraw(this.marks, [channel.id, marks, store.as], () => [
      marks.map((b) => {
        const more = el('button', {
          type: 'button', class: 'mark-more', 'aria-label': `More for the bookmark ${b.title}`, 'aria-haspopup': 'menu', 'aria-expanded': 'false', on: { click: () => bookmarkMenu(more, channel.id, b) },
        }, icon('down'));
        const link = linkNode(b.link || '', plain(`${b.emoji || ''} ${b.title}`.trim()));
        link.classList.add('mark-link');
        return el('span', { class: 'mark', data: { bookmark: b.id } }, icon('bookmark'), link, more);
      }),
      el('button', { type: 'button', class: 'button icon-only quiet', 'aria-label': 'Add a bookmark', title: 'Add a bookmark', on: { click: () => addBookmark(channel.id) } }, icon('plus')),
    ]);
  }
}
