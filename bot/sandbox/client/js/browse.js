// Finding channels and people: the list of channels, a new channel, new direct messages.

import { el, fill, icon, keyed, uid } from './dom.js';
import { openDialog, listbox } from './dialog.js';
import { avatar } from './avatar.js';
import { toTyped } from './typed.js';
import { attempt } from './actions.js';
import { talkTo } from './talk.js';
import { store } from './store.js';

// fits says whether a query is the beginning of a word of any of the texts.
export function fits(query, ...texts) {
  const wanted = query.trim().toLowerCase().replace(/^[@#]/, '');
  return !wanted || texts.some((t) => t?.toLowerCase().split(/[\s_.-]+/).some((word) => word.startsWith(wanted)) || t?.toLowerCase().startsWith(wanted));
}

// browseChannels lists every channel this person can see, to open, join or leave.
export function browseChannels() {
  const { body, close, node } = openDialog('Channels', { at: 'channels', wide: true });
  const search = el('input', { type: 'search', placeholder: 'Find a channel', 'aria-label': 'Find a channel', autocomplete: 'off', on: { input: () => draw() } });
  const list = el('ul', { class: 'person-rows' });
  const row = (c) => {
    const member = c.is_member !== false;
    const change = el('button', {
      type: 'button', class: member ? 'button' : 'button primary', data: { membership: c.id }, disabled: c.is_archived && !member, 'aria-label': `${member ? 'Leave' : 'Join'} ${c.name}`,
      on: {
        click: async () => {
          await attempt(member ? 'leave' : 'join', { channel: c.id });
          await store.guard(() => store.loadState());
          list.querySelector(`[data-membership="${c.id}"]`)?.focus();
        },
      },
    }, member ? 'Leave' : 'Join');
    return el('li', { class: 'channel-row' }, el('button', { type: 'button', class: 'person-row', data: { browse: c.name }, on: { click: () => { close(); store.open(c.id); } } },
      c.kind === 'private' ? icon('lock') : el('span', { class: 'hash', 'aria-hidden': 'true', text: '#' }),
      el('span', {}, el('strong', { text: c.name }), el('small', { class: 'faint', text: [member && 'You are in it', c.members.length === 1 ? '1 member' : `${c.members.length} members`, c.is_archived && 'archived', toTyped(c.topic)].filter(Boolean).join(' · ') }))), change);
  };
  const draw = () => {
    const found = store.state.channels.filter((c) => !c.im_user && !c.several && fits(search.value, c.name, c.topic));
    // A row that did not change stays the same node: news that come in must not swallow a click.
    keyed(list, found.length ? found : [null], (c) => c?.id || '', (c) => JSON.stringify(c && [c.name, c.kind, c.is_member, c.is_archived, c.members.length, c.topic]),
      (c) => (c ? row(c) : el('li', { class: 'faint', text: 'No channel is called that.' })));
  };
  body.append(el('div', { class: 'search-line' }, search, el('button', { type: 'button', class: 'button', data: { channels: 'new' }, on: { click: () => { close(); newChannel(); } } }, icon('plus'), 'New channel')), list);
  draw();
  const off = store.on('state', draw);
  node.addEventListener('close', off);
  search.focus();
}

function newChannel() {
  const { body, close } = openDialog('A new channel', { at: 'new-channel' });
  const id = uid('name');
  const name = el('input', { type: 'text', id, required: true, maxlength: 80, placeholder: 'plans-for-spring', autocomplete: 'off', data: { newChannel: 'name' } });
  const hidden = el('input', { type: 'checkbox', data: { newChannel: 'private' } });
  const form = el('form', { class: 'stack' },
    el('div', {}, el('label', { class: 'field-label', for: id }, 'Name'), name, el('p', { class: 'hint', text: 'Lower-case letters, digits, dashes, dots.' })),
    el('label', { class: 'tick' }, hidden, 'Private: only those who are added see it'),
    el('div', { class: 'buttons end' }, el('button', { type: 'submit', class: 'button primary' }, 'Create')));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const answer = await attempt('create', { name: name.value.trim().toLowerCase().replaceAll(' ', '-'), private: hidden.checked });
    if (answer.ok === false) return;
    close();
    await store.guard(() => store.loadState());
    await store.open(answer.channel);
    store.announce('write');
  });
  body.append(form);
  name.focus();
}

// choosePeople asks for one or more of the users in from and resolves to their ids, none when it was closed.
export function choosePeople({ title, from, yes, most = 100 }) {
  return new Promise((resolve) => {
    const { body, close, node } = openDialog(title, { at: 'people' });
    let chosen = [];
    let done = [];
    const input = el('input', { type: 'text', placeholder: 'A name', 'aria-label': 'Find people', autocomplete: 'off', data: { peopleField: '' } });
    const chips = el('div', { class: 'chip-line', 'aria-live': 'polite' });
    const go = el('button', { type: 'button', class: 'button primary', data: { people: 'go' }, on: { click: () => finish() } }, yes);
    const { list, draw } = listbox(input, 'People');
    const show = () => {
      go.disabled = !chosen.length;
      fill(chips, chosen.map((u) => el('span', { class: 'chip' }, u.real_name || u.name, el('button', { type: 'button', 'aria-label': `Without ${u.real_name || u.name}`, on: { click: () => { chosen = chosen.filter((c) => c !== u); show(); input.focus(); } } }, '×'))));
      draw(from.filter((u) => !chosen.includes(u) && fits(input.value, u.real_name, u.name)).slice(0, 50).map((u) => ({
        data: { person: u.name },
        nodes: el('span', { class: 'person-row' }, avatar(u), el('span', {}, el('strong', { text: u.real_name || u.name }), el('small', { class: 'faint', text: u.title || (u.is_bot ? 'App' : `@${u.name}`) }))),
        pick: () => {
          if (chosen.length >= most) return;
          chosen.push(u);
          input.value = '';
          show();
          input.focus();
        },
      })));
    };
    const form = el('div', { class: 'stack' }, chips, input, list, el('div', { class: 'buttons end' }, el('small', { class: 'faint', text: 'Enter takes the marked name. Ctrl+Enter goes on.' }), go));
    const finish = () => {
      if (!chosen.length) return;
      done = chosen.map((u) => u.id);
      close();
    };
    input.addEventListener('input', show);
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.stopImmediatePropagation(); event.preventDefault(); finish(); }
      if (event.key === 'Backspace' && !input.value && chosen.length) { chosen.pop(); show(); }
    }, true);
    node.addEventListener('close', () => resolve(done));
    body.append(form);
    show();
    input.focus();
  });
}

// newMessage starts direct messages with one or several people.
export async function newMessage() {
  const from = store.state.users.filter((u) => !u.deleted && u.id !== store.as);
  const users = await choosePeople({ title: 'New message', from, yes: 'Write', most: 8 });
  if (!users.length) return;
  await talkTo(...users);
  store.announce('write');
}
