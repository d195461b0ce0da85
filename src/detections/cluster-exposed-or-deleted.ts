// DET-61: the endpoint of a cluster was opened, what protects it was lowered or changed, or it was deleted.
import { readRange, tooWide } from '../answers/cidr.ts'
import type { Changed } from '../changes/event.ts'
import { cluster, ending, isAsked, listed, text, who } from '../changes/sentence.ts'
import { defineDetection } from '../detection.ts'
import { trailRecord } from '../examples/change-events.ts'
import { isRecord } from '../json.ts'
import type { Severity } from '../model.ts'

type Settings = { widest: number; widestTogether: number; widest6: number; widestTogether6: number }
type Asked = { what: string; severity: Severity }

const update = (asked: Record<string, unknown>, more: Record<string, unknown> = {}) => [
  trailRecord({ name: 'UpdateClusterConfig', asked: { name: 'prod', ...asked }, more }),
]
const network = (resourcesVpcConfig: unknown) => update({ resourcesVpcConfig })
const open = (...publicAccessCidrs: string[]) => network({ publicAccessCidrs })
const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'

// Where no range is named those of before stay, which are 0.0.0.0/0 where nobody ever named one.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigRequest.html
const endpoint = (event: Changed, settings: Settings): Asked[] => {
  const of = cluster(event)
  const config = event.asked.resourcesVpcConfig
  if (!isRecord(config) || String(config.endpointPublicAccess) === 'false') return []
  const { publicAccessCidrs: cidrs, endpointPublicAccess } = config
  const isSwitchedOn = String(endpointPublicAccess) === 'true'
  if (!isAsked(cidrs) || (Array.isArray(cidrs) && cidrs.length === 0))
    return isSwitchedOn
      ? [{ what: `switch the public endpoint of ${of} on without naming ranges`, severity: 'high' }]
      : []
  const texts = Array.isArray(cidrs) ? cidrs : [cidrs]
  const ranges = texts.flatMap((one) => readRange(String(one)) ?? [])
  const wide = [
    ...tooWide(ranges, 4, settings.widest, settings.widestTogether),
    ...tooWide(ranges, 6, settings.widest6, settings.widestTogether6),
  ]
  if (wide.length > 0 || ranges.length < texts.length)
    return [{ what: `open the public endpoint of ${of} to ${listed(texts)}`, severity: 'high' }]
  return isSwitchedOn
    ? [{ what: `switch the public endpoint of ${of} on for ${listed(texts)}`, severity: 'medium' }]
    : []
}

const protection = (event: Changed): Asked[] => {
  const of = cluster(event)
  const { deletionProtection, accessConfig } = event.asked
  const mode = isRecord(accessConfig) ? accessConfig.authenticationMode : undefined
  return [
    ...(String(deletionProtection) === 'false'
      ? [{ what: `lift the deletion protection of ${of}`, severity: 'medium' as const }]
      : []),
    ...(mode === 'CONFIG_MAP'
      ? [{ what: `let ${of} go by the ConfigMap aws-auth alone`, severity: 'medium' as const }]
      : []),
  ]
}

const askedIn = (event: Changed, settings: Settings): Asked[] => {
  if (event.name === 'DeleteCluster') return [{ what: `delete ${cluster(event)}`, severity: 'high' }]
  if (event.name !== 'AssociateEncryptionConfig') return [...endpoint(event, settings), ...protection(event)]
  const { encryptionConfig } = event.asked
  const keys = (Array.isArray(encryptionConfig) ? encryptionConfig : []).map((one) =>
    isRecord(one) && isRecord(one.provider) ? one.provider.keyArn : one,
  )
  return [
    {
      what: `encrypt secrets of ${cluster(event)} with ${listed(keys.length === 0 ? [text(encryptionConfig)] : keys)}`,
      severity: 'medium',
    },
  ]
}

export default defineDetection({
  id: 'DET-61',
  kind: 'change',
  title: 'Endpoint opened, deletion protection lifted, encryption changed, or cluster deleted',
  criteria: ['CC6.6', 'CC8.1', 'A1.2'],
  severity: 'high',
  names: ['eks:AssociateEncryptionConfig', 'eks:DeleteCluster', 'eks:UpdateClusterConfig'],
  // As NET-01 has them: no single range wider than the first, and all of a family together no wider than the second.
  settings: { widest: 16, widestTogether: 12, widest6: 32, widestTogether6: 28 },
  hit(event, settings) {
    const asked = askedIn(event, settings)
    if (asked.length === 0) return undefined
    const what = asked.map((one) => one.what).join(' and to ')
    const severity = asked.some((one) => one.severity === 'high') ? 'high' : 'medium'
    return { reason: `${who(event)} asked to ${what}${ending(event)}`, severity }
  },
  limits:
    'An event says what was asked for and not what was before, so that an endpoint which was open already may be told as opened. A cluster that is made open or unprotected is told by NET-01 and AVL-02.',
  respond:
    'Ask the actor for the approved change; otherwise close the endpoint or protect the cluster again, and look at what else the actor did in CloudTrail and in the audit log.',
  sameAs: ['Sigma AWS EKS Cluster Created or Deleted'],
  examples: {
    hit: [
      open('0.0.0.0/0'),
      open('::/0'),
      open('203.0.113.0/24', '::/0'),
      open('0.0.0.0/1', '128.0.0.0/1'),
      open('::/1', '8000::/1'),
      open('everybody'),
      network({ publicAccessCidrs: '0.0.0.0/0' }),
      network({ endpointPublicAccess: true }),
      network({ endpointPublicAccess: 'true', publicAccessCidrs: [] }),
      network({ endpointPublicAccess: true, publicAccessCidrs: ['203.0.113.0/24'] }),
      { log: open('10.0.0.0/8', '203.0.113.0/24'), settings: { widest: 9 } },
      update({ deletionProtection: false }),
      update({ deletionProtection: 'false' }, { errorCode: 'AccessDenied' }),
      update({ accessConfig: { authenticationMode: 'CONFIG_MAP' } }, { errorCode: 'InvalidParameterException' }),
      [
        trailRecord({
          name: 'AssociateEncryptionConfig',
          asked: { name: 'prod', encryptionConfig: [{ resources: ['secrets'], provider: { keyArn: key } }] },
        }),
      ],
      [trailRecord({ name: 'AssociateEncryptionConfig', asked: { name: 'prod', encryptionConfig: key } })],
      [trailRecord({ name: 'DeleteCluster', asked: { name: 'prod' } })],
      [trailRecord({ name: 'DeleteCluster', asked: { name: 'prod' }, more: { errorCode: 'ResourceInUseException' } })],
    ],
    miss: [
      open('198.51.100.7/32', '203.0.113.0/24', '2001:db8::/48'),
      network({ endpointPublicAccess: false, publicAccessCidrs: ['0.0.0.0/0'] }),
      network({ subnetIds: ['subnet-0123456789abcdef0'] }),
      network('0.0.0.0/0'),
      update({ deletionProtection: true }),
      update({ deletionProtection: null }),
      update({ accessConfig: { authenticationMode: 'API' } }),
      update({ upgradePolicy: { supportType: 'STANDARD' } }),
      [trailRecord({ name: 'DeleteNodegroup', asked: { name: 'prod', nodegroupName: 'apps' } })],
      [trailRecord({ name: 'DeleteCluster', source: 'ecs.amazonaws.com', asked: { cluster: 'prod' } })],
    ],
  },
})
