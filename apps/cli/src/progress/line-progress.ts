import { describeDocument, describeReason } from '../describe-document.ts';
import { explainError } from '../explain-error.ts';
import type { Output } from '../output/output.ts';
import type { Errand, Progress } from './progress.ts';

/** One line for each change that can be seen in it. */
export function lineProgress(output: Output): Progress {
  const last = new Map<Errand, string>();
  return {
    started() {},
    changed(errand, document) {
      const line = describeDocument(document, errand.name);
      if (last.get(errand) === line) return;
      last.set(errand, line);
      output.line(line);
      const reason = describeReason(document, errand.name);
      if (reason !== null) output.problem(reason);
    },
    failed: (errand, error) => output.problem(explainError(error, errand.name)),
    written: (_errand, { id }, files) => output.line(`${id}  written  ${files.join('  ')}`),
    note: (sentence) => output.problem(sentence),
    stop() {},
  };
}
