// How the days of heat maps are filled: tiles that differ in pattern as well as in colour, drawn once for a page.
import { pitch, side } from './heat-map.ts'
import { type Html, html } from './html.ts'
import { allStates, type Fill, told } from './states.ts'

const marks: Record<Fill, Html | null> = {
  plain: null,
  solid: html`<path class="deep" d="M0 0H13V13H0Z"/><path class="void" d="M6.5 3L10 6.5L6.5 10L3 6.5Z"/>`,
  split: html`<path class="deep" d="M0 0H13L0 13Z"/>`,
  hatched: html`<path class="stroke" d="M-1 5L5 -1M-1 10L10 -1M2 14L14 2M7 14L14 7"/>`,
  crossed: html`<path class="stroke" d="M3 3L10 10M10 3L3 10"/>`,
  barred: html`<path class="stroke" d="M3 6.5H10"/>`,
  dotted: html`<circle class="deep" cx="6.5" cy="6.5" r="2.5"/>`,
  empty: html`<circle class="deep" cx="6.5" cy="6.5" r="1"/>`,
}

/** Stands once in every page that has a heat map. */
export const fills = html`<svg class="fills" width="0" height="0" aria-hidden="true" focusable="false"><defs>${allStates.map(
  (state) =>
    html`<pattern id="tile-${state}" class="tile ${told(state).tone}" patternUnits="userSpaceOnUse" width="${pitch}" height="${pitch}"><rect class="${told(state).fill === 'empty' ? 'void' : 'wash'}" width="${side}" height="${side}"/>${marks[told(state).fill]}</pattern>`,
)}</defs></svg>`

export const fillSheet = allStates.map((state) => `.fill-${state}{fill:url(#tile-${state})}`).join('')
