// How the launch template of a node group is asked for: the same for who reads it and for who looks the answer up.
import { notDocumented } from './answers.ts'

export type NamedTemplate = {
  id?: string | null | undefined
  name?: string | null | undefined
  version?: string | null | undefined
}
export type TemplateInput = { LaunchTemplateId?: string; LaunchTemplateName?: string; Versions: [string] }

/** By id where there is one; without a version EKS takes the template's default. Throws OBSERVATION_INVALID. */
export const templateInput = ({ id, name, version }: NamedTemplate): TemplateInput => {
  const Versions: [string] = [version || '$Default']
  if (id) return { LaunchTemplateId: id, Versions }
  if (name) return { LaunchTemplateName: name, Versions }
  throw notDocumented('eks:DescribeNodegroup', 'a launch template without id and name')
}
