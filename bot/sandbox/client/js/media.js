// Pictures, videos and files in blocks. Nothing is played or fetched but pictures that the app named.

import { el, icon } from './dom.js';
import { linkNode, plainOf, textObject } from './text.js';
import { fileAddress } from './filefield.js';

// sourceOf is where a picture comes from: an address, or a file of the workspace.
function sourceOf(e) {
  if (e.image_url) return /^(https?:|data:image\/|\/)/i.test(e.image_url) ? e.image_url : '';
  const id = e.slack_file?.id || /\/(F[A-Z0-9]{8,})(\/|$)/.exec(e.slack_file?.url || '')?.[1];
  return id ? fileAddress(id) : e.slack_file?.url || '';
}

// picture draws an image, or its description where there is no picture to be had.
export function picture(e, size) {
  const missing = () => el('span', { class: `picture-missing ${size}`, role: 'img', 'aria-label': e.alt_text || 'Picture' }, icon('picture'), el('span', { text: e.alt_text || 'Picture' }));
  const source = sourceOf(e);
  if (!source) return missing();
  const img = el('img', { class: size, src: source, alt: e.alt_text || '', loading: 'lazy', referrerpolicy: 'no-referrer' });
  img.addEventListener('error', () => img.replaceWith(missing()));
  return img;
}

export function imageBlock(b) {
  return el('figure', { class: 'block' }, b.title && el('figcaption', {}, textObject(b.title)), picture(b, 'large'));
}

// video shows what a player would show before it plays; the title leads to where it can be watched.
export function video(b) {
  const where = b.title_url || b.video_url;
  const from = [b.provider_name, b.author_name].filter(Boolean).join(' · ');
  return el('figure', { class: 'block video' },
    el('figcaption', {},
      from && el('span', { class: 'video-from' }, b.provider_icon_url && picture({ image_url: b.provider_icon_url, alt_text: '' }, 'tiny'), from),
      el('strong', {}, linkNode(where, textObject(b.title))), b.description && el('p', {}, textObject(b.description))),
    el('a', { class: 'video-still', href: /^https?:/i.test(where) ? where : null, target: '_blank', rel: 'noopener noreferrer', 'aria-label': `Watch ${plainOf(b.title)} in a new window` },
      picture({ image_url: b.thumbnail_url, alt_text: b.alt_text }, 'large'), el('span', { class: 'play' }, icon('play'))));
}

// fileBlock names a remote file: the sandbox has its id and no more.
export function fileBlock(b) {
  return el('p', { class: 'block file-block' }, icon('file'), el('span', {}, el('strong', { text: 'Remote file' }), ` ${b.external_id}`));
}
