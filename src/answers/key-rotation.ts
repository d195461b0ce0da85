// Which keys rotate by themselves: asked by who reads them, and by who looks at what was read.

/**
 * Whether automatic rotation is the customer's to turn on: a symmetric key of theirs whose material KMS made. Asked of a key that
 * is enabled or disabled; in every other state it rotates nothing, or says for a moment that its state does not allow the question.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
 */
export const mayRotate = (key: {
  KeyManager?: string | null | undefined
  KeySpec?: string | null | undefined
  Origin?: string | null | undefined
  KeyState?: string | null | undefined
}): boolean =>
  key.KeyManager === 'CUSTOMER' &&
  key.KeySpec === 'SYMMETRIC_DEFAULT' &&
  key.Origin === 'AWS_KMS' &&
  (key.KeyState === 'Enabled' || key.KeyState === 'Disabled')
