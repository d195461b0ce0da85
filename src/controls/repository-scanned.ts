// IMG-01: the repository is scanned in effect, whichever rule says so.
import { defineControl, latest } from '../control.ts'
import { answered, subjects } from '../examples/example.ts'
import { registryScanning } from '../facts/registry-scanning.ts'
import { repositoryScanning } from '../facts/repository-scanning.ts'
import { fail, pass } from '../model.ts'

const scanning = (
  scanFrequency: string,
  scanOnPush: boolean,
  appliedScanFilters: object[] = [],
  scanType = 'BASIC',
) => ({
  registry: [
    answered(
      'ecr:GetRegistryScanningConfiguration',
      {},
      { registryId: '111122223333', scanningConfiguration: { scanType, rules: [] } },
    ),
  ],
  scanning: [
    answered(
      'ecr:BatchGetRepositoryScanningConfiguration',
      { repositoryNames: ['app'] },
      {
        scanningConfigurations: [
          {
            repositoryArn: subjects.repository.id,
            repositoryName: 'app',
            scanOnPush,
            scanFrequency,
            appliedScanFilters,
          },
        ],
        failures: [],
      },
    ),
  ],
})
const everything = [{ filter: '*', filterType: 'WILDCARD' }]

export default defineControl({
  id: 'IMG-01',
  of: 'repository',
  title: 'Images of the repository are scanned without anybody asking',
  criteria: ['CC6.8', 'CC7.1'],
  severity: 'medium',
  needs: { scanning: latest(repositoryScanning), registry: latest(registryScanning) },
  settings: {},
  assess: ({ scanning: { frequency, onPush }, registry }) => {
    const said = `scanFrequency ${frequency}, scanOnPush ${onPush}, the registry's scanType ${registry}`
    // Inspector goes by the registry's rules alone; scanOnPush of a repository is basic scanning's.
    return frequency !== 'MANUAL' || (onPush && registry === 'BASIC') ? pass(said) : fail(said)
  },
  remedy:
    'Add a rule to the scanning configuration of the registry whose filter matches the repository (aws ecr put-registry-scanning-configuration; CloudFormation AWS::ECR::RegistryScanningConfiguration).',
  sameAs: [
    'Security Hub ECR.1',
    'CIS EKS 5.1.1',
    'Prowler ecr_repositories_scan_images_on_push_enabled',
    'AWS Config ecr-private-image-scanning-enabled',
  ],
  examples: {
    pass: [
      scanning('CONTINUOUS_SCAN', false, everything, 'ENHANCED'),
      scanning('SCAN_ON_PUSH', true, everything),
      scanning('SCAN_ON_PUSH', false, everything),
      scanning('MANUAL', true),
    ],
    fail: [scanning('MANUAL', false), scanning('MANUAL', true, [], 'ENHANCED')],
  },
})
