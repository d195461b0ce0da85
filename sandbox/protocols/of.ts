// Which protocol a service speaks.
import type { Service } from '../service.ts'
import { ec2 } from './ec2.ts'
import { json11 } from './json-1-1.ts'
import type { Protocol } from './protocol.ts'
import { query } from './query.ts'
import { restJson } from './rest-json.ts'
import { s3 } from './s3.ts'

export const protocolOf = (service: Service): Protocol => {
  switch (service.protocol) {
    case 'rest-json':
      return restJson(service.routes)
    case 'json-1.1':
      return json11(service.target)
    case 'query':
      return query(service.namespace)
    case 'ec2':
      return ec2(service.namespace, service.elements)
    case 's3':
      return s3
  }
}
