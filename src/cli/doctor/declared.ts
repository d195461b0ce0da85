// An operation that a source or a stage declares, for who asks the same by itself.
import type { Operation } from '../../wire.ts'

/** Throws for an action that is not among them: a defect of this program. */
export const declared = (
  { operations }: { operations: readonly Operation<never, unknown>[] },
  action: string,
): Operation<object, unknown> => {
  const found = operations.find((one) => one.action === action)
  if (found) return found as unknown as Operation<object, unknown>
  throw new Error(`nobody declares ${action} any more`)
}
