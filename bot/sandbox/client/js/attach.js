// Files on their way into a message: chosen, pasted or dropped, sent up at once, shown until they are sent.

import { el, fill, icon } from './dom.js';
import { size } from './files.js';
import { upload, ApiError } from './api.js';
import { store } from './store.js';

const MOST = 10; // files of one message, as the sandbox takes them
const LARGEST = 10 << 20; // bytes

export class Attachments {
  // changed is called when a file comes, is ready, or goes.
  constructor(changed, say) {
    this.changed = changed;
    this.say = say;
    this.kept = new Map(); // by conversation and person, as drafts are
    this.key = '';
    this.picker = el('input', { type: 'file', multiple: true, hidden: true, tabindex: -1, 'aria-label': 'Files', data: { attach: 'field' }, on: { change: () => { this.add(this.picker.files); this.picker.value = ''; } } });
    this.button = el('button', { type: 'button', class: 'button icon-only quiet', 'aria-label': 'Attach files', title: 'Attach files', data: { attach: 'button' }, on: { click: () => this.picker.click() } }, icon('clip'));
    this.node = el('ul', { class: 'attached', 'aria-label': 'Attached files', hidden: true });
  }

  get list() { return this.kept.get(this.key) || []; }
  get busy() { return this.list.some((f) => !f.id); }

  show(key) {
    this.key = key;
    this.draw();
  }

  // add sends files up, each at once; the composer says which could not be taken.
  add(files) {
    const { key } = this;
    for (const file of files) {
      const list = this.kept.get(key) || [];
      if (list.length >= MOST) {
        this.say(`A message carries ${MOST} files at most.`);
        return;
      }
      if (!file.size || file.size > LARGEST) {
        this.say(file.size ? `${file.name} is over 10 MB.` : `${file.name} is empty.`);
        continue;
      }
      const entry = { name: file.name || 'pasted picture.png', size: file.size, picture: '', id: '' };
      this.kept.set(key, [...list, entry]);
      this.send(key, entry, file);
    }
    this.draw();
  }

  async send(key, entry, file) {
    try {
      const answer = await upload(store.as, file, entry.name);
      entry.id = answer.file.id;
      if (/^image\/(png|jpeg|gif|webp)$/.test(answer.file.mimetype)) entry.picture = answer.file.url_private;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(`${entry.name} could not be attached. ${error.message}`);
      this.drop(key, entry);
    }
    this.draw();
  }

  drop(key, entry) {
    this.kept.set(key, (this.kept.get(key) || []).filter((f) => f !== entry));
  }

  // take gives the files of the message that goes off, and keeps none of them; giveBack undoes it.
  take() {
    const { list } = this;
    this.kept.delete(this.key);
    this.draw();
    return list;
  }

  giveBack(key, list) {
    if (list.length) this.kept.set(key, [...list, ...(this.kept.get(key) || [])]);
    this.draw();
  }

  draw() {
    this.node.hidden = !this.list.length;
    fill(this.node, this.list.map((entry) => el('li', { class: entry.id ? 'attachment-chip' : 'attachment-chip waiting-file', 'aria-busy': entry.id ? null : 'true' },
      entry.picture ? el('img', { src: entry.picture, alt: '' }) : icon('file'),
      el('span', {}, el('strong', { text: entry.name }), el('small', { class: 'faint', text: entry.id ? size(entry.size) : 'sending…' })),
      el('button', { type: 'button', class: 'button icon-only quiet', 'aria-label': `Without ${entry.name}`, on: { click: () => { this.drop(this.key, entry); this.draw(); } } }, icon('close')))));
    this.changed();
  }

  // over lets files be dropped on a node, and pasted into a field.
  over(node, field) {
    const hasFiles = (event) => [...(event.dataTransfer?.types || [])].includes('Files');
    node.addEventListener('dragover', (event) => { if (hasFiles(event)) { event.preventDefault(); node.classList.add('dropping'); } });
    node.addEventListener('dragleave', (event) => { if (!node.contains(event.relatedTarget)) node.classList.remove('dropping'); });
    node.addEventListener('drop', (event) => {
      node.classList.remove('dropping');
      if (!hasFiles(event) || field.disabled) return;
      event.preventDefault();
      this.add(event.dataTransfer.files);
    });
    field.addEventListener('paste', (event) => {
      const files = [...(event.clipboardData?.files || [])];
      if (!files.length) return;
      event.preventDefault();
      this.add(files);
    });
  }
}
