// An estimate as a person reads it.
import { count, paint, table, wrapped } from '../terminal.ts'
import { howKnown } from './assumed.ts'
import type { CostLine, Estimate } from './cost.ts'
import type { Lever } from './levers.ts'
import type { Prices } from './prices.ts'
import type { Usage } from './usage.ts'

export type Told = { usage: Usage; prices: Prices; estimate: Estimate; levers: Lever[]; unread: string[] }

export const estimateText = ({ usage, prices, estimate, levers, unread }: Told): string => {
  const { lines, total, already, amounts } = estimate
  const unknown = lines.filter(({ cost }) => cost === null)
  const images = usage.repositories.reduce((sum, one) => sum + (one.images ?? 0), 0)
  return [
    `${count(usage.clusters.length, 'cluster')}, ${count(usage.repositories.length, 'repository', 'repositories')} of ${count(images, 'image')}, ${count(usage.regions.length, 'region')}; some ${Math.round(amounts.calls).toLocaleString('en-US')} calls of AWS a month`,
    `Prices of ${prices.region}, taken ${prices.taken}: first tier, no free allowances, no taxes; a GB is 2^30 bytes.${usage.region === prices.region ? '' : ` ${usage.region} has its own: --prices FILE.`}`,
    ...usage.clusters.map(volume),
    '',
    ...block(lines),
    '',
    `${paint('bold', `${usd(total)} USD a month`)}${unknown.length > 0 ? `, without what is not known: ${unknown.map(({ service, what }) => `${service}, ${what}`).join('; ')}` : ''}`,
    wrapped(howKnown, 98, 0),
    '',
    'What these logs cost already, with or without it:',
    ...block(already),
    '',
    'What would save something, in USD a month:',
    ...levers.flatMap(({ what, saves, note }) => [
      `  ${saved(saves)}  ${what}`,
      paint('dim', `                  ${note}`),
    ]),
    ...(unread.length > 0 ? ['', 'Could not be asked:', ...unread.map((one) => `  ${wrapped(one, 98, 4)}`)] : []),
  ].join('\n')
}

const volume = ({ name, region, loggedBytesPerDay, measuredBy }: Usage['clusters'][number]): string =>
  `  ${region}/${name}: ${loggedBytesPerDay === null ? 'unknown volume' : `${bytes(loggedBytesPerDay)} of logs a day`} (${measuredBy})`

// One row each, and below it what it rests on.
const block = (lines: CostLine[]): string[] => {
  const rows = lines.map(({ service, what, amount, price, cost }) => [
    `  ${(cost === null ? 'unknown' : usd(cost)).padStart(9)}`,
    service,
    what,
    `${amount === null ? 'unknown' : quantity(amount)} ${price.unit}`,
    price.price === null
      ? 'at an unknown price'
      : `at ${plain(price.price)}${price.per === 1 ? '' : ` for ${price.per.toLocaleString('en-US')}`}`,
  ])
  const shown = table(rows).split('\n')
  return lines.flatMap(({ assumption }, at) => [
    shown[at] ?? '',
    paint('dim', `             ${wrapped(assumption, 87, 13)}`),
  ])
}

const usd = (amount: number): string =>
  amount > 0 && amount < 0.005
    ? '< 0.01'
    : amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const quantity = (amount: number): string =>
  amount.toLocaleString('en-US', { maximumFractionDigits: amount < 100 ? 2 : 0 })
const plain = (price: number): string => price.toLocaleString('en-US', { maximumFractionDigits: 12 })

const saved = (saves: number | null): string => {
  if (saves === null) return '       unknown'
  return (saves >= 0 ? usd(saves) : `costs ${usd(-saves)}`).padStart(14)
}

const bytes = (amount: number): string => {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const power = amount < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(amount) / Math.log(1_024)))
  return `${quantity(amount / 1_024 ** power)} ${units[power]}`
}
