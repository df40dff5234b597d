import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Lines of a failure that say what it was: the rest is the way there. */
const MOST_LINES = 40;

/** Leaves a run's numbers and failures in `.test-count.json`, so that the sum of all packages can end with them. */
export default class CountTests {
  constructor(globalConfig) {
    this.rootDir = globalConfig.rootDir;
  }

  onRunComplete(_contexts, results) {
    // A file that could not even be loaded has no failed tests in it, and must still count.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const failures = results.testResults
      .filter(({ failureMessage }) => failureMessage)
      .map(({ testFilePath, failureMessage }) => {
        const lines = stripVTControlCharacters(failureMessage).trim().split('\n');
        return `${relative(this.rootDir, testFilePath)}\n${lines.slice(0, MOST_LINES).join('\n')}`;
      });
    const count = { passed: results.numPassedTests, failed, failures };
    writeFileSync(join(this.rootDir, '.test-count.json'), JSON.stringify(count));
  }
}
