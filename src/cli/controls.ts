// eks-evidence controls: what is judged, from what, and what to do about it.
import type { Command } from 'commander'
import * as registry from '../../gen/registry.ts'
import type { ManagementControl } from '../config/controls-map.ts'
import { configFile } from '../config.ts'
import type { AnyControl, Need } from '../control.ts'
import type { Detection } from '../detection.ts'
import { EvidenceError } from '../errors.ts'
import { configFiles, configNow } from './config-files.ts'
import { exitsText } from './exits.ts'
import { paint, say, table } from './terminal.ts'

export const addControls = (program: Command): void => {
  program
    .command('controls')
    .summary('list the controls and detections, or explain one')
    .description('Lists the controls and detections with their criteria, or explains one of them.')
    .argument('[id]', 'a control or detection, as NET-01')
    .option('--config <dir>', `the folder of ${configFile}: beside each control, the ids of yours that it tests`)
    .option('--json', 'print JSON')
    .addHelpText('after', exitsText('controls'))
    .action((id: string | undefined, { json, config }: { json?: boolean; config?: string }) => {
      const { controls, detections } = registry
      const map = config === undefined ? undefined : configNow(configFiles(config), registry).controlsMap
      const told = (control: AnyControl) => ({
        ...controlData(control),
        ...(map && { management: testedBy(control, map) }),
      })
      if (id === undefined)
        return say(
          json
            ? JSON.stringify([...controls.map(told), ...detections.map(detectionData)])
            : overview(controls, detections, map),
        )
      const control = controls.find((one) => one.id === id.toUpperCase())
      const detection = detections.find((one) => one.id === id.toUpperCase())
      if (control) return say(json ? JSON.stringify(told(control)) : controlText(control, map))
      if (detection) return say(json ? JSON.stringify(detectionData(detection)) : detectionText(detection))
      throw new EvidenceError('UNKNOWN_ID', { id }, { hint: 'run eks-evidence controls to see them all' })
    })
}

/** Management's own controls that a control here tests. */
const testedBy = ({ id }: AnyControl, map: ManagementControl[]): Pick<ManagementControl, 'id' | 'wording'>[] =>
  map.filter(({ tests }) => tests.includes(id)).map(({ id: own, wording }) => ({ id: own, wording }))

const overview = (controls: AnyControl[], detections: Detection[], map?: ManagementControl[]): string => {
  const yours = (ids: string[]): string[] => (map ? [ids.join(' ')] : [])
  const rows = [
    ...controls.map((one) => {
      const { id, severity, of, criteria, title } = one
      return [id, ...yours(testedBy(one, map ?? []).map((own) => own.id)), severity, of, criteria.join(' '), title]
    }),
    ...detections.map(({ id, severity, kind, criteria, title }) => [
      ...[id, ...yours([]), severity, kind],
      criteria.join(' '),
      title,
    ]),
  ]
  return table([
    ['id', ...yours(['yours']), 'severity', 'of', 'criteria', 'title'].map((name) => paint('dim', name)),
    ...rows.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1)),
  ])
}

const when = ({ when }: Need<unknown>): string =>
  typeof when === 'object' ? `every slot of ${when.over / 3_600} hours` : when

const controlData = ({ id, title, of, criteria, severity, needs, settings, remedy, limits, sameAs }: AnyControl) => ({
  id,
  title,
  of,
  criteria,
  severity,
  settings,
  remedy,
  ...(limits && { limits }),
  sameAs,
  needs: Object.values(needs).map((need) => ({
    fact: need.fact.id,
    when: when(need),
    source: need.fact.source,
    actions: need.fact.actions,
  })),
})

const detectionData = (detection: Detection) => {
  const { id, title, kind, criteria, severity, settings = {}, respond, limits, sameAs } = detection
  return { id, title, kind, criteria, severity, settings, respond, ...(limits && { limits }), sameAs }
}

const controlText = (control: AnyControl, map: ManagementControl[] = []): string => {
  const { id, title, of, criteria, severity, settings, remedy, limits, sameAs, needs } = controlData(control)
  return [
    `${paint('bold', id)}  ${title}`,
    '',
    table([
      ['judged for', `each ${of}`],
      ['relevant to', criteria.join(', ')],
      ['severity', severity],
      ...testedBy(control, map).map((own, at) => [at === 0 ? 'tests' : '', `${own.id}: ${own.wording}`]),
      ...needs.map(({ fact, when, source, actions }, at) => [
        at === 0 ? 'rests on' : '',
        `${fact} (${when}) of source ${source}: ${actions.join(', ')}`,
      ]),
      ...Object.entries(settings).map(([name, value], at) => [
        at === 0 ? 'settings' : '',
        `${name}: ${JSON.stringify(value)}`,
      ]),
      ...(limits ? [['limits', limits]] : []),
      ['remedy', remedy],
      ...(sameAs.length > 0 ? [['compare', sameAs.join(', ')]] : []),
    ]),
    '',
    'What was not read makes it unknown, never pass.',
  ].join('\n')
}

const looksAt: Record<Detection['kind'], string> = {
  event: 'each audit event delivered to CloudWatch',
  entry: 'audit entries that no detection could judge',
  distinct: 'different things asked for by one actor in one slot',
  burst: 'counts of requests by one actor in one slot',
  'first-use': 'principals, and when each was seen last',
  change: "management events of CloudTrail's history",
}

const detectionText = (detection: Detection): string => {
  const { id, title, kind, criteria, severity, settings, respond, limits, sameAs } = detectionData(detection)
  return [
    `${paint('bold', id)}  ${title}`,
    '',
    table([
      ['looks at', looksAt[kind]],
      ['relevant to', criteria.join(', ')],
      ['severity', severity],
      ...Object.entries(settings).map(([name, value], at) => [
        at === 0 ? 'settings' : '',
        `${name}: ${JSON.stringify(value)}`,
      ]),
      ...(limits ? [['limits', limits]] : []),
      ['respond', respond],
      ...(sameAs.length > 0 ? [['compare', sameAs.join(', ')]] : []),
    ]),
  ].join('\n')
}
