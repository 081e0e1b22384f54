// The left side: who you are, who else you can be, and the conversations that person sees.

import { el, fill, icon, keyed, redraw } from './dom.js';
import { avatar, hue } from './avatar.js';
import { store } from './store.js';
import { talkTo } from './talk.js';
import { browseChannels, newMessage } from './browse.js';
import { openSwitcher } from './switcher.js';

const FACES = 24; // people shown at once; the others are a click away

export class Sidebar {
  // toggle is the button that shows the sidebar where the window is narrow.
  constructor(root, toggle) {
    this.root = root;
    this.toggle = toggle;
    this.heading = el('div', { class: 'workspace' });
    this.identity = el('div', { class: 'identity', 'aria-live': 'polite' });
    this.people = el('div', { class: 'people', role: 'group', 'aria-labelledby': 'act-as' });
    this.lists = el('div', { class: 'lists' });
    this.all = el('button', { type: 'button', class: 'link-button all-people', hidden: true, on: { click: () => { this.every = !this.every; this.draw(); } } });
    this.find = el('button', { type: 'button', class: 'find', data: { switcher: 'open' }, on: { click: openSwitcher } }, icon('search'), el('span', { text: 'Go to…' }), el('kbd', { text: /Mac/.test(navigator.platform) ? '⌘K' : 'Ctrl K' }));
    this.threads = el('button', { type: 'button', class: 'row', data: { place: 'threads' }, on: { click: () => { document.body.classList.remove('show-sidebar'); store.openThreads(); } } });
    fill(root, this.heading, this.identity, el('p', { class: 'act-as', id: 'act-as', text: 'Act as' }), this.people, this.all, this.find, this.threads, this.lists);
    store.on('state person opened waiting', () => this.draw());
    store.on('threads', () => this.drawThreads());
  }

  draw() {
    const { state, me } = store;
    if (!state || !me) return;
    document.documentElement.style.setProperty('--me', String(hue(me)));
    document.title = `${store.current ? store.titleOf(store.current) : state.team.name} · ${store.nameOf(me.id)}`;
    this.heading.textContent = state.team.name;
    redraw(this.toggle, me, () => [icon('menu'), avatar(me)]);
    this.toggle.setAttribute('aria-label', `People and channels. You are ${store.nameOf(me.id)}`);
    redraw(this.identity, me, () => [avatar(me), el('div', {},
      el('p', { class: 'you' }, 'You are ', el('strong', { text: store.nameOf(me.id) })),
      el('p', { class: 'title', text: me.title || `@${me.name}` }))]);
    const everybody = store.people().filter((u) => !u.deleted || u.id === me.id);
    const people = this.every ? everybody : everybody.filter((u, i) => i < FACES || u.id === me.id);
    this.all.hidden = everybody.length <= FACES;
    this.all.textContent = this.every ? 'Fewer people' : `All ${everybody.length} people`;
    keyed(this.people, people, (u) => u.id, (u) => JSON.stringify([u, u.id === me.id, store.waiting.get(u.id)]), (u, old) => this.instead(old, this.person(u, everybody.indexOf(u))));
    this.drawThreads();
    this.drawLists();
  }

  drawThreads() {
    const fresh = store.threads.reduce((sum, t) => sum + t.unread, 0);
    const open = store.place === 'threads';
    this.threads.className = fresh ? 'row unread' : 'row';
    if (open) this.threads.setAttribute('aria-current', 'page');
    else this.threads.removeAttribute('aria-current');
    redraw(this.threads, [fresh], () => [icon('thread'), el('span', { class: 'name', text: 'Threads' }), fresh > 0 && el('span', { class: 'count mention', 'aria-label': `${fresh} new replies`, text: String(fresh) })]);
  }

  // instead hands the focus of a node on to the one that takes its place.
  instead(old, node) {
    if (old?.contains(document.activeElement)) queueMicrotask(() => (node.matches('button') ? node : node.querySelector('button'))?.focus());
    return node;
  }

  person(user, index) {
    const name = store.nameOf(user.id);
    const mine = user.id === store.as;
    const waiting = mine ? 0 : store.waiting.get(user.id) || 0;
    return el('button', {
      type: 'button', class: 'person', 'aria-pressed': String(mine), title: [name, user.title, index < 9 && `Alt+${index + 1}`].filter(Boolean).join(', '), 'aria-keyshortcuts': index < 9 ? `Alt+${index + 1}` : null, data: { user: user.id },
      on: { click: () => store.guard(() => store.become(user.id)) },
    }, avatar(user), el('span', { class: 'first', text: name.split(' ')[0] }), el('span', { class: 'sr', text: user.title ? `, ${user.title}` : '' }),
    waiting > 0 && el('span', { class: 'waiting', 'aria-label': `, ${waiting} unread`, title: `${waiting} unread`, text: waiting > 9 ? '9+' : String(waiting) }));
  }

  drawLists() {
    const channels = store.state.channels;
    const of = (...kinds) => channels.filter((c) => kinds.includes(c.kind));
    const isMember = (c) => c.is_member !== false;
    const rooms = of('channel', 'private').filter((c) => isMember(c) && !c.is_archived && !c.several);
    const others = of('channel', 'private').filter((c) => !isMember(c) || c.is_archived);
    const sections = [
      { title: 'Apps', items: store.state.apps, row: (app) => this.app(app) },
      { title: 'Channels', items: rooms, row: (c) => this.row(c), always: true, add: { label: 'Browse and create channels', icon: 'plus', hook: 'channels', pick: browseChannels } },
      { title: 'Other channels', items: others, row: (c) => this.row(c), folded: true },
      { title: 'Direct messages', items: direct(channels), row: (c) => this.row(c), always: true, add: { label: 'New message', icon: 'plus', hook: 'message', pick: newMessage } },
    ];
    keyed(this.lists, sections.filter((s) => s.items.length || s.always), (s) => s.title, (s) => (s.folded ? `${s.title} ${s.items.length}` : s.title), section);
    const folded = this.lists.querySelector('details');
    if (folded && store.channel !== this.last && others.some((c) => c.id === store.channel)) folded.open = true;
    this.last = store.channel;
    for (const s of sections) {
      const list = [...this.lists.children].find((node) => node.__key === s.title)?.querySelector('ul');
      if (list) keyed(list, s.items, (i) => i.id, (i) => this.sign(i), (i, old) => this.instead(old, s.row(i)));
    }
  }

  // sign is all that a row of the lists shows.
  sign(item) {
    const channel = item.bot_user_id ? store.state.channels.find((c) => c.im_user === item.bot_user_id) : item;
    return JSON.stringify([item.name, item.connected, channel?.id, channel?.unread, channel?.mention, channel?.is_archived, channel && store.titleOf(channel), channel?.id === store.channel && !store.place, channel?.id === store.held, store.user(channel?.im_user)]);
  }

  row(channel) {
    const open = channel.id === store.channel && !store.place;
    const unread = (!open || store.held === channel.id) && channel.unread > 0;
    const mark = channel.several ? icon('people') : { private: icon('lock'), im: avatar(store.user(channel.im_user)) }[channel.kind] || el('span', { class: 'hash', 'aria-hidden': 'true', text: '#' });
    const name = channel.im_user || channel.several ? store.titleOf(channel) : channel.name;
    return el('li', {}, el('button', {
      type: 'button', class: `row${unread ? ' unread' : ''}${channel.is_archived ? ' archived' : ''}`, 'aria-current': open ? 'page' : null,
      data: { channel: channel.id, name: channel.name }, on: { click: (event) => choose(event, () => store.open(channel.id)) },
    }, mark, el('span', { class: 'name', text: name }), unread && count(channel)));
  }

  app(app) {
    const channel = store.state.channels.find((c) => c.im_user === app.bot_user_id);
    const open = channel && channel.id === store.channel && !store.place;
    const unread = channel && !open && channel.unread > 0;
    return el('li', {}, el('button', {
      type: 'button', class: `row${unread ? ' unread' : ''}`, 'aria-current': open ? 'page' : null,
      data: { channel: channel?.id, app: app.id, name: app.name }, on: { click: (event) => choose(event, () => talkTo(app.bot_user_id)) },
    }, avatar(store.user(app.bot_user_id), app.name), el('span', { class: 'name', text: app.name }),
    !app.connected && el('span', { class: 'away', title: 'This app is not connected.', text: 'away' }), unread && count(channel)));
  }
}

// direct lists direct messages, the ones spoken in last first; a person keeps those of nobody, too.
function direct(channels) {
  return channels.filter((c) => c.kind === 'im' || c.several).sort((a, b) => (b.last_ts || '').localeCompare(a.last_ts || ''));
}

function section(s, old) {
  const list = old?.querySelector('ul') || el('ul');
  if (s.folded) return el('details', { class: 'more-channels', open: old?.open }, el('summary', { text: `${s.title} (${s.items.length})` }), list);
  return el('section', {}, el('div', { class: 'section-head' }, el('h2', { text: s.title }),
    s.add && el('button', { type: 'button', class: 'button icon-only quiet', 'aria-label': s.add.label, title: s.add.label, data: { add: s.add.hook }, on: { click: s.add.pick } }, icon(s.add.icon))), list);
}

function count(channel) {
  const words = channel.unread === 1 ? '1 unread message' : `${channel.unread} unread messages`;
  return el('span', { class: channel.mention || channel.im_user ? 'count mention' : 'count', 'aria-label': words, text: String(channel.unread) });
}

// choose opens a conversation. After a click of the pointer one wants to write; after the keyboard,
// to go on through the list.
async function choose(event, open) {
  document.body.classList.remove('show-sidebar');
  await open();
  if (event.detail > 0 && matchMedia('(hover: hover)').matches) store.announce('write');
}
