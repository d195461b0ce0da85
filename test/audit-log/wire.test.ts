// The whole way: source, client, sandbox, stored bytes, and what is read from them again.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { logs } from '../../gen/commands/logs.ts'
import { execIntoKubeSystem } from '../../sandbox/noise.ts'
import { logsService } from '../../sandbox/services/logs.ts'
import { putEvent } from '../../sandbox/services/logs-state.ts'
import { detect } from '../../src/audit-log/detect.ts'
import { makeAws } from '../../src/aws.ts'
import { auditLogPopulation } from '../../src/facts/audit-log-population.ts'
import { readFact } from '../../src/observation/fact.ts'
import { observe } from '../../src/observation/observe.ts'
import { readObservation, statusOf } from '../../src/observation/read.ts'
import source from '../../src/sources/audit-log.ts'
import { folderStore } from '../../src/store/folder.ts'
import { bench } from '../sandbox/start.ts'
import { prod, slot, stream, subject } from './account.ts'
import { detections } from './detections.ts'

it('stores a window from which the same hits are found again', async () => {
  const { state, group } = prod()
  for (const { at, message } of execIntoKubeSystem('2026-01-05T00:30:00Z')) putEvent(group, stream, message, at)
  const { sandbox, config, clock } = await bench({ services: [logsService(state)] })
  clock.set('2026-01-05T01:20:00Z')
  const aws = makeAws(
    { home: config.region, endpoint: config.endpoint, credentials: config.credentials },
    [logs],
    clock,
  )
  const store = folderStore(mkdtempSync(join(tmpdir(), 'audit-log-')))
  const observed = await observe(
    {
      store,
      send: aws.send,
      clock,
      collector: { version: '0.0.0', commit: 'none', caller: 'test' },
      config: `sha256:${'0'.repeat(64)}`,
      tick: '2026-01-05T01:20:00Z',
      pause: async () => undefined,
    },
    source,
    { subject, slot },
  )
  if ('again' in observed) throw new Error('put down, although somebody waits')
  expect(observed.status).toBe('complete')

  const parts = await Promise.all(
    (observed.parts ?? []).map(async ({ key }) => ({ key, body: (await store.get({ key }))?.body })),
  )
  const { exchanges, claimed } = readObservation(parts.map(({ key, body = new Uint8Array() }) => ({ key, body })))
  expect(claimed).toEqual(statusOf(source, { subject, slot }, exchanges))
  expect(detect(detections, exchanges, { slot, rules: {} }).map(({ detection }) => detection)).toEqual([
    'DET-22',
    'DET-23',
  ])
  expect(readFact(auditLogPopulation, source, exchanges, { subject, slot })).toMatchObject({
    delivered: 2,
    classified: 2,
  })

  aws.close()
  await sandbox.close()
})
