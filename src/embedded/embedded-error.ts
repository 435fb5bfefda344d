/** What the embedded database or broker can't do on this machine, in words for the person who started the service. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError';
}
