// What publish asks of Security Hub.
import type {
  BatchImportFindingsRequest,
  BatchImportFindingsResponse,
  BatchUpdateFindingsRequest,
  BatchUpdateFindingsResponse,
  GetFindingsRequest,
  GetFindingsResponse,
} from '@aws-sdk/client-securityhub'
import { operation } from '../wire.ts'

export const importFindings = operation<BatchImportFindingsRequest, BatchImportFindingsResponse>(
  'securityhub:BatchImportFindings',
)
export const updateFindings = operation<BatchUpdateFindingsRequest, BatchUpdateFindingsResponse>(
  'securityhub:BatchUpdateFindings',
)
export const getFindings = operation<GetFindingsRequest, GetFindingsResponse>('securityhub:GetFindings', {
  token: 'NextToken',
})

export const operations = [importFindings, updateFindings, getFindings] as const
