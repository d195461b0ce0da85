// What an estimate assumes: measured with `eks-evidence demo --days 2 --out DIR` over the files it leaves, or guessed and said so.

type Assumption = { value: number | null; unit: string; why: string }

const measured = 'measured'
const guessed = 'guessed'
/** For the end of an estimate. */
export const howKnown =
  'Measured: with demo --days 2, over 3 clusters and 12 repositories of 5 images in the local account. Guessed: not measured.'

export const assumed = {
  rowShare: { value: 0.073, unit: 'of the bytes scanned', why: `in rows that no noise rule drops; ${measured}` },
  rowStored: { value: 0.112, unit: 'bytes stored per byte of rows', why: `gzip; ${measured}` },
  windowBytes: { value: 4_184, unit: 'bytes', why: `of a window without rows; ${measured}` },
  auditShare: {
    value: null,
    unit: 'of the bytes logged',
    why: 'the audit log beside other log types: AWS does not tell it',
  },
  scans: { value: 2, unit: 'scans of each byte', why: 'one for the rows, one for the counts, and never more' },
  callSeconds: { value: 0.03, unit: 's of Lambda for a call', why: `several are under way at once; ${guessed}` },
  evaluateSeconds: { value: 0.05, unit: 's of Lambda to judge a subject', why: guessed },
  tickSeconds: { value: 10, unit: 's of Lambda for a tick', why: `plan, seal and publish together; ${guessed}` },
  objectSeconds: { value: 0.02, unit: 's of Lambda to seal an object', why: guessed },
  openShare: { value: 0.2, unit: 'of the controls do not pass', why: `sent again every 60 days; ${guessed}` },
  changes: {
    value: 1,
    unit: 'finding of a subject in a month',
    why: `outcomes that change, and detections; ${guessed}`,
  },
  batchBytes: { value: 100_000, unit: 'bytes of log in a batch of the stream', why: guessed },
  batchSeconds: { value: 0.1, unit: 's of Lambda for a batch', why: guessed },
  ownLogBytes: { value: 1_500, unit: "bytes of a function's own log for an invocation", why: guessed },
} as const satisfies Record<string, Assumption>

export type Assumed = { [Name in keyof typeof assumed]: number | (Name extends 'auditShare' ? null : never) }

/** Calls and stored bytes of one reading, by source; `images` is those of the repository. Compressed, where the source is. */
export type Reading = {
  calls: number
  bytes: number
  callsPerImage: number
  bytesPerImage: number
  /** Of a region without clusters and repositories, where that comes to less. */
  idle?: { calls: number; bytes: number }
}

const reading = (calls: number, bytes: number, callsPerImage = 0, bytesPerImage = 0): Reading => ({
  ...{ calls, bytes, callsPerImage, bytesPerImage },
})
const regional = (held: [calls: number, bytes: number], idle: [calls: number, bytes: number]): Reading => ({
  ...reading(...held),
  idle: { calls: idle[0], bytes: idle[1] },
})

/** Measured as above, but for the windows of the audit log, whose size is computed. */
export const readings: Record<string, Reading> = {
  'audit-log': reading(11, 0),
  backups: reading(4, 1_158),
  // Of a region that holds clusters; 8 calls and 805 bytes of one that holds nothing.
  'change-events': reading(69, 3_056),
  'collector-events': reading(30, 2_523),
  collector: reading(48, 7_382),
  'config-recorder': reading(5, 3_850),
  'ecr-registry': reading(9, 3_846),
  'ecr-repository': reading(8, 1_060, 2.5, 654),
  // Its size is guessed: AWS lists more add-ons than the local account, which comes to 1,382 bytes.
  'eks-addon-versions': reading(4, 60_000),
  'eks-anywhere': reading(1, 1_240),
  'eks-cluster': reading(93, 10_425),
  'eks-versions': reading(2, 940),
  // Of 15 records and 8 documents: a call for each, and seven more.
  governance: reading(29, 5_750),
  guardduty: reading(5, 1_200),
  'hub-findings': reading(2, 1_500),
  // 44 roles and 11 policies of AWS; 1,000 roles and 700 policies of the account's own come to 36 calls and 145,403 bytes.
  iam: reading(19, 6_903),
  inspector: reading(1, 336, 0.25, 366),
  inventory: reading(3, 400),
  'kms-keys': reading(6, 1_009),
  'load-balancers': reading(7, 1_950),
  'log-groups': reading(12, 2_213),
  // The mean of the demo's 18 regions, most of which hold the default VPC alone.
  network: reading(7, 1_882),
  nodes: reading(5, 3_750),
  regions: reading(3, 3_261),
  stream: reading(2, 1_446),
  trails: reading(3, 2_003),
}

/** What an inventory holds beside, for each that it lists. */
export const listed = { cluster: { calls: 1, bytes: 2_600 }, repository: { calls: 0, bytes: 400 } }

/** Bytes of one evaluation by what is judged, of what a tick holds beside, and per subject in its plan. */
export const evaluations: Record<string, number> = { cluster: 27_300, repository: 4_650, region: 1_800 }
export const perTick = { objects: 5, bytes: 426 + 2_943 + 554, perSubject: 1_418, perObject: 320 }

/** As serverless.yml gives it, in GB. */
export const memory = { collect: 1_769 / 1_024, evaluate: 1_769 / 1_024, rest: 1, stream: 1 }

/** Metrics that alarms watch: those of infra/alarms.yml, one of which watches two, and those of infra/stream/alarms.yml in each region. */
export const alarmMetrics = { stack: 6, stream: 4 }
