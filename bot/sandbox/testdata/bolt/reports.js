// Reporting damage: a message shortcut, a modal, and a second one on top of it.

import { detailsForm, reportForm, thanks } from './views.js';

export function reports(app) {
  app.shortcut({ callback_id: 'report_damage', type: 'message_action' }, async ({ shortcut, ack, client }) => {
    await ack();
    await client.views.open({
      trigger_id: shortcut.trigger_id,
      view: reportForm({ channel: shortcut.channel.id, ts: shortcut.message.ts, quote: shortcut.message.text }),
    });
  });

  app.view('report', async ({ view, ack }) => {
    await ack({ response_action: 'update', view: thanks(answer(view, 'what')) });
  });

  app.action('details', async ({ body, ack, client }) => {
    await ack();
    await client.views.push({ trigger_id: body.trigger_id, view: detailsForm(body.view.private_metadata) });
  });

  app.view('details', async ({ body, view, ack, client }) => {
    await ack({ response_action: 'clear' });
    const { channel, ts } = JSON.parse(view.private_metadata);
    await client.chat.postMessage({ channel, thread_ts: ts, text: `<@${body.user.id}> reports: ${answer(view, 'story')}` });
  });
}

const answer = (view, id) => view.state.values[id][id].value;
