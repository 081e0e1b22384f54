// Small drawings of the emoji that messages about work use most, so that they look alike on every
// machine, one without an emoji font included. Others are left to the machine's fonts.

const SVG = 'http://www.w3.org/2000/svg';

const RED = '#d33a2f';
const GREEN = '#2f9e58';
const BLUE = '#2f74c0';
const YELLOW = '#f0b429';
const ORANGE = '#e07b28';
const PAPER = '#e9e3d6';
const INK = '#6b7279';
const WHITE = '#ffffff';

// A drawing is a list of [path, fill] or [path, none, stroke, width] on a square of 20.
const dot = (cx, cy, r) => `M${cx - r} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
const line = (path, colour, width = 2) => [path, 'none', colour, width];
const circle = (colour) => [[dot(10, 10, 8), colour]];
const tile = (colour) => ['M4 1.5h12a2.5 2.5 0 012.5 2.5v12a2.5 2.5 0 01-2.5 2.5H4A2.5 2.5 0 011.5 16V4A2.5 2.5 0 014 1.5z', colour];
const calendar = [['M3 3h14a1.5 1.5 0 011.5 1.5V17a1.5 1.5 0 01-1.5 1.5H3A1.5 1.5 0 011.5 17V4.5A1.5 1.5 0 013 3z', PAPER], ['M3 3h14a1.5 1.5 0 011.5 1.5V7.5h-17v-3A1.5 1.5 0 013 3z', RED],
  line('M6 1.5v3M14 1.5v3', INK, 1.6), ['M5 10h2.4v2.2H5zM8.8 10h2.4v2.2H8.8zM12.6 10H15v2.2h-2.4zM5 14h2.4v2.2H5zM8.8 14h2.4v2.2H8.8z', INK]];
const hourglass = [['M6 3h8v3.2L11.2 10 14 13.8V17H6v-3.2L8.8 10 6 6.2z', '#bfe0f2'], ['M7.2 5.5h5.6L10 9.3zM10 12.2l3 2.3V17H7v-2.5z', YELLOW], line('M4.5 2.5h11M4.5 17.5h11', '#9a5b2c', 2.2)];
const horn = [['M3 8l9-4.5v13L3 12z', ORANGE], ['M3 8h-.5A1.5 1.5 0 001 9.5v1A1.5 1.5 0 002.5 12H3zM5 12.5l1.5 5h2.5l-1-4z', '#8d4a17'], line('M14.5 7.5a3.5 3.5 0 010 5M16.5 5.2a6.7 6.7 0 010 9.6', INK, 1.5)];
const person = (x, colour) => [[dot(x, 6.5, 3.2), colour], [`M${x - 5.5} 17.5a5.5 6 0 0111 0z`, colour]];

const ART = {
  large_green_circle: circle(GREEN), red_circle: circle(RED), large_blue_circle: circle(BLUE), large_yellow_circle: circle(YELLOW), large_orange_circle: circle(ORANGE), black_circle: circle('#33373b'),
  white_circle: [[dot(10, 10, 7.5), PAPER, '#9aa0a6', 1.5]], white_large_square: [['M3 3h14v14H3z', PAPER, '#9aa0a6', 1.5]],
  memo: [['M4 1.5h9.5l3 3v14H4z', PAPER], line('M6.5 6h5.5M6.5 9h7M6.5 12h4', '#8a9096', 1.3), ['M18.5 8.5l-6.8 7-2.7 1.2.9-2.9 6.8-7z', ORANGE]],
  leftwards_arrow_with_hook: [tile(BLUE), line('M8 4.5L4.5 8 8 11.5M5 8h6.5a3.5 3.5 0 010 7H9', WHITE)],
  arrow_right: [tile(BLUE), line('M4.5 10h10M10.5 5.5L15 10l-4.5 4.5', WHITE)],
  arrows_counterclockwise: [tile(BLUE), line('M5 9a5.2 5.2 0 019.3-2.2M15 11a5.2 5.2 0 01-9.3 2.2M14.8 3.8v3.2h-3.2M5.2 16.2v-3.2h3.2', WHITE, 1.7)],
  rewind: [tile(BLUE), ['M10 5v10l-6-5zM16 5v10l-6-5z', WHITE]], fast_forward: [tile(BLUE), ['M10 5v10l6-5zM4 5v10l6-5z', WHITE]],
  information_source: [tile(BLUE), ['M9 8.5h2.2V15H9zM9 4.8h2.2v2.2H9z', WHITE]],
  hourglass, hourglass_flowing_sand: hourglass, calendar, date: calendar, spiral_calendar_pad: calendar,
  rocket: [['M17.5 2.5c-5-.3-9 2.2-11 7.5l3.5 3.5c5.3-2 7.8-6 7.5-11z', '#cfd6dc'], [dot(12.8, 7.2, 1.7), BLUE], ['M6.8 9L3 9.8l2-3.3 3.2-.6zM11 13.2l-.8 3.8 3.3-2 .6-3.2z', RED], ['M5.5 12c-1.7.5-2.8 2.2-3 5.5 3.3-.2 5-1.3 5.5-3z', YELLOW]],
  no_entry: [[dot(10, 10, 8.5), RED], ['M4.5 8.5h11v3h-11z', WHITE]], octagonal_sign: [['M6.5 1.5h7l5 5v7l-5 5h-7l-5-5v-7z', RED]],
  no_entry_sign: [[dot(10, 10, 7.3), 'none', RED, 2.4], line('M4.8 4.8l10.4 10.4', RED, 2.4)],
  warning: [['M10 1.8l8.7 16H1.3z', YELLOW], ['M9 7h2l-.4 5.5H9.4zM9 14h2v2H9z', '#3a2c05']],
  x: [line('M4 4l12 12M16 4L4 16', RED, 3.4)], white_check_mark: [tile(GREEN), line('M5 10.5l3.5 3.5L15 6.5', WHITE, 2.4)], heavy_check_mark: [line('M3.5 10.5l4.5 4.5 8.5-10', GREEN, 3)],
  question: [line('M6 6.5a4 4 0 117 2.7c-1.6 1.3-2.5 1.8-2.5 3.6', RED, 2.6), [dot(10.4, 16.7, 1.6), RED]], exclamation: [['M8.5 2h3.2l-.6 10.5H9zM8.6 14.5h3V18h-3z', RED]],
  loudspeaker: horn, mega: horn,
  bell: [['M10 2a5.5 5.5 0 00-5.5 5.5c0 4.5-1.5 5.5-2 7h15c-.5-1.5-2-2.5-2-7A5.5 5.5 0 0010 2z', YELLOW], ['M8 15.5a2 2 0 004 0z', '#9a6b12']],
  lock: [line('M6.5 9V6.5a3.5 3.5 0 017 0V9', '#8a9096', 2), ['M4 9h12v8.5H4z', YELLOW], [dot(10, 13, 1.4), '#6b4c0a']],
  rotating_light: [['M5 16V10a5 5 0 0110 0v6z', RED], ['M3 15.5h14v3H3z', INK], line('M10 1v2M3.5 3.5l1.5 1.5M16.5 3.5L15 5', ORANGE, 1.6)],
  drum_with_drumsticks: [['M2.5 8h15v7c0 1.7-3.4 3-7.5 3s-7.5-1.3-7.5-3z', RED], ['M2.5 8a7.5 2.8 0 0115 0 7.5 2.8 0 01-15 0z', PAPER], line('M3 3l6 5M17 3l-6 5', '#9a5b2c', 1.5), line('M5 10.5l3 5.5M11.5 16l3.5-5.5M8 16l3.5-5', YELLOW, 1)],
  bulb: [['M10 1.5a6 6 0 00-3.5 10.9c.7.6 1 1.3 1 2.1h5c0-.8.3-1.5 1-2.1A6 6 0 0010 1.5z', YELLOW], ['M7.5 15.3h5v1.5h-5zM8.3 17.2h3.4l-.7 1.3H9z', INK]],
  zap: [['M11.5 1L4 11.5h5L7.5 19 16 8h-5.5z', YELLOW]], fire: [['M10 1.5c.5 3.5 5.5 5.5 5.5 10.5a5.5 5.5 0 01-11 .5c0-2.5 1.3-3.5 2-5.5 1 .7 1.5 1.5 1.7 2.5C9.5 7.5 10.5 4.5 10 1.5z', ORANGE], ['M10 10c.3 1.8 2.5 2.7 2.5 4.9a2.5 2.5 0 01-5 0C7.5 13 9.3 12 10 10z', YELLOW]],
  speech_balloon: [['M3 3h14v10H9.5L5.5 17v-4H3z', '#9ec9e8']], clipboard: [['M3.5 3h13v15.5h-13z', '#a8703c'], ['M5.5 5h9v11.5h-9z', PAPER], ['M7 1.5h6v3.5H7z', '#8a9096'], line('M7 8.5h6M7 11h6M7 13.5h4', '#8a9096', 1.2)],
  package: [['M2.5 6L10 2.5 17.5 6v9L10 18.5 2.5 15z', '#b98550'], ['M10 9.5L17.5 6v9L10 18.5z', '#99693a'], ['M5.5 4.6L13 8.1v3l2-.9V7.2L7.5 3.7z', '#e0c79d']],
  bar_chart: [['M2 2h16v16H2z', PAPER], ['M4.5 9h3v7h-3z', GREEN], ['M8.5 5h3v11h-3z', BLUE], ['M12.5 11.5h3V16h-3z', RED]],
  eyes: [['M1.5 10a3.7 5.5 0 017.4 0 3.7 5.5 0 01-7.4 0zM11.1 10a3.7 5.5 0 017.4 0 3.7 5.5 0 01-7.4 0z', WHITE, '#8a9096', 1], [dot(4.5, 10.5, 1.9), '#33373b'], [dot(14.1, 10.5, 1.9), '#33373b']],
  '+1': [['M8 18V9l3-7.5c1.7 0 2.5 1.2 2.2 3L12.5 8h4c1.3 0 1.8 1 1.6 2l-1.2 6.5c-.2 1-.9 1.5-1.9 1.5z', '#f2c14e'], ['M2.5 9h4v9h-4z', BLUE]],
  tada: [['M2 18L6.5 7l6.5 6.5z', YELLOW], line('M9 6c0-2 .5-3.5 2-4.5M14 11c2 0 3.5-.5 4.5-2M11 9l4-4', RED, 1.6), [dot(15.5, 3.5, 1.1), BLUE], [dot(17, 13.5, 1.1), GREEN], [dot(6.5, 3, 1.1), RED]],
  heart: [['M10 17.5C4 13 1.8 10 1.8 6.8a4.3 4.3 0 018.2-1.7 4.3 4.3 0 018.2 1.7C18.2 10 16 13 10 17.5z', RED]],
  sparkles: [['M8 3l1.6 4.9L14.5 9.5 9.6 11.1 8 16 6.4 11.1 1.5 9.5l4.9-1.6zM15.5 1.5l.8 2.2 2.2.8-2.2.8-.8 2.2-.8-2.2-2.2-.8 2.2-.8zM15.5 12.5l.8 2.2 2.2.8-2.2.8-.8 2.2-.8-2.2-2.2-.8 2.2-.8z', YELLOW]],
  snowflake: [line('M10 1.5v17M2.6 5.8l14.8 8.4M17.4 5.8L2.6 14.2M7.5 3L10 5.5 12.5 3M7.5 17l2.5-2.5 2.5 2.5', '#5aa9dd', 1.5)],
  pushpin: [line('M8.7 11.3L3 17', '#8a9096', 1.6), ['M12.2 2.2l5.6 5.6-1.4 1-1-.2-3 3 .2 2.6-1.5 1.5-6.8-6.8 1.5-1.5 2.6.2 3-3-.2-1z', RED]],
  construction: [['M1.5 5h17v5.5h-17z', YELLOW], ['M4 5h3l-3 5.5H1.5zM11 5h3l-3 5.5H8zM18 5h.5v5l-.5.5h-3z', '#33373b'], line('M4.5 10.5V18M15.5 10.5V18', INK, 1.8)],
  bust_in_silhouette: person(10, '#5b7fa6'), busts_in_silhouette: [...person(13.5, '#8aa6c4'), ...person(7, '#5b7fa6')],
  mag: [line('M12.5 12.5l5 5', '#8d4a17', 2.6), [dot(8.5, 8.5, 5.6), '#d8ecf7', INK, 1.7]],
  telephone_receiver: [['M5.5 2L2.5 4.5c-.5 6 6.5 13.5 13 13l2.5-3-4-3.3-2.3 1.6C9.7 11.8 8.2 10.3 7.2 8.3L8.8 6z', '#5b7fa6']],
  stopwatch: [line('M8 1.5h4M10 1.5V4', INK, 1.8), [dot(10, 11.2, 6.8), PAPER, INK, 1.6], line('M10 7.5v4l2.5 2', RED, 1.5)],
};
ART.thumbsup = ART['+1'];

// drawing gives the picture of an emoji, or null where the machine's fonts must do.
export function drawing(name) {
  const shapes = ART[name];
  if (!shapes) return null;
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  for (const [d, fill, stroke, width] of shapes) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    path.setAttribute('fill', fill);
    if (stroke) {
      path.setAttribute('stroke', stroke);
      path.setAttribute('stroke-width', width);
      path.setAttribute('stroke-linecap', 'round');
      path.setAttribute('stroke-linejoin', 'round');
    }
    svg.append(path);
  }
  return svg;
}

// drawn lists the names that have a drawing.
export const drawn = () => Object.keys(ART);
