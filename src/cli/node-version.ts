// The oldest Node.js that runs this: package.json's `engines` says the same.
const oldest = [22, 18] as const

/** What to tell the user of an older Node.js. */
export const tooOld = (version: string): string | undefined => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return undefined
  return `error: this is Node.js ${version}, and ${oldest.join('.')} is the oldest that will do\nhint: call it as npx eks-evidence in the checkout: that finds the Node.js that npm ci installed`
}
