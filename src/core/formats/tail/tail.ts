import type { Format } from '../format.ts';
import { ac3 } from './ac3.ts';
import { amr } from './amr.ts';
import { dsd } from './dsd.ts';
import { dts } from './dts.ts';
import { module } from './module.ts';
import { musepack } from './musepack.ts';
import { qoa } from './qoa.ts';
import { tta } from './tta.ts';
import { wavpack } from './wavpack.ts';
import { wma } from './wma.ts';

/** The long tail, those that are known only by the heads of their frames last. */
export const tail: readonly Format[] = [wma, wavpack, tta, qoa, dsd, amr, musepack, module, dts, ac3];
