// gen/version.ts: which version this is, from package.json.
import { generated } from './declared.ts'

export const version = (packageJson: string): string => {
  const { version: current } = JSON.parse(packageJson) as { version: string }
  return `// ${generated}\nexport const version = '${current}'\n`
}
