// The colours of all pages, for light and for dark. Each that carries meaning stands beside a word and a shape.

export type Palette = Record<(typeof colours)[number], string>

/** `wash` colours lie under text of their own name. */
const colours = [
  ...['paper', 'card', 'ink', 'muted', 'rule', 'strong-rule', 'link', 'focus'],
  ...[
    'good',
    'good-wash',
    'bad',
    'bad-wash',
    'doubt',
    'doubt-wash',
    'calm',
    'calm-wash',
    'gap',
    'gap-wash',
    'late',
    'late-wash',
  ],
] as const

export const light: Palette = {
  paper: '#fdfcf9',
  card: '#f6f3ec',
  ink: '#1c2126',
  muted: '#59606a',
  rule: '#dfdacd',
  'strong-rule': '#8f887a',
  link: '#1d4e86',
  focus: '#1d4e86',
  good: '#22673f',
  'good-wash': '#e4f0e6',
  bad: '#a3231b',
  'bad-wash': '#fbe7e3',
  doubt: '#7f5200',
  'doubt-wash': '#faeecf',
  calm: '#555d68',
  'calm-wash': '#ebebe8',
  gap: '#64399a',
  'gap-wash': '#efe8f8',
  late: '#17607a',
  'late-wash': '#e0f0f5',
}

export const dark: Palette = {
  paper: '#15181b',
  card: '#1d2125',
  ink: '#e6e3dc',
  muted: '#a7adb5',
  rule: '#33383e',
  'strong-rule': '#767d86',
  link: '#93bdf0',
  focus: '#93bdf0',
  good: '#7fcb9c',
  'good-wash': '#1a2e22',
  bad: '#ff9d90',
  'bad-wash': '#3b1e1b',
  doubt: '#ecbd62',
  'doubt-wash': '#352a14',
  calm: '#abb2bb',
  'calm-wash': '#292e33',
  gap: '#c9abf5',
  'gap-wash': '#2c2240',
  late: '#7dc9e0',
  'late-wash': '#16303a',
}

const declared = (palette: Palette): string => colours.map((name) => `--${name}:${palette[name]}`).join(';')

/** The reader's system decides, unless the page was told; paper is always light. */
export const paletteSheet = `
:root{color-scheme:light;${declared(light)}}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${declared(dark)}}}
@media screen{:root[data-theme=dark]{color-scheme:dark;${declared(dark)}}}
`
