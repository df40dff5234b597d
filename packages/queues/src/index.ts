export {
  startConsumer,
  type Consumer,
  type ConsumerOptions,
  type JobContext,
  type JobOutcome,
} from './consumer.ts';
export { FailedForGood, Postponed, RetryNotBefore } from './job-ends.ts';
export { createLiveness, type Liveness } from './liveness.ts';
export { createProducer, type Producer } from './producer.ts';
export { isQueueName, queueNames, queueTable, type JobOf, type QueueName } from './queue-table.ts';
