// What happens below a request for a tool, and what the app hears in channels.

import { loanMessage, plain } from './views.js';
import { labelPNG, toolNamed } from './tools.js';

export function messages(app, loans) {
  app.action('lend', async ({ action, body, ack, client, respond }) => {
    await ack();
    const [channel, ts] = [body.channel.id, body.message.ts];
    const loan = loans.get(action.value);
    loan.state = 'yours';
    await client.chat.update({
      channel,
      ts,
      text: `${toolNamed(loan.tool)} lent`,
      blocks: loanMessage(loan, { open: false, footer: `Lent by <@${body.user.id}>` }),
    });
    await client.pins.add({ channel, timestamp: ts });
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
    await client.chat.postEphemeral({ channel, user: body.user.id, text: `You lent the ${loan.tool}: <${permalink}|the request>.` });
    await respond({ replace_original: false, ...question('Remind them at the end?', button('reminder', 'Remind them', loan.id), button('dismiss', 'No, thanks')) });
  });

  app.action('reminder', async ({ action, body, ack, client, respond }) => {
    await ack();
    const loan = loans.get(action.value);
    const end = Math.floor(Date.now() / 1000) + loan.days * 24 * 3600;
    await client.chat.scheduleMessage({ channel: body.channel.id, text: `<@${loan.user}>, bring back the ${toolNamed(loan.tool)}.`, post_at: end });
    const { scheduled_messages: planned } = await client.chat.scheduledMessages.list({ channel: body.channel.id });
    await respond({ replace_original: true, ...question(`Reminders to come: ${planned.length}`, button('dismiss', 'Fine')) });
  });

  app.action('dismiss', async ({ ack, respond }) => {
    await ack();
    await respond({ delete_original: true });
  });

  app.action('refuse', async ({ action, ack, respond }) => {
    await ack();
    const loan = loans.get(action.value);
    loan.state = 'not now';
    await respond({ text: `Not now: ${toolNamed(loan.tool)}`, replace_original: true });
  });

  app.action('more', async ({ action, body, ack, client, respond }) => {
    await ack();
    const [what, id] = action.selected_option.value.split(' ');
    if (what === 'withdraw') {
      loans.delete(id);
      await client.chat.delete({ channel: body.channel.id, ts: body.message.ts });
      return;
    }
    const { user } = await client.users.info({ user: loans.get(id).user });
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

const button = (id, text, value) => ({ type: 'button', action_id: id, text: plain(text), value });

const question = (text, ...elements) => ({ text, blocks: [{ type: 'section', text: plain(text) }, { type: 'actions', elements }] });
