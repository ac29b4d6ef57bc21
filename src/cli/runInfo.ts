import { describe, inspect, type Report } from './info.ts';
import { Interrupted } from '../node/clientFiles.ts';
import { parseLayout } from './layout.ts';
import { asUsage, layoutOptions, parseOptions, UsageError } from './options.ts';
import type { Shell } from './shell.ts';
import { Output } from './terminal.ts';

export async function runInfo(args: string[], shell: Shell): Promise<number> {
  const { values, positionals } = parseOptions('info', args, { ...layoutOptions, json: { type: 'boolean' } });
  const layout = asUsage('info', () => parseLayout(values));
  if (positionals.length === 0) throw new UsageError('no file given', 'info');
  const output = new Output(process.stdout);
  const reports: Report[] = [];
  await shell.withFiles(2, async ({ client }) => {
    for (const file of positionals) {
      const report = await inspect(client, file, layout);
      if (shell.signal.aborted) throw new Interrupted();
      reports.push(report);
      if (values.json) continue;
      if (report.error) process.stderr.write(`${describe(report)}\n`);
      else await output.write(`${describe(report)}\n`);
    }
  });
  if (values.json) await output.write(`${JSON.stringify(reports, null, 2)}\n`);
  return reports.some((report) => report.error) ? 1 : 0;
}
