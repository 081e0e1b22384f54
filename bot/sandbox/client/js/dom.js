// Building the page. Everything a person or an app wrote reaches the page through textContent or
// an attribute, never as markup: there is no other way in this file, and none anywhere else.

import { BLOCK_ICONS } from './icons.js';

const SVG = 'http://www.w3.org/2000/svg';

// el makes an element. props: class, text, on (event name -> listener), data (hooks for tests and
// scripts), anything else is an attribute; null, undefined and false leave it out.
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) setProp(node, key, value);
  append(node, children);
  return node;
}

function setProp(node, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key === 'class') node.className = value;
  else if (key === 'text') node.textContent = value;
  else if (key === 'value') node.value = value;
  else if (key === 'on') for (const [name, fn] of Object.entries(value)) node.addEventListener(name, fn);
  else if (key === 'data') {
    for (const [name, v] of Object.entries(value)) if (v !== undefined && v !== null) node.dataset[name] = v;
  } else if (key === 'style') for (const [name, v] of Object.entries(value)) node.style.setProperty(name, v);
  else node.setAttribute(key, value === true ? '' : String(value));
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === '') continue;
    node.append(child);
  }
}

// fill replaces what is inside a node.
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

// redraw fills a node anew only when its signature changed. What is under the pointer must stay the
// same node between press and release, or the click is lost.
export function redraw(node, sign, build) {
  const text = JSON.stringify(sign);
  if (node.__drawn === text) return;
  node.__drawn = text;
  fill(node, build());
}

// icon draws one of the page's own line icons, hidden from screen readers: the control around it
// carries the name.
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  for (const d of ICONS[name] || []) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

const ICONS = {
  ...BLOCK_ICONS,
  menu: ['M3 5h14M3 10h14M3 15h14'],
  close: ['M5 5l10 10M15 5L5 15'],
  reply: ['M4 5h12v8H9l-4 3v-3H4z'],
  more: ['M4.5 9.9v.2M10 9.9v.2M15.5 9.9v.2'],
  bolt: ['M11 2L4 11h5l-1 7 7-9h-5z'],
  send: ['M3 10l14-6-5 13-3-5z'],
  pause: ['M7 4v12M13 4v12'],
  play: ['M6 4l10 6-10 6z'],
  next: ['M4 4l7 6-7 6zM15 4v12'],
  traffic: ['M3 7h13l-3-3M17 13H4l3 3'],
  lock: ['M5 9h10v8H5zM7 9V6a3 3 0 016 0v3'],
  down: ['M5 8l5 5 5-5'],
  clock: ['M10 3a7 7 0 100 14 7 7 0 000-14zM10 6v4l3 2'],
  eye: ['M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5z', 'M10 8a2 2 0 100 4 2 2 0 000-4z'],
  smile: ['M10 3a7 7 0 100 14 7 7 0 000-14z', 'M7 11.5c1.5 2 4.5 2 6 0', 'M7.5 8h.01M12.5 8h.01'],
};

// keyed brings the children of a node in line with items, reusing the node of every item whose
// signature did not change, so that focus, caret and scroll survive an update elsewhere.
export function keyed(parent, items, keyOf, signOf, make) {
  const old = new Map();
  for (const child of parent.children) old.set(child.__key, child);
  const wanted = items.map((item) => {
    const key = keyOf(item);
    const sign = signOf(item);
    const known = old.get(key);
    if (known && known.__sign === sign) return known;
    const node = make(item, known);
    node.__key = key;
    node.__sign = sign;
    return node;
  });
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((node, i) => {
    if (parent.children[i] !== node) parent.insertBefore(node, parent.children[i] || null);
  });
}

// debounce runs fn once, soon after the last of a burst of calls, but at the latest after five waits.
export function debounce(fn, wait) {
  let timer = 0;
  let first = 0;
  return () => {
    const now = performance.now();
    if (!timer) first = now;
    clearTimeout(timer);
    timer = setTimeout(() => { timer = 0; fn(); }, now - first > 5 * wait ? 0 : wait);
  };
}

let counter = 0;
// uid makes an id for labels and descriptions that point at each other.
export function uid(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}
