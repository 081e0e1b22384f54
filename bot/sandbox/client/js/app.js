// The page: puts the parts together, keeps the address in step, and says new messages aloud.

import { store } from './store.js';
import { Sidebar } from './sidebar.js';
import { Main, Thread } from './main.js';
import { Modals } from './modal.js';
import { ClockBar } from './clockbar.js';
import { Traffic } from './traffic.js';
import { toast } from './popup.js';

const at = (id) => document.getElementById(id);

// The address names who and where, so that a reload, a link or a browser test returns to the same place.
function readAddress() {
  const params = new URLSearchParams(location.hash.slice(1));
  return { as: params.get('as') || '', channel: params.get('channel') || '', thread: params.get('thread') || '', tab: params.get('tab') || '' };
}

function writeAddress() {
  const params = new URLSearchParams();
  for (const key of ['as', 'channel', 'thread']) if (store[key]) params.set(key, store[key]);
  if (store.appIn(store.current)?.home_tab) params.set('tab', store.tab);
  const hash = `#${params}`;
  if (hash !== location.hash) history.replaceState(null, '', hash);
}

function announce(event) {
  const m = event.message;
  if (!m || event.type === 'message_changed' || event.channel !== store.channel || m.user === store.as) return;
  at('announcer').textContent = `${m.username || store.nameOf(m.user)}: ${(m.text || 'a message').slice(0, 300)}`;
}

// find accepts an id or a name, so that an address can be written by hand.
async function start() {
  const wanted = readAddress();
  await store.loadState();
  const person = store.people().find((u) => u.id === wanted.as || u.name === wanted.as);
  store.as = person?.id || store.as;
  await store.loadState();
  const channel = store.state.channels.find((c) => c.id === wanted.channel || (c.name === wanted.channel && wanted.channel));
  store.channel = channel?.id || '';
  store.thread = wanted.thread;
  store.tab = wanted.tab;
  await store.become(store.as);
}

new Sidebar(at('sidebar'), at('menu-toggle'));
new Main(at('main'));
new Thread(at('thread'));
new Modals();
new ClockBar(at('clock'));
new Traffic(at('traffic'), at('traffic-toggle'));

store.on('trouble', (sentence) => toast(sentence));
store.on('opened person', writeAddress);
store.on('opened', () => {
  document.body.classList.remove('starting');
  at('starting').hidden = true;
});
store.on('incoming', announce);
store.on('person opened', () => document.body.classList.remove('show-sidebar'));
document.addEventListener('visibilitychange', () => { if (!document.hidden) store.refreshMessages(); });
window.addEventListener('hashchange', () => { if (readAddress().as !== store.as || readAddress().channel !== store.channel) store.guard(start); });
at('menu-toggle').addEventListener('click', () => {
  const open = document.body.classList.toggle('show-sidebar');
  at('menu-toggle').setAttribute('aria-expanded', String(open));
});

start().catch((error) => {
  at('starting').textContent = error.message;
});
