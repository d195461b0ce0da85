// What publishing is given: the tick's evaluations beside those before them, and the ways to the store and to AWS.
import type { Clock } from '../clock.ts'
import type { AnyControl } from '../control.ts'
import type { Detection } from '../detection.ts'
import type { Evaluation, Instant, Ref, Subject } from '../model.ts'
import type { Store } from '../store/store.ts'
import type { Send } from '../wire.ts'
import type { Acceptances } from './changes.ts'
import type { Published } from './published.ts'

export type Item = {
  evaluation: Evaluation
  evaluationRef: Ref
  /** The evaluation before it. */
  standing: Evaluation | undefined
  /** By control, as the configuration of this tick and of the standing evaluation's tick has them. */
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
