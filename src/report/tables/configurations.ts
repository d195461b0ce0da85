// Tables `configurations` and `config-changes`: by what was observed and judged, who ran it, and what was changed.
import { defineTable, evidenceCells, ofEvidence } from './table.ts'

export const configurations = defineTable({
  name: 'configurations',
  says: 'One configuration, from the tick that first ran with it to the next row; the first is the one at the start.',
  columns: {
    from: 'the tick that first ran with it',
    sequence: 'its ledger entry',
    caller: 'who ran the collector with it',
    regions: 'that were observed; empty: all that the account has enabled',
    refused: 'why the documents at hand were no configuration: then an older one went on',
    changes: 'how many differences from the one before',
    loosened: 'how many of these loosen a rule',
    ...ofEvidence,
  },
  *rows({ period }) {
    for (const { from, sequence, caller, config, refused, changes, ref } of period.configs)
      yield {
        ...{
          from,
          sequence,
          caller,
          regions: Array.isArray(config.regions) ? config.regions : [],
          refused,
        },
        ...{ changes: changes.length, loosened: changes.filter((one) => one.loosened).length },
        ...evidenceCells(ref),
      }
  },
})

export const configChanges = defineTable({
  name: 'config-changes',
  says: 'One difference between a configuration and the one before it.',
  columns: {
    from: 'the tick that first ran with it',
    sequence: 'its ledger entry',
    caller: 'who ran the collector with it',
    what: 'what was changed',
    loosened: 'it loosens a rule',
    config_sha256: 'the digest of the configuration',
  },
  *rows({ period }) {
    for (const { from, sequence, caller, changes, ref } of period.configs)
      for (const { what, loosened } of changes)
        yield { from, sequence, caller, what, loosened, config_sha256: ref.sha256 }
  },
})
