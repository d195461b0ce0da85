// Severities in order.
import type { Severity } from './model.ts'

const order: readonly Severity[] = ['low', 'medium', 'high', 'critical']

export const worse = (a: Severity, b: Severity): Severity => (order.indexOf(b) > order.indexOf(a) ? b : a)
