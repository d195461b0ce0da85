// What one batch costs the stream in memory and time: ten thousand entries as a busy cluster writes them, nothing but hits, and
// entries of a megabyte.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { backgroundOf } from '../sandbox/noise.ts'
import { example } from '../src/audit-log/example.ts'
import { plus, seconds, slotAt, systemClock } from '../src/clock.ts'
import { startStack } from '../test/functions/stack.ts'
import { bundled } from './bundle.ts'
import { inChild } from './child.ts'
import { podWrite } from './classify/pod-writes.ts'
import { asked, type Figure, rounded, tell } from './figure.ts'
import type { Asked } from './stream/invoke.ts'

const { quick } = asked()
const count = quick ? 1_000 : 10_000
// What V8 may use in a container of 256 MB: three quarters of it, and for what is new the little that it takes where memory is little.
const flags = ['--max-old-space-size=192', '--max-semi-space-size=2']

const folder = mkdtempSync(join(tmpdir(), 'eks-evidence-stream-'))
const stack = await startStack()
// The function goes by its own clock: by another one the SDK would take each refusal for a matter of the time, and ask again.
const now = systemClock.now()
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
const background = backgroundOf({ region: 'eu-west-1', name: 'prod' })
const busy = Array.from({ length: Math.ceil(count / 250) }, (_, hour) =>
  Object.values(background(plus(slotAt(now, 3_600).start, hour * 3_600))),
)
  .flat(2)
  .filter(({ message }) => message.startsWith('{'))
  .slice(0, count)
  .map(({ message }, nth) => (nth % 18 === 0 ? podWrite(nth, '2026-01-05T00:58:00.482913Z') : message))
const loud = Array.from({ length: count }, (_, nth) =>
  JSON.stringify(example({ ...session, name: `x-${nth}`, stage: 'ResponseStarted', auditID: `a${nth}` })),
)
const large = Array.from({ length: 20 }, (_, nth) =>
  podWrite(nth, '2026-01-05T00:58:00.482913Z').replace(
    '"prometheus.io/port"',
    () => `"note":"${'\\"x'.repeat(330_000)}",$&`,
  ),
)

type Seen = { events: number; hits: number; told: { sent: number } | null }
const figures: Figure[] = []
const faults: string[] = []
try {
  for (const [name, messages] of [
    ['as a cluster writes them', busy],
    ['all hits', loud],
    ['entries of a megabyte', large],
  ] as const) {
    const { bytes, event } = batch(messages)
    const asking: Asked = { bundle, event: join(folder, 'event.json') }
    writeFileSync(asking.event, JSON.stringify(event))
    const { value: seen, seconds: took, peakMB } = await inChild<Seen>(invoke, asking, flags)
    const how = `${messages.length} entries, ${rounded(bytes / 1e6)} MB unpacked`
    figures.push({ name: `${name}: peak memory`, value: peakMB, unit: 'MB', how })
    figures.push({ name: `${name}: time`, value: rounded(took), unit: 's', how })
    if (seen.events !== messages.length) faults.push(`${name}: ${seen.events} of ${messages.length} events were read`)
    if (messages === loud && !(seen.told && seen.told.sent > 0)) faults.push(`${name}: none was told`)
  }
} finally {
  await stack.sandbox.close()
  rmSync(folder, { recursive: true, force: true })
}
const conditions = `the function's bundle by the wire against the sandbox in another process; memory is the maxRSS of a process that answers one batch under node ${flags.join(' ')}`
tell({ bench: 'stream', quick, conditions, figures, faults })
