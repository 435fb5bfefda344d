/**
 * Photos of reports: small already and sent last. Once the office has one it stays on the phone while there is room, to be looked at; what is removed is
 * removed at the office as well, as soon as it can be told.
 */
import type { FieldProblem } from './kept.ts';

export type Photo = {
  readonly photoId: string;
  readonly sessionId: string;
  readonly takenAt: string;
  readonly caption: string;
  /** Who agreed that it is taken and shown, in words. */
  readonly consent: string;
  readonly image: Blob;
};
export type PhotoNote = Omit<Photo, 'image'> & {
  readonly bytes: number;
  /** Why the office would not have it, as it said. */
  readonly refusedWhy: string | null;
  readonly refused?: {
    readonly type: string;
    readonly detail: string;
    readonly fields: readonly FieldProblem[];
  };
  /** The office has it. */
  readonly sentAt?: string;
  /** It is wished away: until the office was told it can be had back. */
  readonly removed?: boolean;
};

/** Something is to be told to the office: the picture, or that it has to go. */
export const photoWaits = ({ refusedWhy, sentAt, removed }: PhotoNote): boolean =>
  removed === true ? sentAt !== undefined : sentAt === undefined && refusedWhy === null;
export const photoRefused = ({ refusedWhy, removed }: PhotoNote): boolean =>
  refusedWhy !== null && removed !== true;

export type PhotoBox = {
  /** @throws when there is no room */
  add(photo: Photo): Promise<void>;
  notes(): Promise<PhotoNote[]>;
  read(photoId: string): Promise<Photo | undefined>;
  /** @param another what is known of one that another phone took */
  change(photoId: string, change: Partial<PhotoNote>, another?: PhotoNote): Promise<void>;
  remove(photoId: string): Promise<void>;
  /** Lets go of the pictures, not the notes, of what was sent: the oldest first, until they have so many bytes. */
  makeRoom(bytes: number): Promise<void>;
};

/** Of pictures that the office has: some thirty. */
export const KEEP_SENT_BYTES = 6_000_000;
/** Those whose pictures have to go. Pure. */
export function tooMany(notes: readonly PhotoNote[], bytesMax: number): string[] {
  let bytes = 0;
  return notes
    .filter(({ sentAt }) => sentAt !== undefined)
    .sort((a, b) => ((a.sentAt ?? '') < (b.sentAt ?? '') ? 1 : -1))
    .flatMap((note) => {
      bytes += note.bytes;
      return bytes > bytesMax ? [note.photoId] : [];
    });
}

/** For a page whose browser keeps nothing. */
export function memoryPhotos(): PhotoBox {
  const photos = new Map<string, { readonly note: PhotoNote; readonly image: Blob | undefined }>();
  return {
    async add({ image, ...note }) {
      photos.set(note.photoId, { note: { ...note, bytes: image.size, refusedWhy: null }, image });
    },
    async notes() {
      return [...photos.values()].map(({ note }) => note);
    },
    async read(photoId) {
      const { note, image } = photos.get(photoId) ?? {};
      return note && image && { ...note, image };
    },
    async change(photoId, change, another) {
      const { note = another, image } = photos.get(photoId) ?? {};
      if (note !== undefined) photos.set(photoId, { note: { ...note, ...change }, image });
    },
    async remove(photoId) {
      photos.delete(photoId);
    },
    makeRoom: async () => {},
  };
}
