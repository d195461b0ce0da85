// EC2's Describe operations: ids, filters, pages, and how each is refused.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
import { page } from '../page.ts'
import { glob } from '../permissions.ts'
import { authFailure } from '../refusals.ts'
import { AwsFault, type Call, type Handler } from '../service.ts'
import type { RegionState, World } from '../world.ts'

type Tagged = { Tags?: { Key?: string | undefined; Value?: string | undefined }[] | undefined }
type Value = string | number | boolean | undefined
/** What of an item a filter of that name is compared with. */
export type Filters<Item> = Readonly<Record<string, (item: Item) => readonly Value[]>>

export type Describing<Item> = {
  /** The output's member. */
  as: string
  of(state: RegionState, call: Call): readonly Item[]
  filters: Filters<Item>
  /** Which items are asked for by name; `missing` is what is said of one that there is not. */
  ids?: { member: string; of(item: Item): Value; missing: [code: string, what: string]; paged?: false }
  /** MaxResults. `capped`: a larger number counts as the largest. */
  size: { least: number; most: number; capped?: true }
  /** What is answered for an item, where that is not the item as it is. */
  shown?(item: Item, call: Call): unknown
}

export const describing =
  <Item extends Tagged>(world: World, { as, of, filters, ids, size, shown }: Describing<Item>): Handler =>
  (call) => {
    known(call, ['Filter', 'MaxResults', 'NextToken', ...(ids ? [ids.member] : [])])
    const asked = ids && call.input[ids.member] !== undefined ? listOf(call, ids.member) : undefined
    if (asked && ids?.paged === false && call.input.MaxResults !== undefined) {
      const message = `The parameter ${ids.member} cannot be used with the parameter maxResults`
      throw new AwsFault('InvalidParameterCombination', 400, message)
    }
    const all = of(stateOf(world, call), call)
    const absent = asked?.filter((id) => !all.some((item) => ids?.of(item) === id)) ?? []
    if (ids && absent.length > 0) {
      const [code, what] = ids.missing
      throw new AwsFault(code, 400, `The ${what} '${absent.join(', ')}' does not exist`)
    }
    const named = asked && ids ? all.filter((item) => asked.includes(String(ids.of(item)))) : all
    return pageOf(call, as, filtered(call, named, filters), size, (item) => (shown ? shown(item, call) : item))
  }

/** The region, or what EC2 says where it is not enabled. */
export const stateOf = (world: World, { region }: Call): RegionState => {
  const state = world.regions[region]
  if (!state || (state.optStatus !== 'ENABLED' && state.optStatus !== 'ENABLED_BY_DEFAULT')) throw authFailure()
  return state
}

/** Refuses parameters that the operation does not have; a dry run ends here, as it would have succeeded. */
export const known = ({ input }: Call, parameters: readonly string[]): void => {
  for (const name of Object.keys(input))
    if (name !== 'DryRun' && !parameters.includes(name))
      throw new AwsFault('UnknownParameter', 400, `The parameter ${name} is not recognized`)
  if (input.DryRun === 'true')
    throw new AwsFault('DryRunOperation', 412, 'Request would have succeeded, but DryRun flag is set.')
}

export const listOf = ({ input }: Call, name: string): string[] => {
  const list = input[name] ?? []
  if (Array.isArray(list) && list.every((one) => typeof one === 'string')) return list
  throw invalid(`Invalid value for parameter ${name}`)
}

/** `Filter.N.Name` and its values: one of the values must match, of every filter. `*` and `?` are wildcards. */
export const filtered = <Item extends Tagged>(
  { input: { Filter = [] } }: Call,
  items: readonly Item[],
  filters: Filters<Item>,
): Item[] => {
  if (!Array.isArray(Filter)) throw invalid('Invalid value for parameter Filter')
  const tests = Filter.map(({ Name, Value }: { Name?: unknown; Value?: unknown }) => {
    const values = valuesOf(filters, String(Name))
    if (!Array.isArray(Value)) throw invalid(`The filter '${Name}' has no values`)
    return (item: Item) =>
      values(item).some((value) => value !== undefined && Value.some((one) => glob(String(one), String(value))))
  })
  return items.filter((item) => tests.every((test) => test(item)))
}

const valuesOf = <Item extends Tagged>(filters: Filters<Item>, name: string): Filters<Item>[string] => {
  const own = Object.hasOwn(filters, name) ? filters[name] : undefined
  if (own) return own
  if (name === 'tag-key') return ({ Tags = [] }) => Tags.map(({ Key }) => Key)
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length)
    return ({ Tags = [] }) => Tags.filter(({ Key }) => Key === key).map(({ Value }) => Value)
  }
  throw invalid(`The filter '${name}' is invalid`)
}

/** One page under the output member `as`, and the token of the next. */
export const pageOf = <Item>(
  call: Call,
  as: string,
  items: readonly Item[],
  { least, most, capped }: Describing<Item>['size'],
  shown: (item: Item) => unknown = (item) => item,
): Record<string, unknown> => {
  const { MaxResults, NextToken } = call.input
  const wished = MaxResults === undefined ? undefined : Number(MaxResults)
  const bad = (bound: string) => invalid(`Value ( ${MaxResults} ) for parameter maxResults is invalid. ${bound}`)
  if (wished !== undefined) {
    if (!(wished >= least)) throw bad(`Expecting a value greater than or equal to ${least}.`)
    if (wished > most && !capped) throw bad(`Expecting a value less than or equal to ${most}.`)
  }
  const refuse = () => new AwsFault('InvalidNextToken', 400, `The token '${NextToken}' is invalid`)
  // Without MaxResults there is one page, however long.
  const size = Math.min(wished ?? Math.max(items.length, 1), wished === undefined ? Infinity : most)
  const { items: some, nextToken } = page(items, call, {
    size,
    token: NextToken,
    most: Math.max(most, items.length),
    refuse,
  })
  return { [as]: some.map(shown), NextToken: nextToken }
}

export const invalid = (message: string): AwsFault => new AwsFault('InvalidParameterValue', 400, message)
