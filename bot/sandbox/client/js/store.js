// What the page knows: one copy of the sandbox's state as one person sees it, and who listens to it.
// It loads and announces; it draws nothing.

import { get, post, listen, ApiError } from './api.js';
import { debounce } from './dom.js';

const PAGE = 80; // messages loaded at a time

class Store extends EventTarget {
  constructor() {
    super();
    this.as = '';
    this.channel = '';
    this.thread = '';
    this.tab = 'messages';
    this.state = null;
    this.messages = [];
    this.hasMore = false;
    this.replies = [];
    this.loaded = false; // whether messages are those of the open conversation
    this.home = null;
    this.connection = 'opening';
    this.tick = { now: 0, rate: 1, paused: true, at: 0 };
    this.stop = () => {};
    this.limit = PAGE;
    this.order = { issued: 0 }; // see newest
    this.refreshState = debounce(() => this.guard(() => this.loadState()), 60);
    this.refreshMessages = debounce(() => this.guard(() => this.loadMessages()), 40);
    this.waiting = new Map(); // how much waits for each other person
    this.refreshWaiting = debounce(() => this.loadWaiting(), 700);
    this.refreshHome = debounce(() => this.guard(() => this.loadHome(true)), 40);
  }

  announce(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  on(kinds, fn) {
    for (const kind of kinds.split(' ')) this.addEventListener(kind, (event) => fn(event.detail));
  }

  // guard tells the person of a failed load instead of losing it in the console.
  async guard(work) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
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
    return `#${channel.name}`;
  }

  // become starts acting as a person. Which conversation was open stays open if that person sees it.
  async become(id) {
    this.stop();
    this.as = id || '';
    await this.loadState();
    const as = this.as;
    if (!this.current) this.channel = this.firstChannel();
    this.limit = PAGE;
    this.announce('person');
    this.refreshWaiting();
    await this.open(this.channel, { thread: this.thread, tab: this.tab });
    this.connection = 'opening';
    this.stop = listen(as, (event) => this.take(event), (state) => this.connected(state));
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
      this.refreshState();
      this.refreshMessages();
      if (this.tab === 'home') this.refreshHome();
    }
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
    const { as, channel, thread } = this;
    if (!channel) return;
    const mayUse = this.newest('messages');
    const [main, side] = await Promise.all([
      get('client/messages', { as, channel, limit: this.limit, peek: this.tab === 'home' || document.hidden }),
      thread ? get('client/messages', { as, channel, thread_ts: thread, limit: 500 }) : null,
    ]);
    if (as !== this.as || channel !== this.channel || thread !== this.thread || !mayUse()) return;
    this.messages = main.messages || [];
    this.hasMore = Boolean(main.has_more);
    this.replies = side?.messages || [];
    this.loaded = true;
    this.announce('messages');
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

  // loadWaiting counts what apps have said to the others and they have not read: it shows whom to act
  // as next.
  async loadWaiting() {
    if (document.hidden) return;
    const others = this.people().filter((u) => !u.deleted && u.id !== this.as).slice(0, 40);
    const answers = await Promise.allSettled(others.map((u) => get('client/state', { as: u.id })));
    this.waiting = new Map(answers.map((a, i) => [others[i].id, a.status === 'fulfilled' ? meantFor(a.value.channels || []) : 0]));
    this.announce('waiting');
  }

  // open shows a conversation. An app with a Home tab opens on it, unless told otherwise or new
  // messages wait.
  async open(id, { thread = '', tab } = {}) {
    const changed = id !== this.channel;
    this.channel = id;
    this.thread = thread;
    if (changed) this.limit = PAGE;
    const app = this.appIn(this.current);
    this.tab = app?.home_tab ? tab || (this.current.unread ? 'messages' : 'home') : 'messages';
    if (changed) {
      this.messages = [];
      this.loaded = false;
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

  openThread(ts) {
    this.thread = ts;
    this.replies = [];
    this.announce('opened');
    return this.guard(() => this.loadMessages());
  }

  older() {
    this.limit += PAGE;
    return this.guard(() => this.loadMessages());
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
        this.announce('traffic', event);
        if (event.item?.dir === 'from_app') this.refreshWaiting();
        return;
      case 'reset':
        this.announce('reset');
        this.guard(() => this.become(this.as));
        return;
      default:
        if (event.channel && event.channel === this.channel) this.refreshMessages();
        this.announce('incoming', event);
        this.refreshState();
    }
  }

  // act posts as the acting person.
  act(path, body) {
    return post(`client/${path}`, { as: this.as, ...body });
  }
}

// meantFor counts the unread messages that are for one person alone or mention that person.
function meantFor(channels) {
  return channels.filter((c) => c.im_user || c.mention).reduce((sum, c) => sum + (c.unread || 0), 0);
}

export const store = new Store();
