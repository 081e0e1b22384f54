// A host is where blocks stand: a message, a modal or a Home tab. It holds what was filled in there
// and carries clicks to the app that put the blocks there.

import { store } from './store.js';
import { ApiError, failure } from './api.js';
import { Form } from './form.js';
import { ask, toast } from './popup.js';
import { textObject } from './text.js';

export class Host {
  // where is {channel, ts} or {view_id}; kind is message, modal or home; app is the app's name.
  constructor(kind, where, app) {
    this.kind = kind;
    this.where = where;
    this.app = app;
    this.form = new Form();
    this.blocks = [];
    this.busy = 0;
    this.onBusy = () => {};
    this.onEnter = () => {};
    this.onInput = () => {};
  }

  // act sends a click or choice, after the question the app wants asked. entry holds the value fields.
  // It resolves to whether the app took it; what went wrong has then been said.
  async act(block, element, entry) {
    if (element.confirm && !(await confirmed(element.confirm))) return false;
    this.setBusy(1);
    try {
      const answer = await store.act('action', {
        ...this.where, block_id: block.block_id, action_id: element.action_id, ...entry, state: this.form.state(this.blocks),
      });
      if (!answer.ok) toast(failure(answer.error, this.app));
      return answer.ok;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(failure(error.message, this.app));
      return false;
    } finally {
      this.setBusy(-1);
      store.refreshState();
      if (this.kind === 'message') store.refreshMessages();
    }
  }

  setBusy(by) {
    this.busy += by;
    this.onBusy(this.busy > 0);
  }

  // options asks the app for the choices of an external select.
  async options(block, element, value) {
    const answer = await store.act('options', { ...this.where, block_id: block.block_id, action_id: element.action_id, value });
    if (!answer.ok) throw new ApiError(failure(answer.error, this.app));
    return answer;
  }
}

// confirmed asks what an element's confirm object asks.
export function confirmed(confirm) {
  return ask({
    title: textObject(confirm.title), body: textObject(confirm.text), yes: textObject(confirm.confirm), no: textObject(confirm.deny),
    danger: confirm.style === 'danger',
  });
}
