import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as v from 'valibot';
import { reasonOf } from '../../src/core/report/buildReport.ts';
import { type Report, report as schema } from '../../src/core/report/report.ts';

const published = JSON.parse(readFileSync(new URL('../../docs/report.schema.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true, strict: true }).compile(published);

/** What is wrong with a report: against its published schema, and against what the schema cannot say. */
export function reportFaults(report: Report): string[] {
  const faults: string[] = [];
  if (!validate(report)) faults.push(...(validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`));
  const parsed = v.safeParse(schema, report);
  if (!parsed.success) faults.push(v.summarize(parsed.issues));
  else if (JSON.stringify(parsed.output) !== JSON.stringify(report)) faults.push('has more than its schema says');
  const nulls = nullPaths(report);
  for (const path of nulls) if (!reasonOf(report, path)) faults.push(`${path} is null without a reason`);
  for (const path of Object.keys(report.unavailable)) {
    const used = path === 'findings' || nulls.some((each) => each.replace(/^channels\[\d+\]/, 'channels[]') === path);
    if (!used && !nulls.includes(path)) faults.push(`${path} has a reason and a value`);
  }
  const { decode, error, file } = report;
  // A selection outside of a file says nothing of how the file was decoded.
  if (error && error.code !== 'outside-file' && decode.complete) faults.push('complete with an error');
  if (error && error.message === '') faults.push('an error without a message');
  if (!error && !(decode.framesDecoded > 0)) faults.push('nothing decoded without an error');
  if (!error && report.channels.length !== file.channels) faults.push('not all channels');
  return faults;
}

/** Outside of findings. */
function nullPaths({ findings: _, ...report }: Report): string[] {
  const paths: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (value === null) paths.push(path);
    else if (Array.isArray(value)) value.forEach((each, i) => walk(each, `${path}[${i}]`));
    else if (typeof value === 'object') {
      for (const [name, each] of Object.entries(value)) walk(each, path === '' ? name : `${path}.${name}`);
    }
  };
  walk(report, '');
  return paths;
}
