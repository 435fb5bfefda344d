/** Whether a DHIS2 can be reached as the settings say: who one is there, and the data set that is mapped. */
import { z } from 'zod';
import { Instant } from './telemetry.ts';

export const Dhis2Check = z
  .object({
    at: Instant,
    reached: z.boolean().meta({ description: 'It answered as a DHIS2 does, and knows the token' }),
    httpStatus: z.int().nullable().meta({ description: 'null: no answer came' }),
    message: z.string(),
    who: z.string().nullable().meta({ description: 'Whose token it is' }),
    version: z.string().nullable().meta({ description: 'Of the DHIS2' }),
    dataSet: z
      .object({ found: z.boolean(), name: z.string().nullable() })
      .nullable()
      .meta({ description: 'null: none is mapped, or it was not reached' }),
  })
  .meta({ id: 'Dhis2Check' });
export type Dhis2Check = z.infer<typeof Dhis2Check>;
