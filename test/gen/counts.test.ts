// What the README counts is what there is.
import { expect, it } from 'vitest'
import { controls, detections, sources } from '../../gen/registry.ts'
import { text } from '../layout-tree.ts'

it('counts in the README the sources, controls and detections that there are', () => {
  const [, ...said] = /^(\d+) sources, (\d+) controls and (\d+) detections\./m.exec(text('README.md')) ?? []
  expect(said.map(Number)).toEqual([sources.length, controls.length, detections.length])
})
