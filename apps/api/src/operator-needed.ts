import { Failure } from '@quire/domain';

/** Somebody without the operators' login came to their routes: a key would not help. */
export class OperatorNeeded extends Failure {
  readonly title = 'No valid login: send the user and password of QUIRE_ADMIN as HTTP Basic.';

  constructor() {
    super('unauthorized', { detail: 'user and password of QUIRE_ADMIN are needed' });
  }
}
