import { beforeEach, expect, it } from 'vitest';
import { LinkedEditors, type LinkedPage } from '../../../src/host/linkedEditors.ts';

class FakePage implements LinkedPage {
  readonly got: string[] = [];
  emit(name: string, data: object): void {
    this.got.push(`${name} ${JSON.stringify(data)}`);
  }
  /** What has come since the last time. */
  news(): string[] {
    return this.got.splice(0);
  }
}

let linked: LinkedEditors<FakePage>;
let [a, b, c] = [new FakePage(), new FakePage(), new FakePage()];
beforeEach(() => {
  linked = new LinkedEditors();
  [a, b, c] = [new FakePage(), new FakePage(), new FakePage()];
});

it('tells the others what one shows, never the one itself, and nobody who is not linked', () => {
  linked.toggle(a);
  linked.toggle(b);
  for (const page of [a, b]) page.news();
  linked.viewed(a, { positionSeconds: 2 });
  expect([a.news(), b.news(), c.news()]).toEqual([[], ['linked {"positionSeconds":2}'], []]);
  linked.viewed(c, { positionSeconds: 3 });
  expect([a.news(), b.news()]).toEqual([[], []]);
});

it('shows who joins what the group shows, all parts of it', () => {
  linked.toggle(a);
  expect(a.news()).toEqual(['links {"on":true,"first":true}']);
  linked.viewed(a, { view: null, positionSeconds: 1 });
  linked.viewed(a, { view: { startSeconds: 3, secondsPerPixel: 0.1 } });
  linked.toggle(b);
  expect(b.news()).toEqual([
    'links {"on":true,"first":false}',
    'linked {"view":{"startSeconds":3,"secondsPerPixel":0.1},"positionSeconds":1}',
  ]);
});

it('lets one go, tells it, and forgets the group with its last member', () => {
  for (const page of [a, b]) linked.toggle(page);
  linked.viewed(a, { positionSeconds: 1 });
  for (const page of [a, b]) page.news();
  linked.toggle(a);
  linked.viewed(b, { positionSeconds: 2 });
  expect(a.news()).toEqual(['links {"on":false}']);
  linked.leave(b);
  linked.set(c, true);
  linked.set(c, true);
  expect(c.news()).toEqual(['links {"on":true,"first":true}']);
});
