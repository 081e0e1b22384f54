// Asking for a tool: the command, the shortcut, the Home tab, and the modal
// that all three open.

import { randomUUID } from 'node:crypto';

import { borrowForm, home, loanMessage } from './views.js';
import { tools } from './tools.js';

export function modals(app, loans) {
  app.command('/borrow', async ({ command, ack, client, respond }) => {
    switch (command.text) {
      case 'help':
        await ack('Type `/borrow` and fill in the form.');
        return;
      case 'where':
        await ack();
        await respond({ text: `I am in ${(await channels(client)).join(', ')}.` });
        return;
      case 'catalogue':
        await ack();
        await Promise.all(tools.map((tool) => client.chat.postMessage({ channel: command.channel_id, text: `We have: ${tool.name}` })));
        return;
      default:
        await ack();
        await client.views.open({
          trigger_id: command.trigger_id,
          view: borrowForm({ reason: command.text, from: command.channel_id }),
        });
    }
  });

  app.shortcut('borrow_tool', async ({ shortcut, ack, client }) => {
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: borrowForm() });
  });

  app.action('open_borrow', async ({ body, ack, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: borrowForm() });
  });

  app.options('tool', async ({ payload, ack }) => {
    const typed = payload.value.toLowerCase();
    await ack({
      options: tools
        .filter((tool) => tool.name.toLowerCase().includes(typed))
        .map((tool) => ({ text: { type: 'plain_text', text: tool.name }, value: tool.id })),
    });
  });

  app.action('kind', async ({ action, body, ack, client }) => {
    await ack();
    const { from } = JSON.parse(body.view.private_metadata);
    await client.views.update({
      view_id: body.view.id,
      hash: body.view.hash,
      view: borrowForm({ kind: action.selected_option.value, from }),
    });
  });

  app.view('borrow', async ({ body, view, ack, client, context }) => {
    const loan = loanFrom(body.user.id, view.state.values);
    if (loan.days > 14) {
      await ack({ response_action: 'errors', errors: { days: 'Two weeks at most. Others want it too.' } });
      return;
    }
    await ack();
    for (const file of loan.files) {
      const picture = await download(file, context.botToken);
      loan.answers[file.title] = `${file.filetype}, ${picture.length === file.size ? 'complete' : 'cut'}`;
    }
    loans.set(loan.id, loan);
    await client.chat.postMessage({
      channel: loan.place,
      text: `${loan.tool} wanted`,
      blocks: loanMessage(loan, { open: true }),
      metadata: { event_type: 'loan_asked', event_payload: { tool: loan.tool } },
    });
    await client.views.publish({ user_id: loan.user, view: home(loan.user, loans) });
  });

  app.view({ callback_id: 'borrow', type: 'view_closed' }, async ({ body, ack, client }) => {
    await ack();
    await client.chat.postMessage({ channel: body.user.id, text: 'Nothing was asked for.' });
  });

  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab !== 'home') return;
    await client.views.publish({ user_id: event.user, view: home(event.user, loans) });
  });
}

// loanFrom reads every field of the form.
function loanFrom(user, values) {
  const of = (id) => values[id]?.[id];
  const list = (options) => options?.map((o) => o.value).join(', ') || 'none';
  const people = (ids) => ids?.map((id) => `<@${id}>`).join(', ') || 'nobody';
  return {
    id: randomUUID(),
    user,
    state: 'asked for',
    tool: of('tool').selected_option.value,
    reason: of('reason').value,
    days: Number(of('days').value),
    keeper: of('keeper').selected_user,
    place: of('place').selected_conversation,
    note: of('note').rich_text_value,
    files: of('pictures').files ?? [],
    answers: {
      Kind: of('kind').selected_option.value,
      Extras: list(of('extras')?.selected_options),
      Days: of('days').value,
      Care: of('care').selected_option.value,
      Rules: list(of('rules').selected_options),
      From: of('from').selected_date,
      At: of('at').selected_time,
      Until: `<!date^${of('until').selected_date_time}^{date_num} {time}|a date>`,
      Helpers: people(of('helpers').selected_users),
      Site: of('site').selected_channel ? `<#${of('site').selected_channel}>` : 'none',
      Receipt: of('mail').value ?? 'none',
      Manual: of('manual').value ?? 'none',
    },
  };
}

// download fetches what somebody uploaded, with the app's token, as Slack wants it.
async function download(file, token) {
  const response = await fetch(file.url_private_download, { headers: { Authorization: `Bearer ${token}` } });
  if (!response.ok || !response.headers.get('content-type').startsWith('image/')) {
    throw new Error(`${file.name} did not come: ${response.status}`);
  }
  return Buffer.from(await response.arrayBuffer());
}

// channels are the names of the conversations the app is in, read in pages.
async function channels(client) {
  const names = [];
  for await (const page of client.paginate('conversations.list', { limit: 2, types: 'public_channel,private_channel', exclude_archived: true })) {
    names.push(...page.channels.filter((channel) => channel.is_member).map((channel) => `#${channel.name}`));
  }
  return names.sort();
}
