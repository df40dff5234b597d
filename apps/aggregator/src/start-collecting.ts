import { asFailure } from '@quire/domain';
import { type Logger, startRounds } from '@quire/service';
import {
  type ActiveDocuments,
  adoptDocuments,
  type AdoptPorts,
  collectBlobs,
  type CollectPorts,
  surveyBlobs,
  type SurveyPorts,
} from '@quire/store';

export type CollectingPorts = AdoptPorts &
  CollectPorts &
  SurveyPorts & {
    readonly active: Pick<ActiveDocuments, 'takeTurn'>;
  };

const EVERY_MS = 5_000;
const TURN_MS = 15_000;
/** While a release that keeps no record of users goes on accepting documents: as long as an update takes. */
const ADOPT_AGAIN_MS = 3_600_000;
const SURVEY_EVERY_MS = 86_400_000;

/**
 * Removes blobs that nobody uses, one process at a time; nothing before every document was found on
 * record as a user of its own. @param owner as of the sweeper's turn @returns how to stop it
 */
export function startCollecting(
  owner: string,
  ports: CollectingPorts,
  log: Logger,
): () => Promise<void> {
  let areAllOnRecord = false;
  let adoptAtMs = 0;
  let surveyAtMs = 0;
  let lastTold = '';
  // Each of them may stand in the way for hours.
  const tellOnce = (sentence: string, error?: unknown): void => {
    if (sentence !== lastTold && sentence !== '') log.warn({ err: error }, sentence);
    lastTold = sentence;
  };
  const round = async (signal: AbortSignal): Promise<void> => {
    const nowMs = Date.now();
    if (!(await ports.active.takeTurn(owner, TURN_MS))) return;
    if (!areAllOnRecord) {
      if (nowMs < adoptAtMs) return;
      const adopted = await adoptDocuments(nowMs, ports);
      areAllOnRecord = adopted === 0;
      adoptAtMs = nowMs + ADOPT_AGAIN_MS;
      if (adopted > 0) log.info({ adopted }, 'documents of an earlier release put on record');
      if (!areAllOnRecord) return;
    }
    const { removed, missing, hindrance: hindered } = await collectBlobs(nowMs, ports, signal);
    if (removed > 0) log.info({ removed, missing }, 'files that nobody used are removed');
    const isSurveyDue = nowMs >= surveyAtMs;
    const hindrance = hindered ?? (isSurveyDue ? await ports.hindrance() : null);
    tellOnce(hindrance === null ? '' : `files that nobody uses are kept: ${hindrance}`);
    if (!isSurveyDue || hindrance !== null) return;
    const unknown = await surveyBlobs(nowMs, ports, signal);
    surveyAtMs = nowMs + SURVEY_EVERY_MS;
    if (unknown > 0) log.info({ unknown }, 'files that are on no record go in a day');
  };
  return startRounds({
    everyMs: EVERY_MS,
    round,
    onTrouble(error) {
      const { code, message } = asFailure(error);
      tellOnce(`files that nobody uses are not removed now: ${code}: ${message}`, error);
    },
  });
}
