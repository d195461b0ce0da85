// doctor: whose credentials these are, whether the clock is right, and which regions can be asked.
import * as z from 'zod/mini'
import type { Config } from '../../config.ts'
import { isUsable } from '../../facts/account-regions.ts'
import { operations } from '../../plan/caller.ts'
import regionsSource from '../../sources/regions.ts'
import { type Asker, remedyFor, unanswered } from './ask.ts'
import { declared } from './declared.ts'
import { cannotTell, fault, type Line, ok } from './line.ts'

export type Caller = { account: string; arn: string }

const Identity = z.object({ Account: z.string(), Arn: z.string() })

/** `caller` undefined: then nobody is there to ask anything as. */
export const credentials = async ({ ask }: Asker): Promise<{ lines: Line[]; caller: Caller | undefined }> => {
  const about = { what: 'credentials', which: '' }
  const said = await ask(declared({ operations }, 'sts:GetCallerIdentity'), {}, '', Identity)
  if (said.got === 'body') {
    const { Account: account, Arn: arn } = said.body
    return { lines: [ok(about, `${arn} of account ${account}`)], caller: { account, arn } }
  }
  return { lines: [said.got === 'failed' ? refused(said) : unanswered(about, said)], caller: undefined }
}

const refused = (said: Parameters<typeof remedyFor>[0]): Line => {
  const about = { what: 'credentials', which: '' }
  const says = `${said.code}: ${said.message.split('\n', 1)[0]}`
  if (said.code === 'CredentialsProviderError')
    return fault(about, says, 'give credentials: aws sso login, AWS_PROFILE, or AWS_ACCESS_KEY_ID')
  if (/^ExpiredToken/.test(said.code)) return fault(about, says, 'get new credentials: aws sso login')
  if (['InvalidClientTokenId', 'SignatureDoesNotMatch', 'UnrecognizedClientException'].includes(said.code))
    return fault(
      about,
      says,
      'AWS does not know these credentials: check AWS_PROFILE, and whether the region is enabled',
    )
  return cannotTell(about, says, remedyFor(said))
}

/** AWS refuses signatures that are five minutes off; times in evidence should be right long before that. */
const mostAhead = 60

export const clockLine = ({ ahead }: Asker): Line => {
  const about = { what: 'clock', which: '' }
  const skew = ahead()
  if (skew === undefined) return cannotTell(about, 'no answer carried a date', 'ask AWS without a proxy in between')
  const how = skew === 0 ? 'as AWS has it' : `${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} AWS`
  if (Math.abs(skew) <= mostAhead) return ok(about, how)
  return fault(about, how, 'set this machine by NTP: timedatectl set-ntp true')
}

const Regions = z.object({ Regions: z.array(z.object({ RegionName: z.string(), RegionOptStatus: z.string() })) })
const listRegions = declared(regionsSource, 'account:ListRegions')

/** The regions to look at, as a tick would: those configured, or all that the account can use. */
export const observedRegions = async (
  { all }: Asker,
  { regions }: Pick<Config, 'regions'>,
  home: string,
): Promise<{ lines: Line[]; observed: string[] }> => {
  const configured = regions === 'all' ? undefined : regions
  const said = await all(listRegions, {}, '', Regions)
  if (said.got !== 'body') {
    const about = { what: 'region', which: (configured ?? ['all']).join(', ') }
    return { lines: [unanswered(about, said)], observed: configured ?? [home] }
  }
  const listed = new Map(
    said.body.flatMap((page) => page.Regions).map((one) => [one.RegionName, { status: one.RegionOptStatus }]),
  )
  const wanted = configured ?? [...listed].filter(([, one]) => isUsable(one)).map(([name]) => name)
  const lines = [...new Set([home, ...wanted])].sort().map((name) => regionLine(name, listed.get(name)?.status))
  const usable = wanted.filter((name) => ['ENABLED', 'ENABLED_BY_DEFAULT'].includes(listed.get(name)?.status ?? ''))
  return { lines, observed: usable.sort() }
}

const regionLine = (name: string, status: string | undefined): Line => {
  const about = { what: 'region', which: name }
  if (status === 'ENABLED' || status === 'ENABLED_BY_DEFAULT') return ok(about, 'enabled')
  if (status === undefined)
    return fault(about, 'AWS lists no such region', 'correct --region, AWS_REGION, or `regions` in eks-evidence.yml')
  if (status === 'ENABLING') return fault(about, 'being enabled', 'wait until it is: this takes minutes to hours')
  const remedy = `aws account enable-region --region-name ${name}, or leave it out of \`regions\` in eks-evidence.yml`
  return fault(about, status === 'DISABLING' ? 'being disabled' : 'not enabled', remedy)
}
