import { Type } from 'typebox'
import { isSchedule } from '../operator/loop/schedule.ts'

/** A field of `bartab.yaml` that says when something is done: a cron expression, checked by the library that reads it. */
export const scheduleField = (does: string, preset: string) =>
  Type.Optional(
    Type.Refine(
      Type.String({
        description: `off, or a cron expression (minute hour day month weekday; default: ${preset}), for ${does}`,
      }),
      isSchedule,
    ),
  )
