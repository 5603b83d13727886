// <gb-place>: the console of a site or a delegate on a poor line.
//
// Every form marked data-command is a command. It gets a key here, is kept on this device (localStorage) and sent in its
// turn; it leaves the queue only when the server has answered for that key: taken, or refused with a reason. A line that
// drops, a closed tab, an answer that got lost: the same key is sent again, and the server knows it. Without script the
// same forms post with a key of the page's own.
const RETRY = [1000, 2000, 5000, 10000, 20000];
const PATIENCE = 20000;
const SHOWN = 6;

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

class GbPlace extends HTMLElement {
  connectedCallback() {
    this.store = `gb-place:${location.pathname}`;
    this.line = this.querySelector("[data-line]");
    this.list = this.querySelector("[data-queue]");
    this.done = [];
    this.tries = 0;
    this.sending = false;
    this.controller = new AbortController();
    const { signal } = this.controller;
    this.addEventListener("submit", (event) => this.take(event), { signal });
    this.addEventListener("gb:moved", () => this.look(), { signal });
    this.addEventListener("input", (event) => event.target.setAttribute("data-typed", ""), { signal });
    window.addEventListener("online", () => this.plan(0), { signal });
    window.addEventListener("offline", () => this.show(), { signal });
    window.addEventListener("pageshow", () => this.plan(0), { signal });
    this.watch = setInterval(() => this.show(), 5000);
    this.look();
    this.show();
    this.plan(0);
  }

  disconnectedCallback() {
    this.controller.abort();
    clearTimeout(this.timer);
    clearInterval(this.watch);
  }

  // The queue, oldest first: [{ key, label, body }]. Where nothing may be stored it lives as long as the page.
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.store)) || [];
    } catch {
      return this.memory || [];
    }
  }

  write(queue) {
    this.memory = queue;
    try {
      if (queue.length) localStorage.setItem(this.store, JSON.stringify(queue));
      else localStorage.removeItem(this.store);
    } catch {
      // the memory has it
    }
  }

  take(event) {
    const form = event.target.closest("form[data-command]");
    if (!form || !window.fetch) return;
    event.preventDefault();
    const key = newKey();
    const fields = new FormData(form);
    fields.set("key", key);
    const words = (fields.get("words") || "").toString();
    const body = new URLSearchParams(fields).toString();
    this.write([...this.read(), { key, label: form.dataset.command, words, body }]);
    if (form.hasAttribute("data-clears")) form.reset();
    this.tries = 0;
    this.show();
    this.plan(0);
  }

  plan(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  // One at a time, in their order; the next only when this one was answered.
  async send() {
    const [first] = this.read();
    if (!first || this.sending) return;
    this.sending = true;
    this.show();
    const answer = await this.post(first.body);
    this.sending = false;
    if (answer.later) {
      this.lost = answer.lost;
      this.plan(RETRY[Math.min(this.tries, RETRY.length - 1)]);
      this.tries += 1;
    } else {
      this.lost = false;
      this.tries = 0;
      this.write(this.read().filter((one) => one.key !== first.key));
      this.done = [{ ...first, ...answer }, ...this.done].slice(0, SHOWN);
      this.plan(0);
      setTimeout(() => this.refresh(), 700);
    }
    this.show();
  }

  // Where no stream gets through, one's own state is asked for now and not in a quarter of a minute.
  refresh() {
    for (const live of this.querySelectorAll("gb-live")) {
      if (!live.source || live.source.readyState !== 1) live.ask?.();
    }
  }

  async post(body) {
    const patience = new AbortController();
    const end = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const response = await fetch(location.pathname, {
        method: "POST", body, signal: patience.signal, redirect: "error",
        headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      });
      if (response.status >= 500) return { later: true, lost: true };
      const told = await response.json();
      if (told.later) return { later: true, lost: false };
      return response.ok ? { at: told.at } : { refused: told.message };
    } catch {
      return { later: true, lost: true };
    } finally {
      clearTimeout(end);
    }
  }

  // The floor says whether the conference is in session and which matter is open: what is for that comes and goes.
  look() {
    const floor = this.querySelector("[data-floor] [data-live]");
    if (!floor || !floor.firstElementChild) return;
    const state = floor.querySelector("[data-state]")?.dataset.state;
    if (state) for (const part of this.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
    const matter = floor.querySelector("[data-matter]");
    for (const card of this.querySelectorAll(".gb-room-matter")) {
      const open = Boolean(matter) && matter.dataset.mode === card.dataset.mode;
      const number = card.querySelector("input[name=matter]");
      if (open && number.value !== matter.dataset.matter) {
        number.value = matter.dataset.matter;
        card.querySelector("[data-text]").textContent = matter.dataset.text || "";
        card.querySelector("form").reset();
      }
      card.hidden = !open;
    }
  }

  show() {
    const queue = this.read();
    const away = Boolean(this.querySelector("gb-live [data-away]:not([hidden])"));
    const lost = this.lost || navigator.onLine === false;
    const words = lost ? this.dataset.offline : away ? this.dataset.away : this.dataset.online;
    const waiting = queue.length ? `, ${this.dataset.waiting} ${queue.length}` : "";
    this.tell(this.line, words + waiting);
    this.line.classList.toggle("gb-tone-done", !lost && !away);
    this.line.classList.toggle("gb-tone-due", lost || away);
    this.line.hidden = false;
    const rows = [
      ...queue.map((one) => [one, "due", this.dataset.sending]).reverse(),
      ...this.done.map((one) =>
        one.refused ? [one, "late", `${this.dataset.refused}: ${one.refused}`] : [one, "done", `${this.dataset.received} ${one.at}`]),
    ].slice(0, SHOWN);
    this.list.hidden = !rows.length;
    const drawn = JSON.stringify(rows);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.list.replaceChildren(...rows.map((row) => this.row(...row)));
  }

  row(one, tone, state) {
    const item = document.createElement("li");
    item.className = `gb-room-${tone}`;
    item.textContent = `${one.label} – ${state}`;
    if (one.words && tone !== "done") item.append(document.createElement("br"), `“${one.words}”`);
    return item;
  }

  tell(where, words) {
    if (where.textContent !== words) where.textContent = words;
  }
}
customElements.define("gb-place", GbPlace);
