/** Stands in for `@eshaz/web-worker` in bundles: decoders run in the audio server's threads, never in their own. */
export default class NoWebWorker {
  constructor() {
    throw new Error('decoders start no workers here');
  }
}
