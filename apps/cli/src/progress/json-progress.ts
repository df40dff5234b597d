import { QuireError } from '@quire/client';
import { describeReason } from '../describe-document.ts';
import { explainError } from '../explain-error.ts';
import type { Output } from '../output/output.ts';
import type { Errand, Progress } from './progress.ts';

/**
 * One JSON object a line: the document as the server shows it and the `files` it was made of, again
 * at each change; `error` where it was not sent or lost; `written` once its result is in files.
 */
export function jsonProgress(output: Output): Progress {
  const say = (errand: Errand, more: object): void => {
    void output.json({ ...more, ...(errand.paths.length > 0 ? { files: errand.paths } : {}) });
  };
  return {
    started() {},
    changed(errand, document) {
      say(errand, document);
      const reason = describeReason(document, errand.name);
      if (reason !== null) output.problem(reason);
    },
    failed(errand, error) {
      output.problem(explainError(error, errand.name));
      const { code, detail, status } = asQuireError(error);
      say(errand, { error: { code, detail, status } });
    },
    written: (errand, document, files) => say(errand, { ...document, written: files }),
    note: (sentence) => output.problem(sentence),
    stop() {},
  };
}

function asQuireError(error: unknown): QuireError {
  if (error instanceof QuireError) return error;
  const [code = 'internal_error'] = explainError(error).split(':');
  return new QuireError(code, error instanceof Error ? error.message : String(error));
}
