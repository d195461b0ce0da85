// How findings about clusters stand in Security Hub: those of our own detections, and GuardDuty's.

import type { AwsSecurityFindingFilters, GetFindingsRequest, GetFindingsResponse } from '@aws-sdk/client-securityhub'
import { accountOf } from '../arn.ts'
import { detectionGenerator } from '../detection.ts'
import { asking, defineSource, list } from '../source.ts'
import { operation } from '../wire.ts'

// Where nobody subscribed to Security Hub it says so by this code; an action that is not allowed has another one.
const getFindings = operation<GetFindingsRequest, GetFindingsResponse>('securityhub:GetFindings', {
  absentWhen: ['InvalidAccessException'],
  token: 'NextToken',
})

const equals = (Value: string) => [{ Value, Comparison: 'EQUALS' as const }]
const about = (id: string, filters: AwsSecurityFindingFilters): GetFindingsRequest => ({
  // An administrator's Security Hub shows other accounts' findings too.
  Filters: { AwsAccountId: equals(accountOf(id)), RecordState: equals('ACTIVE'), ...filters },
  MaxResults: 100,
})

export default defineSource({
  id: 'hub-findings',
  kind: 'state',
  of: 'region',
  every: 86_400,
  zipped: true,
  ...asking(
    list(getFindings, ({ id }) => about(id, { GeneratorId: [{ Value: detectionGenerator, Comparison: 'PREFIX' }] })),
    list(getFindings, ({ id }) =>
      about(id, { ProductName: equals('GuardDuty'), ResourceType: equals('AwsEksCluster') }),
    ),
  ),
})
