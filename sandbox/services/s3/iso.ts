// Times in S3's XML and lock headers: always with milliseconds.
import type { Instant } from '../../../src/model.ts'

export const iso = (at: Instant): string => (at.includes('.') ? at : at.replace('Z', '.000Z'))
