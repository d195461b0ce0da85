// Names that both threads of the demo know.

/** The sandbox's only access key; it opens nothing else. */
export const access = { accessKeyId: 'AKIASANDBOX000000000', secretAccessKey: 'sandbox' }
export const bucketOf = (account: string, region: string): string => `eks-evidence-${account}-${region}`
