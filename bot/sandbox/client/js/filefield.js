// file_input: files are uploaded as soon as they are chosen, dropped or pasted, and the value holds
// what the sandbox says of them.

import { el, fill, icon } from './dom.js';
import { store } from './store.js';
import { upload, ApiError } from './api.js';

const MOST = 10; // files, when the app names no fewer

export function fileField(f) {
  return new FileField(f).root;
}

class FileField {
  constructor(f) {
    this.f = f;
    this.most = f.element.max_files || MOST;
    this.files = [...(f.value || [])];
    this.waiting = [];
    const kinds = f.element.filetypes || [];
    this.input = el('input', {
      type: 'file', class: 'sr', ...f.ids, 'aria-label': f.name, 'aria-required': null, data: f.data, multiple: this.most > 1, accept: kinds.map((k) => `.${k.replace(/^\./, '')}`).join(',') || null,
      on: { change: () => { this.add([...this.input.files]); this.input.value = ''; } },
    });
    this.list = el('ul', { class: 'file-list' });
    this.said = el('p', { class: 'file-said', role: 'status' });
    this.button = el('button', { type: 'button', class: 'button', tabindex: -1, 'aria-hidden': 'true', on: { click: () => this.input.click() } }, icon('attach'), this.most > 1 ? 'Add files' : 'Add a file');
    const limits = [kinds.length ? kinds.join(', ') : '', this.most > 1 ? `at most ${this.most}` : ''].filter(Boolean).join(' · ');
    this.root = el('div', {
      class: 'file-field',
      on: {
        dragover: (event) => { event.preventDefault(); this.root.classList.add('over'); },
        dragleave: () => this.root.classList.remove('over'),
        drop: (event) => { event.preventDefault(); this.root.classList.remove('over'); this.add([...event.dataTransfer.files]); },
        paste: (event) => { if (event.clipboardData.files.length) { event.preventDefault(); this.add([...event.clipboardData.files]); } },
      },
    }, el('div', { class: 'file-choose' }, this.input, this.button, el('span', { class: 'faint' }, `or drop ${this.most > 1 ? 'them' : 'it'} here${limits ? ` (${limits})` : ''}`)), this.list, this.said);
    this.draw();
  }

  draw() {
    const row = (name, size, more) => el('li', {}, more.picture || icon('file'), el('span', { class: 'file-name', text: name }), el('small', { class: 'faint', text: size }), more.button);
    fill(this.list, this.files.map((file) => row(file.title || file.name || file.id, inWords(file.size), { picture: thumb(file), button: el('button', {
      type: 'button', class: 'clear', 'aria-label': `Remove ${file.name}`, on: { click: () => this.remove(file) },
    }, icon('close')) })), this.waiting.map((file) => row(file.name, 'uploading…', {})));
    this.list.setAttribute('aria-busy', String(this.waiting.length > 0));
  }

  async add(chosen) {
    const room = this.most - this.files.length - this.waiting.length;
    this.said.textContent = chosen.length > room ? `At most ${this.most} ${this.most === 1 ? 'file' : 'files'} here: ${chosen.length - Math.max(0, room)} left out.` : '';
    for (const file of chosen.slice(0, Math.max(0, room))) {
      this.waiting.push(file);
      this.draw();
      try {
        this.files.push((await upload(store.as, file)).file);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        this.said.textContent = `${file.name}: ${error.message}`;
      }
      this.waiting.splice(this.waiting.indexOf(file), 1);
      this.keep();
    }
  }

  remove(file) {
    this.files.splice(this.files.indexOf(file), 1);
    this.keep();
    this.input.focus();
  }

  keep() {
    this.f.changed([...this.files]);
    this.draw();
  }
}

function thumb(file) {
  if (!/^image\/(png|jpeg|gif|webp)$/.test(file.mimetype || '')) return null;
  return el('img', { class: 'tiny', alt: '', src: fileAddress(file.id) });
}

// fileAddress is where the page gets a file's bytes.
export const fileAddress = (id) => `client/file?as=${encodeURIComponent(store.as)}&file=${encodeURIComponent(id)}`;

// inWords gives a size in bytes as people read it.
export function inWords(bytes) {
  if (!Number.isFinite(bytes)) return '';
  if (bytes < 1024) return `${bytes} B`;
  const [size, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'kB'] : [bytes / 1024 / 1024, 'MB'];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}
