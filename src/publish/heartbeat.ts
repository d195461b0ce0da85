// One finding for each deployment, once a day: up to where its evidence is sealed. A convenience, not an anchor: whoever may write findings may write this one.
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub'
import { seconds } from '../clock.ts'
import type { Digest, Instant, Subject } from '../model.ts'
import { fields, frame, type Publisher } from './asff.ts'
import { isOff, type Refusal } from './hub.ts'
import type { Journal } from './journal.ts'
import { limits } from './limits.ts'
import type { Outbox } from './outbox.ts'
import { line } from './text.ts'

/** Slots that ticks of a day accounted for: how many were expected, and what became of them. */
export type SlotsOfDay = { expected: number; read: number; missed: number; open: number }

export type Beat = {
  ledger: Digest
  sequence: number
  sha256: Digest
  sealedAt: Instant
  /** The ARN of the stack; null where the collector runs in none. */
  deployment: string | null
  day(): Promise<SlotsOfDay>
}

export const heartbeatId = (ledger: Digest): string =>
  `eks-evidence/ledger-${ledger.slice('sha256:'.length, 'sha256:'.length + 20)}/heartbeat`

const dayOf = (at: Instant): number => Math.floor(seconds(at) / 86_400)

/** At the first tick of a day, UTC, and until it has arrived. */
export const isNewDay = (last: Instant | null | undefined, tick: Instant): boolean => !last || dayOf(tick) > dayOf(last)

export const heartbeatFinding = (
  tick: Instant,
  { ledger, sequence, sha256, sealedAt, deployment }: Beat,
  { expected, read, missed, open }: SlotsOfDay,
  publisher: Publisher,
): AwsSecurityFinding => {
  const said = [
    `Sealed up to ${tick} as entry ${sequence}, head ${sha256}.`,
    `In the last day ${expected} slots were expected: ${read} read, ${missed} missed, ${open} still owed.`,
    'A convenience, not an anchor: keep the head that is mailed, or a copy of the ledger with another owner.',
  ]
  return {
    ...frame(tick, subjectOf(deployment, publisher), publisher),
    Id: heartbeatId(ledger),
    GeneratorId: 'eks-evidence/heartbeat',
    Title: 'Evidence of EKS and ECR is being sealed',
    Description: line(said.join(' '), limits.description),
    CreatedAt: tick,
    FirstObservedAt: tick,
    LastObservedAt: tick,
    FindingProviderFields: {
      Severity: { Label: 'INFORMATIONAL', Original: 'informational' },
      Types: ['Software and Configuration Checks'],
    },
    Remediation: {
      Recommendation: {
        Text: 'If this is older than two days: ticks are not sealed, or not published. See docs/operations.md, "What is told"; eks-evidence verify tells what the ledger holds.',
      },
    },
    ProductFields: fields({
      ledger,
      sequence: String(sequence),
      head: sha256,
      tick,
      sealedAt,
      'slots/expected': String(expected),
      'slots/read': String(read),
      'slots/missed': String(missed),
      'slots/open': String(open),
    }),
    RecordState: 'ACTIVE',
  }
}

type On = Publisher & {
  tick: Instant
  outbox(region: string): Outbox
  journal: Journal
  /** The tick that it told of last. */
  beat: { last: Instant | null }
}

/** Sends it to the home region. Where Security Hub is off it is tried again the day after, otherwise with the next tick. */
export const sendHeartbeat = async ({ tick, account, home, outbox, journal, beat }: On, of: Beat): Promise<void> => {
  const before = beat.last
  const lost = (why: Refusal): void => {
    if (!isOff(why)) beat.last = before
    journal.failed(home, heartbeatId(of.ledger), why)
  }
  beat.last = tick
  const finding = heartbeatFinding(tick, of, await of.day(), { account, home })
  await outbox(home).add({ finding, resolve: false, lost })
}

const subjectOf = (deployment: string | null, { account, home }: Publisher): Subject => {
  const [, name = account] = /:stack\/([^/]+)\//.exec(deployment ?? '') ?? []
  return deployment === null
    ? { scope: 'account', id: `aws://${account}`, name: account, region: '', bornAt: null }
    : { scope: 'deployment', id: deployment, name, region: home, bornAt: null }
}
