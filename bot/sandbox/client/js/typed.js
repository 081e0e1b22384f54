// A message's text back as its writer typed it, for the editor and the clipboard.

import { store } from './store.js';

// toTyped undoes what the workspace made of typed text: mentions become names, links bare, escapes plain.
export function toTyped(text) {
  return String(text ?? '').replace(/<([^<>]*)>/g, (whole, inner) => {
    const [target, label = ''] = inner.split('|');
    if (target.startsWith('@')) return `@${store.user(target.slice(1))?.name || label || target.slice(1)}`;
    if (target.startsWith('#')) return `#${store.conversation(target.slice(1))?.name || label || target.slice(1)}`;
    if (target.startsWith('!subteam^')) return `@${store.group(target.slice(9))?.handle || label.replace(/^@/, '') || target.slice(9)}`;
    if (target.startsWith('!date^')) return label || whole;
    if (target.startsWith('!')) return `@${target.slice(1)}`;
    const bare = target.replace(/^(mailto|tel):/, '');
    return !label || label === target || label === bare ? bare : `${label} (${target})`;
  }).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

// linkTo is the address of a message in this page.
export function linkTo(message) {
  const params = new URLSearchParams({ channel: message.channel, message: message.ts });
  if (message.thread_ts && message.thread_ts !== message.ts) params.set('thread', message.thread_ts);
  return `${location.origin}${location.pathname}#${params}`;
}

// fromPermalink reads Slack's own form of such an address, as chat.getPermalink gives it.
export function fromPermalink(href) {
  const m = /^https:\/\/[\w.-]+\.slack\.com\/archives\/([A-Z0-9]+)\/p(\d{10,})(\d{6})(\?.*)?$/.exec(href);
  if (!m || !store.conversation(m[1])) return null;
  return { channel: m[1], message: `${m[2]}.${m[3]}`, thread: new URLSearchParams(m[4] || '').get('thread_ts') || '' };
}
