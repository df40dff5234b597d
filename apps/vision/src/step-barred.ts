/**
 * Says that a further call cannot be had now: its budget is used up, its model halted, or it was sent and
 * nobody knows its end. A page that has an answer does not wait for a better one until somebody mends that.
 */
export class StepBarred extends Error {
  override readonly name = 'StepBarred';
  /** Whether it was found out by sending the call. */
  readonly wasSent: boolean;

  constructor(
    message: string,
    { wasSent = false, cause }: { wasSent?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.wasSent = wasSent;
  }
}
