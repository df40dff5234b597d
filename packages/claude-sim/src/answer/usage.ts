import type { TokenCounts } from '../pricing/tokens.ts';

/** `usage` as the API sends it (SDK `Usage`, every field). */
export function usageBody(
  tokens: TokenCounts,
  terms: { readonly isBatch: boolean; readonly isUsOnly: boolean },
): Record<string, unknown> {
  return {
    input_tokens: tokens.input,
    cache_creation_input_tokens: tokens.cache_write_5m + tokens.cache_write_1h,
    cache_read_input_tokens: tokens.cache_read,
    cache_creation: {
      ephemeral_5m_input_tokens: tokens.cache_write_5m,
      ephemeral_1h_input_tokens: tokens.cache_write_1h,
    },
    output_tokens: tokens.output,
    output_tokens_details: { thinking_tokens: tokens.thinking },
    server_tool_use: null,
    service_tier: terms.isBatch ? 'batch' : 'standard',
    inference_geo: terms.isUsOnly ? 'us' : 'global',
    speed: 'standard',
  };
}
