// What can be asked of a sandbox in another thread: data in, data out.
import type { Clock } from '../src/clock.ts'
import type { Instant } from '../src/model.ts'
import type { Fault } from './faults.ts'
import type { CallRecord } from './front-door.ts'
import type { Statement } from './permissions.ts'
import type { Sandbox, SandboxOptions } from './server.ts'

/** The state as named functions that change it: the only way in from outside of the thread. Arguments and results are plain data. */
export type Scenarios = Record<string, (argument: unknown) => unknown>

/** The default export of a setup module. */
export type Setup = (
  argument: unknown,
  clock: Clock,
) =>
  | (Omit<SandboxOptions, 'clock'> & { scenarios: Scenarios })
  | Promise<Omit<SandboxOptions, 'clock'> & { scenarios: Scenarios }>

export type Methods = {
  setClock(now: Instant): Promise<void>
  addFault(fault: Fault): Promise<number>
  removeFault(id: number): Promise<void>
  clearFaults(): Promise<void>
  permit(principal: string, statements: readonly Statement[] | undefined): Promise<void>
  /** Runs a scenario of the setup module. */
  run(scenario: string, argument?: unknown): Promise<unknown>
  /** The calls so far, without the first `skip`. */
  calls(skip?: number): Promise<CallRecord[]>
  close(): Promise<void>
}

export type Asked = { id: number; method: keyof Methods; args: never[] }
export type Answered = { id: number; value: unknown } | { id: number; error: string }

export const methodsOf = (
  sandbox: Sandbox,
  clock: { set(now: Instant): void },
  scenarios: Scenarios,
): Record<keyof Methods, (...args: never[]) => Promise<unknown>> => {
  const methods: Methods = {
    setClock: async (now) => clock.set(now),
    addFault: async (fault) => sandbox.faults.add(fault),
    removeFault: async (id) => sandbox.faults.remove(id),
    clearFaults: async () => sandbox.faults.clear(),
    permit: async (principal, statements) => sandbox.permit(principal, statements),
    run: async (name, argument) => {
      const scenario = scenarios[name]
      if (!scenario) throw new Error(`no scenario ${name}: there are ${Object.keys(scenarios).join(', ')}`)
      return scenario(argument)
    },
    calls: async (skip = 0) => sandbox.calls().slice(skip),
    close: () => sandbox.close(),
  }
  return methods
}
