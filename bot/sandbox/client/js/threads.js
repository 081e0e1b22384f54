// The threads that the acting person follows, in the middle of the page.

import { el, keyed, icon } from './dom.js';
import { avatar } from './avatar.js';
import { mrkdwn } from './text.js';
import { shortStamp, formatDate } from './dates.js';
import { store } from './store.js';

export class Threads {
  constructor() {
    this.list = el('div', { class: 'thread-cards', role: 'feed', 'aria-label': 'Threads' });
    this.empty = el('p', { class: 'empty faint', text: 'No threads yet. Threads that you start, answer or are mentioned in come together here.' });
    this.node = el('div', { class: 'scroll threads', hidden: true, tabindex: 0, role: 'region', 'aria-label': 'Threads' },
      el('header', { class: 'place-head' }, icon('thread'), el('h1', { text: 'Threads' })), this.empty, this.list);
    store.on('threads clock', () => this.draw());
  }

  draw() {
    if (this.node.hidden) return;
    this.empty.hidden = store.threads.length > 0;
    keyed(this.list, store.threads, (t) => `${t.parent.channel} ${t.parent.ts}`, (t) => JSON.stringify([t, store.as, store.tz, formatDate(store.now(), '{date_num}', store.tz, store.now())]), card);
  }
}

function card(t) {
  const channel = store.conversation(t.parent.channel);
  const title = channel ? store.titleOf(channel) : t.parent.channel;
  const hidden = t.parent.reply_count - t.latest.length;
  return el('article', { class: 'thread-card', data: { threadCard: t.parent.ts }, 'aria-label': `Thread in ${title}` },
    el('header', {}, el('strong', { text: title }), t.unread > 0 && el('span', { class: 'count mention', text: `${t.unread} new` })),
    line(t.parent),
    hidden > 0 && el('p', { class: 'faint more-replies', text: hidden === 1 ? '1 earlier reply' : `${hidden} earlier replies` }),
    t.latest.map(line),
    el('div', { class: 'buttons' }, el('button', {
      type: 'button', class: 'button', data: { openThread: t.parent.ts },
      on: { click: () => store.open(t.parent.channel, { thread: t.parent.ts, tab: 'messages' }) },
    }, 'Open the thread')));
}

function line(m) {
  const name = m.username || store.nameOf(m.user);
  return el('div', { class: 'thread-line' }, avatar(store.user(m.user), name), el('div', {},
    el('p', {}, el('strong', { text: name }), ' ', el('time', { class: 'faint', title: shortStamp(Number(m.ts), store.tz), text: formatDate(Number(m.ts), '{date_short_pretty} {time}', store.tz, store.now()) })),
    el('div', { class: 'text' }, mrkdwn(m.text || (m.files ? 'a file' : 'a message of an app')))));
}
