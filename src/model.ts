// The nouns. Everything that is stored, signed or shown is made of these.

/** UTC, `2026-01-05T00:20:00Z`; milliseconds only where they differ from zero. Read and made by clock.ts alone. */
export type Instant = string
export type Digest = `sha256:${string}`
/** `service:Operation`, the service as IAM spells it: `eks:DescribeCluster`. */
export type Action = `${string}:${string}`

/** A half-open interval `[start, end)` in which a source must be observed at a subject. */
export type Slot = { start: Instant; end: Instant }

/** `deployment`: the stack that the collector itself runs in. */
export type Scope = 'account' | 'region' | 'cluster' | 'repository' | 'deployment'

/**
 * What is observed. Its identity is `id` and `bornAt` together, so that a recreated cluster is another subject.
 * `id` is the ARN, or `aws://ACCOUNT[/REGION]` where AWS has none. `bornAt` is null where AWS keeps no such time
 * (account, region), or as long as nobody was allowed to read it.
 */
export type Subject = { scope: Scope; id: string; name: string; region: string; bornAt: Instant | null }

/** One question and its answer: one line of an observation. `absent` is "there is none", said by an error that the operation expects. */
export type Exchange = {
  action: Action
  input: unknown
  /** By the collector's clock, when the answer was in. */
  at: Instant
  /** Where the request went, and the answer's own `Date`: null when no answer came. */
  host: string | null
  date: string | null
  requestId: string | null
} & Answered

export type Answered =
  | {
      got: 'body'
      body: unknown
      /** Where the body is not what came over the wire, for that was no JSON or held secret values: the digest of those bytes. */
      raw?: Digest
      /** The names of the source's redactions that withheld something. */
      redacted?: string[]
    }
  | { got: 'absent'; code: string }
  | { got: 'failed'; code: string; message: string }

/** Late is `lateBy > 0`, not a status. */
export type Status = 'complete' | 'empty' | 'partial' | 'failed' | 'missed'

/** A stored object, exactly. `versionId` is null in a folder, which keeps one version of everything. */
export type Ref = { key: string; versionId: string | null; sha256: Digest; bytes: number }

/** What a source still has to do or has done at a subject. */
export type Due = { source: string; slot: Slot }

/** An observation that is already sealed: its parts, in order. */
export type Seen = { slot: Slot; status: Status; parts: Ref[] }

/** How far one source has come at one subject: every slot that starts before `upTo` is settled, but for the open ones. */
export type Progress = { upTo: Instant; open: { slot: Slot; best: Status }[] }

/** A line of the tick's plan: one subject with all that the tick owes it and all that is known of it from sealed ticks. */
export type Task = {
  subject: Subject
  /** The tick that first listed it; its slots run from there, or from its birth if that is later. */
  firstSeen: Instant
  /** The tick that took it up again after it had been left out: its slots run from there; null where it never was. */
  included: Instant | null
  /** The tick whose complete inventory first lacked it; null while it is there. */
  vanished: Instant | null
  due: Due[]
  /** Slots that ended unread: the index will call them missed. */
  lost: Due[]
  progress: Record<string, Progress>
  /** Of each source the newest sealed observation, and behind it the newest complete one of an earlier slot. */
  latest: Record<string, Seen[]>
  /** The newest sealed evaluation. */
  standing: Ref | null
  /** Whether this tick can change a verdict of this subject. */
  judge: boolean
  /** Windows that were read and sealed, and whose evaluation broke off: the next one judges them too. */
  unjudged: (Seen & { source: string })[]
  /** The newest change that a sealed event tells of: a state that was read before it is read again. */
  changed: Instant | null
  /** Of a region: the windows that the tick before read, in which such events stand. */
  told: (Seen & { source: string })[]
  /** Evaluations with hits that call for a look, sealed since the plan before. */
  evaluated: Ref[]
  /** What those hits call to be looked into, until it was. */
  incidents: Incident[]
}

/** Hits that belong together, and whom and what else to look for around them. */
export type Incident = {
  /** 20 hex digits: of the cluster and the hits. */
  id: string
  /** An incident that it goes on with; null where it begins by itself. */
  continues: string | null
  /** The slot of the source `incidents` in which it is looked into; null where none was due. */
  slot: Slot | null
  /** Half an hour around its hits, in whole seconds. */
  from: Instant
  to: Instant
  /** What a line must have in common with the hits: by kind, sorted, bounded. */
  marks: {
    /** Names of users and ARNs of sessions, roles and IAM users. */
    principals: string[]
    /** Access key ids, and names of sessions. */
    keys: string[]
    sessions: string[]
    /** Addresses of the internet. */
    sourceIPs: string[]
    /** `resource/namespace/name`, or the ARN of what it was done to. */
    objects: string[]
  }
  /** How many marks there are beyond: nothing is looked for by them. */
  cut: number
  /** The first of them, in order, and how many there are. */
  hits: { detection: string; at: Instant; auditID: string | null; pointers: string[]; reason: string; evidence: Ref }[]
  count: number
  /** The stored parts of windows around it, as far as they are known when it is planned. */
  windows: Ref[]
}

export type Unknown = { outcome: 'unknown'; reason: string }
export type Judged = { outcome: 'pass' | 'fail' | 'not-applicable'; reason: string }
export type Outcome = Unknown | Judged

export const pass = (reason: string): Outcome => ({ outcome: 'pass', reason })
export const fail = (reason: string): Outcome => ({ outcome: 'fail', reason })
export const notApplicable = (reason: string): Outcome => ({ outcome: 'not-applicable', reason })
export const unknown = (reason: string): Unknown => ({ outcome: 'unknown', reason })

export const isUnknown = (value: unknown): value is Unknown =>
  typeof value === 'object' && value !== null && 'outcome' in value && value.outcome === 'unknown' && 'reason' in value

/** A criterion of the AICPA's Trust Services Criteria. */
export type Criterion = `CC${number}.${number}` | `A1.${number}` | `C1.${number}`
export type Severity = 'low' | 'medium' | 'high' | 'critical'

/** A control's outcome at a subject in a slot. */
export type Verdict = {
  control: string
  criteria: Criterion[]
  outcome: Outcome['outcome']
  /** One sentence that names the value seen. */
  reason: string
  slot: Slot
  /** The start of the slot in which this outcome began. */
  since: Instant
  /** Under an unknown: the outcome that stands until something is read again. */
  standing: { outcome: Judged['outcome']; since: Instant } | null
  /** The stored objects that the verdict rests on. */
  basis: Ref[]
}

/** Who acted, as the audit event lets us tell. */
export type ActorClass = 'human' | 'workload' | 'node' | 'aws-managed' | 'anonymous'

/** The IAM principal behind a user. */
export type Principal = {
  arn: string | null
  canonicalArn: string | null
  sessionName: string | null
  accessKeyId: string | null
}

/** '' is "none". */
export type KubernetesObject = {
  apiGroup: string
  resource: string
  subresource: string
  namespace: string
  name: string
}

/** What a detection found: of one request, management event or principal, or of many together, which `count` says. */
export type Hit = {
  detection: string
  criteria: Criterion[]
  severity: Severity
  slot: Slot
  /** One sentence: who did what to which object. */
  reason: string
  /** Unknown where the entry could not be read. */
  outcome: 'allowed' | 'denied' | 'failed' | 'unknown'
  actorClass: ActorClass | 'unknown'
  /** The ARN of the session or of the IAM user, else the name of the user. */
  actor: string
  /** As the API server saw them, or of a management event its identity: '' and none where a hit is of many entries. At most ten groups. */
  user: string
  groups: string[]
  /** What the authenticator of EKS adds; null where it did not. */
  principal: Principal | null
  /** Who the actor acted as, or null. */
  impersonated: string | null
  /** At most ten. */
  sourceIPs: string[]
  userAgent: string
  /** What it was done to: an object of Kubernetes, a thing of AWS, or null where a hit is of many. */
  object: KubernetesObject | { arn: string } | null
  /** The reason of the allow-list entry by which nobody is told of it; null where it is told. */
  allowed: string | null
  /** The id of the audit event or of CloudTrail's, or null for many, and the time of the event or of the burst's first. */
  auditID: string | null
  at: Instant
  count: number
  /** CloudWatch's record pointers or ids of CloudTrail's events, at most ten. */
  pointers: string[]
  basis: Ref[]
}

/** The stored answer of `evaluate` for one subject in one tick. */
export type Evaluation = {
  schema: 'eks-evidence/evaluation/v1'
  tick: Instant
  subject: Subject
  /** Sorted by control, then slot. */
  verdicts: Verdict[]
  /** Sorted by slot, detection, time, audit id. */
  hits: Hit[]
  /** Window facts that controls ask for over time, by fact, oldest first: carried from evaluation to evaluation. */
  carried: Record<string, { slot: Slot; value: unknown; basis: Ref[] }[]>
  /**
   * Window facts that controls sum up, by fact: from the first to the last window that was tried, which intervals of it the sum
   * covers, and the window that was added last. Where it covers none the value is null.
   */
  tallied: Record<string, { tried: Slot; covered: Slot[]; value: unknown; basis: Ref[] }>
  /** By what it was judged: the configuration, and the program. */
  by: { config: Digest; version: string; commit: string }
  /** What it knew of this tick's readings, its own and those above it: what came later it does not speak of. */
  read: Ref[]
  /** The controls that came to another outcome than stood before, in some slot or for the first time, or are judged no more. Sorted. */
  turned: string[]
}
