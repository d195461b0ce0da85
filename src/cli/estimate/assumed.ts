// What an estimate assumes: measured with `npm run bench -- calls`, or guessed and said so.

type Assumption = { value: number | null; unit: string; why: string }

const measured = 'measured'
const guessed = 'guessed'
/** For the end of an estimate. */
export const howKnown =
  'Measured: with npm run bench -- calls, over 3 clusters and 12 repositories of 5 images in the local account. Guessed: not measured.'

export const assumed = {
  rowShare: { value: 0.073, unit: 'of the bytes scanned', why: `in rows that no noise rule drops; ${measured}` },
  rowStored: { value: 0.121, unit: 'bytes stored per byte of rows', why: `gzip; ${measured}` },
  windowBytes: { value: 7_040, unit: 'bytes', why: `of a window without rows; ${measured}` },
  auditShare: {
    value: null,
    unit: 'of the bytes logged',
    why: 'the audit log beside other log types: AWS does not tell it',
  },
  scans: {
    value: 2,
    unit: 'scans of each byte',
    why: 'one for the rows, one for the counts; one more for the rows of a cluster that has more of them in an hour than a query gives, 100,000',
  },
  rowBytes: { value: 2_000, unit: 'bytes of a row', why: guessed },
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
/** Of a region: of one that holds something, and of one that holds the default VPC alone. */
const regional = (held: [calls: number, bytes: number], [calls, bytes]: [calls: number, bytes: number]): Reading => ({
  ...reading(...held),
  idle: { calls, bytes },
})

/** Measured as above, but for the windows of the audit log, whose size is computed. */
export const readings: Record<string, Reading> = {
  alerts: reading(39, 5_441),
  // Seven where a query is done at the first poll; four more polls are guessed.
  'audit-log': reading(11, 0),
  backups: regional([3, 1_107], [1, 475]),
  'change-events': regional([71, 3_275], [8, 833]),
  'collector-events': reading(44, 3_356),
  collector: reading(58, 8_872),
  'config-recorder': regional([5, 3_850], [2, 1_051]),
  'ecr-registry': regional([9, 3_847], [9, 2_917]),
  'ecr-repository': reading(7, 1_060, 2, 556),
  // Guessed where there are clusters: AWS lists more add-ons than the local account, which comes to 2 calls and 1,250 bytes.
  'eks-addon-versions': regional([4, 60_000], [1, 470]),
  'eks-anywhere': regional([1, 1_240], [1, 905]),
  'eks-cluster': reading(85, 9_753),
  'eks-versions': reading(1, 854),
  // Of 16 records and 8 documents: a call for each, and six more.
  governance: reading(30, 6_118),
  guardduty: regional([6, 1_422], [1, 473]),
  'hub-findings': regional([2, 1_182], [2, 651]),
  // 44 roles and 11 policies of AWS; 1,000 roles and 700 policies of the account's own come to 36 calls and 145,403 bytes.
  iam: reading(19, 7_382),
  // Of an hour without an incident. The local account's one comes to 18 calls and 4,593 bytes, and a timeline of 10,093.
  incidents: reading(0, 383),
  // Of a region where it is off; what is on is by the image.
  inspector: reading(1, 600, 0.2, 275),
  inventory: reading(2, 1_032),
  'kms-keys': regional([6, 1_049], [1, 471]),
  'load-balancers': regional([7, 1_907], [2, 607]),
  'log-groups': regional([10, 2_017], [3, 583]),
  network: regional([7, 3_249], [6, 1_760]),
  nodes: regional([5, 3_691], [3, 865]),
  regions: reading(1, 2_603),
  stream: reading(2, 1_503),
  trails: regional([4, 2_568], [3, 1_978]),
}

/** What an inventory holds beside, for each that it lists. */
export const listed = { cluster: { calls: 1, bytes: 2_600 }, repository: { calls: 0, bytes: 254 } }

/** Bytes of one evaluation by what is judged: after four days, when it carries as many windows as it ever does. */
export const evaluations: Record<string, number> = {
  ...{ cluster: 157_885, repository: 11_976, region: 40_000, deployment: 46_381 },
}
/** What a tick holds beside: the configuration, the statement, what was published; the plan and the index by what they list. */
export const perTick = {
  objects: 5,
  bytes: 4_990 + 4_576 + 286,
  perSubject: { account: 1_798, region: 14_205, cluster: 2_920, repository: 1_401, deployment: 3_940 },
  perObject: 371,
}

/** As serverless.yml gives it, in GB. */
export const memory = { collect: 1_769 / 1_024, evaluate: 1_769 / 1_024, rest: 1, stream: 1 }

/** Metrics that alarms watch: those of infra/, two of which watch two, and those of infra/stream/alarms.yml in each region. */
export const alarmMetrics = { stack: 12, stream: 4 }
/** What seal and publish write to their logs for CloudWatch. */
export const metrics = 13
