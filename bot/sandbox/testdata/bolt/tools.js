// What the shed holds.

export const tools = [
  { id: 'drill', name: 'Cordless drill', kind: 'power' },
  { id: 'saw', name: 'Jigsaw', kind: 'power' },
  { id: 'sander', name: 'Belt sander', kind: 'power' },
  { id: 'ladder', name: 'Ladder', kind: 'hand' },
  { id: 'level', name: 'Spirit level', kind: 'hand' },
];

export const toolNamed = (id) => tools.find((tool) => tool.id === id)?.name ?? id;

// A red square of 2 by 2 points: the picture on the label of a tool.
export const labelPNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGM4oaAARAwQCgAfjgQhj/xKXgAAAABJRU5ErkJggg==',
  'base64',
);
