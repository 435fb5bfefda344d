/** Text that somebody writes, as the database can keep it. */
import { z } from 'zod';
import { saying } from './faults.ts';

/** Up to `max` characters, without blanks around. PostgreSQL has no text with a NUL in it. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((value) => !value.includes('\u0000'), saying('unwritable', 'must not contain a NUL character'));
