// What a person has filled in, in the shape of Slack's state.values. A form outlives the drawing of
// its blocks: a value stays as long as an element with the same block_id and action_id is there.
// Whether a value will do is the sandbox's to say, when the form is sent: it knows Slack's rules.

const FIELDS = {
  plain_text_input: ['value', 'initial_value', null],
  email_text_input: ['value', 'initial_value', null],
  url_text_input: ['value', 'initial_value', null],
  number_input: ['value', 'initial_value', null],
  static_select: ['selected_option', 'initial_option', null],
  external_select: ['selected_option', 'initial_option', null],
  radio_buttons: ['selected_option', 'initial_option', null],
  multi_static_select: ['selected_options', 'initial_options', []],
  multi_external_select: ['selected_options', 'initial_options', []],
  checkboxes: ['selected_options', 'initial_options', []],
  users_select: ['selected_user', 'initial_user', null],
  multi_users_select: ['selected_users', 'initial_users', []],
  conversations_select: ['selected_conversation', 'initial_conversation', null],
  multi_conversations_select: ['selected_conversations', 'initial_conversations', []],
  channels_select: ['selected_channel', 'initial_channel', null],
  multi_channels_select: ['selected_channels', 'initial_channels', []],
  datepicker: ['selected_date', 'initial_date', null],
  timepicker: ['selected_time', 'initial_time', null],
  datetimepicker: ['selected_date_time', 'initial_date_time', null],
  rich_text_input: ['rich_text_value', 'initial_value', null],
  file_input: ['files', 'initial_files', []],
};

// stateful says whether an element carries a value of its own.
export const stateful = (element) => Boolean(FIELDS[element?.type]);

// placesOf lists the interactive elements of blocks, in order, each as [block, element]. Blocks that
// hold blocks give what is inside.
export function placesOf(blocks) {
  return (blocks || []).flatMap((block) => {
    if (block.type === 'container') return placesOf(block.child_blocks);
    if (block.type === 'carousel') return placesOf(block.elements);
    return elementsOf(block).map((element) => [block, element]);
  });
}

function elementsOf(block) {
  switch (block.type) {
    case 'input': return [block.element];
    case 'section': return block.accessory ? [block.accessory] : [];
    case 'actions':
    case 'context_actions': return block.elements || [];
    case 'card': return block.actions || [];
    default: return [];
  }
}

export class Form {
  constructor() {
    this.values = new Map();
    this.place = ''; // where in the tab's memory a copy is kept; empty: nowhere
  }

  // remember keeps a copy for as long as the tab lives, and takes up the one that is there: what was
  // typed outlives a reload of the page.
  remember(place) {
    this.place = place;
    try {
      for (const [key, value] of JSON.parse(sessionStorage.getItem(place) || '[]')) this.values.set(key, value);
    } catch {
      sessionStorage.removeItem(place); // unreadable
    }
  }

  key(block, element) {
    return `${block.block_id}\n${element.action_id}\n${element.type}`;
  }

  // seed takes over the values that the sandbox holds for a view, after the page was loaded anew.
  seed(values) {
    for (const [blockId, actions] of Object.entries(values || {})) {
      for (const [actionId, entry] of Object.entries(actions)) {
        const field = FIELDS[entry?.type];
        const value = field && entry[field[0]];
        if (value !== undefined && value !== null) this.values.set(`${blockId}\n${actionId}\n${entry.type}`, value);
      }
    }
  }

  // value gives what an element holds now: what was entered, or else its initial value.
  value(block, element) {
    const key = this.key(block, element);
    if (!this.values.has(key)) {
      const [, initial, empty] = FIELDS[element.type];
      const start = element[initial];
      this.values.set(key, start === undefined || start === '' ? empty : start);
    }
    return this.values.get(key);
  }

  set(block, element, value) {
    const empty = FIELDS[element.type][2];
    this.values.set(this.key(block, element), value === undefined || value === '' ? empty : value);
    if (!this.place) return;
    try {
      sessionStorage.setItem(this.place, JSON.stringify([...this.values]));
    } catch {
      this.place = ''; // the tab's memory is full: the form itself still has it all
    }
  }

  // entry gives an element's value as it stands in state.values and in an action.
  entry(block, element) {
    const entry = { type: element.type, [FIELDS[element.type][0]]: this.value(block, element) };
    if (element.type === 'timepicker' && element.timezone) entry.timezone = element.timezone;
    return entry;
  }

  // prune forgets values whose element is gone: one that comes back later starts from its initial value.
  prune(blocks) {
    const keep = new Set(placesOf(blocks).map(([block, element]) => this.key(block, element)));
    for (const key of this.values.keys()) if (!keep.has(key)) this.values.delete(key);
  }

  // state gives all values of the blocks, as an app receives them.
  state(blocks) {
    const state = {};
    for (const [block, element] of placesOf(blocks)) {
      if (!stateful(element)) continue;
      state[block.block_id] = state[block.block_id] || {};
      state[block.block_id][element.action_id] = this.entry(block, element);
    }
    return state;
  }
}

// forgetAllBut drops what forms have left in the tab's memory, but for the places given.
export function forgetAllBut(places) {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith('view ') && !places.includes(key)) sessionStorage.removeItem(key);
}
