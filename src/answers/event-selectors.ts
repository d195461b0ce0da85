// Which management events a trail's selectors record. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
import * as z from 'zod/mini'

const texts = z.nullish(z.array(z.string()))
const Field = z.object({
  Field: z.string(),
  Equals: texts,
  StartsWith: texts,
  EndsWith: texts,
  NotEquals: texts,
  NotStartsWith: texts,
  NotEndsWith: texts,
})

/** What GetEventSelectors answers: a trail has the one kind or the other. */
export const Selectors = z.object({
  EventSelectors: z.nullish(
    z.array(
      z.object({
        ReadWriteType: z.string(),
        IncludeManagementEvents: z.boolean(),
        ExcludeManagementEventSources: texts,
      }),
    ),
  ),
  AdvancedEventSelectors: z.nullish(z.array(z.object({ FieldSelectors: z.array(Field) }))),
})

/** Whether every write of an event source, `eks.amazonaws.com`, is recorded by one of the selectors. */
export const recordsWrites = (
  { EventSelectors, AdvancedEventSelectors }: z.infer<typeof Selectors>,
  source: string,
): boolean =>
  (EventSelectors ?? []).some(
    (one) =>
      one.IncludeManagementEvents &&
      (one.ReadWriteType === 'All' || one.ReadWriteType === 'WriteOnly') &&
      !(one.ExcludeManagementEventSources ?? []).includes(source),
  ) || (AdvancedEventSelectors ?? []).some(({ FieldSelectors }) => selects(FieldSelectors, source))

// All conditions of a selector must hold. Of a field that is not known here it cannot be said what it leaves out.
const selects = (fields: z.infer<typeof Field>[], source: string): boolean => {
  const known: Record<string, string> = { eventCategory: 'Management', readOnly: 'false', eventSource: source }
  return (
    fields.some(({ Field: name }) => name === 'eventCategory') &&
    fields.every((field) => {
      const value = known[field.Field]
      return value !== undefined && holds(field, value)
    })
  )
}

const holds = (field: z.infer<typeof Field>, value: string): boolean => {
  const { Equals, StartsWith, EndsWith, NotEquals, NotStartsWith, NotEndsWith } = field
  const wanted = [
    ...(Equals ?? []).map((one) => value === one),
    ...(StartsWith ?? []).map((one) => value.startsWith(one)),
    ...(EndsWith ?? []).map((one) => value.endsWith(one)),
  ]
  const refused = [
    ...(NotEquals ?? []).map((one) => value === one),
    ...(NotStartsWith ?? []).map((one) => value.startsWith(one)),
    ...(NotEndsWith ?? []).map((one) => value.endsWith(one)),
  ]
  const isSaid = wanted.length > 0 || refused.length > 0
  return isSaid && (wanted.length === 0 || wanted.includes(true)) && !refused.includes(true)
}
