/**
 * BullMQ itself, for the benches that measure beside it. They cannot depend on it of their own: with
 * bullmq among the root's dependencies `npm ci` asks for platform packages that the lockfile, made on
 * a registry without them, does not have.
 */
export { Queue, Worker } from 'bullmq';
