// estimate, composed for one machine: the inventory from AWS or from a file, the prices, the exit code.
import { readFileSync } from 'node:fs'
import { services } from '../../gen/commands/command-line.ts'
import * as registry from '../../gen/registry.ts'
import { makeAws } from '../aws.ts'
import { seconds, systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { EvidenceError } from '../errors.ts'
import { retainUntil } from '../store/retention.ts'
import { configFiles, configNow } from './config-files.ts'
import { estimate } from './estimate/cost.ts'
import { levers } from './estimate/levers.ts'
import { prices, readPrices } from './estimate/prices.ts'
import { type Read, readAccount } from './estimate/read-account.ts'
import { estimateText } from './estimate/text.ts'
import { assumptions, readInventory, type Usage } from './estimate/usage.ts'
import type { EstimateOptions } from './estimate.ts'
import { homeRegion, isSandbox } from './place.ts'
import { say } from './terminal.ts'

/** Throws USAGE and CONFIG_INVALID; AWS_REFUSED without credentials. */
export const estimateNow = async (options: EstimateOptions): Promise<void> => {
  const config = configNow(options.config === undefined ? [] : configFiles(options.config), registry)
  const priced = options.prices === undefined ? prices : readPrices(json(options.prices, '--prices'), options.prices)
  const { inventory, unread } = await read(options, config)
  const usage: Usage = {
    ...inventory,
    assume: assumptions(inventory.assume),
    sources: registry.sources.map(({ id, of, every, first }) => ({
      ...{ id, of, first: first === true },
      every: config.cadence[id] ?? every,
    })),
    controls: Object.fromEntries(
      [...Map.groupBy(registry.controls, ({ of }) => of)].map(([of, controls]) => [of, controls.length]),
    ),
    lockDays: lockDays(config),
    streams: options.streams === true,
  }
  const told = { usage, prices: priced, estimate: estimate(usage, priced), levers: levers(usage, priced), unread }
  const { lines, total, already, amounts } = told.estimate
  say(
    options.json
      ? JSON.stringify({
          currency: 'USD',
          total,
          lines,
          already,
          amounts,
          levers: told.levers,
          inventory,
          prices: priced,
          unread,
        })
      : estimateText(told),
  )
  if (unread.length > 0) process.exitCode = 4
}

const read = async ({ inventory, region }: EstimateOptions, config: Config): Promise<Read> => {
  if (inventory !== undefined)
    return { inventory: readInventory(json(inventory, '--inventory'), inventory), unread: [] }
  const home = homeRegion(region)
  isSandbox()
  const aws = makeAws({ home, maxAttempts: 3 }, services, systemClock)
  try {
    return await readAccount({ send: aws.send, clock: systemClock, config, home })
  } finally {
    aws.close()
  }
}

const lockDays = (config: Config): number => {
  const now = systemClock.now()
  return Math.round((seconds(retainUntil(now, config)) - seconds(now)) / 86_400)
}

const json = (file: string, option: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EvidenceError('USAGE', { [option]: file, why }, { hint: 'name a file of JSON that can be read', cause })
  }
}
