// What the page knows: one copy of the sandbox's state as one person sees it, and who listens to it.
// It loads and announces; it draws nothing.

import { get, post, listen, ApiError } from './api.js';
import { paced } from './dom.js';

const PAGE = 80; // messages loaded at a time
const MOST = 240; // messages kept of one conversation; the rest is a scroll away
const REPLIES = 200; // replies loaded at first

class Store extends EventTarget {
  constructor() {
    super();
    this.as = '';
    this.channel = '';
    this.thread = '';
    this.tab = 'messages';
    this.state = null;
    this.place = ''; // 'threads' where the followed threads stand in the middle
    this.messages = [];
    this.hasMore = false; // older ones
    this.hasNewer = false;
    this.part = { size: PAGE }; // what part of the conversation: its end, from a message on, or around one
    this.newSince = ''; // the last message that was read when the conversation was opened; '' where nothing was new
    this.held = ''; // the conversation that was marked unread by hand
    this.jump = ''; // the message to go to once it is drawn
    this.replies = [];
    this.moreReplies = false;
    this.replyLimit = REPLIES;
    this.threads = [];
    this.editing = null; // {channel, ts, text}: the own message that is being rewritten
    this.loaded = false; // whether messages are those of the open conversation
    this.home = null;
    this.connection = 'opening';
    this.tick = { now: 0, rate: 1, paused: true, at: 0 };
    this.stop = () => {};
    this.order = { issued: 0 }; // see newest
    this.waiting = new Map(); // how much waits for each other person
    const load = (fn, wait) => paced(() => this.guard(fn), wait);
    this.refreshState = load(async () => {
      await this.loadState();
      if (this.channel && !this.current && !this.place) await this.open(this.firstChannel());
    }, 60);
    this.refreshMessages = load(() => this.loadMessages(), 40);
    this.refreshWaiting = load(() => this.loadWaiting(), 700);
    this.refreshThreads = load(() => this.loadThreads(), 200);
    this.refreshHome = load(() => this.loadHome(true), 40);
    this.refreshAll = load(() => this.reload(), 500);
  }

  announce(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  // on calls fn with each announcement of these kinds, until what it returns is called.
  on(kinds, fn) {
    const listener = (event) => fn(event.detail);
    for (const kind of kinds.split(' ')) this.addEventListener(kind, listener);
    return () => { for (const kind of kinds.split(' ')) this.removeEventListener(kind, listener); };
  }

  // guard tells the person of a failed load instead of losing it in the console.
  async guard(work) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // While the connection is lost the page says so at its top; that is enough.
      if (error.silent && this.connection === 'lost') return undefined;
      this.announce('trouble', error.message);
      return undefined;
    }
  }

  // newest numbers the loads of one kind. The function it gives says, when the answer is there, whether
  // it may be used: answers overtake each other, and so do events, which are numbered along.
  newest(kind) {
    this.order.issued += 1;
    const mine = this.order.issued;
    return () => {
      if (mine < (this.order[kind] || 0)) return false;
      this.order[kind] = mine;
      return true;
    };
  }

  // now is the sandbox's time in Unix seconds.
  now() {
    const { now, rate, paused, at } = this.tick;
    return paused ? now : now + (rate * (performance.now() - at)) / 1000;
  }

  setClock(clock) {
    if (!clock || !clock.now) return;
    this.tick = { now: clock.now, rate: clock.rate ?? 1, paused: Boolean(clock.paused), at: performance.now() };
    this.announce('clock');
  }

  get me() { return this.user(this.as); }
  get tz() { return this.me?.tz || 'UTC'; }
  user(id) { return this.state?.users.find((u) => u.id === id); }
  group(id) { return this.state?.groups.find((g) => g.id === id); }
  conversation(id) { return this.state?.channels.find((c) => c.id === id); }
  get current() { return this.conversation(this.channel); }
  appOf(userId) { return this.state?.apps.find((a) => a.bot_user_id === userId); }
  appIn(channel) { return channel?.im_user ? this.appOf(channel.im_user) : undefined; }
  people() { return (this.state?.users || []).filter((u) => !u.is_bot); }

  nameOf(id) {
    const user = this.user(id);
    return user ? user.real_name || user.name : id;
  }

  titleOf(channel) {
    if (channel.im_user) return channel.im_user === this.as ? `${this.nameOf(this.as)} (you)` : this.nameOf(channel.im_user);
    if (channel.several) return (channel.members || []).filter((id) => id !== this.as).map((id) => this.nameOf(id).split(' ')[0]).join(', ');
    return `#${channel.name}`;
  }

  // become starts acting as a person. Which conversation was open stays open if that person sees it.
  async become(id) {
    this.stop();
    this.as = id || '';
    await this.loadState();
    const as = this.as;
    const known = this.current;
    if (!known) this.channel = this.firstChannel();
    if (!known) this.thread = '';
    this.part = this.jump ? { around: this.jump, size: MOST } : { size: PAGE };
    this.held = '';
    this.editing = null;
    this.divide();
    this.announce('person');
    this.refreshWaiting();
    this.refreshThreads();
    if (this.place) this.announce('opened');
    else await this.open(this.channel, { thread: this.thread, tab: this.tab, jump: this.jump });
    this.connection = 'opening';
    this.wasLive = false;
    this.stop = listen(as, (event) => this.take(event), (state) => this.connected(state));
  }

  // divide remembers where what is new begins, for as long as the conversation stays open.
  divide() {
    const channel = this.current;
    this.newSince = channel?.unread > 0 ? channel.last_read || '0' : '';
  }

  firstChannel() {
    const channels = (this.state?.channels || []).filter((c) => !c.is_archived);
    return (channels.find((c) => !c.im_user && c.members?.includes(this.as)) || channels[0])?.id || '';
  }

  connected(connection) {
    const fresh = connection === 'live' && this.connection !== 'live';
    this.connection = connection;
    this.announce('connection');
    if (fresh) {
      if (this.wasLive) this.refreshAll(); // a restarted sandbox may hold another workspace
      else {
        this.refreshState();
        this.refreshMessages();
        this.refreshThreads();
        if (this.tab === 'home') this.refreshHome();
      }
      this.wasLive = true;
    }
  }

  // reload brings everything in line after too much was missed, or after the workspace was started over.
  async reload() {
    try {
      await this.loadState();
    } catch (error) {
      if (!(error instanceof ApiError) || error.silent) throw error;
      await this.become(''); // this person is gone
      return;
    }
    if (!this.current) {
      await this.become(this.as);
      return;
    }
    await this.loadMessages();
    if (this.tab === 'home') await this.loadHome(true);
    this.refreshThreads();
    this.refreshWaiting();
  }

  async loadState() {
    const as = this.as;
    const [mayUse, mayShow] = [this.newest('state'), this.newest('views')];
    const state = await get('client/state', { as: as || undefined });
    if (as !== this.as || !mayUse()) return;
    const views = mayShow() ? state.views || [] : this.state?.views || [];
    this.state = { groups: [], apps: [], channels: [], ...state, users: state.users || [], views };
    if (!this.as) this.as = state.me?.id || this.people()[0]?.id || '';
    this.setClock(state.clock || { now: state.now });
    this.announce('state');
    this.announce('views');
  }

  async loadMessages() {
    const { as, channel, thread, part, replyLimit } = this;
    if (!channel) return;
    const mayUse = this.newest('messages');
    const atEnd = !part.from && !part.around;
    const peek = this.tab === 'home' || document.hidden || this.place !== '' || this.held === channel || !atEnd;
    const [main, side] = await Promise.all([
      get('client/messages', { as, channel, from: part.from, around: part.around, limit: part.size, peek }),
      thread ? get('client/messages', { as, channel, thread_ts: thread, limit: replyLimit, peek: document.hidden }) : null,
    ]);
    if (as !== this.as || channel !== this.channel || thread !== this.thread || part !== this.part || !mayUse()) return;
    this.messages = main.messages || [];
    this.hasMore = Boolean(main.has_more);
    this.hasNewer = Boolean(main.has_newer);
    if (!atEnd) this.part = this.hasNewer && this.messages.length ? { from: this.messages[0].ts, size: part.size } : { size: Math.max(PAGE, this.messages.length) };
    this.replies = side?.messages || [];
    this.moreReplies = Boolean(side?.has_more);
    this.loaded = true;
    this.announce('messages');
  }

  async loadThreads() {
    const as = this.as;
    if (!as || document.hidden) return;
    const answer = await get('client/threads', { as });
    if (as !== this.as) return;
    this.threads = answer.threads;
    this.announce('threads');
  }

  // loadHome reads the Home tab. Unless it peeks, the app hears that its Home was opened.
  async loadHome(peek = false) {
    const app = this.appIn(this.current);
    if (!app || !app.home_tab) return;
    const mayUse = this.newest('home');
    const answer = await get('client/home', { as: this.as, app: app.id, peek });
    if (this.appIn(this.current)?.id !== app.id || !mayUse()) return;
    this.home = answer.view || null;
    this.announce('home');
  }

  // loadWaiting counts what is meant for the others and they have not read: it shows whom to act as next.
  async loadWaiting() {
    if (document.hidden) return;
    const answer = await get('client/waiting');
    this.waiting = new Map(Object.entries(answer.waiting));
    this.announce('waiting');
  }

  // open shows a conversation. An app with a Home tab opens on it, unless told otherwise or new
  // messages wait. jump names a message to go to.
  async open(id, { thread = '', tab, jump = '' } = {}) {
    const changed = id !== this.channel || this.place !== '';
    this.place = '';
    this.channel = id;
    this.thread = thread;
    this.replyLimit = REPLIES;
    this.jump = jump;
    if (changed) {
      this.divide();
      this.held = '';
    }
    if (jump) this.part = { around: jump, size: MOST };
    else if (changed || this.hasNewer) this.part = { size: PAGE };
    const app = this.appIn(this.current);
    this.tab = app?.home_tab && !jump ? tab || (this.current.unread ? 'messages' : 'home') : 'messages';
    if (changed) {
      this.messages = [];
      this.loaded = false;
      this.editing = null;
    }
    this.replies = [];
    this.home = null;
    this.announce('opened');
    await this.guard(async () => {
      if (this.tab === 'home') await this.loadHome();
      await this.loadMessages();
    });
    this.refreshState();
  }

  // openThreads shows the threads that this person follows.
  openThreads() {
    this.place = 'threads';
    this.thread = '';
    this.tab = 'messages';
    this.announce('opened');
    return this.guard(() => this.loadThreads());
  }

  openThread(ts, jump = '') {
    this.thread = ts;
    this.jump = jump;
    this.replies = [];
    this.replyLimit = REPLIES;
    this.announce('opened');
    return this.guard(async () => {
      await this.loadMessages();
      this.refreshThreads();
    });
  }

  // older and newer move the part that is kept; toEnd goes to the newest message.
  older() {
    return this.guard(async () => {
      const first = this.messages[0]?.ts;
      const atEnd = !this.part.from && !this.part.around;
      if (!first || !this.hasMore) return;
      if (atEnd && this.messages.length + PAGE <= MOST) this.part = { size: this.messages.length + PAGE };
      else {
        const { as, channel } = this;
        const page = await get('client/messages', { as, channel, before: first, limit: PAGE, peek: true });
        if (as !== this.as || channel !== this.channel) return;
        this.part = { from: page.messages[0]?.ts || first, size: MOST };
      }
      await this.loadMessages();
    });
  }

  newer() {
    return this.guard(async () => {
      if (!this.hasNewer) return;
      const keep = this.messages[Math.min(PAGE, this.messages.length - 1)]?.ts;
      this.part = { from: keep, size: MOST };
      await this.loadMessages();
    });
  }

  toEnd() {
    this.part = { size: PAGE };
    return this.guard(() => this.loadMessages());
  }

  allReplies() {
    this.replyLimit = 1000;
    return this.guard(() => this.loadMessages());
  }

  // readAll marks everything as read.
  readAll() {
    this.newSince = '';
    this.held = '';
    this.announce('messages');
    return this.guard(async () => {
      await Promise.all((this.state?.channels || []).filter((c) => c.unread > 0).map((c) => this.act('read', { channel: c.id })));
      await this.loadState();
    });
  }

  edit(message) {
    this.editing = message && { channel: message.channel, ts: message.ts, text: null };
    this.announce('messages');
  }

  // take brings the page in line with an event. Most events say only where to look again: loading
  // anew is one request, and cannot drift from what the server holds.
  take(event) {
    switch (event.type) {
      case 'clock':
        this.setClock(event.clock || event);
        return;
      case 'view':
        this.newest('views')();
        if (this.state) this.state.views = event.views || [];
        this.announce('views');
        return;
      case 'home':
        if (this.appIn(this.current)?.id === event.app) {
          this.newest('home')();
          this.home = event.view || null;
          this.announce('home');
        }
        return;
      case 'traffic':
        this.announce('traffic', event.item);
        if (event.item?.dir === 'from_app') this.refreshWaiting(); // it may have written to somebody else
        return;
      case 'reset':
        this.announce('reset');
        this.refreshAll();
        return;
      default:
        // Of a channel that changed the state is read again; it may be out of sight by now.
        if (event.type !== 'channel' && event.channel && event.channel === this.channel) this.refreshMessages();
        if (event.thread_ts || event.message?.reply_count) this.refreshThreads();
        this.announce('incoming', event);
        this.refreshState();
        this.refreshWaiting();
    }
  }

  // act posts as the acting person.
  act(path, body) {
    return post(`client/${path}`, { as: this.as, ...body });
  }
}

export const store = new Store();
