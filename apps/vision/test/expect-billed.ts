import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { Bench } from './open-bench.ts';

/** A page, its document and the ledger all have what the stand-in bills, and nothing is left of its calls. */
export async function expectBilled(bench: Bench, id: string, page: number): Promise<void> {
  const { bill, requests } = bench.sim.audit();
  let booked = 0;
  for await (const line of bench.ledger.entriesOf(id)) booked += line.cost_micro_usd;
  expect(booked).toBe(bill.micro_usd);
  const committed = await bench.committed(id, page);
  expect(Math.round((committed?.cost_usd ?? Number.NaN) * 1e6)).toBe(bill.micro_usd);
  const document = await bench.ports.documents.read(id);
  const calls = requests.filter(({ endpoint }) => endpoint === 'messages').length;
  expect(document).toMatchObject({ costMicroUsd: bill.micro_usd, calls });
  expect(document?.usage).toEqual(committed?.usage);
  expect(await leftOpen(bench, id)).toEqual([]);
  const fields = await bench.redis.hkeys(`test:{${id}}:calls`);
  expect(fields.filter((field) => field.includes('draft'))).toEqual([]);
}

/** The last debt is struck off a moment after its page was read. */
const LONGEST_MS = 5_000;

/** What is left of calls: claims, calls that may come back, and debts to the limiter. */
export async function leftOpen({ redis }: Bench, id: string): Promise<string[]> {
  const names = ['claims', 'lapsed', 'owed'].map((name) => `test:{${id}}:${name}`);
  const deadline = performance.now() + LONGEST_MS;
  for (;;) {
    const there = await Promise.all(names.map((name) => redis.exists(name)));
    const left = names.filter((_name, at) => there[at] === 1);
    if (left.length === 0 || performance.now() > deadline) return left;
    await sleep(20);
  }
}

/** A document and the ledger have what the stand-in bills, its budgets nothing reserved, and nothing is open. */
export async function expectBooked(bench: Bench, id: string): Promise<void> {
  const { bill } = bench.sim.audit();
  let booked = 0;
  for await (const line of bench.ledger.entriesOf(id)) booked += line.cost_micro_usd;
  expect(booked).toBe(bill.micro_usd);
  expect(await bench.ports.documents.read(id)).toMatchObject({ pagesInBatch: 0 });
  expect(await leftOpen(bench, id)).toEqual([]);
  const fields = await bench.redis.hkeys(`test:{${id}}:calls`);
  expect(fields.filter((field) => /draft|arrived/.test(field))).toEqual([]);
}
