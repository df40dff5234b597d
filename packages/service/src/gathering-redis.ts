import { type Command, Redis } from 'ioredis';

/**
 * A connection that sends what is asked of it in one turn of the event loop with one write. Each
 * write is a system call on either side and, with `appendfsync always`, may be an fsync of Redis' own:
 * a page's commands written one by one cost vision 0.9 ms of its processor (bench of overhead). Each
 * command is still sent, answered and, after a broken line, sent again by itself, as it would not be
 * in a pipeline (ioredis' auto-pipelining fails a pipeline that a broken line cuts in two).
 */
export class GatheringRedis extends Redis {
  override sendCommand(...sent: [command: Command, stream?: NonNullable<SentTo>]): unknown {
    const socket: Redis['stream'] | undefined = this.stream;
    if (socket?.writableCorked === 0 && this.status === 'ready') {
      socket.cork();
      setImmediate(() => socket.uncork());
    }
    return super.sendCommand(...sent);
  }
}

type SentTo = Parameters<Redis['sendCommand']>[1];
