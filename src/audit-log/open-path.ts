// What every cluster answers to anybody.
import type { AuditEvent } from './event.ts'

// Load balancers and clients ask for it before they log in; the ClusterRole system:public-info-viewer grants it.
const open = /^\/(healthz|livez|readyz|version)(\/[\w/-]*)?$/

export const pathOf = ({ requestURI }: Pick<AuditEvent, 'requestURI'>): string => requestURI.split('?')[0] ?? ''

export const isOpenPath = (event: AuditEvent): boolean => event.verb === 'get' && open.test(pathOf(event))
