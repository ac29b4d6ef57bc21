import { FIELD } from '../../src/core/engine/engineState.ts';
import { Path } from './path.ts';
import type { Session } from './session.ts';

/** Keeps the session on the path: what is fed is where the path says that playing goes. Main thread. */
export class Course {
  readonly path = new Path();
  /** The session has begun on the path as it is. */
  #fed = false;
  /** The loop has moved while the last move was under way. */
  #moved = false;
  #onFed: () => void;

  /** onFed: a session has been sent to another place. */
  constructor(onFed: () => void) {
    this.#onFed = onFed;
  }

  get fed(): boolean {
    return this.#fed;
  }

  /** The position, also while the kernel has not come there. heard: it moves by what is heard. */
  position(session: Session | null, heard: boolean): number {
    const frame = (heard && this.#fed ? session?.heardFrame() : null) ?? null;
    return frame === null ? this.path.position : this.path.positionAt(frame);
  }

  /** Where the kernel stands. */
  standing(session: Session): number {
    return this.path.positionAt(Math.round(session.link!.state[FIELD.position]!));
  }

  moveTo(position: number): void {
    this.path.position = position;
    this.#fed = false;
  }

  /** From the other end where nothing is left. */
  restart(session: Session): void {
    const { position } = this.path;
    this.path.restart(session.feeder.reads.end());
    if (this.path.position !== position) this.#fed = false;
  }

  /** What the session has been fed is of no use any more. */
  lose(): void {
    this.#fed = false;
  }

  /** Someone else feeds the session, for a while. */
  lend(): void {
    this.#fed = true;
  }

  /** Playing goes on at the position. */
  feed(session: Session): void {
    this.#fed = true;
    this.#moved = false;
    session.start(this.path.program());
    this.#onFed();
  }

  /** The path is another one; what is heard goes on into it. doing: what the listener wants of that session by now. */
  async change(session: Session, doing: () => 'playing' | 'paused' | 'gone'): Promise<void> {
    if (doing() === 'paused') {
      this.lose();
      return session.feeder.stop();
    }
    if (!session.link || !session.current) return this.feed(session);
    this.#moved = !session.arrived;
    if (this.#moved) return;
    const { start: _, ...change } = this.path.program();
    if ((await session.splice(change)) || doing() === 'gone' || !this.#fed) return;
    // Paused meanwhile: the next start is on the new path.
    if (doing() === 'paused') return this.lose();
    this.moveTo(this.position(session, true));
    this.path.enter();
    this.feed(session);
  }

  /** What had to wait for the last move. */
  catchUp(session: Session, doing: () => 'playing' | 'paused' | 'gone'): void {
    if (this.#moved && session.arrived) void this.change(session, doing);
  }
}
