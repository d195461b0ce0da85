// ECR: what every operation begins with: the registry of a region, a repository of it, an image of that.
import { page } from '../page.ts'
import { AwsFault, type Call } from '../service.ts'
import { structure, text, whole } from '../world/members.ts'
import { regionOf } from '../world/region.ts'
import type { ImageState, RegistryState, RepositoryState, World } from '../world.ts'

export const invalid = 'InvalidParameterException'
/** ECR answers every error of the caller with 400. */
export const refusal = (code: string, message: string): AwsFault => new AwsFault(code, 400, message)

export const registryId = text({ pattern: /^\d{12}$/ })
const name = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/
export const repositoryName = text({ min: 2, max: 256, pattern: name })
export const paging = { nextToken: text(), maxResults: whole(1, 1000) }
const imageDigest = text({ pattern: /^[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+$/ })
export const imageId = structure({}, { imageDigest, imageTag: text({ min: 1, max: 300 }) })

type ImageId = { imageDigest: string | undefined; imageTag: string | undefined }

/** The caller's own registry: another account's needs that account's leave, which nobody gave. */
export const registryOf = (world: World, call: Call, id?: string): RegistryState => {
  if (id !== undefined && id !== world.account)
    throw refusal(
      'AccessDeniedException',
      `User: ${call.caller} is not authorized to perform: ecr:${call.operation} on the registry with id '${id}'`,
    )
  return regionOf(world, call).registry
}

/** Throws RepositoryNotFoundException. */
export const repositoryOf = (world: World, call: Call, name: string, id?: string): RepositoryState => {
  const found = registryOf(world, call, id).repositories.find(({ repository }) => repository.repositoryName === name)
  if (found === undefined)
    throw refusal(
      'RepositoryNotFoundException',
      `The repository with name '${name}' does not exist in the registry with id '${world.account}'`,
    )
  return found
}

/** By digest, by tag, or by both, which must then agree. Throws ImageNotFoundException. */
export const imageOf = (world: World, { images, repository }: RepositoryState, asked: ImageId): ImageState => {
  const { imageDigest, imageTag } = asked
  if (imageDigest === undefined && imageTag === undefined)
    throw refusal(invalid, "Invalid parameter at 'imageId' failed to satisfy constraint: 'must have digest or tag'")
  const found = images
    .filter(({ detail }) => imageDigest === undefined || detail.imageDigest === imageDigest)
    .find(({ detail }) => imageTag === undefined || detail.imageTags?.includes(imageTag))
  if (found !== undefined) return found
  const id = `{imageDigest:'${imageDigest ?? 'null'}', imageTag:'${imageTag ?? 'null'}'}`
  const where = `the repository with name '${repository.repositoryName}' in the registry with id '${world.account}'`
  throw refusal('ImageNotFoundException', `The image with imageId ${id} does not exist within ${where}`)
}

/** One page, and the token of the next: 100 items where the caller names no number. */
export const pageOf = <T>(
  call: Call,
  all: readonly T[],
  given: { maxResults: number | undefined; nextToken: string | undefined },
): { items: T[]; nextToken?: string } => {
  const refuse = (message: string) => refusal(invalid, message)
  return page(all, call, { size: given.maxResults, token: given.nextToken, most: 1000, usual: 100, refuse })
}

/** Naming things and paging through all of them are two questions: ECR refuses both at once. */
export const notBoth = (
  member: string,
  named: unknown,
  given: { maxResults: number | undefined; nextToken: string | undefined },
): void => {
  if (named === undefined || (given.maxResults === undefined && given.nextToken === undefined)) return
  throw refusal(invalid, `Invalid parameter at 'maxResults' failed to satisfy constraint: 'not with ${member}'`)
}
