import * as v from 'valibot';
import { defineRule, ofFile, type Violation } from '../rule.ts';
import { listed, matches, patterns, words } from '../support/options.ts';

export const tags = defineRule({
  id: 'tags',
  title: 'Tags',
  description:
    'What the file says of itself, under the names of the Info panel (`Title`, `Artist`, `Album` …); capitals do not matter. Of ' +
    'several values of a tag each must match.',
  severity: 'warning',
  needs: ['required', 'forbidden', 'patterns'],
  options: v.strictObject({
    required: words('Name of the tag that the file must have, or a list of them. An empty value is none.'),
    forbidden: words('Name of the tag that the file must not have, or a list of them.'),
    patterns: patterns(
      'Regular expressions of JavaScript by the name of the tag whose values match them, if it is there.',
    ),
  }),
  example: { required: ['Title', 'Artist'], patterns: { Date: '^\\d{4}' } },
  check({ report, tags: given }, { required = [], forbidden = [], patterns: wanted = {} }) {
    // Of a file that cannot be read nothing is known.
    if (report.error && report.decode.framesDecoded === 0) return [];
    const values = (name: string): string[] =>
      given.filter((tag) => tag.name.toLowerCase() === name.toLowerCase()).map(({ value }) => value);
    const violations: Violation[] = [];
    for (const name of listed(required)) {
      if (!values(name).some((value) => value.trim() !== '')) violations.push(ofFile(`The tag ${name} is missing.`));
    }
    for (const name of listed(forbidden)) {
      if (values(name).length > 0) violations.push(ofFile(`The tag ${name} must not be there.`));
    }
    for (const [name, expression] of Object.entries(wanted)) {
      for (const value of values(name)) {
        if (!matches(value, expression)) {
          violations.push(ofFile(`The tag ${name} is “${short(value)}”, which does not match ${expression}`));
        }
      }
    }
    return violations;
  },
});

const MOST = 60;
const short = (value: string): string => (value.length > MOST ? `${value.slice(0, MOST)}…` : value);
