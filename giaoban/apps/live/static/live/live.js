// <gb-live>: shows a topic as it moves. Listens to a stream; where none gets through, asks every 15 seconds. What is
// shown stays when the line breaks, and a line below says so until it is back.
const ASK = 15000;
const SILENT = 40000;

class GbLive extends HTMLElement {
  connectedCallback() {
    this.shown = this.querySelector("[data-live]");
    this.away = this.querySelector("[data-away]");
    this.version = this.dataset.version;
    this.listen();
    this.watch = setInterval(() => this.look(), 5000);
  }

  disconnectedCallback() {
    clearInterval(this.watch);
    clearTimeout(this.again);
    this.hush();
  }

  listen() {
    this.hush();
    this.heard = this.heard || Date.now();
    if (!window.EventSource || !this.dataset.stream) return;
    this.source = new EventSource(`${this.dataset.stream}?since=${this.version}`);
    this.source.onopen = () => this.alive();
    this.source.onmessage = (event) => this.hear(event.data);
    this.source.addEventListener("beat", () => this.alive());
    this.source.onerror = () => this.lost();
  }

  // A broken stream comes back by itself; one that was refused is tried once more soon – its topic may be new to the
  // server, or the server to its topics – and then at the pace of `look`.
  lost() {
    this.broken(true);
    if (this.source.readyState !== 2 || this.again) return;
    this.again = setTimeout(() => this.listen(), 1000 + 2000 * Math.random());
  }

  hush() {
    if (this.source) this.source.close();
    this.source = null;
  }

  // A closed stream is asked instead, and tried again; an open one that says nothing for long is dead.
  look() {
    const now = Date.now();
    const open = this.source && this.source.readyState === 1;
    if (open && now - this.heard > SILENT) {
      this.heard = now;
      this.listen();
    }
    if (open || now - this.heard < ASK) return;
    this.ask();
    if (!this.source || this.source.readyState === 2) this.listen();
  }

  async ask() {
    this.heard = Date.now();
    try {
      const answer = await fetch(`${this.dataset.poll}?since=${this.version}`, { credentials: "omit" });
      if (answer.status === 200) {
        const told = await answer.json();
        this.show(String(told.version), told.html);
      } else if (answer.status === 204) {
        this.alive();
      }
    } catch {
      this.broken(true);
    }
  }

  // The first line is the version, what follows is shown; so from every server of streams.
  hear(message) {
    const end = `${message}\n`.indexOf("\n");
    this.show(message.slice(0, end), message.slice(end + 1));
  }

  broken(is) {
    if (this.away) this.away.hidden = !is;
  }

  alive() {
    this.heard = Date.now();
    this.again = null;
    this.broken(false);
  }

  show(version, html) {
    this.alive();
    if (Number(version) <= Number(this.version)) return;
    this.version = version;
    this.shown.innerHTML = html;
    this.dispatchEvent(new CustomEvent("gb:moved", { bubbles: true }));
  }
}
customElements.define("gb-live", GbLive);
