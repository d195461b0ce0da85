// What GuardDuty watches in a region. Null: it was never turned on there.
import * as z from 'zod/mini'
import { answers, notDocumented } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'

export type GuardDuty = {
  isEnabled: boolean
  /** Names of those that are on. */
  features: string[]
} | null

const List = z.object({ detectorIds: z.array(z.string()) })
const status = z.enum(['ENABLED', 'DISABLED'])
const Detector = z.object({ status, features: z.array(z.object({ name: z.string(), status })) })

export const guardDuty = defineFact<GuardDuty>({
  id: 'guardduty',
  source: 'guardduty',
  of: 'region',
  actions: ['guardduty:ListDetectors', 'guardduty:GetDetector'],
  read(exchanges) {
    const lists = [...answers(exchanges, 'guardduty:ListDetectors', List)]
    if (lists.length === 0) throw notDocumented('guardduty:ListDetectors', 'no list')
    if (lists.every(({ body }) => body.detectorIds.length === 0)) return null
    const [detector] = answers(exchanges, 'guardduty:GetDetector', Detector)
    if (!detector) throw notDocumented('guardduty:GetDetector', 'no detector')
    const { features } = detector.body
    return {
      isEnabled: detector.body.status === 'ENABLED',
      features: features.filter((one) => one.status === 'ENABLED').map(({ name }) => name),
    }
  },
})
