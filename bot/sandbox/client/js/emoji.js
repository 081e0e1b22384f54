// Emoji by the names that messages use. A name that is not here is shown as it was written.

const TABLE = `
memo 📝  pencil ✏️  pencil2 ✏️  leftwards_arrow_with_hook ↩️  arrow_right_hook ↪️  hourglass ⌛
hourglass_flowing_sand ⏳  calendar 📆  date 📅  spiral_calendar_pad 🗓️  rocket 🚀  large_green_circle 🟢  red_circle 🔴
large_blue_circle 🔵  large_yellow_circle 🟡  large_orange_circle 🟠  large_purple_circle 🟣  black_circle ⚫
white_circle ⚪  rewind ⏪  fast_forward ⏩  no_entry ⛔  no_entry_sign 🚫  warning ⚠️  x ❌  white_check_mark ✅
heavy_check_mark ✔️  ballot_box_with_check ☑️  loudspeaker 📢  mega 📣  bell 🔔  no_bell 🔕  lock 🔒  unlock 🔓
closed_lock_with_key 🔐  key 🔑  mag 🔍  mag_right 🔎  wave 👋  tada 🎉  confetti_ball 🎊  sparkles ✨  star ⭐  star2 🌟
fire 🔥  boom 💥  zap ⚡  bulb 💡  eyes 👀  speech_balloon 💬  thought_balloon 💭  telephone_receiver 📞  phone ☎️
telephone ☎️  iphone 📱  computer 💻  desktop_computer 🖥️  keyboard ⌨️  printer 🖨️  floppy_disk 💾  cd 💿  package 📦
inbox_tray 📥  outbox_tray 📤  mailbox 📫  email ✉️  envelope ✉️  e-mail 📧  incoming_envelope 📨
chart_with_upwards_trend 📈  chart_with_downwards_trend 📉  bar_chart 📊  clipboard 📋  page_facing_up 📄  page_with_curl 📃
bookmark_tabs 📑  notebook 📓  ledger 📒  books 📚  book 📖  open_book 📖  file_folder 📁  open_file_folder 📂
card_index_dividers 🗂️  card_index 📇  pushpin 📌  round_pushpin 📍  paperclip 📎  link 🔗  scissors ✂️  triangular_ruler 📐
straight_ruler 📏  wastebasket 🗑️  gear ⚙️  wrench 🔧  hammer 🔨  hammer_and_wrench 🛠️  nut_and_bolt 🔩  shield 🛡️
construction 🚧  building_construction 🏗️  rotating_light 🚨  traffic_light 🚦  vertical_traffic_light 🚦
octagonal_sign 🛑  checkered_flag 🏁  triangular_flag_on_post 🚩  white_flag 🏳️  crossed_flags 🎌  ambulance 🚑
fire_engine 🚒  ship 🚢  airplane ✈️  truck 🚚  train 🚋  bus 🚌  clock1 🕐  clock3 🕒  clock6 🕕  clock9 🕘  clock12 🕛
alarm_clock ⏰  stopwatch ⏱️  timer_clock ⏲️  watch ⌚  sunrise 🌅  sunny ☀️  cloud ☁️  snowflake ❄️  umbrella ☔  moon 🌔
crescent_moon 🌙  rainbow 🌈  arrow_right ➡️  arrow_left ⬅️  arrow_up ⬆️  arrow_down ⬇️  arrow_upper_right ↗️
arrow_lower_right ↘️  arrows_counterclockwise 🔄  arrows_clockwise 🔃  repeat 🔁  twisted_rightwards_arrows 🔀
arrow_forward ▶️  arrow_backward ◀️  double_vertical_bar ⏸️  pause_button ⏸️  black_square_for_stop ⏹️
record_button ⏺️  back 🔙  soon 🔜  top 🔝  new 🆕  free 🆓  up 🆙  ok 🆗  sos 🆘  +1 👍  thumbsup 👍  -1 👎  thumbsdown 👎
ok_hand 👌  clap 👏  raised_hands 🙌  pray 🙏  muscle 💪  point_right 👉  point_left 👈  point_up ☝️  point_up_2 👆
point_down 👇  raised_hand ✋  hand ✋  handshake 🤝  writing_hand ✍️  v ✌️  crossed_fingers 🤞  smile 😄  smiley 😃
grinning 😀  slightly_smiling_face 🙂  wink 😉  blush 😊  sunglasses 😎  thinking_face 🤔  sweat_smile 😅  joy 😂  sob 😭
cry 😢  disappointed 😞  worried 😟  confused 😕  neutral_face 😐  expressionless 😑  scream 😱  rage 😡  angry 😠  zzz 💤
sleeping 😴  face_with_thermometer 🤒  mask 😷  nerd_face 🤓  partying_face 🥳  face_with_rolling_eyes 🙄  see_no_evil 🙈
skull 💀  ghost 👻  robot_face 🤖  alien 👽  bust_in_silhouette 👤  busts_in_silhouette 👥  man 👨  woman 👩  cop 👮
construction_worker 👷  detective 🕵️  technologist 🧑‍💻  office 🏢  factory 🏭  house 🏠  house_with_garden 🏡  bank 🏦
hospital 🏥  shopping_trolley 🛒  shopping_bags 🛍️  credit_card 💳  moneybag 💰  money_with_wings 💸  euro 💶  dollar 💵
gift 🎁  trophy 🏆  medal 🏅  dart 🎯  art 🎨  musical_note 🎵  heart ❤️  green_heart 💚  blue_heart 💙  yellow_heart 💛
orange_heart 🧡  purple_heart 💜  broken_heart 💔  100 💯  heavy_plus_sign ➕  heavy_minus_sign ➖
heavy_multiplication_x ✖️  question ❓  grey_question ❔  exclamation ❗  grey_exclamation ❕  heavy_exclamation_mark ❗
bangbang ‼️  interrobang ⁉️  information_source ℹ️  recycle ♻️  infinity ♾️  copyright ©️  tm ™️  one 1️⃣  two 2️⃣
three 3️⃣  four 4️⃣  five 5️⃣  six 6️⃣  seven 7️⃣  eight 8️⃣  nine 9️⃣  keycap_ten 🔟  zero 0️⃣  hash #️⃣
white_large_square ⬜  black_large_square ⬛  large_green_square 🟩  large_red_square 🟥  large_yellow_square 🟨
large_blue_square 🟦  large_orange_square 🟧  small_orange_diamond 🔸  small_blue_diamond 🔹  large_orange_diamond 🔶
large_blue_diamond 🔷  small_red_triangle 🔺  small_red_triangle_down 🔻  black_small_square ▪️  white_small_square ▫️
radio_button 🔘  bug 🐛  beetle 🐞  ant 🐜  turtle 🐢  snail 🐌  rabbit 🐰  cat 🐱  dog 🐶  unicorn_face 🦄  penguin 🐧  whale 🐳
octopus 🐙  bee 🐝  seedling 🌱  evergreen_tree 🌲  deciduous_tree 🌳  four_leaf_clover 🍀  sunflower 🌻  coffee ☕  tea 🍵
beer 🍺  beers 🍻  pizza 🍕  cake 🍰  birthday 🎂  cookie 🍪  apple 🍎  popcorn 🍿  drum_with_drumsticks 🥁  heartbeat 💓
satellite_antenna 📡  globe_with_meridians 🌐  earth_africa 🌍  earth_americas 🌎  label 🏷️  ticket 🎫  test_tube 🧪
microscope 🔬  telescope 🔭  magnet 🧲  battery 🔋  electric_plug 🔌  crystal_ball 🔮  jigsaw 🧩  brain 🧠  ear 👂
`;

const GLYPHS = new Map();
for (const entry of TABLE.trim().split(/\s{2,}|\n/)) {
  const [name, glyph] = entry.split(' ');
  GLYPHS.set(name, glyph);
}

// glyph gives the character of a name, or undefined.
export const glyph = (name) => GLYPHS.get(name);

// nameOf gives a name of a character, or undefined.
const NAMES = new Map([...GLYPHS].map(([name, character]) => [character, name]).reverse());
export const nameOf = (character) => NAMES.get(character);

// names lists every name known here, for the reaction picker's search.
export const names = () => [...GLYPHS.keys()];
