// doctor, composed for one machine: the clients, the configuration, the exit code.
import { services } from '../../gen/commands/command-line.ts'
import * as registry from '../../gen/registry.ts'
import { makeAws } from '../aws.ts'
import { systemClock } from '../clock.ts'
import { configFiles, configNow } from './config-files.ts'
import { examine } from './doctor/examine.ts'
import { functionOf } from './doctor/role.ts'
import { doctorJson, doctorText, resultOf } from './doctor/text.ts'
import type { DoctorOptions } from './doctor.ts'
import { bucketNamed, homeRegion, isSandbox } from './place.ts'
import { stackKey } from './signing-key.ts'
import { say } from './terminal.ts'

/** Throws USAGE and CONFIG_INVALID. */
export const doctorNow = async (options: DoctorOptions): Promise<void> => {
  const { store, role = null, json } = options
  const config = configNow(options.config === undefined ? [] : configFiles(options.config), registry)
  const home = homeRegion(options.region)
  isSandbox()
  if (role !== null) functionOf(role)
  const bucket = store === undefined ? null : bucketNamed(store)
  const key = options.key ?? (bucket === null ? null : stackKey)
  // What does not answer shall be told soon: a tick is more patient.
  const aws = makeAws({ home, maxAttempts: 3 }, services, systemClock)
  try {
    const examined = await examine({
      ...{ send: aws.send, clock: systemClock, catalog: registry },
      ...{ config, home, bucket, key, role },
    })
    say(json ? doctorJson(examined) : doctorText(examined))
    process.exitCode = { ok: 0, fault: 3, unknown: 4 }[resultOf(examined.lines)]
  } finally {
    aws.close()
  }
}
