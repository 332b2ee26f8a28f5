/** What became of one test; the suite writes a list of these to the file that BACKREF_TEST_RESULTS names. */
export interface TestResult {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly ms: number;
  readonly error?: string;
}
