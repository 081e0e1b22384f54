// The page: puts the parts together, keeps the address in step, and says new messages aloud.

import { store } from './store.js';
import { Sidebar } from './sidebar.js';
import { Main } from './main.js';
import { Thread } from './thread.js';
import { Modals } from './modal.js';
import { ClockBar } from './clockbar.js';
import { Dock } from './dock.js';
import { Traffic } from './traffic.js';
import { Faults } from './faults.js';
import { toast, menu, ask } from './popup.js';
import { theme, setTheme } from './theme.js';
import { openSwitcher } from './switcher.js';
import { showKeys } from './keys.js';
import { goTo } from './talk.js';
import { fromPermalink, toTyped } from './typed.js';
import { post } from './api.js';
import { fill, icon, paced } from './dom.js';

const at = (id) => document.getElementById(id);

// The address names who and where, so that a reload, a link or a browser test returns to the same place.
function readAddress() {
  const params = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(['as', 'channel', 'thread', 'tab', 'message', 'place'].map((key) => [key, params.get(key) || '']));
}

// writeAddress makes each conversation a step that the browser's back button undoes.
function writeAddress() {
  const params = new URLSearchParams();
  if (store.as) params.set('as', store.as);
  if (store.place) params.set('place', store.place);
  else for (const key of ['channel', 'thread']) if (store[key]) params.set(key, store[key]);
  if (!store.place && store.appIn(store.current)?.home_tab) params.set('tab', store.tab);
  const hash = `#${params}`;
  if (hash === location.hash) return;
  const before = readAddress();
  const step = before.as === store.as && (before.channel !== store.channel || before.place !== store.place) && before.channel + before.place !== '';
  if (step && !returning) history.pushState(null, '', hash);
  else history.replaceState(null, '', hash);
}

let returning = false;

// follow goes where the address says, after the back button or a link was used.
async function follow() {
  const wanted = readAddress();
  returning = true;
  try {
    if (wanted.as && wanted.as !== store.as) await start();
    else if (wanted.place === 'threads') await store.openThreads();
    else if (wanted.message) await goTo(wanted);
    else if (wanted.channel !== store.channel || store.place || wanted.thread !== store.thread) await store.open(find(wanted.channel) || store.channel, { thread: wanted.thread, tab: wanted.tab });
  } finally {
    returning = false;
  }
}

// find accepts an id or a name, so that an address can be written by hand.
function find(wanted) {
  return store.state.channels.find((c) => c.id === wanted || (c.name === wanted && wanted))?.id || '';
}

function announce(event) {
  const m = event.message;
  if (!m || event.type === 'message_changed' || event.channel !== store.channel || m.user === store.as) return;
  said.push(`${m.username || store.nameOf(m.user)}: ${toTyped(m.text || 'a message').slice(0, 300)}`);
  sayAll();
}

// A screen reader is told once in a while, and of a flood only how many there were.
const said = [];
const sayAll = paced(() => {
  const all = said.splice(0);
  at('announcer').textContent = all.length > 3 ? `${all.length} new messages` : all.join('. ');
}, 400);

async function start() {
  const wanted = readAddress();
  await store.loadState();
  const person = store.people().find((u) => u.id === wanted.as || u.name === wanted.as);
  store.as = person?.id || store.as;
  await store.loadState();
  store.channel = find(wanted.channel);
  store.thread = wanted.thread;
  store.tab = wanted.message ? 'messages' : wanted.tab;
  store.place = wanted.place === 'threads' ? 'threads' : '';
  store.jump = wanted.message;
  await store.become(store.as);
}

new Sidebar(at('sidebar'), at('menu-toggle'));
new Main(at('main'));
new Thread(at('thread'));
new Modals();
new ClockBar(at('clock'));
const traffic = new Traffic(at('traffic-toggle'), () => dock.show('traffic'));
const faults = new Faults(at('faults-toggle'));
const dock = new Dock(at('dock'), {
  traffic: { title: 'Traffic', toggle: at('traffic-toggle'), pane: traffic },
  faults: { title: 'Faults', toggle: at('faults-toggle'), pane: faults },
});

store.on('trouble', (sentence) => toast(sentence));
store.on('opened person', writeAddress);
store.on('opened', () => {
  document.body.classList.remove('starting');
  at('starting').hidden = true;
});
store.on('incoming', announce);
store.on('person opened', () => toggleSidebar(false));
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  store.refreshMessages();
  store.refreshThreads();
  store.refreshWaiting();
});
window.addEventListener('popstate', () => store.guard(follow));

// A link to a message of this workspace opens it here, in Slack's form as well as in this page's.
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href]');
  if (!link || event.ctrlKey || event.metaKey || event.button) return;
  const inside = link.href.startsWith(`${location.origin}${location.pathname}#`) ? Object.fromEntries(new URLSearchParams(new URL(link.href).hash.slice(1))) : fromPermalink(link.href);
  if (!inside?.channel || !store.conversation(inside.channel)) return;
  event.preventDefault();
  goTo({ message: '', thread: '', ...inside });
});

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const open = document.querySelector('dialog[open]');
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    if (!open) openSwitcher();
  } else if (event.altKey && !event.ctrlKey && /^Digit[1-9]$/.test(event.code) && !open) {
    const person = store.people().filter((u) => !u.deleted || u.id === store.as)[Number(event.code.slice(5)) - 1];
    if (!person) return;
    event.preventDefault();
    store.guard(() => store.become(person.id));
  } else if (event.key === 'Escape' && event.shiftKey && !open) {
    event.preventDefault();
    store.readAll();
  } else if (event.key === '?' && !open && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) && !document.activeElement.isContentEditable) {
    event.preventDefault();
    showKeys();
  } else if (event.key === 'Escape' && document.body.classList.contains('show-sidebar')) toggleSidebar(false);
});

function toggleSidebar(open) {
  document.body.classList.toggle('show-sidebar', open);
  at('menu-toggle').setAttribute('aria-expanded', String(open));
}

async function startOver() {
  if (!(await ask({ title: 'Start the workspace over?', body: 'Every message, file and open window is thrown away, and the clock starts again. Apps stay connected.', yes: 'Start over', no: 'Keep', danger: true }))) return;
  await store.guard(() => post('control/reset', {}));
}

const THEMES = { system: 'As this machine', light: 'Light', dark: 'Dark' };
fill(at('settings'), icon('gear'));
at('settings').addEventListener('click', () => menu(at('settings'), [
  { heading: 'Look' },
  ...Object.entries(THEMES).map(([name, label]) => ({ label, checked: theme() === name, data: { theme: name }, pick: () => setTheme(name) })),
  { heading: 'Help' },
  { label: 'Keyboard', data: { choice: 'keys' }, pick: showKeys },
  { label: 'Start the workspace over…', danger: true, data: { choice: 'reset' }, pick: startOver },
], 'Look and keyboard'));

// A lost connection is said calmly, once it lasts, and taken back when it is there again.
let lost = 0;
store.on('connection', () => {
  document.body.dataset.connection = store.connection;
  clearTimeout(lost);
  if (store.connection === 'lost') {
    lost = setTimeout(() => {
      at('lost').textContent = 'The connection to the workspace is lost. Trying again… What you type is kept.';
      at('lost').hidden = false;
    }, 800);
  } else if (store.connection === 'live') at('lost').hidden = true;
});

at('menu-toggle').addEventListener('click', () => toggleSidebar(!document.body.classList.contains('show-sidebar')));

start().catch((error) => {
  at('starting').textContent = error.message;
});
