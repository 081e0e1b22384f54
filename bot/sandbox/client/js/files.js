// Files in messages: pictures in place, with a larger view; everything else with its name, kind and size.

import { el, icon } from './dom.js';
import { openDialog } from './dialog.js';

const here = (url) => (/^(https?:\/\/|\/)/i.test(url || '') ? url : '');

// fileNode draws one file.
export function fileNode(f) {
  const url = here(f.url_private || f.permalink);
  const name = f.title || f.name || 'file';
  if (url && /^image\/(png|jpeg|gif|webp)$/.test(f.mimetype || '')) return picture(f, url, name);
  return el('div', { class: 'file-card', data: { file: f.id } },
    icon('file'),
    el('div', { class: 'file-words' }, el('strong', { text: name }), el('small', { class: 'faint', text: about(f) })),
    url && downloadLink(f, url, name));
}

function picture(f, url, name) {
  const alt = f.alt_txt || name;
  const img = el('img', { class: 'large', src: url, alt, loading: 'lazy' });
  const open = el('button', {
    type: 'button', class: 'picture', 'aria-label': `Open picture: ${alt}`, data: { file: f.id }, on: { click: () => lightbox(f, url, name, alt) },
  }, img);
  img.addEventListener('error', () => open.replaceWith(el('span', { class: 'unknown', text: `[picture: ${alt}]` })));
  return el('figure', { class: 'file' }, el('figcaption', { text: name }), open);
}

function about(f) {
  return [(f.pretty_type || f.filetype || '').toUpperCase(), size(f.size)].filter(Boolean).join(' · ');
}

// size says a number of bytes as people do.
export function size(bytes) {
  if (!Number.isFinite(bytes)) return '';
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1e6) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

const downloadLink = (f, url, name) => el('a', {
  href: here(f.url_private_download) || url, download: f.name || name, class: 'button icon-only quiet', 'aria-label': `Download ${name}`, title: 'Download',
}, icon('download'));

// lightbox shows a picture as large as the window lets it.
function lightbox(f, url, name, alt) {
  const { body } = openDialog(name, { at: 'picture', wide: true, describe: about(f) });
  body.classList.add('lightbox');
  body.append(el('img', { src: url, alt }), el('div', { class: 'buttons end' }, f.alt_txt && f.alt_txt !== name && el('p', { class: 'faint', text: f.alt_txt }), downloadLink(f, url, name)));
}
