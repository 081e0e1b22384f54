// Ways to a conversation.

import { store } from './store.js';
import { ApiError } from './api.js';
import { toast } from './popup.js';

// talkTo opens direct messages with one or several users, starting them where there are none yet.
export async function talkTo(...users) {
  if (users.length === 1) {
    const known = store.state.channels.find((c) => c.im_user === users[0]);
    if (known) {
      await store.open(known.id);
      return;
    }
  }
  try {
    const answer = await store.act('open', { users });
    await store.loadState();
    await store.open(answer.channel);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.message);
  }
}

// goTo opens a message, in its thread where it is a reply.
export function goTo({ channel, message, thread }) {
  return store.open(channel, { thread: thread && thread !== message ? thread : '', jump: message, tab: 'messages' });
}
