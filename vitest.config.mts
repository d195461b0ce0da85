// How the tests run: in processes of their own, for some of them change the environment.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Against hanging alone: how fast a machine is, no test asserts.
    testTimeout: 90_000,
    hookTimeout: 240_000,
    // A stage that meets no sandbox must not go looking for somebody's account.
    env: { AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'eu-west-1', TZ: 'UTC' },
    passWithNoTests: false,
    allowOnly: false,
  },
})
