// What a control says of a cluster of the demo's account, by what is read of it and of its region over the wire.
import { sources } from '../../gen/registry.ts'
import type { AnyControl, Settings } from '../../src/control.ts'
import { outcomeOf } from '../../src/evaluate/outcome.ts'
import { isUnknown, type Outcome, type Subject } from '../../src/model.ts'
import { aboutSubject, readFact } from '../../src/observation/fact.ts'
import { type Demo, slotOf } from '../sources/demo-account.ts'

export const clusterOf = (demo: Demo, name: string): Subject => {
  const found = demo.subjectsOf('cluster').find((one) => one.name === name)
  if (!found) throw new Error(`no cluster ${name}`)
  return found
}

export const judged = async (
  demo: Demo,
  of: { needs: object; id: string },
  subject: Subject,
  settings?: Settings,
): Promise<Outcome> => {
  const control = of as unknown as AnyControl
  const given: Record<string, unknown> = {}
  for (const [need, { fact }] of Object.entries(control.needs)) {
    const source = sources.find(({ id }) => id === fact.source)
    const place =
      fact.of === 'cluster' ? subject : demo.subjectsOf('region').find(({ name }) => name === subject.region)
    if (!source || !place) throw new Error(`nowhere to read ${fact.source}`)
    const { lines } = await demo.read(source, place)
    const value = readFact(fact, source, lines, { subject: place, slot: slotOf(source, demo.now) })
    given[need] = aboutSubject(fact, value, fact.of, subject)
  }
  const unread = Object.values(given).find(isUnknown)
  const config = { controls: settings ? { [control.id]: { settings } } : {} }
  return unread ?? outcomeOf(control, given, { tick: demo.now, task: { subject }, config })
}

/** While an operation is denied to everybody. */
export const denying = async <T>({ sandbox }: Demo, service: string, operation: string, run: () => Promise<T>) => {
  const id = sandbox.faults.add({ effect: { kind: 'denial' }, service, operation })
  try {
    return await run()
  } finally {
    sandbox.faults.remove(id)
  }
}
