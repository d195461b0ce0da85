// When the attested records were listed: what was put later is not among them.
import { seconds } from '../clock.ts'
import { defineFact } from '../fact.ts'
import { type Instant, unknown } from '../model.ts'

export const recordsRead = defineFact<Instant>({
  id: 'records-read',
  source: 'governance',
  of: 'deployment',
  actions: ['cloudformation:DescribeStacks', 's3:ListObjectVersions'],
  read(exchanges) {
    let first: Instant | undefined
    for (const { action, at } of exchanges) {
      if (action === 's3:ListObjectVersions' && (!first || seconds(at) < seconds(first))) first = at
    }
    return first ?? unknown('ListObjectVersions was not asked')
  },
})
