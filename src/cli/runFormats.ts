import { formatsText, listFormats } from './formats.ts';
import { parseOptions, UsageError } from './options.ts';
import { Output } from './terminal.ts';

export async function runFormats(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions('formats', args, { json: { type: 'boolean' } });
  if (positionals.length > 0) throw new UsageError(`formats takes no file: '${positionals[0]}'`, 'formats');
  const text = values.json ? `${JSON.stringify(listFormats(), null, 2)}\n` : formatsText();
  await new Output(process.stdout).write(text);
  return 0;
}
