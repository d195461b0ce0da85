// The scenario's only source of ids and variety: digests of labels, so that adding one thing moves nothing else.
import { seconds } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import type { Digest, Instant } from '../../src/model.ts'

export const account = '111122223333'
/** A Monday. */
export const base: Instant = '2026-01-05T00:00:00Z'

export const digestOf = (label: string): Digest => sha256(`demo/${label}`)
export const hex = (label: string, length: number): string => digestOf(label).slice('sha256:'.length).slice(0, length)
/** 0 <= number < below. */
export const number = (label: string, below: number): number => Number.parseInt(hex(label, 12), 16) % below

export const uuid = (label: string): string => {
  const digits = hex(label, 32)
  const part = (from: number, to: number) => digits.slice(from, to)
  return `${part(0, 8)}-${part(8, 12)}-4${part(13, 16)}-a${part(17, 20)}-${part(20, 32)}`
}

/** Days before the scenario's base time, at an odd time of that day, as AWS has it on the wire. */
export const daysAgo = (label: string, days: number): number =>
  seconds(base) - days * 86_400 + number(label, 40_000) + number(`${label}/ms`, 1000) / 1000

/** Hours after the scenario's base time. */
export const hour = (hours: number): number => seconds(base) + Math.round(hours * 3600)

export const role = (name: string, owner = account): string => `arn:aws:iam::${owner}:role/${name}`
export const eksArn = (region: string, type: string, rest: string): string =>
  `arn:aws:eks:${region}:${account}:${type}/${rest}`
