// What doctor found, as a person reads it and as JSON.
import { count, paint, table, wrapped } from '../terminal.ts'
import type { Examined } from './examine.ts'
import type { Line, State } from './line.ts'

const marks: Record<State, string> = {
  ok: paint('green', 'ok'),
  fault: paint('red', 'MEND'),
  unknown: paint('yellow', 'cannot tell'),
}

export const resultOf = (lines: Line[]): State =>
  lines.some(({ state }) => state === 'fault')
    ? 'fault'
    : lines.some(({ state }) => state === 'unknown')
      ? 'unknown'
      : 'ok'

export const doctorText = ({ lines, passedOver }: Examined): string => {
  const rows = table(lines.map(({ state, what, which, says }) => [marks[state], what, which, says])).split('\n')
  const amount = (state: State): number => lines.filter((line) => line.state === state).length
  const sums = [
    amount('fault') > 0 ? `${count(amount('fault'), 'thing')} to mend` : '',
    amount('unknown') > 0 ? `${count(amount('unknown'), 'thing')} that could not be asked` : '',
  ].filter((one) => one !== '')
  return [
    ...lines.flatMap(({ remedy }, at) => [rows[at] ?? '', ...(remedy === null ? [] : [`             -> ${remedy}`])]),
    '',
    ...(passedOver.length > 0 ? ['Not looked at:', ...passedOver.map((one) => `  ${wrapped(one, 98, 4)}`), ''] : []),
    sums.length > 0 ? `${sums.join(', ')}.` : `${count(lines.length, 'thing')} looked at, nothing to mend.`,
  ].join('\n')
}

export const doctorJson = ({ lines, passedOver }: Examined): string =>
  JSON.stringify({ result: resultOf(lines), lines, passedOver })
