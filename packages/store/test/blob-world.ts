import { randomUUID } from 'node:crypto';
import { type AcceptedDocument, blobNames, eraseDocument } from '@quire/domain';
import type { Redis } from 'ioredis';
import {
  collectBlobs,
  createBlobUsers,
  createDeletions,
  createDocuments,
  openBlobs,
  surveyBlobs,
} from '../src/index.ts';
import { UPLOAD_ENDS_WITHIN_MS } from '../src/blob-users.ts';
import { accepted, PREFIX, RETENTION_S } from './connect.ts';
import { type Pause, type Run, startRun } from './stepwise-run.ts';

const HOUR_MS = 3_600_000;
const MOST_RUNS = 5;
/** Few, so that the same bytes come again while they are being removed. */
const CONTENTS = ['one', 'two'];

export interface Step {
  readonly act:
    | 'upload'
    | 'upload again'
    | 'delete'
    | 'collect'
    | 'expire'
    | 'retry'
    | 'go on'
    | 'finish'
    | 'kill'
    | 'wait';
  readonly which: number;
}

const never = new AbortController().signal;

/** A port of which every call waits until its run is told to go on. */
function stepwise<Port extends object>(port: Port, pause: Pause): Port {
  return new Proxy(port, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return async (...given: unknown[]): Promise<unknown> => {
        await pause();
        return Reflect.apply(method, target, given);
      };
    },
  });
}

/** Runs that ask for several things at once wait for one after the other. */
function inTurn(pause: Pause): Pause {
  let last = Promise.resolve();
  return () => (last = last.then(pause));
}

const recordOf = (id: string): string => `${PREFIX}:{${id}}:document`;
const atOnce = (): Promise<void> => Promise.resolve();

interface WorldRun extends Run {
  readonly act: Step['act'];
  /** When it made a document a user, for an upload that has. */
  keptMs?: number;
}

/** The real store on a real Redis and a real folder, with a clock of its own. */
export function openWorld(redis: Redis, folder: string) {
  const blobs = openBlobs(`file://${folder}`);
  const blobUsers = createBlobUsers(redis, PREFIX, RETENTION_S);
  const documents = createDocuments(redis, PREFIX, RETENTION_S);
  const deletions = createDeletions(redis, PREFIX);
  const ids: string[] = [];
  const onceUsed = new Map<string, string[]>();
  let nowMs = 10 * UPLOAD_ENDS_WITHIN_MS;
  let runs: WorldRun[] = [];
  let haveCollectionsFailed = false;

  /** As the api does: the bytes, then the document, then the end of the upload. */
  async function upload(id: string, nth: number, run: WorldRun, pause: Pause): Promise<void> {
    const user = `upload-${randomUUID()}`;
    const begunMs = nowMs;
    const users = stepwise(blobUsers, pause);
    const contents = nth % 7 === 0 ? CONTENTS : [CONTENTS[nth % 7 === 1 ? 1 : 0] ?? ''];
    const sources: AcceptedDocument['sources'] = [];
    for (const content of contents) {
      const stream = (async function* bytes() {
        await pause();
        yield Buffer.from(content);
      })();
      const kept = await blobs.put(stream, 1_000, undefined, async (sha256) => {
        const name = await users.nameFor(sha256, user, nowMs);
        await pause();
        return name;
      });
      const { sha256, bytes, storedAs: stored_as } = kept;
      sources.push({ sha256, bytes, media_type: 'application/pdf', filename: null, stored_as });
    }
    const document = accepted(id, { sources });
    const names = blobNames(sources);
    const standing = await documents.read(id);
    if (standing !== null || (await deletions.isDeleted(id))) {
      await users.release(names, user, nowMs);
      return;
    }
    if (!(await users.keep(names, id, user, nowMs))) {
      if (nowMs - begunMs < UPLOAD_ENDS_WITHIN_MS) throw new Error('given up on too early');
      return;
    }
    run.keptMs = nowMs;
    await pause();
    await documents.create(document, '{}');
    onceUsed.set(id, [...(onceUsed.get(id) ?? []), ...names]);
    if (!(await users.confirm(names, id, nowMs))) {
      await stepwise(deletions, pause).delete(id, nowMs);
      return;
    }
    await users.release(names, user, nowMs);
  }

  const erasePorts = (pause: Pause) => ({
    deletions: stepwise(deletions, pause),
    documents: stepwise(documents, pause),
    idempotency: { release: pause },
    blobUsers: stepwise(blobUsers, pause),
    blobs,
    forgetAnswers: pause,
    producer: { removeJobs: async () => Promise.resolve(0) },
  });

  async function remove(id: string, pause: Pause): Promise<void> {
    if (await stepwise(deletions, pause).delete(id, nowMs)) {
      await eraseDocument(id, erasePorts(pause), nowMs);
    }
  }

  const collect = async (pause: Pause): Promise<void> => {
    const ports = {
      blobs: stepwise(blobs, pause),
      blobUsers: stepwise(blobUsers, pause),
      hindrance: () => Promise.resolve(null),
    };
    await collectBlobs(nowMs, ports, never);
  };

  const live = async (): Promise<Map<string, string[]>> => {
    const found = await Promise.all(ids.map((id) => documents.read(id)));
    return new Map(
      found.flatMap((record) =>
        record === null ? [] : [[record.id, blobNames(record.sources)] as const],
      ),
    );
  };
  const files = async (): Promise<Set<string>> => {
    const addresses: string[] = [];
    for await (const address of blobs.list('')) addresses.push(address.slice(3));
    return new Set(addresses);
  };

  const begin = (act: Step['act'], work: (pause: Pause, run: WorldRun) => Promise<void>): void => {
    const run: WorldRun = {
      act,
      ...startRun(
        async (pause) => {
          const own = inTurn(pause);
          await own();
          await work(own, run);
        },
        () => undefined,
      ),
    };
    runs.push(run);
  };
  const kill = async (run: WorldRun): Promise<void> => {
    if (run.act === 'collect') haveCollectionsFailed = true;
    await run.advance(true);
  };

  return {
    async take({ act, which }: Step): Promise<void> {
      runs = runs.filter((run) => !run.isOver());
      const documentIds = [...(await live()).keys()];
      const id = documentIds[which % Math.max(1, documentIds.length)];
      const run = runs[which % Math.max(1, runs.length)];
      const mayBegin = runs.length < MOST_RUNS;
      if (act === 'upload' && mayBegin) {
        // An id stands for one request, and so for the same bytes whenever it is sent again.
        const fresh = `doc_${ids.length}_${which}`;
        ids.push(fresh);
        begin(act, (pause, own) => upload(fresh, which, own, pause));
      } else if (act === 'upload again' && mayBegin && ids.length > 0) {
        const known = ids[which % ids.length] ?? '';
        begin(act, (pause, own) => upload(known, Number(known.split('_')[2]), own, pause));
      } else if (act === 'collect' && mayBegin) {
        // Names that two remove are given back by neither.
        if (runs.some((other) => other.act === 'collect')) haveCollectionsFailed = true;
        begin(act, collect);
      } else if (act === 'delete' && mayBegin && id !== undefined) {
        begin(act, (pause) => remove(id, pause));
      } else if (act === 'expire' && id !== undefined) await redis.del(recordOf(id));
      else if (act === 'retry' && id !== undefined) {
        // One that has ended and goes on, or the other way round.
        const key = recordOf(id);
        if ((await redis.persist(key)) === 0) await redis.pexpire(key, RETENTION_S * 1_000);
      } else if (act === 'wait') {
        nowMs += HOUR_MS * (1 + (which % 12));
        // From its document's first trace to its record an upload takes milliseconds. All others, and it
        // itself before that, may stand still for as long as they like.
        const late = runs.filter(({ keptMs = nowMs }) => nowMs - keptMs >= UPLOAD_ENDS_WITHIN_MS);
        for (const one of late) await kill(one);
      } else if (act === 'kill' && run !== undefined) await kill(run);
      else if (act === 'go on') {
        for (let steps = which % 4; steps >= 0; steps -= 1) await run?.advance(false);
      } else if (act === 'finish') while (run?.isOver() === false) await run.advance(false);
    },
    /** Files that a document's record names and that are not there. */
    async lost(): Promise<string[]> {
      const there = await files();
      return [...(await live())].flatMap(([id, names]) =>
        names.filter((name) => !there.has(name)).map((name) => `${id}: ${name}`),
      );
    },
    /** Lets all runs end, and as much time pass as an orphan is given. */
    async settle(): Promise<void> {
      for (const run of runs) while (!run.isOver()) await run.advance(false);
      for (let rounds = 0; rounds < 4; rounds += 1) {
        for (const id of await deletions.pending(nowMs + 1, 100)) {
          await eraseDocument(id, erasePorts(atOnce), nowMs);
          await deletions.finish(id);
        }
        await surveyBlobs(nowMs, { blobs, blobUsers, documents }, never);
        await collect(atOnce);
        nowMs += UPLOAD_ENDS_WITHIN_MS + HOUR_MS;
      }
    },
    async aMonthLater(): Promise<void> {
      nowMs += 31 * 24 * HOUR_MS;
      await surveyBlobs(nowMs, { blobs, blobUsers, documents }, never);
    },
    live,
    /** What documents that are there used, or did before they expired and came again under the same id. */
    onceUsed: async (): Promise<Set<string>> =>
      new Set([...(await live()).keys()].flatMap((id) => onceUsed.get(id) ?? [])),
    files,
    /** Whether one died, or met another, so that it keeps names out of use for a month. */
    haveCollectionsFailed: () => haveCollectionsFailed,
  };
}
