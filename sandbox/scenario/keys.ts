// The keys of the demo's regions: those that its clusters and repositories name, and the ones that AWS keeps in every region.
import { encryptionKey, type KmsKey } from '../services/kms-key.ts'
import type { RegionState } from '../world.ts'
import { base, uuid } from './seed.ts'

const createdAt = '2024-10-02T08:11:36Z'

// By region; nobody has thought of the key of analytics since it was made.
const rotates: Record<string, number | null> = { 'eu-west-1': 365, 'us-east-1': null }

export const keysOf = (regions: Record<string, RegionState>): KmsKey[] =>
  Object.entries(regions).flatMap(([region, { clusters, registry }]) => {
    const named = [
      ...clusters.flatMap(({ cluster }) => cluster.encryptionConfig?.map(({ provider }) => provider?.keyArn) ?? []),
      ...registry.repositories.map(({ repository }) => repository.encryptionConfiguration?.kmsKey),
    ].flatMap((arn) => arn ?? [])
    const own = [...new Set(named)].map((arn) => arn.split('/').at(-1) ?? '')
    if (own.length === 0) return []
    return [
      ...own.map((id) => encryptionKey({ id, seed: id, region, createdAt, rotates: rotates[region] ?? null })),
      encryptionKey({
        id: uuid(`${region}/aws/ebs`),
        seed: `${region}/aws/ebs`,
        region,
        createdAt: base,
        manager: 'AWS',
      }),
    ]
  })
