// What one can do with a message, and the words for it.

import { store } from './store.js';
import { ApiError, failure } from './api.js';
import { ask, toast } from './popup.js';
import { el } from './dom.js';
import { openDialog } from './dialog.js';
import { toTyped, linkTo } from './typed.js';

// attempt acts for the person and says what went wrong.
export async function attempt(path, body, app) {
  try {
    const answer = await store.act(path, body);
    if (answer.ok === false) toast(failure(answer.error, app));
    return answer;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.message);
    return { ok: false };
  } finally {
    store.refreshMessages();
  }
}

export const react = (m, name, remove) => attempt('reaction', { channel: m.channel, ts: m.ts, name, remove });

export const dismiss = (m) => attempt('delete', { channel: m.channel, ts: m.ts });

async function remove(m) {
  if (await ask({ title: 'Delete this message?', body: 'It is removed for everybody.', yes: 'Delete', no: 'Keep', danger: true })) {
    await attempt('delete', { channel: m.channel, ts: m.ts });
  }
}

// copy puts text on the clipboard and says so; where the browser forbids it, it shows the text to copy.
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${what} copied.`, { calm: true });
  } catch {
    const { body } = openDialog(`Copy ${what.toLowerCase()}`, { at: 'copy' });
    const field = el('textarea', { rows: 4, readonly: true, 'aria-label': what, value: text });
    body.append(field);
    field.select();
  }
}

// showRaw shows a message as it is kept, for people who write apps.
export function showRaw(m) {
  const text = JSON.stringify(m, null, 2);
  const { body } = openDialog('This message as JSON', { at: 'raw', wide: true });
  body.append(el('pre', { text, tabindex: 0, 'aria-label': 'The message as JSON' }),
    el('div', { class: 'buttons end' }, el('button', { type: 'button', class: 'button', on: { click: () => copy(text, 'The message') } }, 'Copy')));
}

// unreadFrom makes a message and what follows it unread again.
async function unreadFrom(m) {
  store.held = m.channel;
  const answer = await attempt('unread', { channel: m.channel, ts: m.ts });
  if (answer.ok === false) return;
  await store.guard(() => store.loadState());
  store.divide();
  store.announce('messages');
}

// mine says whether a message was written by the acting person.
export const mine = (m) => m.user === store.as && !m.bot && !m.deleted && !m.ephemeral;

// choicesFor lists them for the menu of a message.
export function choicesFor(m, inThread) {
  const channel = store.conversation(m.channel);
  const inside = channel?.is_member !== false && !channel?.is_archived;
  const out = [];
  for (const app of store.state.apps) {
    const shortcuts = (app.shortcuts || []).filter((s) => s.type === 'message');
    if (shortcuts.length && inside) out.push({ heading: app.name });
    for (const s of inside ? shortcuts : []) {
      out.push({
        label: s.name, description: s.description, data: { callbackId: s.callback_id },
        pick: () => attempt('shortcut', { app: app.id, callback_id: s.callback_id, channel: m.channel, ts: m.ts }, app.name),
      });
    }
  }
  out.push({ heading: 'This message' });
  if (!inThread) out.push({ label: m.reply_count ? 'Open its thread' : 'Reply in a thread', data: { choice: 'thread' }, pick: () => store.openThread(m.thread_ts || m.ts) });
  out.push({ label: 'Copy link', data: { choice: 'link' }, pick: () => copy(linkTo(m), 'The link') });
  if (m.text) out.push({ label: 'Copy text', data: { choice: 'text' }, pick: () => copy(toTyped(m.text), 'The text') });
  if (inside) out.push({ label: m.pinned_by ? 'Unpin' : 'Pin to this conversation', data: { choice: 'pin' }, pick: () => attempt('pin', { channel: m.channel, ts: m.ts, remove: Boolean(m.pinned_by) }) });
  if (inside && !inThread) out.push({ label: 'Mark unread from here', data: { choice: 'unread' }, pick: () => unreadFrom(m) });
  out.push({ label: 'Show as JSON', data: { choice: 'raw' }, pick: () => showRaw(m) });
  if (mine(m) && inside) {
    if (!m.blocks?.length || m.text) out.push({ label: 'Edit', data: { choice: 'edit' }, pick: () => store.edit(m) });
    out.push({ label: 'Delete…', danger: true, data: { choice: 'delete' }, pick: () => remove(m) });
  }
  return out;
}
