import { Failure } from '@quire/domain';

/** What an engine said of a page itself, unlike a process that was ended or died. */
export class EngineFailure extends Failure {}
