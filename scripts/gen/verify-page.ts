// gen/verify-page.ts: the page that goes into every bundle, as docs/ has it.
import { generated } from './declared.ts'

export const verifyPage = (page: string): string =>
  `// ${generated}\nexport const verifyPage = ${JSON.stringify(page)}\n`
