// The messages of a conversation or a thread.

import { el, fill, icon, keyed } from './dom.js';
import { mrkdwn, emojiNode } from './text.js';
import { drawBlocks, attachment, appName } from './blocks.js';
import { Host } from './host.js';
import { menu, toast, ask } from './popup.js';
import { avatar } from './avatar.js';
import { userCard } from './card.js';
import { dayNumber, dayTitle, formatDate, shortStamp } from './dates.js';
import { store } from './store.js';
import { ApiError, failure } from './api.js';

const GROUP_WITHIN = 300; // seconds between messages of one author that are drawn as one run
const QUICK = ['+1', 'white_check_mark', 'eyes', 'tada', 'heart', 'rocket', 'pray', 'thinking_face'];
const hosts = new Map();

// drawMessages brings a list in line with messages; a keyboard focus inside survives.
export function drawMessages(list, messages, { inThread = false } = {}) {
  const here = new Set(messages.map(hostKey));
  for (const key of hosts.keys()) if (hosts.size > 300 && !here.has(key)) hosts.delete(key);
  keepFocus(list, () => {
    keyed(list, withDays(messages, inThread), (item) => item.key, (item) => item.sign, (item, known) => (
      item.day ? dayNode(item.day) : messageNode(item.m, item.compact, inThread, known)));
  });
  const articles = list.querySelectorAll('.message');
  articles.forEach((article, i) => { article.tabIndex = i === articles.length - 1 ? 0 : -1; });
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

// withDays weaves day headings in, and marks messages that continue their author's run.
function withDays(messages, inThread) {
  const out = [];
  let before = null;
  let day = null;
  for (const m of messages) {
    const at = Number(m.ts);
    const n = dayNumber(at, store.tz);
    if (n !== day && !inThread) {
      out.push({ key: `day-${n}`, sign: `${n}/${reading('')}`, day: at });
      before = null;
    }
    day = n;
    const compact = Boolean(before && before.user === m.user && before.username === m.username && before.ephemeral === m.ephemeral
      && !m.subtype && !before.subtype && !m.blocks?.length && !before.blocks?.length
      && at - Number(before.ts) < GROUP_WITHIN);
    const text = JSON.stringify(m);
    out.push({ key: `m-${m.ts}-${m.ephemeral ? 'e' : ''}`, m, compact, sign: [text, compact, reading(text), store.nameOf(m.user)].join('\n') });
    before = m;
  }
  return out;
}

function dayNode(at) {
  return el('div', { class: 'day', role: 'separator' }, el('span', { text: dayTitle(at, store.tz, store.now()) }));
}

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
  drawBody(body, m);
  const node = el('article', {
    class: `message${compact ? ' compact' : ''}${m.ephemeral ? ' ephemeral' : ''}`, tabindex: -1, 'aria-label': `${name}, ${time}`,
    data: { ts: m.ts, channel: m.channel, user: m.user, ephemeral: m.ephemeral ? 'true' : null, thread: m.thread_ts },
  },
  el('div', { class: 'gutter' }, compact ? el('time', { class: 'faint', text: time }) : avatar(store.user(m.user), name)),
  el('div', { class: 'content' },
    m.ephemeral && el('p', { class: 'only-you' }, icon('eye'), 'Only visible to you'),
    !compact && el('header', {},
      author(m, name), m.bot && el('span', { class: 'badge', text: 'app' }),
      el('time', { text: time, title: shortStamp(Number(m.ts), store.tz), datetime: new Date(Number(m.ts) * 1000).toISOString() })),
    body,
    m.edited && el('span', { class: 'edited', title: shortStamp(Number(m.edited.ts), store.tz), text: '(edited)' }),
    reactions(m), !inThread && replies(m)),
  !m.deleted && toolbar(m, inThread));
  node.__body = body;
  return node;
}

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
    if (!body.__blocks) {
      body.__blocks = el('div', { class: 'blocks' });
      fill(body, body.__blocks);
    }
    const host = hostOf(m);
    host.onBusy = (busy) => body.classList.toggle('busy', busy);
    drawBlocks(body.__blocks, m.blocks, host, (block) => reading(JSON.stringify(block)));
    while (body.lastChild !== body.__blocks) body.lastChild.remove();
  } else {
    body.__blocks = null;
    fill(body, m.text && el('div', { class: m.subtype && /join|leave|topic/.test(m.subtype) ? 'text faint' : 'text' }, mrkdwn(m.text)));
  }
  for (const a of m.attachments || []) body.append(attachment(a, hostOf(m)));
  for (const f of m.files || []) body.append(fileNode(f));
}

function fileNode(f) {
  const url = f.url_private || f.permalink || '';
  const picture = /^image\//.test(f.mimetype || '') && url;
  return el('figure', { class: 'file' },
    picture ? el('img', { class: 'large', src: url, alt: f.alt_txt || f.title || f.name || 'picture', loading: 'lazy' }) : null,
    el('figcaption', {}, url ? el('a', { href: url, target: '_blank', rel: 'noopener noreferrer', text: f.title || f.name }) : f.title || f.name || 'file'));
}

function reactions(m) {
  if (!m.reactions?.length) return null;
  return el('div', { class: 'reactions' }, m.reactions.map((r) => {
    const mine = r.users.includes(store.as);
    return el('button', {
      type: 'button', class: mine ? 'reaction mine' : 'reaction', 'aria-pressed': String(mine), title: r.users.map((u) => store.nameOf(u)).join(', '),
      data: { reaction: r.name }, on: { click: () => react(m, r.name, mine) },
    }, emojiNode(r.name), String(r.count || r.users.length));
  }));
}

async function attempt(path, body) {
  try {
    const answer = await store.act(path, body);
    if (!answer.ok) toast(failure(answer.error));
    return answer;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.message);
    return { ok: false };
  } finally {
    store.refreshMessages();
  }
}

const react = (m, name, remove) => attempt('reaction', { channel: m.channel, ts: m.ts, name, remove });

function replies(m) {
  if (m.subtype === 'thread_broadcast') return el('button', { type: 'button', class: 'link-button faint', on: { click: () => store.openThread(m.thread_ts) } }, 'Replied in a thread');
  if (!m.reply_count) return null;
  const latest = m.latest_reply ? ` · last ${formatDate(Number(m.latest_reply), '{date_short_pretty} {time}', store.tz, store.now())}` : '';
  return el('button', { type: 'button', class: 'replies', data: { openThread: m.ts }, on: { click: () => store.openThread(m.ts) } },
    el('span', { class: 'faces' }, (m.reply_users || []).slice(0, 4).map((u) => avatar(store.user(u), store.nameOf(u)))),
    el('strong', { text: m.reply_count === 1 ? '1 reply' : `${m.reply_count} replies` }), el('span', { class: 'faint', text: latest }));
}

function toolbar(m, inThread) {
  if (m.ephemeral) return null;
  const more = el('button', { type: 'button', 'aria-label': 'More for this message', 'aria-haspopup': 'menu', 'aria-expanded': 'false', title: 'More', data: { messageMenu: m.ts }, on: { click: () => menu(more, choicesFor(m), 'More for this message') } }, icon('more'));
  const smile = el('button', {
    type: 'button', 'aria-label': 'React', title: 'React', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
    on: { click: () => menu(smile, QUICK.map((name) => ({ label: emojiNode(name), description: name.replaceAll('_', ' '), data: { reaction: name }, pick: () => react(m, name, false) })), 'React') },
  }, icon('smile'));
  return el('div', { class: 'toolbar', role: 'group', 'aria-label': 'For this message' },
    smile,
    !inThread && el('button', { type: 'button', 'aria-label': 'Reply in thread', title: 'Reply in thread', data: { reply: m.ts }, on: { click: () => store.openThread(m.thread_ts || m.ts) } }, icon('reply')),
    more);
}

function choicesFor(m) {
  const out = [];
  for (const app of store.state.apps) {
    const shortcuts = (app.shortcuts || []).filter((s) => s.type === 'message');
    if (shortcuts.length) out.push({ heading: app.name });
    for (const s of shortcuts) {
      out.push({
        label: s.name, description: s.description, data: { callbackId: s.callback_id },
        pick: () => attempt('shortcut', { app: app.id, callback_id: s.callback_id, channel: m.channel, ts: m.ts }),
      });
    }
  }
  out.push({ heading: 'This message' });
  out.push({ label: 'Copy its text', pick: () => navigator.clipboard?.writeText(m.text || '') });
  if (m.user === store.as) out.push({ label: 'Delete…', danger: true, pick: () => remove(m) });
  return out;
}

async function remove(m) {
  if (await ask({ title: 'Delete this message?', body: 'It is removed for everybody.', yes: 'Delete', no: 'Keep', danger: true })) {
    await attempt('delete', { channel: m.channel, ts: m.ts });
  }
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
