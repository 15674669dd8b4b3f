// Server-sent events, read from pieces of text as they come.

export interface Message {
  event: string;
  data: string;
  id: string | null;
}

export class EventReader {
  private text_ = "";
  private event_ = "";
  private data_: string[] = [];
  private id_: string | null = null;

  /** The messages that end in `piece`. */
  take(piece: string): Message[] {
    const lines = (this.text_ + piece).split("\n");
    this.text_ = lines.pop() ?? "";
    const messages: Message[] = [];
    for (const line of lines) {
      const message = this.line(line.endsWith("\r") ? line.slice(0, -1) : line);
      if (message) messages.push(message);
    }
    return messages;
  }

  private line(line: string): Message | null {
    if (line !== "") {
      const colon = line.indexOf(":");
      const name = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (name === "event") this.event_ = value;
      if (name === "data") this.data_.push(value);
      if (name === "id") this.id_ = value;
      return null;
    }
    const { event_: event, data_: data } = this;
    this.event_ = "";
    this.data_ = [];
    return data.length === 0
      ? null
      : { event: event || "message", data: data.join("\n"), id: this.id_ };
  }
}
