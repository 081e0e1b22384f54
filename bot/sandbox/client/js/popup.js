// Things that open over the page: menus and questions. The browser's own dialog and popover give the
// top layer, the focus trap and the return of focus.

import { el, fill, uid } from './dom.js';

// place puts an open popover beside its anchor, above it where there is no room below.
export function place(box, anchor, { width = false, end = false } = {}) {
  box.__place = () => place(box, anchor, { width, end });
  const at = anchor.getBoundingClientRect();
  box.style.minWidth = width ? `${at.width}px` : '';
  const size = box.getBoundingClientRect();
  const below = window.innerHeight - at.bottom;
  const up = below < size.height + 8 && at.top > below;
  const left = end ? at.right - size.width : at.left;
  box.style.left = `${Math.max(8, Math.min(left, window.innerWidth - size.width - 8))}px`;
  box.style.top = up ? `${Math.max(8, at.top - size.height - 4)}px` : `${at.bottom + 4}px`;
}

// A window that changes its size must not leave behind what is open.
window.addEventListener('resize', () => { for (const box of document.querySelectorAll(':popover-open')) box.__place?.(); });

// stage is where a popover of an anchor goes: into the same part of the page, so that a screen reader
// finds it there.
export function stage(anchor) {
  return anchor.closest('dialog, #main, #thread, #sidebar, #dock, #topbar') || document.body;
}

// giveBack returns the focus to an anchor, or to the node that a redraw put in its place.
export function giveBack(anchor) {
  if (anchor.isConnected) {
    anchor.focus();
    return;
  }
  const [hook] = [...anchor.attributes].filter((a) => a.name.startsWith('data-') && a.value);
  const again = hook && document.querySelector(`[${hook.name}="${CSS.escape(hook.value)}"]`);
  again?.focus();
}

// menu opens a list of choices beside its anchor. items: {label, description, pick, danger, data, heading}.
export function menu(anchor, items, label) {
  const box = el('div', { class: 'menu', role: 'menu', 'aria-label': label, popover: 'auto' });
  const close = () => {
    if (box.matches(':popover-open')) box.hidePopover();
  };
  fill(box, items.map((item) => {
    if (item.heading) return el('div', { class: 'menu-heading', role: 'presentation', text: item.heading });
    return el('button', {
      type: 'button', role: item.checked === undefined ? 'menuitem' : 'menuitemradio', 'aria-checked': item.checked === undefined ? null : String(item.checked), class: item.danger ? 'danger' : '', data: item.data, tabindex: -1,
      on: { click: () => { close(); item.pick(); } },
    }, el('span', { text: item.label }), item.description && el('small', { text: item.description }));
  }));
  box.addEventListener('keydown', (event) => move(event, [...box.querySelectorAll('[role^=menuitem]')], close));
  box.addEventListener('toggle', (event) => {
    anchor.setAttribute('aria-expanded', String(event.newState === 'open'));
    if (event.newState !== 'closed') return;
    if (box.contains(document.activeElement) || document.activeElement === document.body) giveBack(anchor);
    box.remove();
  });
  stage(anchor).append(box);
  box.showPopover();
  place(box, anchor, { end: true });
  box.querySelector('[role^=menuitem]')?.focus();
}

function move(event, items, close) {
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (next !== undefined) items[(next + items.length) % items.length]?.focus();
  else if (event.key === 'Tab') close();
  else return;
  event.preventDefault();
}

// ask puts a question and resolves to whether it was confirmed. The focus starts on the answer that
// does no harm: on yes, but on no where yes is dangerous.
export function ask({ title, body, yes, no, danger }) {
  return new Promise((resolve) => {
    const heading = uid('ask');
    const dialog = el('dialog', { class: 'ask', role: 'alertdialog', 'aria-labelledby': heading });
    const finish = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    fill(dialog,
      el('h2', { id: heading }, title),
      el('div', { class: 'ask-body' }, body),
      el('div', { class: 'buttons end' },
        el('button', { type: 'button', class: 'button', data: { answer: 'deny' }, autofocus: danger, on: { click: () => finish(false) } }, no),
        el('button', {
          type: 'button', class: danger ? 'button danger' : 'button primary', data: { answer: 'confirm' }, autofocus: !danger,
          on: { click: () => finish(true) },
        }, yes)));
    dialog.addEventListener('cancel', (event) => { event.preventDefault(); finish(false); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

const TOAST_STAYS = 15000; // milliseconds, unless the pointer is on it
const CALM_STAYS = 4000;

// toast says a sentence in the corner of the window, to screen readers as well. calm: good news, which
// leaves sooner; act: {label, pick}, a way on.
export function toast(sentence, { calm = false, act } = {}) {
  const box = document.getElementById('toasts');
  const note = el('div', { class: calm ? 'toast calm' : 'toast', role: calm ? 'status' : 'alert' },
    el('span', { text: sentence }),
    act && el('button', { type: 'button', class: 'quiet', data: { toast: 'act' }, on: { click: () => { note.remove(); act.pick(); } } }, act.label),
    el('button', { type: 'button', class: 'quiet', on: { click: () => note.remove() } }, 'Dismiss'));
  const leave = () => setTimeout(() => { if (!note.matches(':hover, :focus-within')) note.remove(); else leave(); }, calm ? CALM_STAYS : TOAST_STAYS);
  leave();
  // In a modal the page behind is out of reach, so the note joins the modal.
  const dialog = [...document.querySelectorAll('dialog[open]')].pop();
  // What was said a moment ago is not said again.
  for (const other of (dialog || box).querySelectorAll('.toast > span:first-child')) if (other.textContent === sentence) other.parentNode.remove();
  (dialog || box).append(note);
  if (!dialog) while (box.children.length > 3) box.firstChild.remove();
}
