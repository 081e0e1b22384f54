// Elements that hold a value: texts, ticks, dates. Each draws itself from the form and writes every
// change back at once, so that nothing typed is lost whatever happens around it. Choices from lists
// are in choosers.js, rich text in richfield.js, files in filefield.js.

import { el, uid, debounce } from './dom.js';
import { textObject, plainOf } from './text.js';
import { toWall, fromWall } from './dates.js';
import { CHOOSERS } from './choosers.js';
import { richField } from './richfield.js';
import { fileField } from './filefield.js';
import { store } from './store.js';

// field draws a stateful element. ids are attributes that tie it to its label, hint and error.
export function field(block, element, host, ids = {}) {
  const name = ids.name || plainOf(element.placeholder) || 'Choose';
  const f = {
    block, element, host, name,
    ids: { id: ids.id, 'aria-describedby': ids.describedBy, 'aria-required': ids.required ? 'true' : null },
    data: { blockId: block.block_id, actionId: element.action_id, focus: element.focus_on_load ? 'first' : null },
    optional: block.type !== 'input' || block.optional,
    value: host.form.value(block, element),
    changed: (value, revert) => changed(f, value, revert),
  };
  const draw = DRAW[element.type];
  return draw ? draw(f) : el('p', { class: 'unknown', text: `[${element.type} cannot be shown here]` });
}

// tells says whether the app hears of a change at once: outside input blocks always, in them if asked.
const tells = (f) => f.block.type !== 'input' || f.block.dispatch_action;

// changed stores a value, and tells the app where the app wants to be told. revert brings back what
// the field showed, when the person took the choice back at the app's question.
function changed(f, value, revert) {
  const before = f.host.form.value(f.block, f.element);
  f.host.form.set(f.block, f.element, value);
  f.host.onInput(f.block);
  if (!tells(f)) return;
  f.host.act(f.block, f.element, f.host.form.entry(f.block, f.element)).then((taken) => {
    if (taken || !revert || !f.element.confirm) return;
    f.host.form.set(f.block, f.element, before);
    revert(before);
  });
}

// typing gives what text fields share: when the app hears of what is typed. on_enter_pressed is
// Slack's default.
export function typing(f) {
  const when = f.element.dispatch_action_config?.trigger_actions_on || ['on_enter_pressed'];
  const dispatch = () => f.host.act(f.block, f.element, f.host.form.entry(f.block, f.element));
  const soon = debounce(dispatch, 250);
  return {
    typed: (value) => {
      f.host.form.set(f.block, f.element, value);
      f.host.onInput(f.block);
      if (tells(f) && when.includes('on_character_entered')) soon();
    },
    enter: () => {
      if (tells(f) && when.includes('on_enter_pressed')) dispatch();
      else f.host.onEnter();
    },
  };
}

const LONGEST = 3000; // characters in a text field, when the app names no fewer

function textField(f, attributes) {
  const { element } = f;
  const { typed, enter } = typing(f);
  const input = el(element.multiline ? 'textarea' : 'input', {
    ...f.ids, ...attributes, 'aria-label': f.ids.id ? null : f.name, data: f.data, rows: element.multiline ? 4 : null, value: f.value ?? '',
    placeholder: plainOf(element.placeholder) || null,
    on: {
      input: () => {
        typed(input.value);
        showCount();
      },
      keydown: (event) => {
        if (event.key !== 'Enter' || event.isComposing || (element.multiline && !event.metaKey && !event.ctrlKey)) return;
        event.preventDefault();
        enter();
      },
    },
  });
  // The count comes into sight when little room is left, and is said aloud when there is none.
  const count = el('span', { class: 'count', 'aria-hidden': 'true' });
  const over = el('span', { class: 'sr', role: 'status' });
  const showCount = () => {
    const left = (element.max_length || LONGEST) - [...input.value].length;
    count.textContent = left <= Math.max(20, (element.max_length || LONGEST) / 10) ? String(left) : '';
    count.classList.toggle('over', left < 0);
    over.textContent = left < 0 ? `${-left} characters too many` : '';
  };
  showCount();
  return el('div', { class: 'text-field' }, input, count, over);
}

// picker is the browser's own field for dates and times, with the app's placeholder while it is empty.
// The browser reports every digit that makes a possible date ("0002-11-24"); the app is told when the
// person is done: on leaving the field or Enter, or at once when it was picked with the pointer.
function picker(f, type, value, read, zone) {
  let typed = false;
  let waiting = null;
  const show = (v) => {
    input.value = v ?? '';
    box.classList.toggle('blank', !input.value);
  };
  const settle = () => {
    typed = false;
    if (waiting) waiting();
    waiting = null;
  };
  const input = el('input', {
    ...f.ids, type, data: f.data, value: value ?? '', 'aria-label': f.ids.id ? null : f.name,
    on: {
      keydown: (event) => {
        if (event.key === 'Enter') settle();
        else if (event.key !== 'Tab') typed = true;
      },
      pointerdown: () => { typed = false; },
      blur: settle,
      change: () => {
        box.classList.toggle('blank', !input.value);
        const tell = () => f.changed(read(input.value), (before) => show(type === 'datetime-local' ? before && toWall(before, store.tz) : before));
        if (!typed || !tells(f)) tell();
        else waiting = tell;
      },
    },
  });
  const box = el('span', { class: value ? 'picker' : 'picker blank', data: { placeholder: plainOf(f.element.placeholder) } }, input);
  return zone ? el('span', { class: 'zoned' }, box, el('small', { class: 'faint', text: zone.replaceAll('_', ' ') })) : box;
}

function choices(f, type) {
  const many = type === 'checkbox';
  const group = uid('choice');
  const inputs = new Map();
  const mark = (value) => {
    const on = new Set((many ? value || [] : [value]).map((o) => o?.value));
    for (const [option, input] of inputs) input.checked = on.has(option.value);
  };
  const pick = () => {
    const picked = [...inputs].filter(([, input]) => input.checked).map(([option]) => option);
    f.changed(many ? picked : picked[0] || null, mark);
  };
  const rows = (f.element.options || []).map((option, i) => {
    // The first answers for the group where something asks for its field: the focus, say.
    const input = el('input', { type, name: group, data: { value: option.value, ...f.data, focus: i ? null : f.data.focus }, on: { change: pick } });
    inputs.set(option, input);
    return el('label', {}, input, el('span', {}, el('span', {}, textObject(option.text)),
      option.description && el('small', {}, textObject(option.description))));
  });
  mark(f.value);
  const attributes = many ? { ...f.ids, 'aria-required': null } : f.ids; // a group has no aria-required
  return el('div', { class: 'choices', role: many ? 'group' : 'radiogroup', 'aria-label': f.name, ...attributes, data: { ...f.data, focus: null } }, rows);
}

const DRAW = {
  plain_text_input: (f) => textField(f, { type: f.element.multiline ? null : 'text', autocomplete: 'off' }),
  email_text_input: (f) => textField(f, { type: 'text', inputmode: 'email', autocomplete: 'off' }),
  url_text_input: (f) => textField(f, { type: 'text', inputmode: 'url', autocomplete: 'off' }),
  number_input: (f) => textField(f, { type: 'text', inputmode: 'decimal', autocomplete: 'off' }),
  rich_text_input: (f) => richField(f, typing(f)),
  file_input: fileField,
  ...CHOOSERS,
  datepicker: (f) => picker(f, 'date', f.value, (v) => v || null),
  timepicker: (f) => picker(f, 'time', f.value, (v) => v || null, f.element.timezone),
  datetimepicker: (f) => picker(f, 'datetime-local', f.value && toWall(f.value, store.tz), (v) => (v ? fromWall(v, store.tz) : null), store.tz),
  checkboxes: (f) => choices(f, 'checkbox'),
  radio_buttons: (f) => choices(f, 'radio'),
};
