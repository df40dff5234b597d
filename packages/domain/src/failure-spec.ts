/** How a failure is answered over HTTP, and the sentence that says what to do about it. */
export interface FailureSpec {
  readonly status: number;
  readonly message: string;
  /** Whether another machine, or another try, may not meet it. */
  readonly mayPass?: true;
  /** Whether whoever drew the page was ended with it: such a page is not given out for ever. */
  readonly endsRenderer?: true;
  /** Whether it holds up everybody, or this process, and so uses up nobody's attempts. */
  readonly isWaitedOut?: true;
}
