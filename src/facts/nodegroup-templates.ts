// What the launch template of each managed node group says, in the version that the group names.
import * as z from 'zod/mini'
import { answers, by, listAnswers, notDocumented } from '../answers/answers.ts'
import { type TemplateInput, templateInput } from '../answers/launch-template.ts'
import { defineFact } from '../fact.ts'
import { type Exchange, type Unknown, unknown } from '../model.ts'
import { type Connected, isCluster, readCluster } from './of-cluster.ts'

export type Template = {
  key: string | null
  /** Empty: the cluster's own security group is put in. */
  securityGroups: string[]
  volumes: { device: string; encrypted: boolean | null; snapshot: string | null }[]
  /** Null where the template says nothing. */
  metadata: { on: boolean; tokenRequired: boolean | null; hops: number | null }
}
export type NodegroupTemplate = {
  name: string
  amiType: string
  /** `own`: none was given and EKS made one; `gone`: EC2 has no such template or version any more. */
  template: Template | 'own' | 'gone'
}

const text = z.string()
const some = z.nullish(text)
const ids = z.nullish(z.array(text))
const Nodegroup = z.object({
  nodegroup: z.object({
    nodegroupName: text,
    amiType: text,
    diskSize: z.nullish(z.number()),
    launchTemplate: z.nullish(z.object({ id: some, name: some, version: some })),
  }),
})
const List = z.object({ nodegroups: z.array(text) })
const Versions = z.object({
  LaunchTemplateVersions: z.array(
    z.object({
      LaunchTemplateData: z.object({
        KeyName: some,
        SecurityGroupIds: ids,
        NetworkInterfaces: z.nullish(z.array(z.object({ Groups: ids }))),
        BlockDeviceMappings: z.nullish(
          z.array(
            z.object({
              DeviceName: text,
              Ebs: z.nullish(z.object({ Encrypted: z.nullish(z.boolean()), SnapshotId: some })),
            }),
          ),
        ),
        MetadataOptions: z.nullish(
          z.object({
            HttpEndpoint: some,
            HttpTokens: z.nullish(z.enum(['optional', 'required'])),
            HttpPutResponseHopLimit: z.nullish(z.int()),
          }),
        ),
      }),
    }),
  ),
})

export const nodegroupTemplates = defineFact<NodegroupTemplate[] | Connected>({
  id: 'nodegroup-templates',
  source: 'eks-cluster',
  of: 'cluster',
  actions: ['eks:DescribeCluster', 'eks:ListNodegroups', 'eks:DescribeNodegroup', 'ec2:DescribeLaunchTemplateVersions'],
  read(exchanges): NodegroupTemplate[] | Connected | Unknown {
    const found = readCluster(exchanges, z.looseObject({}))
    if (!isCluster(found)) return found
    listAnswers(exchanges, 'eks:ListNodegroups', List)
    const templates = templatesIn(exchanges)
    const groups = [...answers(exchanges, 'eks:DescribeNodegroup', Nodegroup)].map(({ body }) => body.nodegroup)
    const named = groups.map(({ nodegroupName: name, amiType, diskSize, launchTemplate }) => {
      if (launchTemplate) return { name, amiType, template: templates.get(identity(templateInput(launchTemplate))) }
      // EKS says the size of the disk exactly where no template was given.
      if (typeof diskSize === 'number') return { name, amiType, template: 'own' as const }
      throw notDocumented('eks:DescribeNodegroup', 'neither a launch template nor the size of the disk')
    })
    const unread = named.find(({ template }) => template === undefined)
    if (unread) return unknown(`the launch template of ${unread.name} was not read`)
    return (named as NodegroupTemplate[]).sort(by(({ name }) => name))
  },
})

const identity = ({ LaunchTemplateId: id, LaunchTemplateName: name, Versions }: Partial<TemplateInput>): string =>
  [id ?? name, Versions].join(' ')

const templatesIn = (exchanges: Iterable<Exchange>): Map<string, Template | 'gone'> => {
  const action = 'ec2:DescribeLaunchTemplateVersions'
  const found = new Map<string, Template | 'gone'>()
  for (const line of exchanges) {
    const { action: of, got, input } = line
    if (of === action && got === 'absent') found.set(identity(input as TemplateInput), 'gone')
  }
  for (const { input, body } of answers(exchanges, action, Versions)) {
    const [one, ...more] = body.LaunchTemplateVersions
    if (!one || more.length > 0) throw notDocumented(action, 'not exactly the version that was asked for')
    found.set(identity(input), templateOf(one.LaunchTemplateData))
  }
  return found
}

type Said = z.infer<typeof Versions>['LaunchTemplateVersions'][number]['LaunchTemplateData']
const templateOf = (said: Said): Template => ({
  key: said.KeyName ?? null,
  securityGroups: [
    ...(said.SecurityGroupIds ?? []),
    ...(said.NetworkInterfaces ?? []).flatMap(({ Groups }) => Groups ?? []),
  ].sort(),
  volumes: (said.BlockDeviceMappings ?? []).flatMap(({ DeviceName, Ebs }) =>
    Ebs ? [{ device: DeviceName, encrypted: Ebs.Encrypted ?? null, snapshot: Ebs.SnapshotId ?? null }] : [],
  ),
  metadata: {
    on: said.MetadataOptions?.HttpEndpoint !== 'disabled',
    tokenRequired: said.MetadataOptions?.HttpTokens ? said.MetadataOptions.HttpTokens === 'required' : null,
    hops: said.MetadataOptions?.HttpPutResponseHopLimit ?? null,
  },
})
