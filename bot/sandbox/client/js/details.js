// What there is to know about a channel: topic, members, pinned messages.

import { el, fill, icon, redraw } from './dom.js';
import { openDialog } from './dialog.js';
import { avatar } from './avatar.js';
import { mrkdwn } from './text.js';
import { hhmm, formatDate } from './dates.js';
import { attempt } from './actions.js';
import { ask, giveBack } from './popup.js';
import { get } from './api.js';
import { goTo, talkTo } from './talk.js';
import { toTyped } from './typed.js';
import { addBookmark } from './bookmarks.js';
import { choosePeople } from './browse.js';
import { store } from './store.js';

// details opens at one of its parts: about, members or pins.
export function details(id, part) {
  const channel = store.conversation(id);
  if (!channel) return;
  const { body, close, node } = openDialog(store.titleOf(channel), { at: 'details' });
  const tabs = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'About this conversation' });
  const panel = el('div', { class: 'panel', role: 'tabpanel', tabindex: 0 });
  const show = (name) => {
    const now = store.conversation(id);
    if (!now) {
      close();
      return;
    }
    const parts = { about: 'About', members: `Members (${now.members.length})`, pins: `Pinned (${now.pins || 0})` };
    redraw(tabs, [parts, name], () => Object.entries(parts).map(([key, label]) => el('button', {
      type: 'button', role: 'tab', 'aria-selected': String(key === name), data: { detail: key }, on: { click: () => { part = key; show(key); tabs.querySelector('[aria-selected=true]').focus(); } },
    }, label)));
    panel.setAttribute('aria-label', parts[name]);
    // Only what reads differently is drawn anew: a click or a key on its way must find its button or field.
    redraw(panel, [name, store.as, SHOWN[name](now)], () => PARTS[name](now, close));
  };
  body.append(tabs, panel);
  show(part);
  // What changes meanwhile is drawn anew, but not under a person who is writing here.
  const off = store.on('state', () => {
    const active = panel.contains(document.activeElement) ? document.activeElement : null;
    if (active?.matches('input')) return;
    show(part);
    if (active) giveBack(active);
  });
  node.addEventListener('close', off);
}

const PARTS = { about, members, pins };

// SHOWN is what each part shows of a channel.
const SHOWN = {
  about: (c) => [c.kind, c.topic, c.purpose, c.is_member, c.is_archived],
  members: (c) => [c.is_member, c.is_archived, c.members.map((id) => store.user(id) || id), Math.floor(store.now() / 60)],
  pins: (c) => [c.pins],
};

function about(channel, close) {
  const inside = channel.is_member !== false && !channel.is_archived;
  const topic = el('input', { type: 'text', maxlength: 250, value: toTyped(channel.topic), 'aria-label': 'Topic', disabled: !inside, data: { detailField: 'topic' } });
  const form = el('form', { class: 'topic-form' }, topic, inside && el('button', { type: 'submit', class: 'button' }, 'Set'));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    await attempt('topic', { channel: channel.id, topic: topic.value });
    store.refreshState();
  });
  const leave = async () => {
    if (!(await ask({ title: `Leave ${store.titleOf(channel)}?`, body: channel.kind === 'private' ? 'It is private: somebody inside has to let you in again.' : 'You can come back at any time.', yes: 'Leave', no: 'Stay', danger: true }))) return;
    close();
    // Who leaves a private channel does not see it any more: so first go elsewhere.
    const other = channel.kind === 'private' && store.state.channels.find((c) => c.id !== channel.id && c.kind === 'channel' && c.is_member);
    if (other) await store.open(other.id);
    const answer = await attempt('leave', { channel: channel.id });
    if (answer.ok === false) return;
    await store.guard(() => store.loadState());
    if (!store.current) await store.open(store.firstChannel());
  };
  return el('div', { class: 'stack' },
    el('div', {}, el('p', { class: 'field-label', text: 'Topic' }), form),
    channel.purpose && el('div', {}, el('p', { class: 'field-label', text: 'What it is for' }), el('p', {}, mrkdwn(channel.purpose))),
    el('p', { class: 'faint', text: [channel.kind === 'private' ? 'Private: only members see it.' : 'Everybody can find and join it.', channel.is_archived && 'Archived.', `Id ${channel.id}.`].filter(Boolean).join(' ') }),
    inside && el('div', { class: 'buttons' },
      el('button', { type: 'button', class: 'button', on: { click: () => addBookmark(channel.id) } }, 'Add a bookmark'),
      !channel.several && el('button', { type: 'button', class: 'button danger', data: { detail: 'leave' }, on: { click: leave } }, 'Leave')));
}

function members(channel, close) {
  const inside = channel.is_member !== false && !channel.is_archived && !channel.several;
  const row = (id) => {
    const user = store.user(id);
    return el('li', {}, el('button', { type: 'button', class: 'person-row', data: { member: id }, on: { click: () => { close(); talkTo(id); } } },
      avatar(user, store.nameOf(id)),
      el('span', {}, el('strong', { text: store.nameOf(id) }), id === store.as && ' (you)', el('small', { class: 'faint', text: user?.title || (user?.is_bot ? 'App' : `@${user?.name || id}`) })),
      user && !user.is_bot && el('span', { class: 'faint', text: hhmm(store.now(), user.tz) })));
  };
  const add = async () => {
    const outside = (u) => !channel.members.includes(u.id) && !u.deleted;
    const users = await choosePeople({ title: `Add to ${store.titleOf(channel)}`, from: store.state.users.filter(outside), yes: 'Add' });
    if (!users.length) return;
    await attempt('invite', { channel: channel.id, users });
    store.refreshState();
  };
  return el('div', { class: 'stack' },
    inside && el('div', { class: 'buttons' }, el('button', { type: 'button', class: 'button', data: { detail: 'add' }, on: { click: add } }, icon('plus'), 'Add people or apps')),
    el('ul', { class: 'person-rows' }, channel.members.map(row)));
}

function pins(channel, close) {
  const list = el('div', { class: 'stack', 'aria-busy': 'true' });
  if (!channel.pins) return el('p', { class: 'faint', text: 'Nothing is pinned. A message is pinned from its menu.' });
  store.guard(async () => {
    const answer = await get('client/pins', { as: store.as, channel: channel.id });
    const found = answer.pins.map((p) => p.message);
    list.removeAttribute('aria-busy');
    fill(list, found.map((m) => el('button', { type: 'button', class: 'thread-card pinned-message', data: { pinned: m.ts }, on: { click: () => { close(); goTo({ channel: channel.id, message: m.ts, thread: m.thread_ts }); } } },
      el('span', { class: 'thread-line' }, avatar(store.user(m.user), m.username), el('span', {},
        el('strong', { text: m.username || store.nameOf(m.user) }), ' ', el('small', { class: 'faint', text: formatDate(Number(m.ts), '{date_short_pretty} {time}', store.tz, store.now()) }),
        el('span', { class: 'line', text: toTyped(m.text) || 'a message of an app' }))))));
  });
  return list;
}
