// What the workspace itself says in a conversation: who came and went, a new topic or name. Calm lines
// without a face. People who come or go one after the other share a line, which opens to tell each.

import { el } from './dom.js';
import { mrkdwn } from './text.js';
import { formatDate, shortStamp } from './dates.js';
import { store } from './store.js';

const COMINGS = { join: 'joined', leave: 'left' };
const MOST_NAMES = 3;

export const isNotice = (m) => /^(channel|group)_/.test(m.subtype || '');

// wayOf is join or leave for a message about that, undefined for every other.
const wayOf = (m) => (isNotice(m) ? { join: 'join', leave: 'leave' }[m.subtype.split('_')[1]] : undefined);

// sharesLine says whether a message goes on the line of the one before it.
export const sharesLine = (before, m) => Boolean(wayOf(before) && wayOf(m));

// noticeNode draws one line for messages that share it.
export function noticeNode(messages) {
  const first = messages[0];
  const node = el('article', {
    class: 'message notice-line', tabindex: -1, 'aria-label': `${summary(messages)}, ${timeOf(first)}`, data: { ts: first.ts, channel: first.channel, notice: first.subtype },
  });
  node.append(messages.length === 1 ? line(first) : el('details', {}, el('summary', {}, summary(messages)), messages.map(line)));
  return node;
}

const timeOf = (m) => formatDate(Number(m.ts), '{time}', store.tz, store.now());

function line(m) {
  const by = m.inviter && ` (added by ${m.inviter === store.as ? 'you' : store.nameOf(m.inviter)})`;
  const [, deed] = m.text.match(/^<@[^>]*> (.*)$/s) || [null, m.text];
  return el('p', { class: 'text', data: { ts: m.ts } }, el('strong', { text: store.nameOf(m.user) }), ' ', mrkdwn(deed), by, ' ',
    el('time', { text: timeOf(m), title: shortStamp(Number(m.ts), store.tz), datetime: new Date(Number(m.ts) * 1000).toISOString() }));
}

// summary is "Ines, Eva and 3 others joined, Mark left": each way once, in the order of its first.
function summary(messages) {
  const byWay = new Map();
  for (const m of messages) byWay.set(wayOf(m), [...(byWay.get(wayOf(m)) || []), m.user]);
  if (byWay.has(undefined)) return `${store.nameOf(messages[0].user)} changed the conversation`;
  return [...byWay].map(([way, users]) => `${names([...new Set(users)])} ${COMINGS[way]}`).join(', ');
}

function names(users) {
  const all = users.map((u) => store.nameOf(u));
  if (all.length > MOST_NAMES) return `${all.slice(0, MOST_NAMES - 1).join(', ')} and ${all.length - MOST_NAMES + 1} others`;
  return all.length === 1 ? all[0] : `${all.slice(0, -1).join(', ')} and ${all[all.length - 1]}`;
}
