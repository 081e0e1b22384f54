// What happens below a request for a tool, and what the app hears in channels.

import { loanMessage, plain } from './views.js';
import { labelPNG, toolNamed } from './tools.js';

export function messages(app, loans) {
  app.action('lend', async ({ action, body, ack, client, respond }) => {
    await ack();
    const [channel, ts] = [body.channel.id, body.message.ts];
    const loan = loans.get(ts);
    loan.state = 'yours';
    await client.chat.update({
      channel,
      ts,
      text: `${toolNamed(loan.tool)} lent`,
      blocks: loanMessage(loan, { open: false, footer: `Lent by <@${body.user.id}>` }),
    });
    await client.reactions.add({ channel, timestamp: ts, name: 'white_check_mark' });
    await client.files.uploadV2({
      channel_id: channel,
      thread_ts: ts,
      initial_comment: 'The label to look for:',
      file: labelPNG,
      filename: 'label.png',
      title: 'Red label',
    });
    const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts });
    await client.chat.postEphemeral({ channel, user: body.user.id, text: `You lent the ${action.value}: <${permalink}|the request>.` });
    await respond({
      text: 'Remind them at the end?',
      replace_original: false,
      blocks: [
        { type: 'section', text: plain('Remind them at the end?') },
        { type: 'actions', elements: [{ type: 'button', action_id: 'no_reminder', text: plain('No, thanks') }] },
      ],
    });
  });

  app.action('no_reminder', async ({ ack, respond }) => {
    await ack();
    await respond({ delete_original: true });
  });

  app.action('refuse', async ({ action, body, ack, respond }) => {
    await ack();
    loans.get(body.message.ts).state = 'not now';
    await respond({ text: `Not now: ${toolNamed(action.value)}`, replace_original: true });
  });

  app.action('more', async ({ action, body, ack, client, respond }) => {
    await ack();
    if (action.selected_option.value === 'withdraw') {
      loans.delete(body.message.ts);
      await client.chat.delete({ channel: body.channel.id, ts: body.message.ts });
      return;
    }
    const { user } = await client.users.info({ user: loans.get(body.message.ts).user });
    await respond({ text: `${user.profile.real_name} asked, in ${user.tz}.`, response_type: 'in_channel', replace_original: false, thread_ts: body.message.ts });
  });

  app.event('app_mention', async ({ event, say }) => {
    const out = [...loans.values()].filter((loan) => loan.state === 'yours').map((loan) => toolNamed(loan.tool));
    await say({ thread_ts: event.thread_ts ?? event.ts, text: `<@${event.user}> out at the moment: ${out.join(', ') || 'nothing'}` });
  });

  app.event('reaction_added', async ({ event, client }) => {
    if (event.reaction !== 'wrench') return;
    await client.chat.postMessage({ channel: event.item.channel, thread_ts: event.item.ts, text: `<@${event.user}> offers to repair it.` });
  });

  app.event('member_joined_channel', async ({ event, client }) => {
    const { channel } = await client.conversations.info({ channel: event.channel });
    await client.chat.postEphemeral({ channel: event.channel, user: event.user, text: `Welcome to #${channel.name}. Type /borrow.` });
  });

  app.message(/^thanks/i, async ({ message, say }) => {
    await say(`You are welcome, <@${message.user}>.`);
  });
}
