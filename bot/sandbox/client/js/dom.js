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
  more: ['M3.9 10a.6.6 0 101.2 0 .6.6 0 10-1.2 0M9.4 10a.6.6 0 101.2 0 .6.6 0 10-1.2 0M14.9 10a.6.6 0 101.2 0 .6.6 0 10-1.2 0'],
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
  pin: ['M7 3h6l-.8 5 2.8 3v1H5v-1l2.8-3zM10 12v5'],
  bookmark: ['M6 3h8v14l-4-3-4 3z'],
  people: ['M8 9a3 3 0 100-6 3 3 0 000 6zM2 17c0-4 2.5-6 6-6s6 2 6 6M13 3.5a3 3 0 010 5M15.5 11.5c1.7.7 2.5 2.5 2.5 5.5'],
  plus: ['M10 4v12M4 10h12'],
  search: ['M9 3a6 6 0 100 12A6 6 0 009 3zM13.5 13.5L17 17'],
  clip: ['M14.5 9.5l-5 5a3.2 3.2 0 01-4.5-4.5l6-6a2.2 2.2 0 013 3l-6 6a1 1 0 01-1.5-1.5l5-5'],
  gear: ['M10 7a3 3 0 100 6 3 3 0 000-6z', 'M10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2M4.700 4.700l1.400 1.400M13.900 13.900l1.400 1.400M15.300 4.700l-1.400 1.400M6.100 13.900l-1.400 1.400'],
  fault: ['M10 3l7.5 13.5h-15zM10 8v4M10 14.200v.1'],
  thread: ['M3 4h11v7H8l-3 2.5V11H3zM16 8h1.5v6H16v2.5L13 14h-3'],
  edit: ['M4 16l1-4 8-8 3 3-8 8zM11.5 5.5l3 3'],
  download: ['M10 3v9M6 8.5l4 4 4-4M4 16h12'],
  copy: ['M7 7h9v10H7zM4 13V3h9'],
  file: ['M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5'],
  bold: ['M6 4h5a3 3 0 010 6H6zM6 10h6a3 3 0 010 6H6z'],
  italic: ['M9 4h6M5 16h6M12 4L8 16'],
  strike: ['M4 10h12M13.5 6.5C13 5 11.700 4 10 4 8 4 6.5 5 6.5 7M6.5 13.5C7 15 8.300 16 10 16c2 0 3.5-1 3.5-3'],
  code: ['M7 6l-4 4 4 4M13 6l4 4-4 4'],
  list: ['M7 5h9M7 10h9M7 15h9M3.5 5h.1M3.5 10h.1M3.5 15h.1'],
  quote: ['M4 4v12M8 6h9M8 10h9M8 14h6'],
  link: ['M8.5 11.5l3-3M9 6l1.5-1.5a3.2 3.2 0 014.5 4.5L13.5 10.5M11 14l-1.5 1.5A3.2 3.2 0 015 11l1.5-1.5'],
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

// paced runs fn soon after the last of a burst of calls, one at a time, and never for more than a third
// of the time: a page that is flooded with news stays free for the person at it.
export function paced(fn, wait) {
  let busy = false;
  let again = false;
  const run = async () => {
    busy = true;
    again = false;
    const began = performance.now();
    try {
      await fn();
    } finally {
      setTimeout(() => {
        busy = false;
        if (again) soon();
      }, 2 * (performance.now() - began));
    }
  };
  const soon = debounce(run, wait);
  return () => {
    if (busy) again = true;
    else soon();
  };
}

let counter = 0;
// uid makes an id for labels and descriptions that point at each other.
export function uid(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}
