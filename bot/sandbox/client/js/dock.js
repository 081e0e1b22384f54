// The dock at the bottom: what goes between the workspace and its apps, and what is made to go wrong.

import { el, fill, icon } from './dom.js';

const HEIGHT = 'dock-height';

export class Dock {
  // panes: {name: {title, toggle, pane}}; a pane has node, opened() and closed().
  constructor(root, panes) {
    this.root = root;
    this.panes = panes;
    this.tabs = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Backstage' });
    const grip = el('div', { class: 'grip', role: 'separator', tabindex: 0, 'aria-orientation': 'horizontal', 'aria-label': 'Height of the dock', on: { pointerdown: (event) => this.drag(event), keydown: (event) => this.step(event) } });
    this.grip = grip;
    fill(root, grip, el('header', { class: 'dock-head' }, this.tabs,
      el('button', { type: 'button', class: 'button icon-only quiet', 'aria-label': 'Close', data: { dock: 'close' }, on: { click: () => this.show('') } }, icon('close'))),
    Object.values(panes).map((p) => p.pane.node));
    for (const [name, p] of Object.entries(panes)) p.toggle.addEventListener('click', () => this.show(this.open === name ? '' : name));
    this.open = '';
    this.size(Number(read(HEIGHT)) || 38);
  }

  // show opens a pane by its name, or closes the dock.
  show(name) {
    const had = this.root.contains(document.activeElement);
    const before = this.open;
    this.open = name;
    this.root.hidden = !name;
    for (const [key, p] of Object.entries(this.panes)) {
      p.toggle.setAttribute('aria-expanded', String(key === name));
      p.pane.node.hidden = key !== name;
      if (key === name) p.pane.opened();
    }
    fill(this.tabs, Object.entries(this.panes).map(([key, p]) => el('button', {
      type: 'button', role: 'tab', 'aria-selected': String(key === name), tabindex: key === name ? 0 : -1, data: { dockTab: key },
      on: { click: () => this.show(key), keydown: (event) => { if (['ArrowLeft', 'ArrowRight'].includes(event.key)) this.show(Object.keys(this.panes).find((k) => k !== name)); } },
    }, p.title)));
    if (name && had) this.tabs.querySelector('[aria-selected=true]').focus();
    if (!name && had) this.panes[before]?.toggle.focus();
  }

  // size is in hundredths of the window's height.
  size(percent) {
    const height = Math.round(Math.min(80, Math.max(18, percent)));
    this.root.style.setProperty('--dock', `${height}vh`);
    this.grip.setAttribute('aria-valuenow', String(height));
    this.grip.setAttribute('aria-valuemin', '18');
    this.grip.setAttribute('aria-valuemax', '80');
    this.height = height;
    try {
      localStorage.setItem(HEIGHT, String(height));
    } catch {
      // a page that may not store forgets the height
    }
  }

  drag(event) {
    event.preventDefault();
    this.grip.setPointerCapture(event.pointerId);
    const move = (e) => this.size(100 * (1 - e.clientY / window.innerHeight));
    this.grip.addEventListener('pointermove', move);
    this.grip.addEventListener('pointerup', () => this.grip.removeEventListener('pointermove', move), { once: true });
  }

  step(event) {
    const by = { ArrowUp: 5, ArrowDown: -5 }[event.key];
    if (!by) return;
    event.preventDefault();
    this.size(this.height + by);
  }
}

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
