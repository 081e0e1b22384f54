// Marks around what is selected in a field: bold, italic and the rest, as messages write them.

export const FORMATS = [
  { name: 'Bold', icon: 'bold', mark: '*', keys: 'b' },
  { name: 'Italic', icon: 'italic', mark: '_', keys: 'i' },
  { name: 'Strike through', icon: 'strike', mark: '~', keys: 'x', shift: true },
  { name: 'Code', icon: 'code', mark: '`', keys: 'c', shift: true },
  { name: 'Quote', icon: 'quote', line: '> ' },
  { name: 'List', icon: 'list', line: '• ' },
];

// MARKS finds text whose look is another than what was typed.
export const MARKS = /(^|[\s(])([*_~`])\S([^\n]*\S)?\2|```|^> ?\S|:[a-z0-9_+-]{2,}:/m;

// wrap sets a mark around the selection of a field, or takes it away, or starts its lines with something.
export function wrap(field, { mark, line }) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  if (line) {
    const start = value.lastIndexOf('\n', from - 1) + 1;
    const lines = value.slice(start, to).split('\n');
    const all = lines.every((l) => l.startsWith(line));
    field.setRangeText(lines.map((l) => (all ? l.slice(line.length) : line + l)).join('\n'), start, to, 'end');
    return;
  }
  const chosen = value.slice(from, to);
  if (value.slice(from - 1, from) === mark && value.slice(to, to + 1) === mark) {
    field.setRangeText(chosen, from - 1, to + 1, 'select');
    return;
  }
  field.setRangeText(mark + chosen + mark, from, to, 'select');
  field.setSelectionRange(from + 1, to + 1);
}
