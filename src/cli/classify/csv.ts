// Tables of comma-separated values, as the consoles of Logs Insights and CloudWatch Logs save what they show.
import { insightsTime } from '../../audit-log/entries.ts'
import type { Instant } from '../../model.ts'

export type Row = { message: string; at: Instant | null; stream: string }

/** A row that holds an entry; or that the line names the columns; undefined for every other line. */
export const csvRow = (line: string): Row | 'header' | undefined => {
  if (isHeader(line)) return 'header'
  const begins = line.indexOf('"{""')
  const ends = line.lastIndexOf('}"')
  if (line.startsWith('{') || begins < 0 || ends < begins || (begins > 0 && line[begins - 1] !== ',')) return undefined
  const others = cells(line.slice(0, begins) + line.slice(ends + 2))
  return {
    message: line.slice(begins + 1, ends + 1).replaceAll('""', '"'),
    at: others.map(timeOf).find((time) => time !== null) ?? null,
    stream: others.find((one) => stream.test(one)) ?? '',
  }
}

const isHeader = (line: string): boolean => {
  if (line.length > 1_000) return false
  const names = cells(line)
  return names.length > 1 && names.some((one) => /^@?message$/.test(one)) && names.every((one) => /^@?\w+$/.test(one))
}

const cells = (line: string): string[] => line.split(',').map((one) => one.replaceAll('"', '').trim())

const stream = /^(?:kube-|cloud-controller-manager-|authenticator-)[\w-]{1,500}$/

const timeOf = (text: string): Instant | null => (/^(?:\d{13}$|\d{4}-)/.test(text) ? insightsTime(text) : null)
