/** Photos that wait: small already, sent last, and gone from the phone once the office has them. */

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
  /** Why the office would not have it. */
  readonly refusedWhy: string | null;
};

export type PhotoBox = {
  /** @throws when there is no room */
  add(photo: Photo): Promise<void>;
  waiting(): Promise<PhotoNote[]>;
  read(photoId: string): Promise<Photo | undefined>;
  sent(photoId: string): Promise<void>;
  refused(photoId: string, why: string): Promise<void>;
  remove(photoId: string): Promise<void>;
};
