// eks-evidence classify: what it takes.
import type { Command } from 'commander'
import { configFile } from '../config.ts'
import { exitsText } from './exits.ts'

export type ClassifyOptions = { config?: string; detection?: string[]; explain?: string }

const takes = `
Takes, by themselves or packed by gzip, also one behind the other:
  entries of the audit log, one a line or over many; an EventList; a list of entries
  aws logs filter-log-events, get-log-events and tail; results of Logs Insights; exports to S3;
  what the consoles of both save as CSV or JSON
  what a subscription sends to Lambda, Kinesis and Firehose
  records of CloudTrail, as a trail writes them or aws cloudtrail lookup-events

Each UTC hour of the entries is judged as the scan judges an hour, and counted over what is there
of it. One hit per detection and request, however many stages of it were logged. First uses are not
judged here: they take what was seen in the weeks before.

Example:
  aws logs filter-log-events --log-group-name /aws/eks/prod/cluster \\
    --log-stream-name-prefix kube-apiserver-audit- --output json | eks-evidence classify -
`

export const addClassify = (program: Command): void => {
  program
    .command('classify')
    .summary("judge a file of a cluster's audit log by the detections, offline")
    .description(
      'Judges entries of a Kubernetes audit log by the detections and prints one JSON line per hit; how many were read, and how many could not be, goes to stderr. Asks nobody.',
    )
    .argument('<file>', 'the file, or - for standard input')
    .option('--config <dir>', `the folder of ${configFile}: settings, allow-lists, and what is off`)
    .option('--detection <id>', 'judge by this one alone; once for each', (id: string, before: string[] = []) => [
      ...before,
      id.toUpperCase(),
    ])
    .option('--explain <audit-id>', 'say instead why each detection hit or missed this entry; all for each entry')
    .addHelpText('after', `${takes}${exitsText('classify')}`)
    // Loaded when it is asked for: a help should not wait for every detection.
    .action(async (file: string, options: ClassifyOptions) =>
      (await import('./classify-now.ts')).classifyNow(file, options),
    )
}
