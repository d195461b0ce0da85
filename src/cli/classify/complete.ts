// An entry that lacks what the API server writes of each: written by hand for a test, or left by a pipeline that drops members.
import { isRecord } from '../../json.ts'

/**
 * The entry with what it lacks, and the names of that: nothing that is there is changed, whatever it is. It counts as answered, at
 * a level without bodies, and what does not say that it writes reads. Who acted is not made up. `id` tells its request from others.
 */
export const complete = (
  event: Record<string, unknown>,
  id: string,
): { event: Record<string, unknown>; lacks: string[] } => {
  const isSession =
    isRecord(event.objectRef) && ['exec', 'attach', 'portforward'].includes(String(event.objectRef.subresource))
  const usual = {
    auditID: id,
    level: 'Metadata',
    stage: isSession ? 'ResponseStarted' : 'ResponseComplete',
    verb: 'get',
  }
  const lacks = Object.keys(usual).filter((name) => event[name] === undefined)
  return { event: { ...usual, ...event }, lacks }
}
