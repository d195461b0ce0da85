// ENC-04: the disks of nodes are encrypted.
import { some } from '../answers/some.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster } from '../examples/example.ts'
import { encryptedByDefault, templatesOf, volumesOf } from '../examples/nodes.ts'
import { encryptionByDefault } from '../facts/instance-defaults.ts'
import { nodeVolumes } from '../facts/node-volumes.ts'
import { type NodegroupTemplate, nodegroupTemplates } from '../facts/nodegroup-templates.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const template = (Encrypted?: boolean, DeviceName = '/dev/xvda') => ({
  BlockDeviceMappings: [
    { DeviceName, Ebs: { VolumeSize: 80, VolumeType: 'gp3', ...(Encrypted !== undefined && { Encrypted }) } },
  ],
})
const on = encryptedByDefault(true)
const off = encryptedByDefault(false)

export default defineControl({
  id: 'ENC-04',
  of: 'cluster',
  title: 'The volumes of nodes are encrypted',
  criteria: ['CC6.1'],
  severity: 'medium',
  needs: { nodes: latest(nodeVolumes), groups: latest(nodegroupTemplates), byDefault: latest(encryptionByDefault) },
  settings: {},
  assess: ({ nodes, groups, byDefault }) => {
    if (groups === 'connected') return ofConnected
    const volumes = nodes.flatMap((node) => node.volumes.map((volume) => ({ ...volume, on: node.id })))
    const open = volumes.filter(({ encrypted }) => encrypted === false).map(({ id, on }) => `${id} of ${on}`)
    const empty = groups.filter(({ name }) => !nodes.some(({ group }) => group === name))
    const next = empty.map((group) => ({ name: group.name, ...inFuture(group, byDefault) }))
    const bare = next.filter(({ encrypted }) => encrypted === false)
    if (open.length + bare.length > 0) {
      const running =
        open.length > 0 ? [`${open.length} of ${volumes.length} volumes are not encrypted: ${some(open)}`] : []
      return fail([...running, ...bare.map(said)].join('; '))
    }
    const gone = volumes.filter(({ encrypted }) => encrypted === null)
    if (gone.length > 0) return unknown(`EC2 did not describe ${some(gone.map(({ id, on }) => `${id} of ${on}`))}`)
    const unclear = next.find(({ encrypted }) => encrypted === null)
    if (unclear) return unknown(said(unclear))
    if (nodes.length + empty.length === 0)
      return notApplicable('no EC2 instance and no managed node group is of this cluster')
    return pass([`${volumes.length} volumes of ${nodes.length} nodes are encrypted`, ...next.map(said)].join('; '))
  },
  limits: 'Volumes of pods that hang on no node when they are read are not seen.',
  remedy:
    'Replace the nodes: a volume cannot be encrypted in place. Console: EC2, Settings, Data protection and security, EBS encryption. ' +
    'CLI: aws ec2 enable-ebs-encryption-by-default. IaC: AWS::EC2::LaunchTemplate BlockDeviceMappings[].Ebs.Encrypted for every device, ' +
    'or aws_ebs_encryption_by_default in Terraform.',
  sameAs: [
    'Security Hub EC2.7 (the default of the region)',
    'AWS Config encrypted-volumes',
    'Prowler ec2_ebs_volume_encryption',
  ],
  examples: {
    pass: [
      { nodes: volumesOf({ group: 'nodes-0' }, {}), groups: templatesOf({ template: template(true) }), byDefault: off },
      { nodes: volumesOf(), groups: templatesOf({ template: template() }, {}), byDefault: on },
      { nodes: volumesOf(), groups: templatesOf({ template: template(true) }), byDefault: off },
    ],
    fail: [
      { nodes: volumesOf({}, { encrypted: false }), groups: templatesOf(), byDefault: on },
      { nodes: volumesOf(), groups: templatesOf({}), byDefault: off },
      { nodes: volumesOf(), groups: templatesOf({ template: template(false) }), byDefault: off },
      // A second disk alone is encrypted: that of the system is the image's, which AWS publishes unencrypted.
      {
        nodes: volumesOf({ group: 'nodes-0' }),
        groups: templatesOf({}, { template: template(true, '/dev/xvdb') }),
        byDefault: off,
      },
    ],
    notApplicable: [
      { nodes: volumesOf(), groups: [connectedCluster()], byDefault: on },
      { nodes: volumesOf(), groups: templatesOf(), byDefault: off },
    ],
  },
})

type Future = { encrypted: boolean | null; why: string }
const said = ({ name, why }: Future & { name: string }): string => `${name} has no node: ${why}`

// What a node would get that is started now. AWS publishes its images, so their snapshots cannot be encrypted; of an image
// of one's own nobody has read what its snapshots are.
const inFuture = ({ template, amiType }: NodegroupTemplate, byDefault: boolean): Future => {
  if (byDefault) return { encrypted: true, why: 'the region encrypts new volumes by default' }
  if (template === 'gone') return { encrypted: null, why: 'its launch template is gone' }
  if (template === 'own') return { encrypted: false, why: 'nothing encrypts the volume of one that is started' }
  // A mapping that says nothing takes what its image has on that device: AWS's have nothing encrypted.
  const isCustom = amiType === 'CUSTOM'
  const [bare] = template.volumes.filter(
    ({ encrypted, snapshot }) => encrypted === false || (!encrypted && !snapshot && !isCustom),
  )
  if (bare) return { encrypted: false, why: `its launch template leaves ${bare.device} unencrypted` }
  const missing = rootsOf(amiType).filter((root) => !template.volumes.some(({ device }) => device === root))
  const own = isCustom || template.volumes.some(({ encrypted }) => !encrypted)
  if (own) return { encrypted: null, why: 'whether the snapshots of its image are encrypted was not read' }
  if (missing.length > 0) return { encrypted: false, why: `its launch template does not encrypt ${missing.join(', ')}` }
  return { encrypted: true, why: 'its launch template encrypts every device' }
}

const rootsOf = (amiType: string): string[] =>
  amiType.startsWith('BOTTLEROCKET')
    ? ['/dev/xvda', '/dev/xvdb']
    : amiType.startsWith('WINDOWS')
      ? ['/dev/sda1']
      : ['/dev/xvda']
