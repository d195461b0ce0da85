// The one style sheet of all pages.
import { fillSheet } from './fills.ts'
import { paletteSheet } from './palette.ts'
import { partsSheet } from './sheet-parts.ts'
import { pageRule, printSheet } from './sheet-print.ts'
import { textSheet } from './sheet-text.ts'

/** What runs over each printed page, left and right. */
export type Running = { left: string; right: string }

export const style = ({ left, right }: Running): string =>
  [paletteSheet, textSheet, partsSheet, fillSheet, printSheet, pageRule(left, right)].join('').replace(/\n+/g, '\n')
