export {
  aggregatorConfig,
  apiConfig,
  courierConfig,
  doctorConfig,
  originalsSpace,
  rendererOptions,
  splitterConfig,
  visionConfig,
  type AggregatorConfig,
  type ApiConfig,
  type CourierConfig,
  type SplitterConfig,
  type VisionConfig,
} from './groups.ts';
export { ConfigError, readConfig, type Environment } from './read-config.ts';
