// A control judged by what a case makes up of its needs, as the framework judges its examples.
import { sources } from '../../gen/registry.ts'
import type { AnyControl, Need, Settings } from '../../src/control.ts'
import { judge, type SourceOf } from '../../src/evaluate/examples.ts'
import type { Exchange, Outcome } from '../../src/model.ts'

const sourceOf: SourceOf = (id) => {
  const source = sources.find((one) => one.id === id)
  if (!source) throw new Error(`no source ${id}`)
  return source
}

export const run = <N extends Record<string, Need<unknown>>>(
  control: { id: string; needs: N; settings: Settings },
  example: { [K in keyof N]: Exchange[] | Exchange[][] } & { with?: object },
): Outcome => runAny(control, example)

/** Of one control among several, whose needs differ. */
export const runAny = (control: { id: string }, example: object): Outcome =>
  judge(control as unknown as AnyControl, example as never, sourceOf)
