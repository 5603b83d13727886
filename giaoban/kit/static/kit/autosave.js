// <gb-autosave url key version>: saves the form inside while somebody types.
//
// Every change goes first into a journal on this device (localStorage, one entry a field, with an id made
// here), then to `url`; it leaves the journal only when the server has answered for that id. A line that
// drops, a closed tab or a sign-out loses nothing: the journal is put back and sent again with the same ids,
// so that the server can tell a repetition. See docs/howto/build-a-page.md for request and answer.
const QUIET = 700;
const RETRY = [2000, 5000, 10000, 20000];

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

class GbAutosave extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.line = this.querySelector(".gb-save-state");
    if (!this.form || !this.line) return;
    const account = document.querySelector("gb-kept")?.getAttribute("account");
    this.store = `gb-autosave:${account ? `${account}:` : ""}${this.getAttribute("key") || location.pathname}`;
    this.version = this.getAttribute("version") || "";
    this.window = this.form.elements.window?.value || "";
    this.tries = 0;
    this.sending = false;
    this.held = new Set();
    this.controller = new AbortController();
    const { signal } = this.controller;
    this.form.addEventListener("input", (event) => this.note(event.target), { signal });
    this.form.addEventListener("change", (event) => this.note(event.target), { signal });
    this.form.addEventListener("submit", () => clearTimeout(this.timer), { signal });
    window.addEventListener("online", () => this.plan(0), { signal });
    window.addEventListener("offline", () => this.say("offline"), { signal });
    window.addEventListener("pagehide", () => this.lastCall(), { signal });
    for (const step of document.querySelectorAll(`form[data-waits-for="${CSS.escape(this.id)}"]`)) {
      step.addEventListener("submit", (event) => this.holdBack(event, step), { signal });
    }
    this.restore();
  }

  disconnectedCallback() {
    this.controller?.abort();
    clearTimeout(this.timer);
  }

  // The journal: { field: { id, value, base, window } }. `base` is what the server had when the change began,
  // `window` the page it was typed into: the form's own field of that name.
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.store)) || {};
    } catch {
      return {};
    }
  }

  write(journal) {
    this.memory = journal;
    try {
      if (Object.keys(journal).length) localStorage.setItem(this.store, JSON.stringify(journal));
      else localStorage.removeItem(this.store);
    } catch {
      /* no room on this device: the journal stays in memory as long as the page is open */
    }
  }

  journal() {
    const stored = this.read();
    return Object.keys(stored).length ? stored : this.memory || {};
  }

  valueOf(field) {
    if (field.type === "checkbox") return field.checked ? field.value || "on" : "";
    return field.value;
  }

  put(name, value) {
    const field = this.form.elements[name];
    if (!field) return;
    if (field instanceof RadioNodeList) field.value = value;
    else if (field.type === "checkbox") field.checked = Boolean(value);
    else field.value = value;
  }

  note(field) {
    if (!field.name || field.name === "csrfmiddlewaretoken" || field.type === "file") return;
    const value = this.valueOf(field);
    const journal = this.journal();
    const old = journal[field.name];
    if (old ? old.value === value : value === field.dataset.saved) return;
    const base = field.dataset.saved ?? field.defaultValue ?? "";
    journal[field.name] = { id: newId(), value, base: old ? old.base : base, window: old ? old.window : this.window };
    this.held.delete(field.name);
    this.write(journal);
    this.say(navigator.onLine === false ? "offline" : "waiting");
    this.plan(QUIET);
  }

  restore() {
    const journal = this.read();
    const names = Object.keys(journal).filter((name) => this.form.elements[name]);
    if (!names.length) return;
    for (const name of names) this.put(name, journal[name].value);
    this.line.querySelector("span").textContent = this.line.dataset.restored;
    this.line.dataset.state = "waiting";
    this.plan(QUIET);
  }

  plan(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), delay);
  }

  body(entries) {
    const data = new FormData();
    const token = this.form.elements.csrfmiddlewaretoken;
    if (token) data.append("csrfmiddlewaretoken", token.value);
    data.append("version", this.version);
    data.append("changes", JSON.stringify(entries.map(([name, e]) => ({ name, ...e }))));
    for (const [name, entry] of entries) data.append(name, entry.value);
    return data;
  }

  async send() {
    const entries = Object.entries(this.journal()).filter(([name]) => !this.held.has(name));
    if (!entries.length || this.sending) return;
    this.sending = true;
    this.say("saving");
    try {
      const answer = await fetch(this.getAttribute("url"), {
        method: "POST",
        body: this.body(entries),
        redirect: "manual",
        headers: { Accept: "application/json", "X-Requested-With": "gb-autosave" },
      });
      await this.settle(answer, entries);
    } catch {
      this.say("offline");
      this.again();
    } finally {
      this.sending = false;
    }
    const left = Object.keys(this.journal()).some((name) => !this.held.has(name));
    if (left && !this.tries && !this.stopped) this.plan(QUIET);
  }

  again() {
    this.plan(RETRY[Math.min(this.tries, RETRY.length - 1)]);
    this.tries += 1;
  }

  async settle(answer, entries) {
    this.stopped = answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403;
    if (this.stopped) return this.say("signedout");
    if (answer.status >= 500 || answer.status === 429) {
      this.say("offline");
      return this.again();
    }
    const data = await answer.json().catch(() => ({}));
    if (!answer.ok && answer.status !== 409 && answer.status !== 422) {
      this.stopped = true;
      return this.say("failed");
    }
    this.tries = 0;
    if (data.version !== undefined) this.version = String(data.version);
    const conflicts = data.conflicts || [];
    const refused = data.errors || {};
    const open = new Set([...conflicts.map((c) => c.name), ...Object.keys(refused)]);
    this.release(entries, open);
    for (const [name] of entries) this.mark(name, refused[name]);
    for (const conflict of conflicts) this.choose(conflict);
    this.dispatchEvent(new CustomEvent("gb-saved", { bubbles: true, detail: data }));
    if (conflicts.length) return this.say("conflict", {}, conflicts.map((c) => c.name));
    if (Object.keys(refused).length) return this.say("invalid", {}, Object.keys(refused));
    return this.say("saved", { time: data.saved_at || new Date().toTimeString().slice(0, 5) });
  }

  // What was sent and is now settled leaves the journal, unless it was changed again meanwhile.
  release(entries, open) {
    const journal = this.journal();
    for (const [name, entry] of entries) {
      if (open.has(name)) this.held.add(name);
      else if (journal[name]?.id === entry.id) delete journal[name];
      if (!open.has(name) && this.form.elements[name] instanceof HTMLElement) {
        this.form.elements[name].dataset.saved = entry.value;
      }
    }
    this.write(journal);
  }

  mark(name, sentence) {
    const field = this.form.elements[name];
    if (!(field instanceof HTMLElement)) return;
    const cell = field.closest("td, .gb-field") || field.parentElement;
    cell.querySelector(".gb-live-error")?.remove();
    cell.classList.toggle("gb-cell-wrong", Boolean(sentence));
    field.toggleAttribute("aria-invalid", Boolean(sentence));
    if (!sentence) return;
    const text = document.createElement("p");
    text.className = "gb-field-error gb-live-error";
    text.id = `${field.id || name}_live`;
    text.textContent = sentence;
    field.setAttribute("aria-describedby", text.id);
    field.setAttribute("aria-invalid", "true");
    cell.append(text);
  }

  choose({ name, theirs, shown }) {
    const field = this.form.elements[name];
    if (!(field instanceof HTMLElement)) return;
    const cell = field.closest("td, .gb-field") || field.parentElement;
    cell.querySelector(".gb-cell-choice")?.remove();
    const box = document.createElement("div");
    box.className = "gb-cell-choice";
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", this.nameOf(field));
    const mine = this.button(this.line.dataset.mine, () => this.decide(box, name, this.valueOf(field), theirs));
    const other = this.line.dataset.theirs.replace("%(value)s", shown ?? theirs);
    box.append(mine, this.button(other, () => this.decide(box, name, theirs, theirs)));
    cell.append(box);
  }

  button(label, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet btn-small";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  }

  // A choice is a new change on top of what the other has saved.
  decide(box, name, value, theirs) {
    box.remove();
    this.put(name, value);
    this.held.delete(name);
    const journal = this.journal();
    if (value === theirs) delete journal[name];
    else journal[name] = { id: newId(), value, base: theirs, window: this.window };
    this.write(journal);
    if (Object.keys(journal).length) this.plan(0);
    else this.say("saved", { time: new Date().toTimeString().slice(0, 5) });
  }

  // A step that counts on what stands on the screen (data-waits-for="our id") goes on only when all of it is saved.
  async holdBack(event, step) {
    if (!Object.keys(this.journal()).length) return;
    event.preventDefault();
    await this.flush();
    const left = Object.keys(this.journal());
    if (!left.length) return step.submit();
    this.say("unfinished", {}, left);
    this.form.elements[left[0]]?.focus?.();
  }

  // Everything that can be sent goes out now.
  async flush() {
    if (this.held.size || !Object.keys(this.journal()).length) return;
    clearTimeout(this.timer);
    while (this.sending) await new Promise((go) => setTimeout(go, 100));
    await this.send();
  }

  // The page closes: what is left goes out once more; the journal keeps it if that fails.
  lastCall() {
    const entries = Object.entries(this.journal()).filter(([name]) => !this.held.has(name));
    if (entries.length && navigator.sendBeacon) navigator.sendBeacon(this.getAttribute("url"), this.body(entries));
  }

  // What a field is called: its label without "required".
  nameOf(field) {
    const label = field.labels?.[0]?.cloneNode(true);
    label?.querySelector(".gb-required")?.remove();
    return label?.textContent.trim() || field.getAttribute("aria-label") || field.name;
  }

  // The sentence of a state, and links to the fields it is about.
  say(state, values = {}, names = []) {
    const count = Object.keys(this.journal()).length;
    const text = this.line.dataset[state] || "";
    this.line.dataset.state = state;
    const said = this.line.querySelector("span");
    said.textContent = text.replace("%(time)s", values.time || "").replace("%(count)s", count);
    for (const field of names.map((name) => this.form.elements[name])) {
      if (!(field instanceof HTMLElement)) continue;
      const link = document.createElement("a");
      link.href = `#${field.id}`;
      link.textContent = this.nameOf(field);
      said.append(" ", link);
    }
    this.dispatchEvent(new CustomEvent("gb-state", { bubbles: true, detail: { state } }));
  }
}
customElements.define("gb-autosave", GbAutosave);
