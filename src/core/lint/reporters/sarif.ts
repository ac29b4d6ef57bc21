import type { ConfigProblem } from '../config/config.ts';
import type { LintFinding } from '../lint.ts';
import type { LintRule, Severity } from '../rule.ts';
import { crc32 } from '../../util/crc32.ts';
import { channelName, type LintedFile, type LintReporter, placeOf, secondsOf, UNREADABLE } from './reporter.ts';

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** The folder that the check was run in; its address is left out (3.14.14), so that no name of a machine is told. */
const BASE = 'SRCROOT';
/** Notifications follow the results; more of them are told by their number. */
const MOST_NOTIFICATIONS = 1000;

/** SARIF 2.1.0 (OASIS). Audio has no lines: places are frames and seconds in the properties, and the time in the message. */
export function sarifReporter(rules: readonly LintRule[], version: string): LintReporter {
  const configuration: object[] = [];
  const execution: object[] = [];
  let count = 0;
  let leftOut = 0;
  const note = (list: object[], notification: object): void => {
    if (list.length < MOST_NOTIFICATIONS) list.push(notification);
    else leftOut++;
  };
  const ruleIndex = new Map(rules.map((rule, i) => [rule.id, i]));
  return {
    begin() {
      const driver = { name: 'Earshot', version, semanticVersion: version, rules: rules.map(descriptor) };
      return (
        '{\n  "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",\n' +
        `  "version": "2.1.0",\n  "runs": [\n    {\n      "tool": ${JSON.stringify({ driver })},\n      "results": [`
      );
    },
    problem(problem, path) {
      note(configuration, configNotification(problem, path));
      return '';
    },
    file(linted) {
      const { path, facts, findings } = linted;
      const { error } = facts.report;
      if (error) {
        const descriptor = { id: UNREADABLE };
        note(execution, { descriptor, level: 'error', message: { text: error.message }, locations: [location(path)] });
      }
      const seen = new Map<string, number>();
      return findings
        .map((each) => {
          const key = `${each.rule}\n${path}\n${each.channel ?? ''}`;
          const nth = seen.get(key) ?? 0;
          seen.set(key, nth + 1);
          return `${count++ === 0 ? '' : ','}\n        ${JSON.stringify(result(linted, each, ruleIndex.get(each.rule)!, `${key}\n${nth}`))}`;
        })
        .join('');
    },
    end({ unreadable }) {
      if (leftOut > 0)
        execution.push({ level: 'note', message: { text: `${leftOut} more notifications are left out.` } });
      const invocation = {
        executionSuccessful: unreadable === 0 && configuration.length === 0,
        toolConfigurationNotifications: configuration,
        toolExecutionNotifications: execution,
      };
      const bases = { [BASE]: { description: { text: 'The folder that the check was run in.' } } };
      return (
        `${count === 0 ? '' : '\n      '}],\n      "invocations": [${JSON.stringify(invocation)}],\n` +
        `      "originalUriBaseIds": ${JSON.stringify(bases)},\n      "columnKind": "utf16CodeUnits"\n    }\n  ]\n}\n`
      );
    },
  };
}

function descriptor({ id, title, description, severity, source }: LintRule): object {
  const text = plain(source === undefined ? description : `${description} Source: ${source}.`);
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: plain(description) },
    help: { text, markdown: source === undefined ? description : `${description}\n\nSource: ${source}` },
    defaultConfiguration: { level: levels[severity] },
  };
}

/** Markdown of descriptions: code spans, emphasis, links. */
const plain = (markdown: string): string =>
  markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`([^`]*)`/g, '$1')
    .replace(/\*\*?([^*]+)\*\*?/g, '$1');

function result({ path, facts }: LintedFile, found: LintFinding, ruleIndex: number, key: string): object {
  const { rule, severity, message, startFrame, endFrame, channel } = found;
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: `${placeOf(facts, found)}${message}` },
    locations: [location(path)],
    // The same from run to run, as long as the same rule finds as many places in the same file.
    partialFingerprints: { 'earshotViolation/v1': sumOf(key) },
    properties: {
      startFrame,
      endFrame,
      startSeconds: secondsOf(facts, startFrame),
      endSeconds: secondsOf(facts, endFrame),
      channel,
      channelName: channelName(facts, channel),
    },
  };
}

const sumOf = (text: string): string =>
  crc32(new Uint8Array(Uint16Array.from(text, (_, i) => text.charCodeAt(i)).buffer))
    .toString(16)
    .padStart(8, '0');

function configNotification({ line, column, message }: ConfigProblem, path: string): object {
  const region = { startLine: line, startColumn: column };
  return { level: 'error', message: { text: message }, locations: [location(path, region)] };
}

/** RFC 3986; relative where it can be. */
function location(path: string, region?: object): object {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const absolute = /^(?:[A-Za-z]:)?\//.test(path);
  const drive = /^([A-Za-z])%3A/.test(encoded) ? `/${encoded.replace('%3A', ':')}` : encoded;
  const artifactLocation = absolute ? { uri: `file://${drive}` } : { uri: encoded, uriBaseId: BASE };
  return { physicalLocation: { artifactLocation, ...(region && { region }) } };
}
