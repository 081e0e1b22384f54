// Cards of people and apps: who that is, and ways on.

import { el, fill, icon } from './dom.js';
import { giveBack, place, stage } from './popup.js';
import { avatar } from './avatar.js';
import { hhmm, dayNumber } from './dates.js';
import { talkTo } from './talk.js';
import { post } from './api.js';
import { store } from './store.js';

// userCard opens beside the name that was clicked.
export function userCard(anchor, id) {
  const user = store.user(id);
  if (!user) return;
  const app = store.appOf(id);
  const name = store.nameOf(id);
  const box = el('div', { class: 'menu card', popover: 'auto', role: 'dialog', 'aria-label': name, data: { card: id } });
  const go = (pick) => () => {
    box.hidePopover();
    pick();
  };
  fill(box,
    el('div', { class: 'card-head' }, avatar(user, name), el('div', {},
      el('p', { class: 'card-name' }, name, app && el('span', { class: 'badge', text: 'app' }), user.deleted && el('span', { class: 'badge', text: 'deactivated' })),
      el('p', { class: 'faint', text: [user.title, `@${user.name}`].filter(Boolean).join(' · ') }))),
    app ? aboutApp(app) : aboutPerson(user),
    el('div', { class: 'buttons' },
      id !== store.as && el('button', { type: 'button', class: 'button primary', data: { writeTo: id }, on: { click: go(() => talkTo(id)) } }, app ? `Open ${name}` : 'Message'),
      !app && !user.deleted && id !== store.as && el('button', { type: 'button', class: 'button', data: { actAs: id }, on: { click: go(() => store.guard(() => store.become(id))) } }, `Act as ${name.split(' ')[0]}`)));
  box.addEventListener('toggle', (event) => {
    anchor.setAttribute('aria-expanded', String(event.newState === 'open'));
    if (event.newState !== 'closed') return;
    if (box.contains(document.activeElement)) giveBack(anchor);
    box.remove();
  });
  stage(anchor).append(box);
  box.showPopover();
  place(box, anchor);
  box.querySelector('button')?.focus();
}

function aboutPerson(user) {
  const away = dayNumber(store.now(), user.tz) - dayNumber(store.now(), store.tz);
  const day = { '-1': ' yesterday', 1: ' tomorrow' }[away] || '';
  const groups = store.state.groups.filter((g) => !g.disabled && g.users.includes(user.id));
  return el('dl', { class: 'facts' },
    fact('Local time', [icon('clock'), `${hhmm(store.now(), user.tz)}${day} in ${user.tz.split('/').pop().replaceAll('_', ' ')}`]),
    user.locale && fact('Language', language(user)),
    groups.length > 0 && fact('Groups', groups.map((g) => `@${g.handle}`).join(', ')));
}

// LOCALES are languages that people have in their Slack; an app reads which.
const LOCALES = ['en-GB', 'en-US', 'nl-NL', 'id-ID', 'de-DE', 'fr-FR', 'es-ES', 'ja-JP'];

// language lets a person change the language of their Slack, as they would in its preferences.
function language(user) {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  const all = LOCALES.includes(user.locale) ? LOCALES : [user.locale, ...LOCALES];
  return el('select', {
    'aria-label': `Language of ${store.nameOf(user.id)}`, data: { locale: user.id },
    on: { change: (event) => store.guard(() => post('control/people', { id: user.id, locale: event.target.value, deleted: user.deleted })) },
  }, all.map((l) => el('option', { value: l, selected: l === user.locale }, names.of(l))));
}

// aboutApp says what an app can do here.
export function aboutApp(app) {
  const shortcuts = app.shortcuts || [];
  return el('dl', { class: 'facts' },
    fact('Connection', app.connected ? (app.socket_mode ? 'Connected by socket' : 'Reached by HTTP') : 'Not connected: it hears nothing'),
    app.commands?.length > 0 && fact('Commands', app.commands.map((c) => el('span', { class: 'line' }, el('code', { text: [c.command, c.usage_hint].filter(Boolean).join(' ') }), ' ', c.description))),
    shortcuts.length > 0 && fact('Shortcuts', shortcuts.map((s) => el('span', { class: 'line', text: s.type === 'message' ? `${s.name} (on a message)` : s.name }))),
    app.scopes?.length > 0 && fact('May', el('details', {}, el('summary', { text: `${app.scopes.length} scopes` }), el('p', { class: 'scopes', text: app.scopes.join(', ') }))));
}

function fact(name, value) {
  return el('div', {}, el('dt', { text: name }), el('dd', {}, value));
}
