// Charts: bars, lines, areas and pies as drawings of the page's own, each with its figures as a table
// for those who do not see it, or want to read them.

import { el, uid } from './dom.js';

const SVG = 'http://www.w3.org/2000/svg';
const [NARROWEST, WIDEST] = [240, 680]; // pixels; a drawing is made for the room there is, so that its letters stay readable
const COLOURS = 12; // --chart-0 to --chart-11

const colour = (i) => `var(--chart-${i % COLOURS})`;
const figure = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });

// draw makes an SVG element.
function draw(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined) node.setAttribute(key, String(value));
  node.append(...flat(children));
  return node;
}

const label = (x, y, text, anchor = 'middle', more = {}) => draw('text', { x, y, 'text-anchor': anchor, class: 'chart-text', ...more }, text);
const tip = (text) => draw('title', {}, text);

// chart draws a data_visualization block.
export function chart(b) {
  const kind = b.chart?.type;
  const id = uid('chart');
  const make = (width) => (kind === 'pie' ? pie(b.chart.segments || [], width) : axes(b.chart || {}, kind, width));
  const svg = draw('svg', { class: 'chart-picture', role: 'img', 'aria-labelledby': id });
  let drawnFor = 0;
  const redraw = (room) => {
    const width = Math.round(Math.min(WIDEST, Math.max(NARROWEST, room)));
    if (Math.abs(width - drawnFor) < 8) return;
    drawnFor = width;
    svg.setAttribute('viewBox', `0 0 ${width} ${heightOf(width)}`);
    svg.replaceChildren(...flat(make(width).picture));
  };
  redraw(WIDEST);
  new ResizeObserver(([entry]) => redraw(entry.contentRect.width)).observe(svg);
  const { names, rows } = make(WIDEST);
  return el('figure', { class: 'block chart' }, el('figcaption', { id, text: b.title }), svg,
    el('ul', { class: 'legend', 'aria-hidden': 'true' }, names.map((name, i) => el('li', {}, el('i', { style: { background: colour(i) } }), name))),
    el('details', { class: 'figures' }, el('summary', { text: 'The figures' }), el('div', { class: 'table', tabindex: 0, role: 'group', 'aria-label': `${b.title}: the figures` }, asTable(b.title, rows))));
}

const heightOf = (width) => Math.round(Math.min(300, 120 + width * 0.3));
const flat = (nodes) => nodes.flat(Infinity).filter((n) => n !== null && n !== undefined && n !== false);

function asTable(title, [head, ...rows]) {
  return el('table', {}, el('caption', { class: 'sr', text: title }), el('thead', {}, el('tr', {}, head.map((text) => el('th', { scope: 'col', text })))),
    el('tbody', {}, rows.map(([first, ...rest]) => el('tr', {}, el('th', { scope: 'row', text: first }), rest.map((text) => el('td', { class: 'number', text }))))));
}

function pie(segments, width) {
  const height = heightOf(width);
  const total = segments.reduce((sum, s) => sum + s.value, 0);
  const [cx, cy, r] = [width / 2, height / 2, height / 2 - 10];
  const share = (s) => `${((100 * s.value) / total).toFixed(1)} %`;
  let from = -Math.PI / 2;
  const point = (angle, radius) => [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)];
  const slices = segments.map((s, i) => {
    const to = from + (2 * Math.PI * s.value) / total;
    const [x1, y1] = point(from, r);
    const [x2, y2] = point(to, r);
    const wide = to - from > Math.PI ? 1 : 0;
    const d = segments.length === 1 ? `M${cx - r} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z` : `M${cx} ${cy}L${x1} ${y1}A${r} ${r} 0 ${wide} 1 ${x2} ${y2}z`;
    const [tx, ty] = segments.length === 1 ? [cx, cy] : point((from + to) / 2, r * 0.66);
    const room = to - from > 0.35;
    from = to;
    return [draw('path', { d, fill: colour(i), class: 'slice' }, tip(`${s.label}: ${figure.format(s.value)} (${share(s)})`)), room && label(tx, ty + 4, share(s), 'middle', { class: 'chart-text on-slice' })];
  });
  return { picture: slices, names: segments.map((s) => `${s.label} · ${share(s)}`), rows: [['', 'Value', 'Share'], ...segments.map((s) => [s.label, figure.format(s.value), share(s)])] };
}

// scale finds round marks that take in every value and zero.
function scale(values) {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const raw = (high - low || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 2.5, 5, 10].find((n) => n * power >= raw);
  const from = Math.floor(low / step);
  const to = Math.max(from + 1, Math.ceil(high / step));
  return Array.from({ length: to - from + 1 }, (_, i) => (from + i) * step);
}

function axes(c, kind, width) {
  const height = heightOf(width);
  const categories = c.axis_config?.categories || [];
  const series = (c.series || []).map((s) => ({ name: s.name, values: categories.map((name) => s.data.find((p) => p.label === name)?.value) }));
  const marks = scale(series.flatMap((s) => s.values.filter((v) => v !== undefined)));
  const [low, high] = [marks[0], marks[marks.length - 1]];
  const widest = Math.max(...marks.map((m) => figure.format(m).length));
  const { x_label: xLabel, y_label: yLabel } = c.axis_config || {};
  const box = { left: 16 + widest * 7 + (yLabel ? 18 : 0), right: width - 8, top: 10, bottom: height - (xLabel ? 46 : 28) };
  const slot = (box.right - box.left) / Math.max(1, categories.length);
  const plan = { box, slot, x: (i) => box.left + slot * (i + 0.5), y: (v) => box.bottom - ((v - low) / (high - low)) * (box.bottom - box.top) };
  const tips = (s, i) => tip(`${s.name}, ${categories[i]}: ${figure.format(s.values[i])}`);
  const inside = kind === 'bar' ? bars(series, plan, tips) : lines(series, plan, tips, kind === 'area');
  const rows = [['', ...series.map((s) => s.name)], ...categories.map((name, i) => [name, ...series.map((s) => (s.values[i] === undefined ? '–' : figure.format(s.values[i])))])];
  const picture = [grid(marks, categories, plan), inside,
    xLabel && label((box.left + box.right) / 2, height - 6, xLabel), yLabel && label(12, (box.top + box.bottom) / 2, yLabel, 'middle', { transform: `rotate(-90 12 ${(box.top + box.bottom) / 2})` })];
  return { picture, names: series.map((s) => s.name), rows };
}

function grid(marks, categories, { box, slot, x, y }) {
  const room = Math.floor(slot / 6.6); // characters that fit under one category
  const every = Math.ceil(4 / Math.max(1, room)); // with less room than four letters, names are left out
  const short = (name) => (name.length > room * every ? `${name.slice(0, Math.max(1, room * every - 1))}…` : name);
  return [marks.map((m) => [draw('line', { x1: box.left, x2: box.right, y1: y(m), y2: y(m), class: m === 0 ? 'chart-zero' : 'chart-line' }), label(box.left - 6, y(m) + 4, figure.format(m), 'end')]),
    categories.map((name, i) => i % every === 0 && label(x(i), box.bottom + 16, short(name)))];
}

function bars(series, { slot, x, y }, tips) {
  const width = Math.min(48, (slot * 0.8) / Math.max(1, series.length));
  return series.map((s, n) => s.values.map((v, i) => v !== undefined && draw('rect', {
    x: x(i) + (n - series.length / 2) * width + 0.5, width: Math.max(1, width - 1), y: Math.min(y(v), y(0)), height: Math.max(1, Math.abs(y(v) - y(0))), rx: 2, fill: colour(n),
  }, tips(s, i))));
}

function lines(series, { x, y }, tips, filled) {
  return series.map((s, n) => {
    const points = s.values.map((v, i) => (v === undefined ? null : [x(i), y(v)]));
    const known = points.filter(Boolean);
    if (!known.length) return null;
    const path = `M${known.map((p) => p.join(' ')).join('L')}`;
    return [filled && draw('path', { d: `${path}L${known[known.length - 1][0]} ${y(0)}L${known[0][0]} ${y(0)}z`, fill: colour(n), 'fill-opacity': 0.28 }),
      draw('path', { d: path, fill: 'none', stroke: colour(n), 'stroke-width': 2.5, 'stroke-linejoin': 'round' }),
      points.map((p, i) => p && draw('circle', { cx: p[0], cy: p[1], r: 3.5, fill: colour(n) }, tips(s, i)))];
  });
}
