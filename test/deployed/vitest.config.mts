// The tests that need emulators of AWS: `npm run test:deployed`. None of them runs with `npm test`.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/deployed/*.deployed.ts'],
    pool: 'forks',
    // Against hanging alone: how fast a machine is, no test asserts.
    testTimeout: 60_000,
    hookTimeout: 600_000,
    env: { AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'eu-west-1', TZ: 'UTC' },
    passWithNoTests: false,
    allowOnly: false,
  },
})
