/** A visit laid out into cohorts: days by class times, who has which class, what does not fit, and how many to enrol. */
import { z } from 'zod';
import { TimeOfDay } from './opening.ts';
import { LocalDate } from './registry.ts';

export const LayoutClass = z.object({ day: LocalDate, start: TimeOfDay });

export const LayoutCohort = z
  .object({
    cohort: z.int().min(1),
    learners: z.int(),
    classes: z.array(LayoutClass).meta({ description: 'In order; one is as long as `classMinutes`' }),
    firstClass: LayoutClass,
    lastClass: LayoutClass,
    hours: z.number().meta({ 'x-unit': 'h' }),
    classesADayMax: z.int(),
    steady: z.boolean().meta({ description: 'Always at the same times of the day' }),
  })
  .meta({ id: 'LayoutCohort' });

export const CLOSED_WHYS = ['weekday', 'left-out', 'holiday', 'maintenance'] as const;
export const HELP_KINDS = ['more-days', 'more-classes-a-day', 'more-seats', 'fewer-learners'] as const;

export const TimetableLayout = z
  .object({
    mode: z.enum(['cohort', 'drop-in']),
    firstDay: LocalDate,
    lastDay: LocalDate,
    learners: z.int().meta({ description: 'Expected' }),
    seats: z.int(),
    classMinutes: z.int().meta({ 'x-unit': 'min' }),
    classesPerCohort: z.int().meta({ description: 'So that the course has its hours' }),
    starts: z.array(TimeOfDay),
    days: z.array(
      z.object({
        day: LocalDate,
        closed: z
          .object({
            why: z.enum(CLOSED_WHYS),
            name: z.string().meta({ description: 'Of the holiday; the reason of maintenance' }),
          })
          .nullable(),
        slots: z
          .array(z.int().nullable())
          .meta({ description: 'Cohort at each of `starts`, null is free; empty on closed days' }),
      }),
    ),
    cohorts: z.array(LayoutCohort).meta({ description: 'None where people drop in' }),
    freeClasses: z.int(),
    short: z
      .object({
        cohorts: z.int(),
        learners: z.int(),
        classes: z.int(),
        hours: z.number().meta({ 'x-unit': 'h' }),
        help: z.array(z.object({ kind: z.enum(HELP_KINDS), amount: z.int() })).meta({
          description:
            'Each would do by itself: so many more days with classes, classes a day, seats; so many learners fewer',
        }),
      })
      .nullable()
      .meta({ description: 'What does not fit; null when all does' }),
    enrolment: z
      .object({
        basis: z.enum(['site', 'county', 'programme']).meta({ description: 'The nearest place with a past' }),
        enrolled: z.number().meta({ description: 'There, so far' }),
        came: z.number().meta({ description: 'Of these, on average' }),
        showUpPct: z.number().meta({ 'x-unit': '%' }),
        perCohort: z
          .int()
          .meta({ description: 'To enrol, so that seats are filled and too many rarely come' }),
        expected: z.number().meta({ description: 'Of these, to come' }),
        tooManyPct: z
          .number()
          .meta({ 'x-unit': '%', description: 'Chance that more come than there are seats' }),
        tooManyMaxPct: z.number().meta({ 'x-unit': '%' }),
      })
      .nullable()
      .meta({ description: 'null while no attendance is known, and where people drop in' }),
  })
  .meta({ id: 'TimetableLayout' });
export type TimetableLayout = z.infer<typeof TimetableLayout>;
