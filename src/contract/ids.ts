/** Ids are branded, so that a site's id can't be passed where a truck's is meant. */
import { z } from 'zod';

/** What may stand in a topic as a truck's name. Nothing else is ever a truck. */
export const TRUCK_ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

export const TruckId = z
  .string()
  .regex(TRUCK_ID_PATTERN, 'must be 1 to 64 letters, digits, "_" or "-"')
  .brand('TruckId')
  .meta({ description: 'The name of one truck, as in its topics', examples: ['DT-07'] });
export type TruckId = z.infer<typeof TruckId>;

function uuid<const Name extends string>(name: Name, description: string) {
  return z.uuid().brand(name).meta({ description });
}

export const SiteId = uuid('SiteId', 'A site');
export type SiteId = z.infer<typeof SiteId>;
export const CourseId = uuid('CourseId', 'A course of the catalogue');
export type CourseId = z.infer<typeof CourseId>;
export const RequestId = uuid('RequestId', 'A visit request');
export type RequestId = z.infer<typeof RequestId>;
export const CommandId = uuid(
  'CommandId',
  'A command; the same id is the same command, however often it is sent',
);
export type CommandId = z.infer<typeof CommandId>;

export const VisitId = uuid('VisitId', "A truck's stay at a site");
export type VisitId = z.infer<typeof VisitId>;
export const PlanId = uuid('PlanId', 'A proposed or published set of visits');
export type PlanId = z.infer<typeof PlanId>;
export const DisruptionId = uuid('DisruptionId', 'Something that keeps a plan from being kept');
export type DisruptionId = z.infer<typeof DisruptionId>;
export const AlertId = uuid('AlertId', 'One finding of a rule, from raised to cleared');
export type AlertId = z.infer<typeof AlertId>;
export const ChannelId = uuid('ChannelId', 'A way to tell people of alerts');
export type ChannelId = z.infer<typeof ChannelId>;
export const SessionId = uuid(
  'SessionId',
  'One class held; made by the phone, the same id is the same report',
);
export type SessionId = z.infer<typeof SessionId>;
export const CohortId = uuid('CohortId', 'A group of learners that takes one course during one visit');
export type CohortId = z.infer<typeof CohortId>;
export const LearnerId = uuid('LearnerId', 'A person that takes a course that certifies');
export type LearnerId = z.infer<typeof LearnerId>;
export const OnlineCourseId = uuid('OnlineCourseId', 'A course people go on with by themselves');
export type OnlineCourseId = z.infer<typeof OnlineCourseId>;
export const PhotoId = uuid('PhotoId', 'A picture of a session');
export type PhotoId = z.infer<typeof PhotoId>;

export const CalendarLinkId = uuid('CalendarLinkId', 'A secret link to a calendar');
export type CalendarLinkId = z.infer<typeof CalendarLinkId>;
export const HolidayId = uuid('HolidayId', 'A public holiday');
export type HolidayId = z.infer<typeof HolidayId>;
export const MaintenanceId = uuid('MaintenanceId', 'Maintenance of a truck');
export type MaintenanceId = z.infer<typeof MaintenanceId>;

/** The programme (country, organisation) a registry row belongs to. One installation begins with one. */
export const ProgrammeId = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/)
  .brand('ProgrammeId');
export type ProgrammeId = z.infer<typeof ProgrammeId>;
export const DEFAULT_PROGRAMME_ID = 'default' as ProgrammeId;
