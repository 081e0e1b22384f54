// An own message while it is rewritten, in its place.

import { el, fill } from './dom.js';
import { store } from './store.js';
import { ApiError } from './api.js';
import { toTyped } from './typed.js';

// editor fills a message's body with a field. Enter saves, Escape leaves it as it was.
export function editor(body, m) {
  const state = store.editing;
  state.text ??= toTyped(m.text);
  const error = el('p', { class: 'composer-error', role: 'alert' });
  const grow = () => {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight + 2, 260)}px`;
  };
  const cancel = () => {
    store.edit(null);
    document.querySelector(`[data-ts="${CSS.escape(m.ts)}"]`)?.focus({ preventScroll: true });
  };
  const save = async () => {
    const text = field.value.trim();
    if (!text) {
      error.textContent = 'Nothing is left of it. Delete the message instead.';
      return;
    }
    try {
      if (text !== toTyped(m.text)) await store.act('edit', { channel: m.channel, ts: m.ts, text });
      cancel();
      store.refreshMessages();
    } catch (trouble) {
      if (!(trouble instanceof ApiError)) throw trouble;
      error.textContent = trouble.message;
    }
  };
  const field = el('textarea', {
    rows: 1, 'aria-label': 'Edit your message', value: state.text, data: { editor: m.ts },
    on: {
      input: () => { state.text = field.value; grow(); },
      keydown: (event) => {
        if (event.isComposing) return;
        if (event.key === 'Escape') cancel();
        else if (event.key === 'Enter' && !event.shiftKey) save();
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
    },
  });
  body.__blocks = null;
  fill(body, el('div', { class: 'editor' }, field, error, el('div', { class: 'buttons end' },
    el('button', { type: 'button', class: 'button', on: { click: cancel } }, 'Cancel'),
    el('button', { type: 'button', class: 'button primary', data: { editor: 'save' }, on: { click: save } }, 'Save'))));
  queueMicrotask(() => {
    grow();
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  });
}
