// What the keyboard can do here.

import { el } from './dom.js';
import { openDialog } from './dialog.js';

const KEYS = [
  ['Ctrl+K', 'Go to a conversation, a person or an app'],
  ['Alt+1 … Alt+9', 'Act as the first to ninth person'],
  ['Enter', 'Send'],
  ['Shift+Enter', 'Start a new line'],
  ['↑ in an empty field', 'Edit your last message'],
  ['/', 'Commands, at the start of a message'],
  ['@  #  :', 'People and groups, channels, emoji'],
  ['Ctrl+B, Ctrl+I', 'Bold, italic'],
  ['↑ ↓ on a message', 'The message before or after; Tab leads to what one can do with it'],
  ['Escape', 'Close what is on top: a menu, a window, a thread'],
  ['Shift+Escape', 'Mark everything as read'],
  ['?', 'This list'],
];

export function showKeys() {
  const { body } = openDialog('Keyboard', { at: 'keys' });
  body.tabIndex = 0; // a low window scrolls it
  body.setAttribute('role', 'region');
  body.setAttribute('aria-label', 'Keys');
  body.append(el('dl', { class: 'keys' }, KEYS.map(([key, what]) => el('div', {}, el('dt', {}, el('kbd', { text: key })), el('dd', { text: what })))));
}
