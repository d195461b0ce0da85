// Facts that one answer about a repository tells.
import type * as z from 'zod/mini'
import { absence, answers } from '../answers/answers.ts'
import { defineFact, type Fact } from '../fact.ts'
import { type Action, type Subject, type Unknown, unknown } from '../model.ts'

/** `none` is what an expected "there is none" comes to, by its code; a repository that is gone makes the fact unknown. */
export const repositoryFact = <S, T>(
  id: string,
  action: Action,
  shape: z.ZodMiniType<S>,
  read: (body: S, subject: Subject) => T | Unknown,
  none?: { code: string; value: T },
): Fact<T> =>
  defineFact({
    id,
    source: 'ecr-repository',
    of: 'repository',
    actions: [action],
    read(exchanges, { subject }) {
      const [answer] = answers(exchanges, action, shape)
      if (answer) return read(answer.body, subject)
      const code = absence(exchanges, action)
      return none && code === none.code ? none.value : unknown(`${action} found no repository: ${code}`)
    },
  })
