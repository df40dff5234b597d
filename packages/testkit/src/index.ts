export { endWithParent } from './end-with-parent.ts';
export { freePort } from './free-port.ts';
export { makeImage, type ImageOptions } from './make-image.ts';
export { makePdf, type PdfPage } from './make-pdf.ts';
export { numberedPdf } from './numbered-pdf.ts';
export { pageMarker } from './page-marker.ts';
export { startPrivateRedis, type PrivateRedis, type PrivateRedisOptions } from './private-redis.ts';
export { startS3Server, type S3Server } from './s3-server.ts';
export { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
export {
  startProcess,
  type ProcessExit,
  type ProcessOptions,
  type StartedProcess,
} from './started-process.ts';
export {
  startWebhookReceiver,
  type Delivery,
  type ReceiverBehaviour,
  type WebhookReceiver,
} from './webhook-receiver.ts';
export { say, someDocument, startAnswers, type Answers, type Asked } from './start-answers.ts';
export { stuckPdf } from './stuck-pdf.ts';
export { runWrongly, type WrongRun } from './run-wrongly.ts';
