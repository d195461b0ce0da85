// What every cluster answers to anybody.
import type { AuditEvent } from './event.ts'
import { pathOf } from './request-uri.ts'

// Load balancers and clients ask for it before they log in; the ClusterRole system:public-info-viewer grants it.
const open = /^\/(healthz|livez|readyz|version)(\/[\w/-]*)?$/

export const isOpenPath = ({ verb, requestURI }: AuditEvent): boolean => verb === 'get' && open.test(pathOf(requestURI))
