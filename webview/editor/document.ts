import type { ScanProgress } from '../../src/core/protocol/audio.ts';
import type { DocumentState } from '../../src/core/protocol/editorApi.ts';

/** The answer to 'ready' may cross with events, in either order; what came before the page could listen is lost. */
export function isNewer(answer: DocumentState, known: DocumentState, scan: ScanProgress | null): boolean {
  if (known.kind === 'loading') return true;
  if (answer.kind !== 'ready' || known.kind !== 'ready' || answer.revision !== known.revision) return false;
  return scan?.state === 'scanning' && answer.scan.scannedFrames >= scan.scannedFrames;
}
