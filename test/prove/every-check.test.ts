// Every check of verify by its name, each with its scenario, and what a report's first page says of it.
import { describe } from 'vitest'
import { everyCheck } from './threats/every-check.ts'

describe('every check has its scenario', everyCheck)
