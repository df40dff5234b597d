/** `POST /v1/estimate`: what was asked for, then each model and lane beside it. */
export type { EstimateView as DocumentEstimate, LaneEstimate } from '@quire/domain';
