// What publishing is given: the tick's evaluations beside those before them, and the ways to the store and to AWS.
import type { Clock } from '../clock.ts'
import type { AnyControl } from '../control.ts'
import type { Detection } from '../detection.ts'
import type { Evaluation, Instant, Ref, Subject } from '../model.ts'
import type { Sla } from '../sla.ts'
import type { Store } from '../store/store.ts'
import type { Send } from '../wire.ts'
import type { Acceptances } from './changes.ts'
import type { Described } from './details.ts'
import type { Beat } from './heartbeat.ts'
import type { Published } from './published.ts'

export type Item = {
  evaluation: Evaluation
  evaluationRef: Ref
  /** The evaluation before it; the same again for a subject that nothing was judged of. */
  standing: Evaluation | undefined
  /** By control, as the configuration of this tick has them now, and that of the tick before had them when the subject was last told of. */
  accepted?: Acceptances
  acceptedBefore?: Acceptances
}

/** A subject as it stands, whether this tick judged it or not. */
export type Standing = Pick<Item, 'evaluation' | 'evaluationRef' | 'accepted'>

export type Work = {
  /** The sealed tick to publish, and the tick after it, into whose folder the record goes. */
  tick: Instant
  next: Instant
  /** Every subject that the tick judged. */
  items: AsyncIterable<Item>
  /** Every other living subject: read once a day, when everything is counted. */
  idle: readonly (() => Promise<Item>)[]
  /** The timelines that the tick sealed, and the incidents that its plan knows. */
  timelines: readonly Ref[]
  incidents: ReadonlySet<string>
  /** Deadlines, as the configurations of this tick and of the one before it have them. */
  sla: { now: Sla; before: Sla }
  /** What its slots lack: actions that were denied, or of which something is missing. */
  lacking: number
  /** Regions that hold clusters. */
  regions: readonly string[]
  /** What the newest sealed reading says of a subject, or of what has an ARN; nothing of what is none. */
  described(of: Subject | string): Promise<Described>
  beat: Beat
  /** Subjects that the tick declares gone. */
  retired: Subject[]
  /** The record of the tick before. */
  previous: Published | undefined
  /** No record of it was there a moment ago: then none is asked for. */
  unrecorded?: true
  /** Every living subject of a region with its newest evaluation: asked for only when Security Hub is on again there. */
  everything(region: string): AsyncIterable<Standing>
}

export type Given = {
  store: Store
  send: Send
  clock: Clock
  account: string
  home: string
  catalog: {
    controls: readonly Pick<AnyControl, 'id' | 'title' | 'severity' | 'remedy'>[]
    detections: readonly Pick<Detection, 'id' | 'title' | 'respond'>[]
  }
}
