// The modals and the Home tab as functions of what they show.

import { toolNamed } from './tools.js';

export const plain = (text) => ({ type: 'plain_text', text });
export const mrkdwn = (text) => ({ type: 'mrkdwn', text });

const option = (text, value) => ({ text: plain(text), value });

const input = (id, label, element, more = {}) => ({
  type: 'input',
  block_id: id,
  label: plain(label),
  element: { action_id: id, ...element },
  ...more,
});

const optional = { optional: true };

// borrowForm asks for a tool. A power tool is lent with extras.
export function borrowForm({ kind, reason, from } = {}) {
  const blocks = [
    input('tool', 'Tool', { type: 'external_select', min_query_length: 1, placeholder: plain('Type a name') }),
    input('kind', 'Kind', {
      type: 'static_select',
      options: [option('Hand tool', 'hand'), option('Power tool', 'power')],
    }, { dispatch_action: true }),
    input('reason', 'Reason', { type: 'plain_text_input', multiline: true, max_length: 300, ...(reason && { initial_value: reason }) }),
    input('days', 'Days', { type: 'number_input', is_decimal_allowed: false, min_value: '1', max_value: '90' }),
    input('care', 'Care', {
      type: 'radio_buttons',
      options: [option('I know the tool', 'known'), option('Show me how', 'lesson')],
      initial_option: option('I know the tool', 'known'),
    }),
    input('rules', 'House rules', {
      type: 'checkboxes',
      options: [option('I clean it', 'clean'), option('I bring it back', 'back')],
    }),
    input('from', 'From', { type: 'datepicker', placeholder: plain('A day') }),
    input('at', 'Fetched at', { type: 'timepicker' }),
    input('until', 'Back by', { type: 'datetimepicker' }),
    input('keeper', 'Keeper', { type: 'users_select' }),
    input('helpers', 'Helpers', { type: 'multi_users_select', max_selected_items: 3 }, optional),
    input('place', 'Asked in', {
      type: 'conversations_select',
      default_to_current_conversation: true,
      response_url_enabled: true,
      filter: { include: ['public', 'private'], exclude_bot_users: true },
    }),
    input('site', 'Site channel', { type: 'channels_select' }, optional),
    input('mail', 'Receipt to', { type: 'email_text_input' }, optional),
    input('manual', 'Manual', { type: 'url_text_input' }, optional),
    input('note', 'Note', { type: 'rich_text_input' }, optional),
    input('pictures', 'Pictures', { type: 'file_input', filetypes: ['png', 'jpg'], max_files: 2 }, optional),
  ];
  if (kind === 'power') {
    blocks.splice(2, 0, input('extras', 'Extras', {
      type: 'multi_static_select',
      options: [option('Goggles', 'goggles'), option('Ear muffs', 'muffs'), option('Extension lead', 'lead')],
    }, optional));
  }
  return {
    type: 'modal',
    callback_id: 'borrow',
    private_metadata: JSON.stringify({ from }),
    notify_on_close: true,
    title: plain('Borrow a tool'),
    submit: plain('Ask'),
    close: plain('Never mind'),
    blocks,
  };
}

export function loanMessage(loan, { open, footer }) {
  const fields = Object.entries(loan.answers).map(([name, value]) => mrkdwn(`*${name}*\n${value}`));
  const blocks = [
    { type: 'header', text: plain(`${toolNamed(loan.tool)} wanted`) },
    { type: 'section', text: mrkdwn(`<@${loan.user}> asks <@${loan.keeper}>:\n>${loan.reason}`) },
    { type: 'section', fields: fields.slice(0, 10) },
  ];
  if (fields.length > 10) blocks.push({ type: 'section', fields: fields.slice(10) });
  if (loan.note) blocks.push(loan.note);
  if (open) {
    blocks.push({
      type: 'actions',
      block_id: 'decide',
      elements: [
        { type: 'button', action_id: 'lend', text: plain('Lend it'), style: 'primary', value: loan.id },
        {
          type: 'button',
          action_id: 'refuse',
          text: plain('Not now'),
          style: 'danger',
          value: loan.id,
          confirm: { title: plain('Not now?'), text: mrkdwn('They are told at once.'), confirm: plain('Say so'), deny: plain('Back') },
        },
        { type: 'overflow', action_id: 'more', options: [option('Who has it?', `who ${loan.id}`), option('Withdraw', `withdraw ${loan.id}`)] },
      ],
    });
  }
  if (footer) blocks.push({ type: 'context', elements: [mrkdwn(footer)] });
  return blocks;
}

export function home(user, loans) {
  const mine = [...loans.values()].filter((loan) => loan.user === user);
  return {
    type: 'home',
    callback_id: 'shed',
    blocks: [
      { type: 'header', text: plain('Your tools') },
      ...mine.map((loan) => ({ type: 'section', text: mrkdwn(`${toolNamed(loan.tool)}: ${loan.state}`) })),
      ...(mine.length ? [] : [{ type: 'section', text: mrkdwn('_Nothing borrowed._') }]),
      { type: 'divider' },
      { type: 'actions', block_id: 'below', elements: [{ type: 'button', action_id: 'open_borrow', text: plain('Borrow a tool') }] },
    ],
  };
}

export function reportForm({ channel, ts, quote }) {
  return {
    type: 'modal',
    callback_id: 'report',
    private_metadata: JSON.stringify({ channel, ts }),
    title: plain('Report damage'),
    submit: plain('Report'),
    blocks: [
      { type: 'section', text: { type: 'plain_text', text: `About: ${quote}` } },
      input('what', 'What is broken', { type: 'plain_text_input' }),
      { type: 'actions', elements: [{ type: 'button', action_id: 'details', text: plain('Tell more') }] },
    ],
  };
}

export const detailsForm = (metadata) => ({
  type: 'modal',
  callback_id: 'details',
  private_metadata: metadata,
  title: plain('The whole story'),
  submit: plain('Send'),
  blocks: [input('story', 'Story', { type: 'plain_text_input', multiline: true, min_length: 5 })],
});

export const thanks = (what) => ({
  type: 'modal',
  title: plain('Thank you'),
  close: plain('Done'),
  blocks: [{ type: 'section', text: mrkdwn(`We look after it: ${what}`) }],
});
