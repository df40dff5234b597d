/**
 * Says that a further call cannot be had now: its budget is used up, or its model halted. A page that has
 * an answer does not wait for a better one until somebody mends that.
 */
export class StepBarred extends Error {
  override readonly name = 'StepBarred';
}
