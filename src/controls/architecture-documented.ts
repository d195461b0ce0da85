// GOV-11: the architecture document names the clusters that there are, and was reviewed in time.
import { arnPattern } from '../arn-pattern.ts'
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { attestedOf, documentAt, registerOf } from '../examples/attested.ts'
import { answered, describedCluster, subjects } from '../examples/example.ts'
import { attested } from '../facts/attested.ts'
import { regionClusters } from '../facts/region-clusters.ts'
import { notApplicable } from '../model.ts'

const item = 'architecture'
const { id: prod } = subjects.cluster
const reviewed = {
  kind: 'review' as const,
  item,
  reviewedBy: 'Ravi Reviewer',
  subjects: [prod],
  document: documentAt('documents/architecture.pdf'),
}
const { subjects: _, ...ofNothing } = reviewed
const clusters = (...names: string[]) => [
  answered('eks:ListClusters', { include: ['all'] }, { clusters: names, nextToken: null }),
  ...names.map(() => describedCluster()),
]
const register = registerOf(item)
const elsewhere = 'arn:aws:eks:eu-west-1:111122223333:cluster/other'

export default defineControl({
  id: 'GOV-11',
  of: 'region',
  title: 'The architecture document names every cluster of the region, and was reviewed in time',
  criteria: ['CC2.1', 'CC3.2'],
  severity: 'low',
  needs: { clusters: latest(regionClusters), reviews: latest(attested('review')) },
  settings: {},
  assess: ({ clusters, reviews }, at) => {
    if (clusters.length === 0) return notApplicable('no cluster is in the region')
    const [, region] = at.subject.id.replace('aws://', '').split('/')
    const wanted = { kind: 'review', records: reviews, byAnother: true, ofDocument: true } as const
    return governed(item, [wanted], at, ({ record: { subjects = [] } }) => {
      const missing = clusters.filter((arn) => !subjects.some((pattern) => arnPattern(pattern)(arn)))
      const gone = subjects.filter((one) => one.split(':')[3] === region && !clusters.some(arnPattern(one)))
      return [
        ...(missing.length > 0 ? [`the document does not name ${missing.join(', ')}`] : []),
        ...(gone.length > 0 ? [`it names ${gone.join(', ')}, which is not there`] : []),
      ]
    })
  },
  limits: 'What else the document says is not judged, and that it was reviewed is attested.',
  remedy:
    'Bring the document up to date, have it reviewed, and attest it with the ARNs of the clusters that it describes: npx eks-evidence attest review --file review.json --document architecture.pdf (item architecture, subjects).',
  sameAs: [],
  examples: {
    pass: [
      { clusters: clusters('prod'), reviews: attestedOf([reviewed]), with: { register } },
      {
        clusters: clusters('prod'),
        reviews: attestedOf([{ ...reviewed, subjects: [prod, elsewhere] }]),
        with: { register },
      },
    ],
    fail: [
      { clusters: clusters('prod'), reviews: attestedOf([reviewed]) },
      { clusters: clusters('prod'), reviews: attestedOf([]), with: { register } },
      { clusters: clusters('prod'), reviews: attestedOf([{ ...reviewed, subjects: [elsewhere] }]), with: { register } },
      { clusters: clusters('prod'), reviews: attestedOf([ofNothing]), with: { register } },
      {
        clusters: clusters('prod'),
        reviews: attestedOf([{ ...reviewed, subjects: [prod, `${prod}-2`] }]),
        with: { register },
      },
      {
        clusters: clusters('prod'),
        reviews: attestedOf([{ ...reviewed, performedAt: '2024-11-03T10:00:00Z' }]),
        with: { register },
      },
    ],
    notApplicable: [{ clusters: clusters(), reviews: attestedOf([]), with: { register } }],
  },
})
