// A person's face: initials on that person's colour. It says nothing to screen readers; the name beside it does.

import { el } from './dom.js';

// initials takes the first letters of the first and the last name.
export function initials(name) {
  const words = String(name || '?').split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((w) => [...w][0]).join('').toUpperCase();
}

// avatar draws a user; square for an app. name stands in when the user is not known.
export function avatar(user, name) {
  return el('span', {
    class: user?.is_bot ? 'avatar bot' : 'avatar', 'aria-hidden': 'true', style: { '--hue': String(hue(user)) },
    data: { user: user?.id, initials: initials(user?.real_name || name) }, // drawn by the style sheet: letters that are no text
  });
}

// hue gives the colour of a person as a hue in degrees; lightness is the style sheet's, so that both
// the light and the dark page keep their contrast.
export function hue(user) {
  const hex = /^#?([0-9a-f]{6})$/i.exec(user?.color || '');
  if (!hex) return [...String(user?.id || '')].reduce((h, c) => (h * 31 + c.charCodeAt(0)) % 360, 7);
  const [r, g, b] = [0, 2, 4].map((i) => parseInt(hex[1].slice(i, i + 2), 16));
  const max = Math.max(r, g, b);
  const span = max - Math.min(r, g, b) || 1;
  const turn = max === r ? (g - b) / span : max === g ? 2 + (b - r) / span : 4 + (r - g) / span;
  return Math.round((turn * 60 + 360) % 360);
}
