// The messages of a conversation or a thread.

import { el, fill, icon, keyed } from './dom.js';
import { mrkdwn, emojiNode } from './text.js';
import { drawBlocks, attachment, appName } from './blocks.js';
import { Host } from './host.js';
import { menu } from './popup.js';
import { avatar } from './avatar.js';
import { userCard } from './card.js';
import { dayNumber, dayTitle, formatDate, shortStamp } from './dates.js';
import { store } from './store.js';
import { choicesFor, dismiss, react, mine } from './actions.js';
import { fileNode } from './files.js';
import { pickEmoji } from './picker.js';
import { editor } from './editor.js';
import { isNotice, noticeNode, sharesLine } from './notices.js';

const GROUP_WITHIN = 300; // seconds between messages of one author that are drawn as one run
const hosts = new Map();

// drawMessages brings a list in line with messages; a keyboard focus inside survives.
export function drawMessages(list, messages, { inThread = false } = {}) {
  const here = new Set(messages.map(hostKey));
  for (const key of hosts.keys()) if (hosts.size > 300 && !here.has(key)) hosts.delete(key);
  list.hidden = !messages.length; // an empty feed is nothing to a screen reader
  keepFocus(list, () => {
    keyed(list, withDays(messages, inThread), (item) => item.key, (item) => item.sign, (item, known) => (
      item.day ? dayNode(item.day) : item.divider ? newNode() : item.count ? countNode(item.count) : item.notices ? noticeNode(item.notices) : messageNode(item.m, item.compact, inThread, known)));
  });
  const articles = list.querySelectorAll('.message');
  articles.forEach((article, i) => { article.tabIndex = i === articles.length - 1 ? 0 : -1; });
}

// What a message holds beside the controls of its app is reached by Tab only from the message itself:
// else hundreds of names would stand between the conversation and the field below it.
const INSIDE = '.author, button.mention, .reaction, .replies, .only-you';

function inReach(node, reach) {
  for (const one of node.querySelectorAll(INSIDE)) if (one.matches('button')) one.tabIndex = reach ? 0 : -1;
}

// reachMessages brings the inside of a message in reach while the focus is in it.
export function reachMessages(list) {
  list.addEventListener('focusin', (event) => inReach(event.target.closest('.message'), true));
  list.addEventListener('focusout', (event) => {
    const from = event.target.closest('.message');
    if (!from.contains(event.relatedTarget)) inReach(from, false);
  });
  return list;
}

// stepMessages lets the arrow keys go from message to message; Tab then reaches what one can do with it.
export function stepMessages(event) {
  const at = event.target;
  if (!at.matches('.message') || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
  const all = [...at.parentElement.querySelectorAll('.message')];
  const next = all[all.indexOf(at) + (event.key === 'ArrowUp' ? -1 : 1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

// reading is all beside its content that decides how a message reads: who reads it, where, and on what
// day; for "5 minutes ago" the minute as well.
function reading(text) {
  const parts = [store.as, store.tz, dayNumber(store.now(), store.tz)];
  if (text.includes('{ago}')) parts.push(Math.floor(store.now() / 60));
  return parts.join('/');
}

// withDays weaves in day headings and the line above what is new, and marks messages that continue
// their author's run.
function withDays(messages, inThread) {
  const out = [];
  let before = null;
  let day = null;
  let drawnNew = inThread;
  for (const [i, m] of messages.entries()) {
    const at = Number(m.ts);
    const n = dayNumber(at, store.tz);
    if (n !== day && !inThread) {
      out.push({ key: `day-${n}`, sign: `${n}/${reading('')}`, day: at });
      before = null;
    }
    day = n;
    if (!drawnNew && isNew(m)) {
      drawnNew = true;
      out.push({ key: 'new', sign: 'new', divider: true });
      before = null;
    }
    if (isNotice(m)) {
      const line = out[out.length - 1];
      if (line?.notices && sharesLine(before, m)) line.notices.push(m);
      else out.push({ key: `notice-${m.ts}`, notices: [m] });
      before = m;
      continue;
    }
    const compact = Boolean(before && before.user === m.user && before.username === m.username && Boolean(before.ephemeral) === Boolean(m.ephemeral)
      && !m.subtype && !before.subtype && !m.blocks?.length && !before.blocks?.length
      && at - Number(before.ts) < GROUP_WITHIN);
    const text = JSON.stringify(m);
    const editing = store.editing?.ts === m.ts && store.editing.channel === m.channel;
    out.push({ key: `m-${m.ts}-${m.ephemeral ? 'e' : ''}`, m, compact, sign: [text, compact, editing, reading(text), store.nameOf(m.user)].join('\n') });
    before = m;
    if (inThread && i === 0 && messages.length > 1) {
      out.push({ key: 'count', sign: String(messages.length), count: messages.length - 1 });
      before = null;
    }
  }
  for (const item of out) if (item.notices) item.sign = noticeSign(item.notices);
  return out;
}

const noticeSign = (notices) => [reading(''), ...notices.map((m) => `${JSON.stringify(m)} ${store.nameOf(m.user)} ${m.inviter ? store.nameOf(m.inviter) : ''}`)].join('\n');

// isNew says whether a message came after what had been read when the conversation was opened.
const isNew = (m) => store.newSince !== '' && m.ts > store.newSince && m.user !== store.as && !m.ephemeral;

function dayNode(at) {
  return el('div', { class: 'day' }, el('span', { text: dayTitle(at, store.tz, store.now()) }));
}

const newNode = () => el('div', { class: 'day new', data: { divider: 'new' } }, el('span', {}, 'New', el('span', { class: 'sr', text: ' messages' })));

const countNode = (n) => el('div', { class: 'day' }, el('span', { text: n === 1 ? '1 reply' : `${n} replies` }));

const hostKey = (m) => `${store.as}/${m.channel}/${m.ts}`;

function hostOf(m) {
  const key = hostKey(m);
  if (!hosts.has(key)) hosts.set(key, new Host('message', { channel: m.channel, ts: m.ts }, appName(m.app_id)));
  return hosts.get(key);
}

function messageNode(m, compact, inThread, known) {
  const name = m.username || store.nameOf(m.user);
  // A thread has no day headings, so its times carry the day.
  const format = inThread && dayNumber(Number(m.ts), store.tz) !== dayNumber(store.now(), store.tz) ? '{date_short_pretty} {time}' : '{time}';
  const time = formatDate(Number(m.ts), format, store.tz, store.now());
  const body = known?.__body || el('div', { class: 'body' });
  const editing = store.editing?.ts === m.ts && store.editing.channel === m.channel && mine(m);
  if (editing) editor(body, m);
  else drawBody(body, m);
  const node = el('article', {
    class: ['message', compact && 'compact', m.ephemeral && 'ephemeral', m.pinned_by && 'pinned', callsMe(m) && 'calls-me'].filter(Boolean).join(' '), tabindex: -1, 'aria-label': `${name}, ${time}`,
    data: { ts: m.ts, channel: m.channel, user: m.user, ephemeral: m.ephemeral ? 'true' : null, thread: m.thread_ts },
  },
  el('div', { class: 'gutter' }, compact ? el('time', { class: 'faint', text: time }) : avatar(store.user(m.user), name)),
  el('div', { class: 'content' },
    m.ephemeral && el('p', { class: 'only-you' }, icon('eye'), 'Only visible to you',
      el('button', { type: 'button', class: 'link-button', data: { dismiss: m.ts }, on: { click: () => dismiss(m) } }, 'Dismiss')),
    m.pinned_by && el('p', { class: 'only-you' }, icon('pin'), `Pinned by ${m.pinned_by === store.as ? 'you' : store.nameOf(m.pinned_by)}`),
    m.subtype === 'thread_broadcast' && el('button', { type: 'button', class: 'only-you link-button', data: { openThread: m.thread_ts }, on: { click: () => store.openThread(m.thread_ts) } }, icon('thread'), inThread ? 'Also shown in the conversation' : 'Replied in a thread'),
    !compact && el('header', {},
      author(m, name), m.bot && el('span', { class: 'badge', text: 'app' }),
      el('time', { text: time, title: shortStamp(Number(m.ts), store.tz), datetime: new Date(Number(m.ts) * 1000).toISOString() })),
    body,
    !editing && m.edited && el('span', { class: 'edited', title: shortStamp(Number(m.edited.ts), store.tz), text: '(edited)' }),
    reactions(m), !inThread && replies(m)),
  !m.deleted && !editing && toolbar(m, inThread));
  node.__body = body;
  inReach(node, false);
  return node;
}

// callsMe says whether a message mentions the acting person by name.
const callsMe = (m) => !m.ephemeral && (m.calls || []).includes(`<@${store.as}>`);

function author(m, name) {
  const node = el('button', {
    type: 'button', class: 'author', text: name, 'aria-haspopup': 'menu', 'aria-expanded': 'false', on: { click: () => userCard(node, m.user) },
  });
  return node;
}

function drawBody(body, m) {
  if (m.deleted) {
    fill(body, el('p', { class: 'unknown', text: 'This message was deleted.' }));
    return;
  }
  if (m.blocks?.length) {
    if (!body.__blocks || body.__blocks.parentNode !== body) {
      body.__blocks = el('div', { class: 'blocks' });
      fill(body, body.__blocks);
    }
    const host = hostOf(m);
    host.onBusy = (busy) => body.classList.toggle('busy', busy);
    drawBlocks(body.__blocks, m.blocks, host, (block) => reading(JSON.stringify(block)));
    while (body.lastChild !== body.__blocks) body.lastChild.remove();
  } else {
    body.__blocks = null;
    fill(body, m.text && el('div', { class: 'text' }, mrkdwn(m.text)));
  }
  for (const a of m.attachments || []) body.append(attachment(a, hostOf(m)));
  if (m.files?.length) body.append(el('div', { class: 'files' }, m.files.map(fileNode)));
}

function reactions(m) {
  if (!m.reactions?.length) return null;
  const more = el('button', {
    type: 'button', class: 'reaction add', 'aria-label': 'Add another reaction', title: 'Add a reaction', 'aria-haspopup': 'dialog', 'aria-expanded': 'false',
    data: { addReaction: m.ts }, on: { click: () => pickEmoji(more, (name) => react(m, name, false)) },
  }, icon('smile'));
  return el('div', { class: 'reactions', role: 'group', 'aria-label': 'Reactions' }, m.reactions.map((r) => {
    const own = r.users.includes(store.as);
    const who = r.users.map((u) => (u === store.as ? 'you' : store.nameOf(u))).join(', ');
    return el('button', {
      type: 'button', class: own ? 'reaction mine' : 'reaction', 'aria-pressed': String(own), title: `${who} reacted with :${r.name}:`,
      'aria-label': `${r.name.replaceAll('_', ' ')}, ${r.users.length}: ${who}`, data: { reaction: r.name }, on: { click: () => react(m, r.name, own) },
    }, emojiNode(r.name), el('span', { text: String(r.count || r.users.length) }));
  }), more);
}

function replies(m) {
  if (!m.reply_count) return null;
  const latest = m.latest_reply ? ` · last ${formatDate(Number(m.latest_reply), '{date_short_pretty} {time}', store.tz, store.now())}` : '';
  return el('button', { type: 'button', class: 'replies', data: { openThread: m.ts }, on: { click: () => store.openThread(m.ts) } },
    el('span', { class: 'faces' }, (m.reply_users || []).slice(0, 4).map((u) => avatar(store.user(u), store.nameOf(u)))),
    el('strong', { text: m.reply_count === 1 ? '1 reply' : `${m.reply_count} replies` }), el('span', { class: 'faint', text: latest }));
}

function toolbar(m, inThread) {
  if (m.ephemeral) return null;
  const more = el('button', {
    type: 'button', 'aria-label': 'More for this message', 'aria-haspopup': 'menu', 'aria-expanded': 'false', title: 'More', data: { messageMenu: m.ts },
    on: { click: () => menu(more, choicesFor(m, inThread), 'More for this message') },
  }, icon('more'));
  const smile = el('button', {
    type: 'button', 'aria-label': 'React', title: 'React', 'aria-haspopup': 'dialog', 'aria-expanded': 'false', data: { react: m.ts },
    on: { click: () => pickEmoji(smile, (name) => react(m, name, false)) },
  }, icon('smile'));
  return el('div', { class: 'toolbar', role: 'group', 'aria-label': 'For this message' },
    smile,
    !inThread && el('button', { type: 'button', 'aria-label': 'Reply in thread', title: 'Reply in thread', data: { reply: m.ts }, on: { click: () => store.openThread(m.thread_ts || m.ts) } }, icon('reply')),
    mine(m) && m.text && el('button', { type: 'button', 'aria-label': 'Edit', title: 'Edit', data: { edit: m.ts }, on: { click: () => store.edit(m) } }, icon('edit')),
    more);
}

// keepFocus runs a redraw and puts the focus back where it was, or on the message it was in.
export function keepFocus(root, draw) {
  const active = document.activeElement;
  if (!active || !root.contains(active)) {
    draw();
    return;
  }
  const { blockId, actionId } = active.dataset;
  const ts = active.closest('[data-ts]')?.dataset.ts;
  const caret = 'selectionStart' in active ? [active.selectionStart, active.selectionEnd] : null;
  draw();
  if (root.contains(active)) {
    if (document.activeElement !== active) active.focus({ preventScroll: true });
    return;
  }
  const scope = (ts && root.querySelector(`[data-ts="${CSS.escape(ts)}"]`)) || root;
  const again = actionId && scope.querySelector(`[data-block-id="${CSS.escape(blockId)}"][data-action-id="${CSS.escape(actionId)}"]`);
  (again || scope).focus({ preventScroll: true });
  if (again && caret && caret[0] !== null && again.setSelectionRange) again.setSelectionRange(...caret);
}
