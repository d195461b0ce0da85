// docs/detections.md: what there is, by criterion, with what each looks at and cannot see; and what there is not.
import { binMinutes } from '../../src/audit-log/query.ts'
import { criteria, type Told } from '../../src/criteria.ts'
import type { Detection, Select } from '../../src/detection.ts'
import type { Criterion } from '../../src/model.ts'
import type { Declared } from './declared.ts'
import { leftOut, policy, policySource } from './detections-left-out.ts'
import { byId, page, table } from './markdown.ts'

const told = Object.entries(criteria) as [Criterion, Told][]

export const detectionsPage = (declared: Declared): string => {
  const detections = byId(declared.detections.map(({ it }) => it))
  return page(
    'Detections',
    `${detections.length} detections: pure functions of the entries of the Kubernetes audit log, as far as EKS delivered them to CloudWatch, of the counts of a slot, or of management events of CloudTrail.`,
    lead(detections),
    '## All of them',
    table(
      ['id', 'title', 'severity', 'of', 'looked at', 'criteria'],
      detections.map((one) => [one.id, one.title, one.severity, one.kind, lookedAt(one), one.criteria.join(', ')]),
    ),
    ...told.flatMap(([one, { about }]) => under(one, about, detections)),
    '## Looked for by others, and not here',
    table(
      ['what', 'by', 'why not'],
      leftOut.map(({ what, who, why }) => [what, who, why]),
    ),
    '## What EKS logs, and what that leaves to see',
    `The audit policy of EKS cannot be changed. As the EKS Best Practices Guide gives it (${policySource}); one cluster of yours tells whether it still holds.`,
    table(
      ['what', 'level', 'what detections have of it'],
      policy.map((row) => [...row]),
    ),
    'A server-side apply whose body is YAML and not JSON at the same time leaves no entry: the API server cannot write the event, as its maintainers say (https://github.com/kubernetes/kubernetes/pull/139419, merged in June 2026). kubectl and client-go send JSON; who sends YAML on purpose is not in the log. What became of it shows where the cluster itself is read, and by what its controllers do next.',
    'An entry that is larger than CloudWatch takes is cut or comes without its objects: DET-58 tells it, for whoever wrote it escaped the others.',
    '### Logs of other clusters',
    'With `eks-evidence classify` a log under another policy can be judged. Detections read what is there: where writes are at level Metadata or Request, those that look into objects see less or nothing, and DET-58 tells creations and changes without their object. Where stages are omitted, sessions (DET-22 to DET-26) that are told at ResponseStarted are missed. Where a policy drops users or resources altogether, nothing here can know.',
  )
}

const kinds: Record<Detection['kind'], string> = {
  event:
    'one entry; by the hourly scan, and by the stream within seconds; what was asked for may weigh less than the severity here',
  entry: 'an entry that could not be judged; by the scan and by the stream',
  distinct:
    'different things by one actor within an hour, all sessions of a role taken together but those of IAM Identity Center; by the scan',
  burst: 'requests by one actor within an hour, taken together likewise, as the counts query counts them; by the scan',
  'first-use': 'a principal against what the windows before it showed; by the scan',
  change:
    "one management event, from CloudTrail's history, read hourly; what was asked for may weigh more or less than the severity here",
}

const lead = (detections: readonly Detection[]): string =>
  [
    'A hit says what was done or tried: `outcome` is allowed, denied or failed, and `actorClass` human, workload, node, aws-managed or anonymous. Hits are one finding per detection, cluster, actor and day. What an allow-list of the configuration lets pass (`detections.ID.allow`, each with a reason) is counted and told to nobody: `docs/operations.md` says how it is written and what remains visible, `docs/verify-by-hand.md` where hits lie in the evidence. `eks-evidence init` writes every setting with its meaning.',
    '',
    ...Object.entries(kinds).map(([kind, what]) => {
      const own = detections.filter((one) => one.kind === kind)
      return `- ${kind} (${own.length}): ${what}`
    }),
    '',
    `Rows are asked of Logs Insights once an hour by one query, made from what each looks at; requests are counted by a second one, in pieces of ${binMinutes} minutes. What machinery does all day is not among the rows unless a detection names it. Criteria are those that a detection is relevant to; each stands under its first.`,
  ].join('\n')

const under = (criterion: Criterion, about: string, detections: readonly Detection[]): string[] => {
  const own = detections.filter((one) => one.criteria[0] === criterion)
  return own.length === 0 ? [] : [`## ${criterion}: ${about}`, ...own.map(section)]
}

const section = (one: Detection): string => {
  const settings = Object.entries(one.settings ?? {}).map(([name, value]) => `\`${name}\` ${JSON.stringify(value)}`)
  return [
    `### ${one.id} ${one.title}`,
    '',
    `- ${one.severity}; relevant to ${one.criteria.join(', ')}; ${kinds[one.kind]}`,
    `- Looked at: ${lookedAt(one)}`,
    ...(settings.length > 0 ? [`- Settings: ${settings.join(', ')}`] : []),
    `- What to do: ${one.respond}`,
    ...(one.limits ? [`- Limits: ${one.limits}`] : []),
    ...(one.sameAs.length > 0 ? [`- Elsewhere: ${one.sameAs.join('; ')}`] : []),
  ].join('\n')
}

const lookedAt = (one: Detection): string => {
  if ('select' in one) return selected(one.select)
  if (one.kind === 'change') return one.names.join(', ')
  return one.kind === 'burst' ? 'the counts of all requests' : 'all entries that name a principal of IAM'
}

const selected = (select: Select): string => {
  const { verb, resource, subresource, namespace, user, impersonated, userAgent, butNoise } = select
  const parts = [
    verb ? list(verb) : 'any verb',
    ...(resource ? [`of ${list(resource)}`] : []),
    ...(subresource && !isNone(subresource) ? [`subresource ${list(subresource)}`] : []),
    ...(namespace ? [isNone(namespace) ? 'across namespaces' : `in ${list(namespace)}`] : []),
    ...(user ? [`by ${list(user)}`] : []),
    ...(impersonated ? ['as somebody else'] : []),
    ...(userAgent ? [`by clients called ${list(userAgent)}`] : []),
    ...(butNoise ? ['but what machinery does all day'] : []),
  ]
  return parts.join('; ')
}

const isNone = (values: readonly string[]): boolean => values.length === 1 && values[0] === ''
const list = (values: readonly string[]): string => values.map((value) => value || 'none').join(', ')
