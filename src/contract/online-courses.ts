/** What comes after the truck: online courses people go on with, and the schools where trained teachers teach. */
import { z } from 'zod';
import { ONLINE_STATES } from './cohort-words.ts';
import { CourseId, LearnerId, OnlineCourseId, SiteId } from './ids.ts';
import { Version } from './registry.ts';
import { Instant } from './telemetry.ts';
import { text } from './text.ts';

const shape = {
  name: text(120).min(1),
  provider: text(80).default(''),
  url: z
    .url({ protocol: /^https?$/, error: 'must be a link, e.g. https://learn.example.org/course' })
    .max(500),
  language: text(40).default(''),
  totalHours: z.number().positive().max(2000).nullable().default(null).meta({ 'x-unit': 'h' }),
  notes: text(2000).default(''),
  retired: z.boolean().default(false),
};

export const OnlineCourseBody = z.strictObject(shape).meta({ id: 'OnlineCourseBody' });
export type OnlineCourseBody = z.infer<typeof OnlineCourseBody>;
export const OnlineCourseUpdate = z
  .strictObject({
    name: shape.name.optional(),
    provider: text(80).optional(),
    url: shape.url.optional(),
    language: text(40).optional(),
    totalHours: shape.totalHours.unwrap().optional(),
    notes: text(2000).optional(),
    retired: z.boolean().optional(),
    version: Version,
  })
  .meta({ id: 'OnlineCourseUpdate' });
export type OnlineCourseUpdate = z.infer<typeof OnlineCourseUpdate>;

const counts = z.object({
  'wants-to': z.int(),
  started: z.int(),
  finished: z.int(),
});
export const OnlineCourse = z
  .object({
    onlineCourseId: OnlineCourseId,
    ...shape,
    people: counts.meta({ description: 'People, each once' }),
    women: z.int().meta({ description: 'Of all of them' }),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
    updatedBy: z.string(),
  })
  .meta({ id: 'OnlineCourse' });
export type OnlineCourse = z.infer<typeof OnlineCourse>;
export const OnlineCourseList = z.object({ items: z.array(OnlineCourse) }).meta({ id: 'OnlineCourseList' });

/** `PUT /learners/:learnerId/online-courses/:onlineCourseId`; null takes it back. */
export const OnlineLearner = z
  .strictObject({ state: z.enum(ONLINE_STATES).nullable() })
  .meta({ id: 'OnlineLearner' });
export const OnlineLearnerList = z
  .object({
    items: z.array(
      z.object({
        learnerId: LearnerId,
        onlineCourseId: OnlineCourseId,
        state: z.enum(ONLINE_STATES),
        notedAt: Instant,
        notedBy: z.string(),
      }),
    ),
  })
  .meta({ id: 'OnlineLearnerList' });
export type OnlineLearnerList = z.infer<typeof OnlineLearnerList>;

/** `GET /follow-up`: who went on, by the course they came from; and where trained teachers teach. */
export const FollowUp = z
  .object({
    fromCourses: z.array(
      z.object({
        courseId: CourseId,
        name: z.string(),
        people: z.int().meta({ description: 'Who completed it, each once' }),
        certified: z.int(),
        wentOn: z.int().meta({ description: 'Of these, who started or finished an online course' }),
      }),
    ),
    teachers: z.int().meta({ description: 'Teachers who completed a course, each once' }),
    schools: z.array(
      z.object({
        siteId: SiteId.nullable(),
        name: z.string(),
        county: z.string(),
        teachers: z.int(),
        certified: z.int(),
      }),
    ),
    teachersWithoutSchool: z.int(),
  })
  .meta({ id: 'FollowUp' });
export type FollowUp = z.infer<typeof FollowUp>;
