// Severities in order.
import type { Severity } from './model.ts'

export const severities = ['low', 'medium', 'high', 'critical'] as const satisfies readonly Severity[]
const order: readonly Severity[] = severities

export const worse = (a: Severity, b: Severity): Severity => (order.indexOf(b) > order.indexOf(a) ? b : a)
