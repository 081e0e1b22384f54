// Elements that choose from a list: the app's options, options that the app is asked for, people and
// conversations; one or several. All are one field, the combobox.

import { combobox } from './combobox.js';
import { plainOf } from './text.js';
import { store } from './store.js';

const optionOf = (raw, group) => ({ value: raw.value, label: plainOf(raw.text), description: plainOf(raw.description), group, raw });

function flat(options, groups) {
  if (groups?.length) return groups.flatMap((g) => (g.options || []).map((o) => optionOf(o, plainOf(g.label))));
  return (options || []).map((o) => optionOf(o));
}

const ASK_FROM = 3; // characters typed before an app is asked for options, when it names no number

function select(f, { options, load, multi, toValue, fromValue }) {
  const shown = (value) => (multi ? (value || []).map(fromValue) : value && fromValue(value));
  return combobox({
    options: options || [], load, minQuery: f.element.min_query_length ?? ASK_FROM, multi, max: f.element.max_selected_items,
    value: shown(f.value), placeholder: plainOf(f.element.placeholder), label: f.name, ids: f.ids, data: f.data, optional: f.optional,
    onChange: (chosen, show) => {
      const value = multi ? chosen.map(toValue) : chosen && toValue(chosen);
      f.changed(value, (before) => show(shown(before)));
    },
  });
}

const raws = { toValue: (option) => option.raw, fromValue: (raw) => optionOf(raw) };
const byId = (find) => ({ toValue: (option) => option.value, fromValue: (id) => find(id) || { value: id, label: id } });

const listed = (multi) => (f) => select(f, { options: flat(f.element.options, f.element.option_groups), multi, ...raws });

const external = (multi) => (f) => {
  const load = async (query) => {
    const answer = await f.host.options(f.block, f.element, query);
    return flat(answer.options, answer.option_groups);
  };
  return select(f, { load, multi, ...raws });
};

function personOption(user) {
  return { value: user.id, label: user.real_name || user.name, description: user.title || (user.is_bot ? 'app' : `@${user.name}`) };
}

const users = (multi) => (f) => {
  const options = (store.state?.users || []).filter((u) => !u.deleted).map(personOption);
  return select(f, { options, multi, ...byId((id) => store.user(id) && personOption(store.user(id))) });
};

function conversationOption(channel) {
  return { value: channel.id, label: store.titleOf(channel), description: channel.im_user ? 'direct messages' : channel.topic };
}

// kindOf gives the word of Slack's conversation filter for a conversation.
function kindOf(channel) {
  if (channel.kind === 'private' && channel.name.startsWith('mpdm-')) return 'mpim';
  return { channel: 'public', im: 'im', app: 'im' }[channel.kind] || channel.kind;
}

const conversations = (multi, channelsOnly) => (f) => {
  const { include, exclude_bot_users: noBots } = f.element.filter || {};
  const fits = (c) => !c.is_archived && (!channelsOnly || c.kind === 'channel') && !(noBots && c.kind === 'app') && (!include || include.includes(kindOf(c)));
  const options = (store.state?.channels || []).filter(fits).map(conversationOption);
  return select(f, { options, multi, ...byId((id) => store.conversation(id) && conversationOption(store.conversation(id))) });
};

export const CHOOSERS = {
  static_select: listed(false),
  multi_static_select: listed(true),
  external_select: external(false),
  multi_external_select: external(true),
  users_select: users(false),
  multi_users_select: users(true),
  conversations_select: conversations(false),
  multi_conversations_select: conversations(true),
  channels_select: conversations(false, true),
  multi_channels_select: conversations(true, true),
};
