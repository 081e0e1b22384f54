// What the composer offers while one types: commands after a slash, people after @, channels after #,
// emoji after a colon and two letters.

import { glyph, names } from './emoji.js';
import { store } from './store.js';

const MOST = 8;

// suggest looks at the text before the caret. It gives {kind, from, to, items} or null; an item is
// {label, insert, hint, description}, and one without insert only informs.
export function suggest(text, caret, inThread) {
  if (text.startsWith('/') && !inThread) return commands(text, caret);
  const smile = /(^|[\s(:])(:)([a-z0-9_+-]{2,})$/i.exec(text.slice(0, caret));
  if (smile) {
    const found = emoji(smile[3].toLowerCase());
    return found.length ? { kind: 'name', from: caret - smile[3].length - 1, to: caret, items: found } : null;
  }
  const word = /(^|[\s(])([@#])([\p{L}\p{N}._-]*)$/u.exec(text.slice(0, caret));
  if (!word) return null;
  const from = caret - word[3].length - 1;
  const items = word[2] === '@' ? people(word[3].toLowerCase()) : channels(word[3].toLowerCase());
  return items.length ? { kind: 'name', from, to: caret, items } : null;
}

function all() {
  return (store.state?.apps || []).flatMap((app) => (app.commands || []).map((c) => ({ ...c, app: app.name })));
}

function commands(text, caret) {
  const space = text.search(/\s/);
  const typed = space < 0 ? text : text.slice(0, space);
  if (space < 0) {
    const items = all().filter((c) => c.command.startsWith(typed.toLowerCase())).slice(0, MOST)
      .map((c) => ({ label: c.command, insert: `${c.command} `, hint: c.usage_hint, description: `${c.description} · ${c.app}` }));
    return items.length ? { kind: 'command', from: 0, to: caret, items } : null;
  }
  // The usage stays in sight until arguments are typed.
  const command = all().find((c) => c.command === typed);
  if (!command || text.slice(space).trim() || !command.usage_hint) return null;
  return { kind: 'command', from: 0, to: caret, items: [{ label: command.command, insert: '', hint: command.usage_hint, description: command.description }] };
}

function people(query) {
  const fits = (...names) => names.some((n) => n?.toLowerCase().split(/\s+/).some((part) => part.startsWith(query)));
  const users = (store.state?.users || []).filter((u) => !u.deleted && fits(u.name, u.real_name))
    .map((u) => ({ label: u.real_name || u.name, insert: `@${u.name} `, hint: `@${u.name}`, description: u.title }));
  const groups = (store.state?.groups || []).filter((g) => !g.disabled && fits(g.handle, g.name))
    .map((g) => ({ label: g.name, insert: `@${g.handle} `, hint: `@${g.handle}`, description: `${g.users.length} people` }));
  const all = Object.entries(BROADCASTS).filter(([name]) => query && name.startsWith(query)).map(([name, description]) => ({ label: `@${name}`, insert: `@${name} `, description }));
  return [...users, ...groups, ...all].slice(0, MOST);
}

function emoji(query) {
  const all = names();
  return [...all.filter((n) => n.startsWith(query)), ...all.filter((n) => !n.startsWith(query) && n.includes(query))].slice(0, MOST)
    .map((n) => ({ label: `${glyph(n)} :${n}:`, insert: `:${n}: ` }));
}

const BROADCASTS = { here: 'Everybody in the conversation who is at work', channel: 'Everybody in the conversation', everyone: 'Everybody in the workspace' };

function channels(query) {
  return (store.state?.channels || []).filter((c) => !c.im_user && !c.several && c.name.startsWith(query)).slice(0, MOST)
    .map((c) => ({ label: `#${c.name}`, insert: `#${c.name} `, description: c.topic }));
}
