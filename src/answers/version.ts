// Kubernetes versions as EKS writes them: `1.33`.

export type Version = { major: number; minor: number }

/** Undefined for anything else. */
export const readVersion = (text: string): Version | undefined => {
  const [, major, minor] = /^(\d{1,3})\.(\d{1,3})$/.exec(text) ?? []
  return major && minor ? { major: Number(major), minor: Number(minor) } : undefined
}
