// The wire: the client interface of the sandbox and its stream of events. Nothing here knows the page.

// ApiError is a refusal by the sandbox, or silence: message is a sentence for the person, body the whole
// answer, silent says that nothing answered at all.
export class ApiError extends Error {
  constructor(message, body = {}, silent = false) {
    super(message);
    this.body = body;
    this.silent = silent;
  }
}

async function call(path, init) {
  let response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new ApiError('The sandbox does not answer. Is it still running?', {}, true);
  }
  let body;
  try {
    body = await response.json();
  } catch {
    throw new ApiError(`The sandbox answered ${response.status} without a reason.`);
  }
  if (!response.ok) throw new ApiError(body.error || `The sandbox answered ${response.status}.`, body);
  return body;
}

// get reads; params that are null, undefined or false are left out.
export function get(path, params = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== false) query.set(key, value === true ? '1' : value);
  }
  const text = query.toString();
  return call(text ? `${path}?${text}` : path);
}

// post acts. An answer with ok:false is returned, not thrown: it is part of the conversation.
export function post(path, body) {
  return call(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

// upload sends one file of a person. The answer has it as the sandbox describes it.
export function upload(as, file, name = file.name || 'pasted') {
  const form = new FormData();
  form.append('file', file, name);
  return call(`client/upload?as=${encodeURIComponent(as)}`, { method: 'POST', body: form });
}

// remove takes away.
export function remove(path) {
  return call(path, { method: 'DELETE' });
}

// listen opens the stream for one person. onEvent gets each event; onState "live" or "lost".
// Every (re)connection starts with "live": whoever listens loads afresh then, and so misses nothing.
export function listen(as, onEvent, onState) {
  let source;
  let again = 0;
  const open = () => {
    source = new EventSource(`client/events?as=${encodeURIComponent(as)}`);
    source.onopen = () => onState('live');
    source.onerror = () => {
      onState('lost');
      // After a broken connection the browser tries again by itself, after a refusal it does not.
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, 3000);
    };
    source.onmessage = (message) => {
      let event;
      try {
        event = JSON.parse(message.data);
      } catch {
        return;
      }
      onEvent(event);
    };
  };
  open();
  return () => {
    clearTimeout(again);
    source.close();
  };
}

// failure says in a sentence why an app did not take a click or a command. The codes are Slack's;
// the sandbox may put Slack's own words behind a code.
export function failure(error, app) {
  const name = app || 'The app';
  const code = /^([a-z_]+)(:|$)/.exec(error || '')?.[1];
  const sentences = {
    operation_timeout: `${name} did not answer in time (operation_timeout). It may still be working on it.`,
    dispatch_failed: `${name} could not be reached, or failed (dispatch_failed). Is it running?`,
    app_unreachable: `${name} could not be reached (app_unreachable). Is it running?`,
  };
  return sentences[code] || error || `${name} did not take this.`;
}
