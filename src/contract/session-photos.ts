/** Pictures of a session: made small on the phone, and only with the consent of those who are on them. */
import { z } from 'zod';
import { PhotoId } from './ids.ts';
import { Instant } from './telemetry.ts';
import { text } from './text.ts';

export const SessionPhoto = z
  .object({
    photoId: PhotoId,
    takenAt: Instant,
    caption: z.string(),
    consent: z.string().meta({ description: 'Who agreed that it is taken and shown, in words' }),
    bytes: z.int().meta({ 'x-unit': 'B' }),
  })
  .meta({ id: 'SessionPhoto' });
export type SessionPhoto = z.infer<typeof SessionPhoto>;

/** Photos are made small on the phone. */
export const PHOTO_MAX_BYTES = 400_000;
export const PHOTOS_MAX = 20;
export const PHOTO_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;
/** `PUT /sessions/:sessionId/photos/:photoId`: the picture is the body, this goes with it in the query. */
export const SessionPhotoQuery = z.object({
  takenAt: Instant,
  caption: text(300).default(''),
  consent: text(300)
    .min(1, 'say who agreed that the picture is taken and shown')
    .meta({ description: 'Who agreed that it is taken and shown, in words' }),
});
export type SessionPhotoQuery = z.infer<typeof SessionPhotoQuery>;
