import { dashboardOperations } from '../dashboard-operations.ts';
import { adminOperations } from '../routes/admin-operations.ts';
import { docsOperations } from '../routes/docs-operations.ts';
import { documentOperations } from '../routes/documents-operations.ts';
import { estimateOperations } from '../routes/estimate-operations.ts';
import { eventOperations } from '../routes/events-operations.ts';
import { healthOperations } from '../routes/health-operations.ts';
import { ledgerOperations } from '../routes/ledger-operations.ts';
import { presetOperations } from '../routes/presets-operations.ts';
import { resultOperations } from '../routes/results-operations.ts';
import { statusOperations } from '../routes/status-operations.ts';
import type { Operation } from './operation.ts';

/** Every route of the api, in the order in which they are described. */
export const operations: readonly Operation[] = [
  ...documentOperations,
  ...eventOperations,
  ...resultOperations,
  ...estimateOperations,
  ...presetOperations,
  ...statusOperations,
  ...adminOperations,
  ...ledgerOperations,
  ...dashboardOperations,
  ...healthOperations,
  ...docsOperations,
];
