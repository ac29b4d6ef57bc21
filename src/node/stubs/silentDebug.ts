const silent = (): void => undefined;

/** Stands in for the package `debug` in bundles: the tag library only traces with it, and it asks for a terminal. */
export default function silentDebug(): typeof silent {
  return silent;
}
