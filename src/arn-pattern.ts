// Subjects by a pattern of their ARNs: `*` stands for any characters, and nothing else for anything but itself.

/** Whether a pattern names an ARN, all of it. */
export const arnPattern = (pattern: string): ((arn: string) => boolean) => {
  const found = new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`, 's')
  return (arn) => found.test(arn)
}

const escaped = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
