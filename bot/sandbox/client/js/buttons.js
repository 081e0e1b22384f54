// What one presses: buttons, menus behind three dots, thumbs, icons.

import { el, icon } from './dom.js';
import { textObject, plainOf } from './text.js';
import { menu, toast } from './popup.js';
import { store } from './store.js';

const REACHED = /^(https?:\/\/|mailto:|tel:)/i; // addresses that a press may open

function follow(url) {
  if (url && REACHED.test(url)) window.open(url, '_blank', 'noopener');
}

// press makes a button that waits for its app, and is not pressed twice meanwhile.
function press(attributes, children, work) {
  const node = el('button', {
    type: 'button', ...attributes,
    on: {
      click: async () => {
        if (node.getAttribute('aria-busy')) return;
        node.setAttribute('aria-busy', 'true');
        await work(node);
        node.removeAttribute('aria-busy');
      },
    },
  }, children);
  return node;
}

const hooks = (block, e) => ({ blockId: block.block_id, actionId: e.action_id, value: e.value });

export function button(block, e, host) {
  const style = e.style ? ` ${e.style}` : '';
  const leaves = e.url && REACHED.test(e.url);
  return press({ class: `button${style}`, data: hooks(block, e), 'aria-label': e.accessibility_label, title: leaves ? e.url : null },
    [textObject(e.text), leaves && icon('out')], () => {
      follow(e.url);
      return host.act(block, e, { type: e.type, value: e.value });
    });
}

// workflowButton says what it is: a workspace without workflows has nothing to start.
export function workflowButton(block, e) {
  return press({ class: `button ${e.style || ''}`, data: hooks(block, e), 'aria-label': e.accessibility_label }, [icon('bolt'), textObject(e.text)],
    () => toast('This starts a workflow of Slack’s Workflow Builder. The sandbox has no workflows, so nothing happened.'));
}

const ICONS = { trash: 'trash' };

// iconButton is there for the people it names, or for everybody.
export function iconButton(block, e, host) {
  const only = e.visible_to_user_ids;
  if (only?.length && !only.includes(store.as)) return null;
  const label = e.accessibility_label || plainOf(e.text);
  return press({ class: 'button icon-only quiet', data: hooks(block, e), 'aria-label': label, title: plainOf(e.text) },
    [ICONS[e.icon] ? icon(ICONS[e.icon]) : textObject(e.text)], () => host.act(block, e, { type: e.type, value: e.value }));
}

// feedbackButtons are two thumbs; the one that was pressed last stays marked.
export function feedbackButtons(block, e, host) {
  host.pressed = host.pressed || new Map();
  const key = `${block.block_id}\n${e.action_id}`;
  const pair = [['positive_button', 'up'], ['negative_button', 'down']].filter(([name]) => e[name]).map(([name, way]) => {
    const b = e[name];
    const node = press({
      class: 'button thumb', data: hooks(block, { ...e, value: b.value }), 'aria-label': b.accessibility_label, 'aria-pressed': String(host.pressed.get(key) === b.value),
    }, [icon(`thumb-${way}`), textObject(b.text)], async () => {
      if (!(await host.act(block, e, { type: e.type, value: b.value }))) return;
      host.pressed.set(key, b.value);
      for (const other of pair) other.setAttribute('aria-pressed', String(other === node));
    });
    return node;
  });
  return el('span', { class: 'pair', role: 'group', 'aria-label': 'Feedback' }, pair);
}

export function overflow(block, e, host) {
  const node = el('button', {
    type: 'button', class: 'button icon-only', 'aria-label': 'More actions', 'aria-haspopup': 'menu', 'aria-expanded': 'false', data: hooks(block, e),
    on: {
      click: () => menu(node, (e.options || []).map((option) => ({
        label: plainOf(option.text), description: plainOf(option.description), data: { value: option.value, actionId: e.action_id },
        pick: () => {
          follow(option.url);
          host.act(block, e, { type: e.type, selected_option: option });
        },
      })), 'More actions'),
    },
  }, icon('more'));
  return node;
}
