// The stream of the session: reads it, and begins again by itself when it breaks off.
import { Refused, request } from "./api.ts";
import { EventReader } from "./sse.ts";

export type Connection =
  | { state: "connecting" }
  | { state: "live" }
  | { state: "waiting"; again_at_ms: number }
  | { state: "refused"; what: string }
  | { state: "ended" };

export interface StreamTo {
  message: (event: string, data: unknown) => void;
  connection: (connection: Connection) => void;
}

const silence_ms = 5000; // Something comes four times a second while all is well.
const first_pause_ms = 500;
const longest_pause_ms = 8000;

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

class Stream {
  private last_id_: string | null = null;
  private pause_ms_ = first_pause_ms;
  private ended_ = false;

  constructor(private readonly to_: StreamTo) {}

  async run(): Promise<void> {
    for (;;) {
      this.to_.connection({ state: "connecting" });
      try {
        await this.once();
      } catch (problem) {
        if (problem instanceof Refused && [401, 403].includes(problem.status)) {
          return this.to_.connection({ state: "refused", what: problem.message });
        }
      }
      if (this.ended_) return this.to_.connection({ state: "ended" });
      // Not all viewers come back in the same moment.
      const pause_ms = this.pause_ms_ * (0.75 + Math.random() / 2);
      this.to_.connection({ state: "waiting", again_at_ms: Date.now() + pause_ms });
      await sleep(pause_ms);
      this.pause_ms_ = Math.min(longest_pause_ms, this.pause_ms_ * 2);
    }
  }

  // Reads until the stream breaks off, for whatever reason.
  private async once(): Promise<void> {
    const stop = new AbortController();
    let watchdog = setTimeout(() => stop.abort(), silence_ms);
    try {
      const headers: Record<string, string> = { Accept: "text/event-stream" };
      if (this.last_id_ !== null) headers["Last-Event-ID"] = this.last_id_;
      const more = { headers, signal: stop.signal };
      const { body } = await request("GET", "/api/stream", undefined, more);
      if (!body) return;
      const reader = body.pipeThrough(new TextDecoderStream()).getReader();
      const events = new EventReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(watchdog);
        watchdog = setTimeout(() => stop.abort(), silence_ms);
        this.take(events, value);
      }
    } finally {
      clearTimeout(watchdog);
      stop.abort();
    }
  }

  // A fault of the page is none of the connection.
  private hand_on(event: string, data: unknown): void {
    try {
      this.to_.message(event, data);
    } catch (problem) {
      reportError(problem);
    }
  }

  private take(events: EventReader, piece: string): void {
    for (const { event, data, id } of events.take(piece)) {
      this.hand_on(event, JSON.parse(data));
      if (id !== null) this.last_id_ = id;
      if (event === "ended") this.ended_ = true;
      this.pause_ms_ = first_pause_ms;
      this.to_.connection({ state: "live" });
    }
  }
}

export function follow_stream(to: StreamTo): void {
  void new Stream(to).run();
}
