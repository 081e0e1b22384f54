// Rich text between two shapes: nodes that a person edits, and the rich_text block that an app gets.

import { el } from './dom.js';
import { glyph } from './emoji.js';
import { richElement } from './text.js';

const STYLES = { B: 'bold', STRONG: 'bold', I: 'italic', EM: 'italic', S: 'strike', STRIKE: 'strike', DEL: 'strike', CODE: 'code' };
const FILLER = /[\u200b\ufeff]/g; // keeps a caret beside a node, and is no text

// readRich gives what stands in an editor as a rich_text block, or null for nothing.
export function readRich(root) {
  const reader = new Reader();
  reader.block(root);
  reader.close();
  return reader.parts.length ? { type: 'rich_text', elements: reader.parts } : null;
}

class Reader {
  constructor() {
    this.parts = [];
    this.lines = [];
    this.fresh = true; // the next words start a line
  }

  block(node) {
    for (const child of node.childNodes) {
      if (child.nodeName === 'UL' || child.nodeName === 'OL') this.apart(() => this.list(child, 0));
      else if (child.nodeName === 'BLOCKQUOTE') this.apart(() => this.joined('rich_text_quote', linesIn(child), {}));
      else if (child.nodeName === 'PRE') this.apart(() => this.joined('rich_text_preformatted', [textIn(child)], { border: 0 }));
      else if (child.nodeName === 'DIV' || child.nodeName === 'P') {
        this.lines.push([]);
        this.fresh = false;
        this.block(child);
        this.fresh = true;
      } else if (child.nodeName === 'BR') {
        if (child.nextSibling) this.lines.push([]); // the last one only holds its line open
      } else this.words(child);
    }
  }

  words(node) {
    const found = inline(node, {});
    if (!found.length) return;
    if (this.fresh) this.lines.push([]);
    this.fresh = false;
    this.lines[this.lines.length - 1].push(...found);
  }

  apart(part) {
    this.close();
    part();
  }

  close() {
    while (this.lines.length && !this.lines[this.lines.length - 1].length) this.lines.pop();
    if (this.lines.length) this.parts.push({ type: 'rich_text_section', elements: joinLines(this.lines) });
    this.lines = [];
    this.fresh = true;
  }

  // joined adds a quote or a preformatted text. Each line of the editor is one: neighbours are one part.
  joined(type, lines, more) {
    const before = this.parts[this.parts.length - 1];
    if (before?.type === type) before.elements = joinLines([before.elements, ...lines]);
    else if (lines.some((line) => line.length)) this.parts.push({ type, elements: joinLines(lines), ...more });
  }

  list(node, indent) {
    const part = { type: 'rich_text_list', elements: [], style: node.nodeName === 'OL' ? 'ordered' : 'bullet', indent: Math.min(8, indent), border: 0 };
    const flush = () => {
      if (part.elements.length) this.parts.push({ ...part, elements: [...part.elements] });
      part.elements.length = 0;
    };
    for (const child of node.childNodes) {
      const lists = child.nodeName === 'UL' || child.nodeName === 'OL' ? [child] : [...child.childNodes].filter((c) => c.nodeName === 'UL' || c.nodeName === 'OL');
      if (child.nodeName === 'LI') part.elements.push({ type: 'rich_text_section', elements: joinLines(linesIn(child)) });
      if (lists.length) flush();
      for (const inner of lists) this.list(inner, indent + 1);
    }
    flush();
  }
}

// linesIn gives the lines inside a quote or a list item, without the lists in it.
function linesIn(node) {
  const lines = [[]];
  for (const child of node.childNodes) {
    if (child.nodeName === 'UL' || child.nodeName === 'OL') continue;
    if (child.nodeName === 'BR') {
      if (child.nextSibling) lines.push([]);
    } else if (child.nodeName === 'DIV' || child.nodeName === 'P') {
      if (lines[lines.length - 1].length) lines.push([]);
      lines[lines.length - 1].push(...[...child.childNodes].flatMap((c) => inline(c, {})));
    } else lines[lines.length - 1].push(...inline(child, {}));
  }
  return lines;
}

function textIn(node) {
  const text = (n) => (n.nodeName === 'BR' ? (n.nextSibling ? '\n' : '') : n.nodeType === Node.TEXT_NODE ? n.data : [...n.childNodes].map(text).join(''));
  const all = text(node).replace(FILLER, '').replaceAll('\u00a0', ' ').replace(/\n$/, '');
  return all ? [{ type: 'text', text: all }] : [];
}

const styled = (element, style) => (Object.keys(style).length ? { ...element, style: { ...style } } : element);

function inline(node, style) {
  if (node.nodeType === Node.TEXT_NODE) return textElements(node.data.replace(FILLER, '').replaceAll('\u00a0', ' '), style);
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  if (node.dataset.rich) return [styled(JSON.parse(node.dataset.rich), style)];
  if (node.nodeName === 'BR') return [{ type: 'text', text: '\n' }];
  const now = STYLES[node.nodeName] ? { ...style, [STYLES[node.nodeName]]: true } : style;
  if (node.nodeName === 'A') {
    const text = node.textContent.replace(FILLER, '');
    const url = node.getAttribute('href');
    if (text) return [styled(text === url ? { type: 'link', url } : { type: 'link', url, text }, now)];
  }
  return [...node.childNodes].flatMap((child) => inline(child, now));
}

// textElements takes emoji names out of a text, except out of code.
function textElements(text, style) {
  if (!text) return [];
  if (style.code) return [styled({ type: 'text', text }, style)];
  return text.split(/(:[a-z0-9_+-]*[a-z+-][a-z0-9_+-]*:)/).filter(Boolean).map((part) => {
    const character = /^:.+:$/.test(part) && glyph(part.slice(1, -1));
    if (!character) return styled({ type: 'text', text: part }, style);
    const unicode = [...character].map((c) => c.codePointAt(0).toString(16)).join('-');
    return styled({ type: 'emoji', name: part.slice(1, -1), unicode }, style);
  });
}

// joinLines puts lines into one run of elements, and neighbouring texts of one style into one.
function joinLines(lines) {
  const out = [];
  lines.forEach((line, i) => {
    for (const element of [...(i ? [{ type: 'text', text: '\n' }] : []), ...line]) {
      const before = out[out.length - 1];
      const alike = before?.type === 'text' && element.type === 'text' && JSON.stringify(before.style) === JSON.stringify(element.style);
      if (alike) before.text += element.text;
      else out.push({ ...element });
    }
  });
  return out;
}

// writeRich gives a rich_text block as nodes to edit.
export function writeRich(value) {
  const out = [];
  const stack = []; // the open lists, outermost first
  for (const part of value?.elements || []) {
    if (part.type !== 'rich_text_list') stack.length = 0;
    if (part.type === 'rich_text_list') openList(part, stack, out);
    else if (part.type === 'rich_text_quote') out.push(el('blockquote', {}, (part.elements || []).map(editable)));
    else if (part.type === 'rich_text_preformatted') out.push(el('pre', {}, (part.elements || []).map((e) => e.text || e.url || '')));
    else out.push(...sectionLines(part).map((line) => el('div', {}, line.length ? line : el('br'))));
  }
  return out;
}

function openList(part, stack, out) {
  const depth = (part.indent || 0) + 1;
  stack.length = Math.min(stack.length, depth);
  const tag = part.style === 'ordered' ? 'OL' : 'UL';
  if (stack.length === depth && stack[depth - 1].nodeName !== tag) stack.pop();
  while (stack.length < depth) {
    const list = el(tag.toLowerCase());
    if (stack.length) stack[stack.length - 1].append(list);
    else out.push(list);
    stack.push(list);
  }
  stack[depth - 1].append(...(part.elements || []).map((item) => el('li', {}, (item.elements || []).map(editable))));
}

function sectionLines(section) {
  const lines = [[]];
  for (const element of section.elements || []) {
    const pieces = element.type === 'text' ? element.text.split('\n').map((text) => ({ ...element, text })) : [element];
    pieces.forEach((piece, i) => {
      if (i) lines.push([]);
      if (piece.type !== 'text' || piece.text) lines[lines.length - 1].push(editable(piece));
    });
  }
  return lines;
}

const TAGS = [['code', 'code'], ['strike', 's'], ['italic', 'i'], ['bold', 'b']];

// editable gives one element as a node: text and links to type in, all else as one piece.
function editable(element) {
  let node;
  if (element.type === 'text') node = document.createTextNode(element.text);
  else if (element.type === 'link') node = el('a', { href: element.url }, element.text || element.url);
  else if (element.type === 'emoji') node = document.createTextNode(`:${element.name}:`);
  else {
    const { style, ...bare } = element;
    node = piece(bare);
  }
  for (const [style, tag] of TAGS) if (element.style?.[style]) node = el(tag, {}, node);
  return node;
}

// piece gives a mention, a date or a colour as something that is edited as a whole.
export function piece(element) {
  const shown = el('span', {}, richElement(element)).textContent;
  return el('span', { class: 'mention', contenteditable: 'false', data: { rich: JSON.stringify(element) } }, shown);
}
