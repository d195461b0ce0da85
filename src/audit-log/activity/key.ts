// A key that people can read and that no other text has: what is shown shortened or escaped would otherwise stand for another.
import { sha256 } from '../../digest.ts'
import { visible } from '../visible.ts'

export const keyOf = (text: string, most: number): string => {
  const shown = visible(text, most)
  const isPlain = shown === text && text !== '__proto__' && !/ [0-9a-f]{20}$/.test(text)
  return isPlain ? text : `${shown} ${sha256(text).slice('sha256:'.length).slice(0, 20)}`
}
