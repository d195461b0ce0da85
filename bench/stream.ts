// What one batch of ten thousand entries costs the stream: memory and time, without a hit and with nothing but hits.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { example } from '../src/audit-log/example.ts'
import { plus, seconds } from '../src/clock.ts'
import { startStack } from '../test/functions/stack.ts'
import { bundled } from './bundle.ts'
import { inChild } from './child.ts'
import { asked, type Figure, rounded, tell } from './figure.ts'
import { flood } from './memory/flood.ts'
import type { Asked } from './stream/invoke.ts'

const { quick } = asked()
const count = quick ? 1_000 : 10_000
// What V8 may use in a container of 256 MB: three quarters, as Node.js takes it.
const flags = ['--max-old-space-size=192']

const folder = mkdtempSync(join(tmpdir(), 'eks-evidence-stream-'))
const stack = await startStack()
const now = plus('2026-01-05T00:00:00Z', 3_540)
stack.clock.set(now)
Object.assign(process.env, stack.environment('stream'))
const bundle = await bundled('functions/stream.ts', folder)
const invoke = pathToFileURL(await bundled('bench/stream/invoke.ts', folder))

const batch = (messages: string[]) => {
  const logEvents = messages.map((message, nth) => ({
    id: String(nth).padStart(56, '3'),
    timestamp: (seconds(now) - 60) * 1_000,
    message,
  }))
  const payload = JSON.stringify({
    ...{ messageType: 'DATA_MESSAGE', owner: stack.account, logGroup: '/aws/eks/prod/cluster' },
    ...{ logStream: 'kube-apiserver-audit-0a1b', subscriptionFilters: ['eks-evidence-stream'], logEvents },
  })
  return { bytes: payload.length, event: { awslogs: { data: gzipSync(payload).toString('base64') } } }
}
const session = { verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'kube-system', code: 101 }
const quiet = flood('2026-01-05T00:00:00Z', count).map(({ message }) => message)
const loud = quiet.map((_, nth) =>
  JSON.stringify(example({ ...session, name: `x-${nth}`, stage: 'ResponseStarted', auditID: `a${nth}` })),
)

type Seen = { events: number; hits: number; told: { sent: number } | null }
const figures: Figure[] = []
const faults: string[] = []
try {
  for (const [name, messages] of [
    ['no hit', quiet],
    ['all hits', loud],
  ] as const) {
    const { bytes, event } = batch(messages)
    const asking: Asked = { bundle, event: join(folder, 'event.json') }
    writeFileSync(asking.event, JSON.stringify(event))
    const { value: seen, seconds: took, peakMB } = await inChild<Seen>(invoke, asking, flags)
    const how = `${messages.length} entries, ${rounded(bytes / 1e6)} MB unpacked`
    figures.push({ name: `${name}: peak memory`, value: peakMB, unit: 'MB', how })
    figures.push({ name: `${name}: time`, value: rounded(took), unit: 's', how })
    if (seen.events !== messages.length) faults.push(`${name}: ${seen.events} of ${messages.length} events were read`)
    if ((seen.told?.sent ?? 0) !== (messages === loud ? 1 : 0)) faults.push(`${name}: ${seen.told?.sent} were told`)
  }
} finally {
  await stack.sandbox.close()
  rmSync(folder, { recursive: true, force: true })
}
const conditions = `the function's bundle by the wire against the sandbox in another process; memory is the maxRSS of a process that answers one batch under node ${flags.join(' ')}`
tell({ bench: 'stream', quick, conditions, figures, faults })
