// The stack's functions, called as AWS calls them: each under its own role, and a tick as the state machine runs it.
import { vi } from 'vitest'
import { seconds } from '../../src/clock.ts'
import { runMachine } from '../stack/machine.ts'
import type { Name, startStack } from './stack.ts'

const context = {
  getRemainingTimeInMillis: () => 900_000,
  functionName: 'f',
  functionVersion: '1',
  awsRequestId: 'r',
  invokedFunctionArn: 'a',
  memoryLimitInMB: '1',
}

/** A function's answer, called with this environment. */
export const call = async (name: Name, environment: Record<string, string>, input: unknown): Promise<unknown> => {
  for (const [variable, value] of Object.entries(environment)) vi.stubEnv(variable, value)
  const { handler } = (await import(`../../functions/${name}.ts`)) as {
    handler: (input: unknown, given: unknown) => Promise<unknown>
  }
  return handler(input, context)
}

/** `told` is put over what the functions find in their environment; it may be changed between two calls. */
export const machineOf = (stack: Awaited<ReturnType<typeof startStack>>, told: Record<string, string> = {}) => {
  const invoke = (name: Name, input: unknown): Promise<unknown> =>
    call(name, { ...stack.environment(name), ...told }, input)

  const at = (time: string): void => {
    vi.setSystemTime(seconds(time) * 1_000)
    stack.clock.set(time)
  }

  /** How the execution ended. */
  const tick = async (time: string, seal = async (given: unknown) => invoke('seal', given)): Promise<string> => {
    at(time)
    const handlers = {
      Plan: (given: unknown) => invoke('plan', given),
      CollectSlice: (given: unknown) => invoke('collect', given),
      EvaluateSlice: (given: unknown) => invoke('evaluate', given),
      Seal: seal,
      Publish: (given: unknown) => invoke('publish', given),
    }
    return (await runMachine({ tick: time }, handlers)).ended
  }
  return { invoke, at, tick }
}
