// rich_text_input: a small editor. It uses the browser's own editing commands, so that undo, input
// methods and spelling work, and reads the value off what stands there. The keys are Slack's.

import { el, fill, icon, uid } from './dom.js';
import { plainOf } from './text.js';
import { readRich, writeRich, piece } from './richvalue.js';
import { Mentions } from './richmention.js';

const run = (command, value) => document.execCommand(command, false, value);

// A tool is [name, label, keys, what it does, how to know that it is on].
const TOOLS = [
  ['bold', 'Bold', 'Ctrl+B', () => run('bold'), () => document.queryCommandState('bold')],
  ['italic', 'Italic', 'Ctrl+I', () => run('italic'), () => document.queryCommandState('italic')],
  ['strike', 'Strikethrough', 'Ctrl+Shift+X', () => run('strikeThrough'), () => document.queryCommandState('strikeThrough')],
  ['code', 'Code', 'Ctrl+Shift+C', (e) => e.code(), (e) => Boolean(e.around('code'))],
  ['link', 'Link', 'Ctrl+Shift+U', (e) => e.link(), (e) => Boolean(e.around('a'))],
  ['ordered', 'Numbered list', 'Ctrl+Shift+7', () => run('insertOrderedList'), () => document.queryCommandState('insertOrderedList')],
  ['bullets', 'Bulleted list', 'Ctrl+Shift+8', () => run('insertUnorderedList'), () => document.queryCommandState('insertUnorderedList')],
  ['quote', 'Quote', 'Ctrl+Shift+9', (e) => e.lines('blockquote'), (e) => Boolean(e.around('blockquote'))],
  ['pre', 'Code block', 'Ctrl+Alt+Shift+C', (e) => e.lines('pre'), (e) => Boolean(e.around('pre'))],
];

// What typed at the start of a line becomes its kind.
const STARTS = [[/^[-*•]$/, 'bullets'], [/^1[.)]$/, 'ordered'], [/^>$/, 'quote'], [/^```$/, 'pre']];
// What typed around words styles them.
const MARKS = { '*': 'bold', _: 'italic', '~': 'strike', '`': 'code' };

// richField draws the editor of a rich text input.
export function richField(f, hooks) {
  return new RichField(f, hooks).root;
}

class RichField {
  constructor(f, { typed, enter }) {
    this.typed = typed;
    this.enter = enter;
    const lines = (n) => (n ? `${n * 1.46 + 1}em` : null);
    this.editor = el('div', {
      class: 'rich-edit rich', contenteditable: 'true', role: 'textbox', 'aria-multiline': 'true', spellcheck: 'true', ...f.ids, 'aria-label': f.name,
      data: { ...f.data, placeholder: plainOf(f.element.placeholder) }, style: { 'min-height': lines(f.element.min_lines || 3), 'max-height': lines(f.element.max_lines || 20) },
      on: {
        input: (event) => this.changed(event),
        keydown: (event) => {
          this.key(event);
          this.taken = event.defaultPrevented;
        },
        keyup: () => { this.taken = false; },
        // A key that did something else writes nothing, even where its character is sent apart from it.
        beforeinput: (event) => { if (this.taken && /^insert(Text|Paragraph|LineBreak)$/.test(event.inputType)) event.preventDefault(); },
        paste: (event) => this.paste(event),
        focus: () => document.addEventListener('selectionchange', this.watch),
        blur: () => {
          document.removeEventListener('selectionchange', this.watch);
          this.mentions.close();
        },
        click: (event) => { if (event.target.closest('a')) event.preventDefault(); },
      },
    }, writeRich(f.value));
    this.watch = () => this.press();
    this.mentions = new Mentions(this.editor, (range, element) => this.put(range, element));
    this.root = el('div', { class: 'rich-field' }, this.toolbar(f.name), this.editor, this.mentions.box);
    this.empty();
  }

  toolbar(name) {
    this.buttons = TOOLS.map(([tool, label, keys], i) => el('button', {
      type: 'button', title: `${label} (${keys})`, 'aria-label': label, 'aria-pressed': 'false', tabindex: i ? -1 : 0, data: { tool },
      on: { mousedown: (event) => event.preventDefault(), click: () => this.use(tool) },
    }, icon(`rich-${tool}`)));
    const step = (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const at = this.buttons.indexOf(document.activeElement);
      if (!by || at < 0) return;
      const next = this.buttons[(at + by + this.buttons.length) % this.buttons.length];
      this.buttons.forEach((b) => { b.tabIndex = b === next ? 0 : -1; });
      next.focus();
      event.preventDefault();
    };
    return el('div', { class: 'rich-tools', role: 'toolbar', 'aria-label': `Formatting of ${name}`, on: { keydown: step } }, this.buttons);
  }

  use(tool) {
    if (document.activeElement !== this.editor) this.editor.focus();
    run('styleWithCSS', false);
    TOOLS.find(([name]) => name === tool)[3](this);
    this.changed();
    this.press();
  }

  press() {
    TOOLS.forEach(([, , , , on], i) => this.buttons[i].setAttribute('aria-pressed', String(on(this))));
  }

  empty() {
    this.editor.classList.toggle('blank', !this.editor.textContent && !this.editor.querySelector('li, blockquote, pre, [data-rich]'));
  }

  changed(event) {
    if (event?.inputType === 'insertText' && MARKS[event.data]) this.style(event.data);
    this.empty();
    this.typed(readRich(this.editor));
    if (event) this.mentions.look();
  }

  // around finds what the caret stands in.
  around(css) {
    const node = window.getSelection().anchorNode;
    const found = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(css);
    return found && this.editor.contains(found) ? found : null;
  }

  lines(tag) {
    run('formatBlock', this.around(tag) ? 'div' : tag);
  }

  code() {
    const inside = this.around('code');
    const range = window.getSelection().getRangeAt(0);
    if (inside) {
      this.after(inside);
      return;
    }
    const node = el('code', {}, range.toString() || '\u200b');
    range.deleteContents();
    range.insertNode(node);
    window.getSelection().collapse(node.firstChild, node.firstChild.length);
  }

  // after puts the caret behind a node, where text is plain again.
  after(node) {
    const rest = document.createTextNode('\u200b');
    node.after(rest);
    window.getSelection().collapse(rest, 1);
  }

  put(range, element) {
    range.deleteContents();
    const node = piece(element);
    range.insertNode(node);
    const space = document.createTextNode('\u00a0');
    node.after(space);
    window.getSelection().collapse(space, 1);
    this.changed();
  }

  async link() {
    const selection = window.getSelection();
    const range = selection.getRangeAt(0).cloneRange();
    const known = this.around('a');
    const answer = await askLink(known?.textContent || range.toString(), known?.getAttribute('href') || '');
    this.editor.focus();
    if (!answer) return;
    if (known) known.replaceWith(el('a', { href: answer.url }, answer.text));
    else {
      range.deleteContents();
      const node = el('a', { href: answer.url }, answer.text);
      range.insertNode(node);
      this.after(node);
    }
    this.changed();
  }

  // style turns *words* into bold words when the second mark is typed.
  style(mark) {
    const selection = window.getSelection();
    const node = selection.anchorNode;
    if (node?.nodeType !== Node.TEXT_NODE || this.around('code, pre')) return;
    const end = selection.anchorOffset;
    const from = node.data.lastIndexOf(mark, end - 2);
    const words = from < 0 ? '' : node.data.slice(from + 1, end - 1);
    if (!words.trim() || words !== words.trim() || /[\p{L}\p{N}]/u.test(node.data[from - 1] || '')) return;
    selection.setBaseAndExtent(node, from, node, end);
    if (MARKS[mark] === 'code') {
      const range = selection.getRangeAt(0);
      range.deleteContents();
      const code = el('code', {}, words);
      range.insertNode(code);
      this.after(code);
      return;
    }
    run('styleWithCSS', false);
    run('insertText', words);
    const now = window.getSelection();
    now.setBaseAndExtent(now.anchorNode, now.anchorOffset - words.length, now.anchorNode, now.anchorOffset);
    const command = { bold: 'bold', italic: 'italic', strike: 'strikeThrough' }[MARKS[mark]];
    run(command);
    window.getSelection().collapseToEnd();
    run(command);
  }

  // start makes "- " at the start of a line a list, and so on.
  start(event) {
    const selection = window.getSelection();
    const node = selection.anchorNode;
    if (node?.nodeType !== Node.TEXT_NODE || node.previousSibling || this.around('li, pre, blockquote')) return false;
    const before = node.data.slice(0, selection.anchorOffset).replace('\u200b', '');
    const hit = STARTS.find(([pattern]) => pattern.test(before));
    if (!hit) return false;
    event.preventDefault();
    selection.setBaseAndExtent(node, 0, node, selection.anchorOffset);
    run('delete');
    this.use(hit[1]);
    return true;
  }

  key(event) {
    if (event.isComposing || this.mentions.key(event)) return;
    const { key, shiftKey } = event;
    const control = event.ctrlKey || event.metaKey;
    if (key === 'Enter' && control) {
      event.preventDefault();
      this.enter();
    } else if (control) this.shortcut(event);
    else if (key === ' ') this.start(event);
    else if (key === 'Enter' && !shiftKey) this.line(event);
    else if (key === 'Tab' && this.around('li')) {
      event.preventDefault();
      run(shiftKey ? 'outdent' : 'indent');
      this.changed();
    }
  }

  // line ends a quote or a code block at its second empty line, and inside a code block keeps one block.
  line(event) {
    const block = this.around('blockquote, pre');
    if (!block) return;
    const text = block.textContent.replace(/\u200b/g, '');
    if (text === '' || text.endsWith('\n')) {
      event.preventDefault();
      run('formatBlock', 'div');
      this.changed();
    }
  }

  shortcut(event) {
    const pressed = ['Ctrl', event.altKey && 'Alt', event.shiftKey && 'Shift'].filter(Boolean).join('+');
    // By the key itself where it is a digit: with Shift it types something else on every keyboard.
    const name = /^Digit\d$/.test(event.code) ? event.code.slice(5) : event.key.toUpperCase();
    const hit = TOOLS.find(([, , keys]) => keys === `${pressed}+${name}`);
    if (!hit) return;
    event.preventDefault();
    event.stopPropagation();
    this.use(hit[0]);
  }

  // paste takes text, not looks; an address over a selection makes it a link.
  paste(event) {
    event.preventDefault();
    const text = event.clipboardData.getData('text/plain');
    if (/^https?:\/\/\S+$/.test(text.trim()) && !window.getSelection().isCollapsed) run('createLink', text.trim());
    else run('insertText', text);
    this.changed();
  }
}

// askLink asks for the words and the address of a link; null: never mind.
function askLink(words, address) {
  return new Promise((resolve) => {
    const [heading, first, second] = [uid('link'), uid('link'), uid('link')];
    const dialog = el('dialog', { class: 'ask', 'aria-labelledby': heading });
    const text = el('input', { id: first, type: 'text', value: words, autocomplete: 'off' });
    const url = el('input', { id: second, type: 'url', value: address, placeholder: 'https://', autocomplete: 'off' });
    const wrong = el('p', { class: 'field-error', role: 'alert' });
    const finish = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const save = () => {
      if (!/^(https?:\/\/|mailto:)\S+$/i.test(url.value.trim())) {
        wrong.textContent = 'An address starts with https://, http:// or mailto: and has no spaces.';
        url.focus();
      } else finish({ url: url.value.trim(), text: text.value || url.value.trim() });
    };
    fill(dialog, el('h2', { id: heading, text: 'Link' }), el('div', { class: 'ask-body link-ask' },
      el('label', { for: first, text: 'Words' }), text, el('label', { for: second, text: 'Address' }), url, wrong),
    el('div', { class: 'buttons end' },
      el('button', { type: 'button', class: 'button', on: { click: () => finish(null) } }, 'Cancel'),
      el('button', { type: 'button', class: 'button primary', data: { link: 'save' }, on: { click: save } }, 'Save')));
    dialog.addEventListener('cancel', (event) => { event.preventDefault(); finish(null); });
    dialog.addEventListener('keydown', (event) => { if (event.key === 'Enter' && event.target.matches('input')) { event.preventDefault(); save(); } });
    document.body.append(dialog);
    dialog.showModal();
    (words ? url : text).focus();
  });
}
