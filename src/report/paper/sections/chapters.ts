// The chapters of the report's body, in their order.
import { changeLogChapter } from './change-log.ts'
import { criteriaChapter } from './criteria.ts'
import { detectionsChapter } from './detections.ts'
import { incidentsChapter } from './incidents.ts'
import { reliabilityChapter } from './reliability.ts'
import { testsChapter } from './tests.ts'
import type { Chapter, Told } from './told.ts'
import { trendsChapter } from './trends.ts'

export const chapters = (told: Told): Chapter[] =>
  [
    criteriaChapter,
    testsChapter,
    incidentsChapter,
    detectionsChapter,
    changeLogChapter,
    trendsChapter,
    reliabilityChapter,
  ].map((of) => of(told))
