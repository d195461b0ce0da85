// What may lie in a bundle: the evidence under its own keys, and beside it these files.
import { parseKey } from '../../store/keys.ts'

export const bundleFile = 'bundle.json'
export const pageFile = 'VERIFY.md'
export const populationFile = 'population.csv'
export const sampleFile = 'sample.csv'
const own: readonly string[] = [bundleFile, pageFile, populationFile, sampleFile]

/** `name` as the report's writer calls it. */
export const reportFile = (name: string): string => `report/${name}`
const isReport = (name: string): boolean => /^report\/[a-z0-9][a-z0-9.-]{0,99}\.(html|csv|json)$/.test(name)

/** Not evidence, and listed by no index. */
export const isBeside = (name: string): boolean => own.includes(name) || isReport(name)
export const isBundleName = (name: string): boolean => isBeside(name) || parseKey(name) !== undefined
