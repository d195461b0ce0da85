// docs/threat-model.md line by line: each scenario is built over honest evidence, and the check that answers it must fail.
import { beforeAll, describe } from 'vitest'
import { fixture } from './fixture.ts'
import { anyByte } from './threats/any-byte.ts'
import { collector } from './threats/collector.ts'
import { envelopes } from './threats/envelopes.ts'
import { forgeries } from './threats/forgeries.ts'
import { late } from './threats/late.ts'
import { ledger } from './threats/ledger.ts'
import { objects } from './threats/objects.ts'
import { observations } from './threats/observations.ts'
import { ownStories } from './threats/own-stories.ts'
import { rules } from './threats/rules.ts'

// In one file, so that the evidence is made once.
beforeAll(fixture)

describe('the ledger', ledger)
describe('keys and envelopes', envelopes)
describe('objects', objects)
describe('an object that no index lists', late)
describe('observations', observations)
describe('what was sealed again', forgeries)
describe('what has its own story', ownStories)
describe('the rules', rules)
describe('the collector', collector)
describe('one byte', anyByte)
