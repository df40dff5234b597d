import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { Failure, type FailureCode } from '@quire/domain';
import { blobAddress, hashIn } from './blob-address.ts';
import type { Blobs, StoredBlob } from './blobs.ts';
import type { Originals } from './originals.ts';
import { isFull, onDisk } from './on-disk.ts';
import { isQuarantineAddress, quarantineAddress } from './quarantine-address.ts';
import { receiveStream } from './receive-stream.ts';

/** What the copies on this machine need of the store: an original's bytes in a new file. */
type Fetch = (name: string, partial: string) => Promise<void>;

/** A store that takes no connection within this is away; tried three times, it is said so. */
const CONNECT_WITHIN_MS = 5_000;
/** A transfer on which nothing moves for so long is dead, however large it is. */
const IDLE_MS = 30_000;
const UPLOAD_TRIES = 3;
const UPLOAD_AGAIN_MS = 300;
/** The SDK's warnings go to the console, where a role's log is one line of JSON after another. */
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/**
 * Blobs as objects `PREFIX/ab/abcd…` of an S3 bucket, or of anything that speaks its language. Keys are
 * taken from where the AWS SDK looks: `AWS_ACCESS_KEY_ID` and its kin, profiles, the machine's role.
 * Uploads and reads go through a copy on this machine's disk, so that a document of a thousand pages
 * is fetched once.
 * @param location `s3://bucket/prefix?endpoint=…&region=…`; with an endpoint, buckets are paths
 * @param open opens the copies on this machine, given how an original is fetched
 */
export function openS3Blobs(location: string, open: (fetch: Fetch) => Originals): Blobs {
  const { hostname: Bucket, pathname, searchParams } = new URL(location);
  const prefix = pathname.replaceAll(/^\/|\/$/g, '');
  const keyOf = (name: string): string => (prefix === '' ? name : `${prefix}/${name}`);
  const objectOf = (name: string): string => keyOf(blobAddress(name));
  let client: Promise<S3Client> | undefined;
  let remover: S3Client | undefined;
  // Loaded at the first use: it takes a fifth of a second, and most installations have no bucket.
  const connected = async () => {
    const sdk = await import('@aws-sdk/client-s3');
    client ??= Promise.resolve(connect(sdk.S3Client, searchParams));
    return { sdk, s3: await client };
  };

  const get = async (Key: string) => {
    const { sdk, s3 } = await connected();
    return s3.send(new sdk.GetObjectCommand({ Bucket, Key }));
  };
  const put = async (Key: string, Body: Uint8Array): Promise<void> => {
    const { sdk, s3 } = await connected();
    const small = new sdk.PutObjectCommand({ Bucket, Key, Body, ContentLength: Body.length });
    await s3.send(small).catch((cause: unknown) => {
      throw new Failure('blobs_unavailable', { cause });
    });
  };
  /** The SDK repeats no stream of itself: a file can be read again from its beginning. */
  const send = async (path: string, name: string, { sha256, bytes }: StoredBlob): Promise<void> => {
    const { sdk, s3 } = await connected();
    for (let left = UPLOAD_TRIES; ; left -= 1) {
      const upload = new sdk.PutObjectCommand({
        Bucket,
        Key: objectOf(name),
        Body: bytes === 0 ? Buffer.alloc(0) : createReadStream(path),
        ContentLength: bytes,
        // The store refuses what does not arrive as it was sent.
        ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
      });
      try {
        await s3.send(upload);
        return;
      } catch (cause) {
        if (left <= 1) throw new Failure('blobs_unavailable', { cause });
        await sleep(UPLOAD_AGAIN_MS);
      }
    }
  };
  const read = async (Key: string): Promise<Buffer | null> => {
    try {
      const { Body } = await get(Key);
      return Body === undefined ? null : Buffer.from(await Body.transformToByteArray());
    } catch (error) {
      if (isNoSuchKey(error)) return null;
      throw new Failure('blobs_unreachable', { cause: error });
    }
  };

  const originals = open(async (name, partial) => {
    try {
      const { Body } = await get(objectOf(name));
      if (Body === undefined) throw new Error('an answer without a body');
      const seen = hashing();
      await pipeline(
        Body.transformToWebStream(),
        seen.through,
        createWriteStream(partial, { flags: 'wx' }),
      );
      // Cut short or spoiled on the way, it would be read as another document than was sent.
      if (seen.digest() !== hashIn(name)) throw new Error('its bytes are not those of its hash');
    } catch (error) {
      throw new Failure(codeOf(error), { detail: `sha256 ${name}`, cause: error });
    }
  });

  return {
    async put(stream, maxBytes, check, nameFor) {
      const partial = await onDisk(originals.partial());
      try {
        const blob = await receiveStream(stream, partial, maxBytes);
        check?.(blob);
        const name = (await nameFor?.(blob.sha256)) ?? blob.sha256;
        await send(partial, name, blob);
        // It is stored: a copy that cannot be kept here is fetched by who needs it.
        await originals.adopt(partial, name).catch(() => undefined);
        return name === blob.sha256 ? blob : { ...blob, storedAs: name };
      } catch (error) {
        // What was sent cannot be read again: the next upload finds room.
        if (isFull(error)) await originals.relieve().catch(() => undefined);
        throw error;
      } finally {
        await rm(partial, { force: true }).catch(() => undefined);
      }
    },
    localPath: (name) => originals.path(name),
    async *list(beginning) {
      const { sdk, s3 } = await connected();
      const pages = sdk.paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: keyOf(beginning) });
      try {
        for await (const { Contents = [] } of pages) {
          for (const { Key = '' } of Contents) yield Key.slice(keyOf('').length);
        }
      } catch (cause) {
        throw new Failure('blobs_unreachable', { cause });
      }
    },
    async remove(address) {
      const { sdk } = await connected();
      // Asked once: a second request might be done before the first, which then removes what came between.
      remover ??= connect(sdk.S3Client, searchParams, { maxAttempts: 1 });
      try {
        await remover.send(new sdk.DeleteObjectCommand({ Bucket, Key: keyOf(address) }));
        return true;
      } catch (cause) {
        throw new Failure('blobs_unavailable', { cause });
      }
    },
    forgetCopies: (areKnown) => originals.forget(areKnown),
    async quarantine(name, bytes) {
      const address = quarantineAddress(name);
      await put(keyOf(address), bytes);
      return address;
    },
    async quarantined(address) {
      return isQuarantineAddress(address) ? read(keyOf(address)) : null;
    },
    readNote: async (name) => (await read(keyOf(name)))?.toString('utf8') ?? null,
    writeNote: (name, text) => put(keyOf(name), Buffer.from(text)),
    async isWritable() {
      // Always the same object: nothing has to be deleted.
      return put(keyOf('is-writable'), Buffer.from('yes')).then(
        () => true,
        () => false,
      );
    },
  };
}

function nothing(): void {
  return undefined;
}

function connect(
  Client: typeof S3Client,
  options: URLSearchParams,
  more: { readonly maxAttempts?: number } = {},
): S3Client {
  const endpoint = options.get('endpoint');
  const region = options.get('region') ?? 'us-east-1';
  return new Client({
    region,
    ...(endpoint !== null && { endpoint, forcePathStyle: true }),
    // Stores other than Amazon's do not know the checksums that the SDK sends of itself.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    logger: SILENT,
    requestHandler: { connectionTimeout: CONNECT_WITHIN_MS, socketTimeout: IDLE_MS },
    ...more,
  });
}

function hashing(): { readonly through: Transform; readonly digest: () => string } {
  const hash = createHash('sha256');
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { through, digest: () => hash.digest('hex') };
}

/** What hinders a fetch: the object is gone, this machine's disk takes nothing, or the store is away. */
function codeOf(error: unknown): FailureCode {
  if (isNoSuchKey(error)) return 'source_missing';
  return isOfDisk(error) ? 'originals_unavailable' : 'blobs_unreachable';
}

/** Errors of sockets name other calls than these. */
function isOfDisk(error: unknown): boolean {
  if (!(error instanceof Error) || !('syscall' in error)) return false;
  return error.syscall === 'open' || error.syscall === 'write';
}

function isNoSuchKey(error: unknown): boolean {
  return error instanceof Error && error.name === 'NoSuchKey';
}
