/**
 * What never stands in a log, should somebody put it there: who learners are. Nothing of the service logs bodies or rows; this is the second line.
 */
const FIELDS = ['learner', 'learners', 'roster', 'enrolments', 'body', 'phone', 'birthYear'];

/** pino's paths: at the top of a line, and one and two levels down. */
export const REDACTED: string[] = FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
