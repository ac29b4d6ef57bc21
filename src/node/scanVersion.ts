/** Raised whenever a scan of the same bytes would find something else, or store it differently. */
export const SCAN_VERSION = 5;
