// Security Hub in one region, through the Send port: one call each, answers checked, nothing thrown for what AWS says.
import type { AwsSecurityFinding, AwsSecurityFindingFilters } from '@aws-sdk/client-securityhub'
import * as z from 'zod/mini'
import { EvidenceError } from '../errors.ts'
import { parseJson } from '../json.ts'
import type { Operation, Send } from '../wire.ts'
import { getFindings, importFindings, updateFindings } from './operations.ts'
import type { Published } from './published.ts'

export type Refusal = { code: string; message: string /** of the call, not of one finding */; whole?: boolean }
/** By finding id; what is not in it arrived. Or nothing arrived. */
export type Receipt = { refused: Map<string, Refusal> } | Refusal

export type Hub = {
  region: string
  /** At most 100 findings. */
  import(findings: AwsSecurityFinding[]): Promise<Receipt>
  /** Sets the workflow to RESOLVED; at most 100 of one product. */
  resolve(ids: string[], productArn: string): Promise<Receipt>
  /** All pages. */
  find(filters: AwsSecurityFindingFilters): Promise<Record<string, unknown>[] | Refusal>
}

/** In both forms: as the exception that the service throws, and as the error that its guide puts into FailedFindings. */
export const isOff = ({ code }: Refusal): boolean => code === 'InvalidAccessException' || code === 'InvalidAccess'

const imported = z.object({
  FailedCount: z.number(),
  SuccessCount: z.number(),
  FailedFindings: z.optional(z.array(z.object({ Id: z.string(), ErrorCode: z.string(), ErrorMessage: z.string() }))),
})
const updated = z.object({
  ProcessedFindings: z.array(z.object({ Id: z.string() })),
  UnprocessedFindings: z.array(
    z.object({ FindingIdentifier: z.object({ Id: z.string() }), ErrorCode: z.string(), ErrorMessage: z.string() }),
  ),
})
const found = z.object({
  Findings: z.array(z.record(z.string(), z.unknown())),
  NextToken: z.optional(z.nullable(z.string())),
})

export const makeHub = (send: Send, region: string, requests: Published['requests']): Hub => {
  const ask = async <I, T>(
    op: Operation<I, unknown>,
    input: I,
    schema: { safeParse(value: unknown): { data?: T | undefined } },
  ): Promise<T | Refusal> => {
    const wire = await send(op.action, input, region)
    const said = wire.ok ? (schema.safeParse('text' in wire ? parsed(wire.text) : wire.body).data ?? malformed) : wire
    requests.push({ region, action: op.action, requestId: wire.requestId, code: isRefusal(said) ? said.code : null })
    return isRefusal(said) ? { code: said.code, message: said.message } : said
  }

  return {
    region,

    async import(findings) {
      const said = await ask(importFindings, { Findings: findings }, imported)
      if (isRefusal(said)) return said
      const failed = said.FailedFindings ?? []
      // Counts that do not add up do not say which findings arrived: none of them is believed.
      if (said.SuccessCount + failed.length !== findings.length) return malformed
      return {
        refused: new Map(
          failed.map(({ Id, ErrorCode, ErrorMessage }) => [Id, { code: ErrorCode, message: ErrorMessage }]),
        ),
      }
    },

    async resolve(ids, productArn) {
      const identifiers = ids.map((Id) => ({ Id, ProductArn: productArn }))
      const said = await ask(
        updateFindings,
        { FindingIdentifiers: identifiers, Workflow: { Status: 'RESOLVED' } },
        updated,
      )
      if (isRefusal(said)) return said
      const done = new Set(said.ProcessedFindings.map(({ Id }) => Id))
      const refused = new Map(ids.filter((id) => !done.has(id)).map((id): [string, Refusal] => [id, malformed]))
      for (const { FindingIdentifier, ErrorCode, ErrorMessage } of said.UnprocessedFindings)
        refused.set(FindingIdentifier.Id, { code: ErrorCode, message: ErrorMessage })
      return { refused }
    },

    async find(filters) {
      const all: Record<string, unknown>[] = []
      const tokens = new Set<string>()
      for (let token: string | undefined; ; ) {
        const said = await ask(
          getFindings,
          { Filters: filters, MaxResults: 100, ...(token !== undefined && { NextToken: token }) },
          found,
        )
        if (isRefusal(said)) return said
        all.push(...said.Findings)
        token = said.NextToken ?? undefined
        if (!token) return all
        if (tokens.has(token)) return malformed
        tokens.add(token)
      }
    },
  }
}

export const isRefusal = (said: object): said is Refusal => 'code' in said && 'message' in said

const malformed: Refusal = { code: 'MalformedResponse', message: 'the answer is not as documented' }

const parsed = (text: string): unknown => {
  try {
    return parseJson(text)
  } catch (cause) {
    if (cause instanceof EvidenceError) return undefined // no schema takes it: malformed
    throw cause
  }
}
