// Rows in columns, for people.

/** Two blanks apart; the last column is not filled up. */
export const table = (head: string[], rows: string[][]): string => {
  const all = [head, head.map((name) => '-'.repeat(name.length)), ...rows]
  const widths = head.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)))
  return all
    .map((row) => row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  '))
    .join('\n')
}
