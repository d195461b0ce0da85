// A time inside an answer, as a shape: an answer whose time is none is not as documented.
import * as z from 'zod/mini'
import { readTime } from '../clock.ts'

/** What JSON carries for a time, epoch seconds or text, read as an Instant. */
export const time = z.pipe(
  z.union([z.number(), z.string()]),
  z.transform((value, { issues }) => {
    const at = readTime(value)
    if (at !== undefined) return at
    issues.push({ code: 'custom', message: 'not a time', input: value })
    return z.NEVER
  }),
)
