export { deliverWebhook, type Delivery, type DeliveryOutcome } from './deliver-webhook.ts';
export { fetchSource } from './fetch-source.ts';
export {
  assertAllowedUrl,
  assertPublicUrl,
  createGuardedAgent,
  type GuardOptions,
  type LookUp,
} from './guarded-agent.ts';
export { signWebhook, type WebhookToSign } from './sign-webhook.ts';
