// Elements that hold a value: text fields, choices, dates. Each draws itself from the form and writes
// every change back at once, so that nothing typed is lost whatever happens around it.

import { el, uid, debounce } from './dom.js';
import { combobox } from './combobox.js';
import { textObject, plainOf } from './text.js';
import { toWall, fromWall } from './dates.js';
import { store } from './store.js';

// field draws a stateful element. ids are attributes that tie it to its label, hint and error.
export function field(block, element, host, ids = {}) {
  const name = ids.name || plainOf(element.placeholder) || 'Choose';
  const f = {
    block, element, host, name,
    ids: { id: ids.id, 'aria-describedby': ids.describedBy, 'aria-required': ids.required ? 'true' : null },
    data: { blockId: block.block_id, actionId: element.action_id },
    optional: block.type !== 'input' || block.optional,
    value: host.form.value(block, element),
  };
  const draw = DRAW[element.type];
  return draw ? draw(f) : el('p', { class: 'unknown', text: `[${element.type} cannot be shown here]` });
}

// changed stores a value, and tells the app where the app wants to be told.
function changed(f, value, revert) {
  const before = f.host.form.value(f.block, f.element);
  f.host.form.set(f.block, f.element, value);
  f.host.onInput(f.block);
  if (f.block.type === 'input' && !f.block.dispatch_action) return;
  f.host.act(f.block, f.element, f.host.form.entry(f.block, f.element)).then((taken) => {
    if (taken || !revert || !f.element.confirm) return;
    f.host.form.set(f.block, f.element, before);
    revert(before);
  });
}

function textField(f, attributes) {
  const { element, block, host } = f;
  const when = element.dispatch_action_config?.trigger_actions_on || ['on_enter_pressed'];
  const dispatch = () => host.act(block, element, host.form.entry(block, element));
  const soon = debounce(dispatch, 250);
  const input = el(element.multiline ? 'textarea' : 'input', {
    ...f.ids, ...attributes, data: f.data, rows: element.multiline ? 4 : null, value: f.value ?? '', placeholder: plainOf(element.placeholder) || null,
    autofocus: element.focus_on_load,
    on: {
      input: () => {
        host.form.set(block, element, input.value);
        host.onInput(block);
        showCount();
        if (block.dispatch_action && when.includes('on_character_entered')) soon();
      },
      keydown: (event) => {
        if (event.key !== 'Enter' || event.isComposing || (element.multiline && !event.metaKey && !event.ctrlKey)) return;
        event.preventDefault();
        if (block.dispatch_action && when.includes('on_enter_pressed')) dispatch();
        else host.onEnter();
      },
    },
  });
  const count = el('span', { class: 'count', 'aria-hidden': 'true' });
  const showCount = () => {
    const left = (element.max_length || 3000) - [...input.value].length;
    count.textContent = left <= 60 ? String(left) : '';
    count.classList.toggle('over', left < 0);
  };
  showCount();
  return el('div', { class: 'text-field' }, input, count);
}

const optionOf = (raw, group) => ({ value: raw.value, label: plainOf(raw.text), description: plainOf(raw.description), group, raw });

function flat(options, groups) {
  if (groups?.length) return groups.flatMap((g) => (g.options || []).map((o) => optionOf(o, plainOf(g.label))));
  return (options || []).map((o) => optionOf(o));
}

function select(f, { options, load, multi, toValue, fromValue }) {
  return combobox({
    options: options || [], load, minQuery: f.element.min_query_length ?? 3, multi, max: f.element.max_selected_items,
    value: multi ? (f.value || []).map(fromValue) : f.value && fromValue(f.value),
    placeholder: plainOf(f.element.placeholder), label: f.name, ids: f.ids, data: f.data, optional: f.optional,
    onChange: (chosen) => {
      if (multi) changed(f, chosen.map(toValue));
      else changed(f, chosen ? toValue(chosen) : null);
    },
  });
}

const raws = { toValue: (option) => option.raw, fromValue: (raw) => optionOf(raw) };

function listed(f, multi) {
  return select(f, { options: flat(f.element.options, f.element.option_groups), multi, ...raws });
}

function external(f, multi) {
  const load = async (query) => {
    const answer = await f.host.options(f.block, f.element, query);
    return flat(answer.options, answer.option_groups);
  };
  return select(f, { load, multi, ...raws });
}

const byId = (find) => ({ toValue: (option) => option.value, fromValue: (id) => find(id) || { value: id, label: id } });

function personOption(user) {
  return { value: user.id, label: user.real_name || user.name, description: user.title || (user.is_bot ? 'app' : `@${user.name}`) };
}

function usersField(f, multi) {
  const options = (store.state?.users || []).filter((u) => !u.deleted).map(personOption);
  return select(f, { options, multi, ...byId((id) => store.user(id) && personOption(store.user(id))) });
}

function conversationOption(channel) {
  return { value: channel.id, label: store.titleOf(channel), description: channel.im_user ? 'direct messages' : channel.topic };
}

function conversationsField(f, multi, channelsOnly) {
  const kinds = f.element.filter?.include;
  const fits = (c) => {
    if (c.is_archived || (channelsOnly && c.kind !== 'channel')) return false;
    if (f.element.filter?.exclude_bot_users && c.kind === 'app') return false;
    return !kinds || kinds.includes({ channel: 'public', private: 'private', im: 'im', app: 'im' }[c.kind]);
  };
  const options = (store.state?.channels || []).filter(fits).map(conversationOption);
  const here = f.element.default_to_current_conversation && store.channel;
  if (here && f.value === null && !multi) {
    f.value = here;
    f.host.form.set(f.block, f.element, here);
  }
  return select(f, { options, multi, ...byId((id) => store.conversation(id) && conversationOption(store.conversation(id))) });
}

function picker(f, type, value, read) {
  const set = (v) => { input.value = v; };
  const input = el('input', {
    ...f.ids, type, data: f.data, value: value ?? '', 'aria-label': f.ids.id ? null : f.name, autofocus: f.element.focus_on_load,
    on: { change: () => changed(f, read(input.value), (before) => set(before ?? '')) },
  });
  return input;
}

function choices(f, type) {
  const many = type === 'checkbox';
  const group = uid('choice');
  const isOn = (option) => (many ? (f.value || []).some((o) => o.value === option.value) : f.value?.value === option.value);
  const box = el('div', { class: 'choices', role: many ? 'group' : 'radiogroup', 'aria-label': f.name, ...f.ids, data: f.data },
    (f.element.options || []).map((option) => {
      const input = el('input', {
        type, name: group, checked: isOn(option), data: { value: option.value, ...f.data },
        on: {
          change: () => {
            const on = [...box.querySelectorAll('input:checked')].map((i) => i.dataset.value);
            const picked = f.element.options.filter((o) => on.includes(o.value));
            changed(f, many ? picked : picked[0] || null);
          },
        },
      });
      return el('label', {}, input, el('span', {}, el('span', {}, textObject(option.text)),
        option.description && el('small', {}, textObject(option.description))));
    }));
  return box;
}

// richTextField takes plain lines and gives them to the app as rich text sections.
function richTextField(f) {
  const textOf = (rich) => (rich?.elements || []).map((section) => (section.elements || []).map((e) => e.text || '').join('')).join('\n');
  const area = el('textarea', {
    ...f.ids, rows: 5, data: f.data, value: textOf(f.value), placeholder: plainOf(f.element.placeholder) || null,
    on: {
      input: () => {
        const section = { type: 'rich_text_section', elements: [{ type: 'text', text: area.value }] };
        f.host.form.set(f.block, f.element, area.value ? { type: 'rich_text', elements: [section] } : null);
        f.host.onInput(f.block);
      },
    },
  });
  return area;
}

const DRAW = {
  plain_text_input: (f) => textField(f, { type: f.element.multiline ? null : 'text', autocomplete: 'off' }),
  email_text_input: (f) => textField(f, { type: 'text', inputmode: 'email', autocomplete: 'off' }),
  url_text_input: (f) => textField(f, { type: 'text', inputmode: 'url', autocomplete: 'off' }),
  number_input: (f) => textField(f, { type: 'text', inputmode: 'decimal', autocomplete: 'off' }),
  rich_text_input: richTextField,
  static_select: (f) => listed(f, false),
  multi_static_select: (f) => listed(f, true),
  external_select: (f) => external(f, false),
  multi_external_select: (f) => external(f, true),
  users_select: (f) => usersField(f, false),
  multi_users_select: (f) => usersField(f, true),
  conversations_select: (f) => conversationsField(f, false),
  multi_conversations_select: (f) => conversationsField(f, true),
  channels_select: (f) => conversationsField(f, false, true),
  multi_channels_select: (f) => conversationsField(f, true, true),
  datepicker: (f) => picker(f, 'date', f.value, (v) => v || null),
  timepicker: (f) => picker(f, 'time', f.value, (v) => v || null),
  datetimepicker: (f) => picker(f, 'datetime-local', f.value && toWall(f.value, store.tz), (v) => (v ? fromWall(v, store.tz) : null)),
  checkboxes: (f) => choices(f, 'checkbox'),
  radio_buttons: (f) => choices(f, 'radio'),
  file_input: () => el('p', { class: 'unknown', text: 'Files cannot be attached here.' }),
};
