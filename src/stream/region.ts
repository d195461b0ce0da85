// What the functions of a region's stack share: the evidence bucket of the home region, and AWS where they are.
import * as z from 'zod/mini'
import { version } from '../../gen/version.ts'
import { makeAws, type Service } from '../aws.ts'
import { type Clock, systemClock } from '../clock.ts'
import { evidenceBucket, readEnvironment, told } from '../deployment.ts'
import type { Store } from '../store/store.ts'
import type { Send } from '../wire.ts'

export type Region = {
  store: Store
  send: Send
  clock: Clock
  account: string
  region: string
  home: string
  collector: { version: string; commit: string }
  /** The minute at which ticks start. */
  minute: number
}

const name = z.string().check(z.regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, 'expected a region, as eu-west-1'))
const schedule = z.string().check(z.regex(/^cron\((\d|[0-5]\d) \* \* \* \? \*\)$/, 'expected cron(MINUTE * * * ? *)'))
const streaming = z.object({ ...told, HOME_REGION: name, SCHEDULE: schedule })

/** Throws CONFIG_INVALID with every fault of the environment. Asks AWS nothing. */
export const region = (env: NodeJS.ProcessEnv, services: Service[], clock: Clock = systemClock): Region => {
  const { ACCOUNT: account, AWS_REGION: here, HOME_REGION: home, ...on } = readEnvironment(streaming, env)
  return {
    store: evidenceBucket({ ...on, account, home }, clock).store,
    send: makeAws({ home: here }, services, clock).send,
    clock,
    account,
    region: here,
    home,
    collector: { version, commit: on.COMMIT },
    minute: Number(/\d+/.exec(on.SCHEDULE)?.[0]),
  }
}

const arn = z
  .string()
  .check(z.regex(/^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:/, 'expected the ARN of a function'))
const subscribing = z.object({ AWS_REGION: name, DESTINATION: arn })

/** What `subscribe` works with: it writes no evidence, and is told of none. */
export const subscriber = (env: NodeJS.ProcessEnv, services: Service[], clock: Clock = systemClock) => {
  const { AWS_REGION: here, DESTINATION: destination } = readEnvironment(subscribing, env)
  return { send: makeAws({ home: here }, services, clock).send, region: here, destination }
}
