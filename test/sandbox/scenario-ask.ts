// Asks the services of a scenario as a client would: one call, all pages, or everything there is.
import { expect } from 'vitest'
import { accountService } from '../../sandbox/services/account.ts'
import { backupService } from '../../sandbox/services/backup.ts'
import { cloudtrailService } from '../../sandbox/services/cloudtrail.ts'
import { configService } from '../../sandbox/services/config.ts'
import { ecrService } from '../../sandbox/services/ecr.ts'
import { eksService } from '../../sandbox/services/eks.ts'
import { inspector2Service } from '../../sandbox/services/inspector2.ts'
import type { World } from '../../sandbox/world.ts'

export type Input = Record<string, unknown>
export type Output = Record<string, unknown>
export type Answered = { service: string; operation: string; input: Input; output: Output }
export type Ask = (operation: string, input?: Input, pageLimit?: number) => Output

export const code = (code: string, status = 400) => expect.objectContaining({ code, status })

const services = {
  account: accountService,
  backup: backupService,
  cloudtrail: cloudtrailService,
  config: configService,
  ecr: ecrService,
  eks: eksService,
  inspector2: inspector2Service,
}

/** `ask('ListClusters', {...})` of one service in one region; answers are as they would cross the wire. */
export const asker = (
  world: World,
  service: keyof typeof services,
  region = 'eu-west-1',
  now = '2026-01-05T00:20:00Z',
): Ask => {
  const { operations } = services[service](world)
  return (operation, input = {}, pageLimit) => {
    const handler = operations[operation]
    if (!handler) throw new Error(`no operation ${operation}`)
    const output = handler({
      service,
      operation,
      region,
      account: world.account,
      input,
      now,
      caller: 'arn:aws:sts::111122223333:assumed-role/collect/run',
      ...(pageLimit !== undefined && { pageLimit }),
    })
    return JSON.parse(JSON.stringify(output)) as Output
  }
}

/** The items of all pages under one member, and how many pages they were. */
export const allPages = (ask: Ask, operation: string, input: Input, member: string, pageLimit?: number) => {
  const items: unknown[] = []
  for (let pages = 1, token: unknown; ; pages++) {
    const output = ask(operation, token ? { ...input, nextToken: token } : input, pageLimit)
    items.push(...(output[member] as unknown[]))
    token = output.nextToken
    if (!token) return { items, pages }
  }
}
