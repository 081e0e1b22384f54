// The picker of emoji: a search field over a grid that the arrow keys walk.

import { el, fill } from './dom.js';
import { giveBack, place, stage } from './popup.js';
import { emojiNode } from './text.js';
import { glyph, names } from './emoji.js';

const FIRST = ['+1', 'white_check_mark', 'eyes', 'tada', 'heart', 'rocket', 'pray', 'thinking_face', 'clap', 'joy', 'x', 'warning', 'fire', '100', 'wave', 'raised_hands'];
const COLUMNS = 8;
const KEPT = 16;
const MOST = 160;

// recent gives the names used last on this machine, then the usual ones.
function recent() {
  let used = [];
  try {
    used = JSON.parse(localStorage.getItem('emoji') || '[]').filter((name) => typeof name === 'string' && glyph(name));
  } catch {
    // a store that is closed or spoilt: the usual ones
  }
  return [...new Set([...used, ...FIRST])].slice(0, KEPT);
}

function remember(name) {
  try {
    localStorage.setItem('emoji', JSON.stringify([name, ...recent().filter((n) => n !== name)].slice(0, KEPT)));
  } catch {
    // a page that may not store forgets
  }
}

// pickEmoji opens beside its anchor; pick gets the chosen name.
export function pickEmoji(anchor, pick) {
  const search = el('input', { type: 'search', placeholder: 'Find an emoji', 'aria-label': 'Find an emoji', autocomplete: 'off', data: { emojiSearch: '' } });
  const grid = el('div', { class: 'emoji-grid', role: 'group', 'aria-label': 'Emoji' });
  const status = el('p', { class: 'faint emoji-name', role: 'status' });
  const box = el('div', { class: 'menu emoji-picker', popover: 'auto', role: 'dialog', 'aria-label': 'Choose an emoji' }, search, grid, status);
  const choose = (name) => {
    remember(name);
    box.hidePopover();
    pick(name);
  };
  const button = (name) => el('button', {
    type: 'button', title: `:${name}:`, 'aria-label': name.replaceAll('_', ' '), tabindex: -1, data: { reaction: name },
    on: { click: () => choose(name), focus: () => { status.textContent = `:${name}:`; }, mouseenter: () => { status.textContent = `:${name}:`; } },
  }, emojiNode(name));
  const draw = () => {
    const wanted = search.value.trim().toLowerCase().replaceAll(':', '').replaceAll(' ', '_');
    const all = names();
    const found = wanted ? [...all.filter((n) => n.startsWith(wanted)), ...all.filter((n) => !n.startsWith(wanted) && n.includes(wanted))] : [...new Set([...recent(), ...all])];
    fill(grid, found.slice(0, MOST).map(button));
    status.textContent = found.length ? `:${found[0]}:` : `No emoji is called “${search.value}”.`;
    if (grid.firstChild) grid.firstChild.tabIndex = 0;
  };
  search.addEventListener('input', draw);
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && grid.firstChild) choose(grid.firstChild.dataset.reaction);
    else if (event.key === 'ArrowDown') grid.firstChild?.focus();
    else return;
    event.preventDefault();
  });
  grid.addEventListener('keydown', (event) => {
    const all = [...grid.children];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + COLUMNS, ArrowUp: at - COLUMNS, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to < 0) search.focus();
    else all[Math.min(to, all.length - 1)]?.focus();
  });
  box.addEventListener('toggle', (event) => {
    anchor.setAttribute('aria-expanded', String(event.newState === 'open'));
    if (event.newState !== 'closed') return;
    if (box.contains(document.activeElement) || document.activeElement === document.body) giveBack(anchor);
    box.remove();
  });
  stage(anchor).append(box);
  draw();
  box.showPopover();
  place(box, anchor, { end: true });
  search.focus();
}
