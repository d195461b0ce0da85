// The chain around every handler: input parsed, context made once, errors logged with their code and hint.

import { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import * as z from 'zod/mini'
import type { Service } from './aws.ts'
import { isInstant } from './clock.ts'
import { type Deployment, deployment } from './deployment.ts'
import { EvidenceError } from './errors.ts'
import { type Metrics, metricLine, stackName } from './metrics.ts'
import type { Instant } from './model.ts'
import type { Slice } from './plan/plan.ts'
import { parseKey } from './store/keys.ts'

type Warn = { warn(message: string, error: unknown): void }
/** Writes figures of a tick to the function's own log, from which CloudWatch takes them. */
type Measure = { measure(tick: Instant, metrics: Metrics): void }

type Given<D, I, O> = {
  input: z.ZodMiniType<I>
  /** The AWS services that the function asks, beside S3. */
  services: Service[]
  run(on: D & Warn & Measure, input: I, time: Time): Promise<O>
}
/** Whether so little is left of the function's time that it must not begin anything more. */
type Time = { isTimeUp(): boolean }

/** As the Scheduler gives it, and as it names a folder: to the minute. */
const tick = z
  .string()
  .check(z.refine((at) => isInstant(at) && at.endsWith(':00Z'), 'expected a whole minute as 2026-01-05T00:20:00Z'))
const planKey = z.string().check(z.refine((key) => parseKey(key)?.kind === 'plan', "expected a plan's key"))
const count = z.int().check(z.nonnegative())

export const tickInput = z.strictObject({ tick })
export const sliceInput = z.strictObject({
  plan: planKey,
  from: count,
  to: count,
  until: z.optional(z.string().check(z.refine(isInstant, 'expected a time as 2026-01-05T01:00:00Z'))),
  left: z.optional(z.array(count)),
}) as z.ZodMiniType<Slice>

const logger = new Logger({ serviceName: 'eks-evidence' })

/**
 * The handler of one function. An error that it throws is named by its code, so that the state machine can tell what to
 * try again. Nothing of the environment or of an answer is logged.
 */
export const makeHandler = <I, O>(given: Given<Deployment, I, O>) => handlerOn(deployment, given)

/** The same for a function of another stack, which finds other things in its environment. */
export const handlerOn = <D, I, O>(
  made: (env: NodeJS.ProcessEnv, services: Service[]) => D,
  { input, services, run }: Given<D, I, O>,
) => {
  const warn: Warn['warn'] = (message, error) => logger.warn(message, said(error))
  // Past the logger: this line is no message, and no level may drop it.
  const measure: Measure['measure'] = (tick, metrics) => {
    process.stdout.write(metricLine(stackName(process.env.STACK_ID), tick, metrics))
  }
  let on: (D & Warn & Measure) | undefined
  return middy()
    .use(injectLambdaContext(logger))
    .onError(({ error }) => {
      logger.error(error instanceof Error ? error.message : String(error), said(error))
      if (error instanceof EvidenceError) error.name = error.code
    })
    .handler(async (event: unknown, context: Context): Promise<O> => {
      on ??= { ...made(process.env, services), warn, measure }
      return run(on, read(input, event), { isTimeUp: () => context.getRemainingTimeInMillis() < reserve })
    })
}

/** Milliseconds: one request with all its retries, and the puts behind it. */
const reserve = 120_000

const read = <I>(schema: z.ZodMiniType<I>, event: unknown): I => {
  const { data, error } = schema.safeParse(event)
  if (error) {
    const faults = error.issues.map(fault)
    throw new EvidenceError('USAGE', { faults }, { hint: 'see events/ for an example of what this function takes' })
  }
  return data as I
}

const fault = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')}: no such key`
  const why = issue.code === 'invalid_type' ? `expected ${issue.expected}` : issue.message
  return `${issue.path.join('.') || 'input'}: ${why}`
}

const said = (error: unknown): Record<string, unknown> =>
  error instanceof EvidenceError
    ? { code: error.code, hint: error.hint, detail: error.detail }
    : {
        error:
          error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : String(error),
      }
