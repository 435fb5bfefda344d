/** How large a picture is drawn before it is sent. Pure. */

/** The size to draw it in; never larger than it is. */
export function fitted(width: number, height: number, mostPx: number): { width: number; height: number } {
  const scale = Math.min(1, mostPx / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
