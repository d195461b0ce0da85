// IMG-03: what runs is signed. That is shown, and nothing is refused for it: whether a cluster admits unsigned images is another matter.

import { called, inUse, noneRuns } from '../answers/scans.ts'
import { arnPattern } from '../arn-pattern.ts'
import { defineControl, latest } from '../control.ts'
import { account, answered, none } from '../examples/example.ts'
import { digestOf, type ExampleImage, imagesOf } from '../examples/images.ts'
import { inspectorOf, inspectorOff } from '../examples/inspector.ts'
import { imageSignatures, type SignedImage } from '../facts/image-signatures.ts'
import { inspectedImages } from '../facts/inspected-images.ts'
import { registrySigning, type SigningRule } from '../facts/registry-signing.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const profile = `arn:aws:signer:eu-central-1:${account}:/signing-profiles/Release`
const signing = (...statuses: (string | null)[]) => [
  ...imagesOf(...statuses.map(() => ({}))).filter(({ action }) => action === 'ecr:DescribeImages'),
  ...statuses.map(status),
]
const status = (one: string | null, at: number) => {
  const imageId = { imageDigest: digestOf(at) }
  const why = one === 'FAILED' ? { failureCode: 'ThrottlingException', failureReason: 'throttled' } : {}
  const signingStatuses = one === null ? [] : [{ signingProfileArn: profile, status: one, ...why }]
  return answered(
    'ecr:DescribeImageSigningStatus',
    { repositoryName: 'app', imageId },
    { repositoryName: 'app', imageId, registryId: account, signingStatuses },
  )
}
// An image and what was pushed beside it.
const beside = (details: ExampleImage['details']) => [
  ...imagesOf({}, { details: { artifactMediaType: notation, ...details } }).filter(
    ({ action }) => action === 'ecr:DescribeImages',
  ),
  ...[null, null].map(status),
]
const notation = 'application/vnd.cncf.notary.signature'
const rules = (...filters: string[]) => [
  answered(
    'ecr:GetSigningConfiguration',
    {},
    {
      registryId: account,
      signingConfiguration: {
        rules: [
          {
            signingProfileArn: profile,
            repositoryFilters: filters.map((filter) => ({ filter, filterType: 'WILDCARD_MATCH' })),
          },
        ],
      },
    },
  ),
]
const noRules = [none('ecr:GetSigningConfiguration', {}, 'SigningConfigurationNotFoundException')]
const inspected = inspectorOff

export default defineControl({
  id: 'IMG-03',
  of: 'repository',
  title: 'Every image that runs, or may, is signed',
  criteria: ['CC6.8'],
  severity: 'medium',
  needs: { images: latest(imageSignatures), inspected: latest(inspectedImages), rules: latest(registrySigning) },
  settings: {},
  assess: ({ images, inspected, rules }, { subject }) => {
    const use = inUse(images, inspected, subject.name)
    if (use.judged.length === 0) return notApplicable(noneRuns(use))
    const byEcr = use.judged.filter(isComplete)
    const other = use.judged.filter((image) => !isComplete(image) && image.beside.length > 0)
    const unsigned = use.judged.filter((image) => !isComplete(image) && image.beside.length === 0)
    const said = `${byEcr.length} signed by ECR, ${other.length} with a signature beside that is not verified here; ${use.said}; shown, not enforced`
    const pending = unsigned.filter(({ signing }) => signing.some((one) => one.status === 'IN_PROGRESS'))
    const names = unsigned.map((image) => `${called(image)}${why(image)}`).join(', ')
    if (unsigned.length > pending.length)
      return fail(`${unsigned.length} unsigned, ${said}; ${ruled(rules, subject.name)}; unsigned: ${names}`)
    return pending.length > 0 ? unknown(`${pending.length} being signed, ${said}: ${names}`) : pass(said)
  },
  limits: 'Signatures are not verified, and AWS does not tell whether a cluster refuses an unsigned image.',
  remedy:
    'Add a signing rule that matches the repository (aws ecr put-signing-configuration), and push the image again.',
  sameAs: [],
  examples: {
    pass: [
      { images: signing('COMPLETE', 'COMPLETE'), inspected, rules: rules('app*') },
      { images: beside({ subjectManifestDigest: digestOf(0) }), inspected, rules: noRules },
      {
        images: beside({ artifactMediaType: undefined, imageTags: [`${digestOf(0).replace(':', '-')}.sig`] }),
        inspected: inspectorOf({ images: [{ inUse: 1 }, { inUse: 0 }] }),
        rules: noRules,
      },
      {
        images: signing('COMPLETE', null),
        inspected: inspectorOf({ images: [{ inUse: 1 }, { inUse: 0 }] }),
        rules: rules(),
      },
    ],
    fail: [
      { images: signing('COMPLETE', null), inspected, rules: rules('app*') },
      { images: signing('FAILED'), inspected, rules: rules('app*') },
      { images: signing(null), inspected, rules: rules('prod/*') },
      { images: signing(null), inspected, rules: noRules },
      {
        images: signing(null, 'COMPLETE'),
        inspected: inspectorOf({ images: [{ inUse: 1 }, { inUse: 0 }] }),
        rules: rules('*'),
      },
      // A signature of another image.
      { images: beside({ subjectManifestDigest: digestOf(4) }), inspected, rules: noRules },
    ],
    notApplicable: [{ images: signing(), inspected, rules: noRules }],
  },
})

const isComplete = ({ signing }: SignedImage): boolean => signing.some(({ status }) => status === 'COMPLETE')

const why = ({ signing }: SignedImage): string =>
  signing.map(({ status, why }) => ` (${status}${why ? `: ${why}` : ''})`).join('')

const ruled = (rules: SigningRule[] | null, repository: string): string => {
  const own = (rules ?? []).filter(
    ({ filters }) => filters.length === 0 || filters.some((filter) => arnPattern(filter)(repository)),
  )
  return own.length > 0 ? `${own.length} signing rules match the repository` : 'no signing rule matches the repository'
}
