import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Leaves the numbers of a run in `.test-count.json`, so that one line can sum up all packages. */
export default class CountTests {
  constructor(globalConfig) {
    this.file = join(globalConfig.rootDir, '.test-count.json');
  }

  onRunComplete(_contexts, results) {
    // A file that could not even be loaded has no failed tests in it, and must still count.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    writeFileSync(this.file, JSON.stringify({ passed: results.numPassedTests, failed }));
  }
}
