/** Pictures made small on the phone: at most 1280 pixels and 300 kB as JPEG, and without what the camera wrote into them (place, device). */
import { fitted } from './picture-size.ts';

export const PICTURE_MAX_PX = 1280;
export const PICTURE_MAX_BYTES = 300_000;
const QUALITIES = [0.8, 0.65, 0.5, 0.35];

/** @throws when the file is no picture, or cannot be made small enough */
export async function smallPicture(file: Blob): Promise<Blob> {
  const source = await createImageBitmap(file);
  for (const mostPx of [PICTURE_MAX_PX, 960, 640]) {
    const { width, height } = fitted(source.width, source.height, mostPx);
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    canvas.getContext('2d')?.drawImage(source, 0, 0, width, height);
    for (const quality of QUALITIES) {
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
      if (blob !== null && blob.size <= PICTURE_MAX_BYTES) return blob;
    }
  }
  throw new Error('it stays too large');
}
