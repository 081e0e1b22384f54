// Bookmarks of a conversation: added and taken away.

import { el, uid } from './dom.js';
import { menu } from './popup.js';
import { openDialog } from './dialog.js';
import { attempt, copy } from './actions.js';
import { store } from './store.js';

export function bookmarkMenu(anchor, channel, bookmark) {
  menu(anchor, [
    { label: 'Copy link', pick: () => copy(bookmark.link, 'The link') },
    { label: 'Take away', danger: true, data: { choice: 'unbookmark' }, pick: () => attempt('bookmark', { channel, id: bookmark.id, remove: true }).then(() => store.refreshState()) },
  ], bookmark.title);
}

// addBookmark asks for an address and a name.
export function addBookmark(channel) {
  const { body, close } = openDialog('Add a bookmark', { at: 'bookmark' });
  const [link, title] = [uid('link'), uid('title')];
  const address = el('input', { type: 'url', id: link, required: true, placeholder: 'https://…', data: { bookmarkField: 'link' } });
  const name = el('input', { type: 'text', id: title, required: true, maxlength: 255, data: { bookmarkField: 'title' } });
  const form = el('form', { class: 'stack' },
    el('div', {}, el('label', { class: 'field-label', for: link }, 'Link'), address),
    el('div', {}, el('label', { class: 'field-label', for: title }, 'Name'), name),
    el('div', { class: 'buttons end' }, el('button', { type: 'submit', class: 'button primary' }, 'Add')));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const answer = await attempt('bookmark', { channel, title: name.value.trim(), link: address.value.trim() });
    store.refreshState();
    if (answer.ok !== false) close();
  });
  body.append(form);
  address.focus();
}
