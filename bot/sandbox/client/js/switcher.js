// The quick switcher (Ctrl+K, Cmd+K): a few letters lead to any conversation, or into another person.

import { el, icon } from './dom.js';
import { openDialog, listbox } from './dialog.js';
import { avatar } from './avatar.js';
import { fits, browseChannels, newMessage } from './browse.js';
import { talkTo } from './talk.js';
import { store } from './store.js';

const MOST = 12;

export function openSwitcher() {
  if (document.querySelector('dialog[open]')) return;
  const { body, close, node } = openDialog('Go to', { at: 'switcher' });
  node.classList.add('switcher');
  const input = el('input', { type: 'text', placeholder: 'A channel, a person, an app', 'aria-label': 'Go to', autocomplete: 'off', data: { switcher: '' } });
  const { list, draw } = listbox(input, 'Places');
  const show = () => draw(places(input.value).slice(0, MOST).map((p) => ({ data: { place: p.name }, nodes: line(p), pick: () => { close(); p.go(); } })));
  input.addEventListener('input', show);
  body.append(input, list, el('p', { class: 'faint hint', text: 'Arrows choose, Enter goes. “as ” and a name makes you somebody else.' }));
  show();
  input.focus();
}

function places(query) {
  const as = /^as\s+(.*)$/i.exec(query);
  if (as) return store.people().filter((u) => !u.deleted && fits(as[1], u.real_name, u.name)).map(becoming);
  const rooms = store.state.channels.filter((c) => !c.im_user && fits(query, c.name, store.titleOf(c)))
    .map((c) => ({ name: store.titleOf(c), mark: c.kind === 'private' ? icon('lock') : el('span', { class: 'hash', text: '#' }), note: note(c), unread: c.unread, last: c.last_ts || '', go: () => store.open(c.id).then(() => store.announce('write')) }));
  const users = store.state.users.filter((u) => !u.deleted && fits(query, u.real_name, u.name)).map((u) => {
    const c = store.state.channels.find((ch) => ch.im_user === u.id);
    return { name: store.nameOf(u.id), mark: avatar(u), note: u.is_bot ? 'App' : u.title, unread: c?.unread || 0, last: c?.last_ts || '', go: () => talkTo(u.id) };
  });
  // What waits comes first, then what was spoken in last.
  const out = [...rooms, ...users].sort((a, b) => (b.unread > 0) - (a.unread > 0) || b.last.localeCompare(a.last) || a.name.localeCompare(b.name));
  for (const [name, go] of [['Threads', () => store.openThreads()], ['Browse channels', browseChannels], ['New message', newMessage], ['Mark everything as read', () => store.readAll()]]) {
    if (fits(query, name)) out.push({ name, mark: icon('next'), note: '', unread: 0, go });
  }
  if (query.trim()) out.push(...store.people().filter((u) => !u.deleted && u.id !== store.as && fits(query, u.real_name, u.name)).map(becoming));
  return out;
}

const becoming = (u) => ({ name: `Act as ${store.nameOf(u.id)}`, mark: avatar(u), note: u.title, unread: 0, go: () => store.guard(() => store.become(u.id)) });

const note = (c) => [c.is_archived && 'archived', c.is_member === false && 'not joined'].filter(Boolean).join(', ');

const line = (p) => el('span', { class: 'place-line' }, p.mark, el('strong', { text: p.name }), el('span', { class: 'faint', text: p.note || '' }), p.unread > 0 && el('span', { class: 'count', text: String(p.unread) }));
