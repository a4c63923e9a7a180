/** Ends the output with one line that any CI system can read: after jest's own summary, so at exit. */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.once('exit', () => {
      console.log(`${results.numPassedTests} passed, ${failed} failed`);
    });
  }
}
