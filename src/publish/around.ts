// What a finding of hits says of the incidents that its hits belong to.
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub'
import { fields } from './asff.ts'
import type { Known } from './incident-finding.ts'
import { limits } from './limits.ts'

/** The newest first; its timeline is the one that is named. */
export type Around = readonly Pick<Known, 'finding' | 'timeline'>[]

export const aroundFields = (around: Around): Record<string, string> => {
  const [newest] = around
  return fields({
    incident: newest?.finding,
    'timeline/key': newest?.timeline.key,
    'timeline/versionId': newest?.timeline.versionId ?? undefined,
    'timeline/sha256': newest?.timeline.sha256,
  })
}

export const related = (
  around: Around,
  ProductArn: string | undefined,
): Pick<NonNullable<AwsSecurityFinding['FindingProviderFields']>, 'RelatedFindings'> => {
  const ids = [...new Set(around.map(({ finding }) => finding))].slice(0, limits.related)
  return ids.length > 0 ? { RelatedFindings: ids.map((Id) => ({ ProductArn, Id })) } : {}
}

/** A finding of hits as the Hub shows it, with these: what the stream counted meanwhile stays. Undefined where it says so already. */
export const amended = (shown: AwsSecurityFinding, around: Around): AwsSecurityFinding | undefined => {
  const told = aroundFields(around)
  const { ProductFields = {}, FindingProviderFields } = shown
  if (Object.entries(told).every(([name, value]) => ProductFields[name] === value)) return undefined
  const all = Object.entries({ ...told, ...ProductFields, ...told })
  return {
    ...shown,
    FindingProviderFields: { ...FindingProviderFields, ...related(around, shown.ProductArn) },
    ProductFields: Object.fromEntries(all.slice(0, limits.productFields)),
  }
}
