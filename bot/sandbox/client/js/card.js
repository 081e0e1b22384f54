// What a click on a person's name offers: who it is, and two ways on.

import { menu } from './popup.js';
import { hhmm } from './dates.js';
import { talkTo } from './sidebar.js';
import { store } from './store.js';

// userCard opens beside the name that was clicked.
export function userCard(anchor, id) {
  const user = store.user(id);
  if (!user) return;
  const name = store.nameOf(id);
  const first = name.split(' ')[0];
  const about = [name, user.title || `@${user.name}`, user.deleted ? 'deactivated' : ''].filter(Boolean).join(' · ');
  const items = [{ heading: about }];
  if (!user.is_bot) items.push({ heading: `${hhmm(store.now(), user.tz)} in ${user.tz.replaceAll('_', ' ')}` });
  const channel = store.state.channels.find((c) => c.im_user === id);
  if (id !== store.as) items.push({ label: user.is_bot ? `Open ${name}` : `Write to ${first}`, data: { writeTo: id }, pick: () => talkTo(id, channel) });
  if (!user.is_bot && !user.deleted && id !== store.as) items.push({ label: `Act as ${first}`, data: { actAs: id }, pick: () => store.guard(() => store.become(id)) });
  menu(anchor, items, about);
}
