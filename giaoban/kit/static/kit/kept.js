// <gb-kept account>: words typed into a form stay on this device until the server has taken that form.
//
// One entry a form in localStorage, written at every key, only for somebody who is signed in. The form carries the
// entry's id (field gb_kept); the server names the ids that it took in cookies (gb_taken_<id>). What was not taken is
// offered again, to the same account only: when the form is shown, or as a link to it. Entries go when taken, given
// up, at sign-out (which asks first), a day later, and when another account signs in here.
// Forms that save by themselves have a journal of their own (autosave.js). Why so: docs/adr/0011-typed-words.md.
const STORE = "gb-typed:";
const DAY = 24 * 60 * 60 * 1000;
const LEFT_OUT = new Set(["password", "hidden", "file", "submit", "button", "reset", "image"]);

const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
const here = () => location.pathname + location.search;
const formOf = (node) => (node.form instanceof HTMLFormElement ? node.form : null);
const fieldsOf = (form) => [...form.elements].filter((f) => f.name && !f.disabled && !LEFT_OUT.has(f.type));
const isText = (field) => field.tagName === "TEXTAREA" || field.type === "text";
const isKept = (form) => form.method === "post" && !form.closest("gb-autosave") && !form.hasAttribute("data-not-kept");
const actionOf = (form) => {
  const address = new URL(form.getAttribute("action") || location.href, location.href);
  return address.pathname + address.search;
};

// What cannot be typed but says which of several forms with one address it is, or what it was written on.
function hiddenOf(form) {
  const found = [...form.elements].filter((f) => f.type === "hidden" && f.name !== "csrfmiddlewaretoken" && f.name !== "gb_kept");
  return Object.fromEntries(found.map((f) => [f.name, f.value]));
}

function valueOf(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked;
  return field.multiple ? [...field.selectedOptions].map((o) => o.value) : field.value;
}

function standing(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.defaultChecked;
  if (field.multiple) return [...field.options].filter((o) => o.defaultSelected).map((o) => o.value);
  if (field.tagName === "SELECT") return [...field.options].find((o) => o.defaultSelected)?.value ?? field.options[0]?.value ?? "";
  return field.defaultValue;
}

function put(field, value) {
  if (field.type === "checkbox" || field.type === "radio") field.checked = value;
  else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
  else field.value = value;
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// [name, which of that name, value] of every field that was changed.
function changesOf(form) {
  const seen = {};
  return fieldsOf(form).flatMap((field) => {
    const nth = (seen[field.name] = (seen[field.name] ?? -1) + 1);
    return same(valueOf(field), standing(field)) ? [] : [[field.name, nth, valueOf(field)]];
  });
}

const fieldAt = (form, name, nth) => fieldsOf(form).filter((f) => f.name === name)[nth];
const differs = (form, entry) => entry.fields.some(([name, nth, value]) => {
  const field = fieldAt(form, name, nth);
  return field && !same(valueOf(field), value);
});

class GbKept extends HTMLElement {
  connectedCallback() {
    this.account = this.getAttribute("account") || "";
    this.controller = new AbortController();
    const { signal } = this.controller;
    this.clear();
    if (this.account) {
      for (const kind of ["input", "change"]) document.addEventListener(kind, (event) => this.note(event.target), { signal });
      document.addEventListener("submit", (event) => this.go(event), { signal, capture: true });
      document.addEventListener("click", (event) => this.giveUp(event), { signal });
      document.addEventListener("htmx:afterRequest", () => this.clear(), { signal });
      document.addEventListener("htmx:load", (event) => this.offer(event.target), { signal });
      this.offer(document);
    }
    this.tell();
  }

  disconnectedCallback() {
    this.controller?.abort();
  }

  // { id, account, action, hidden, page, title, fields, at, sent }, the oldest first.
  entries() {
    const found = [];
    for (const key of this.keys(STORE)) {
      try {
        found.push(JSON.parse(localStorage.getItem(key)));
      } catch {
        localStorage.removeItem(key);
      }
    }
    return found.filter(Boolean).sort((a, b) => a.at - b.at);
  }

  keys(start) {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(start));
    } catch {
      return [];
    }
  }

  write(entry) {
    try {
      localStorage.setItem(STORE + entry.id, JSON.stringify(entry));
    } catch {
      /* no room on this device: the words stand in the form as before */
    }
  }

  drop(entry) {
    localStorage.removeItem(STORE + entry.id);
    for (const field of document.querySelectorAll(`input[name="gb_kept"][value="${CSS.escape(entry.id)}"]`)) field.remove();
    this.unlist(entry);
    document.querySelectorAll(`.gb-kept[data-entry="${CSS.escape(entry.id)}"]`).forEach((notice) => notice.remove());
  }

  // Its notice, or its line among several; the last line takes the notice with it.
  unlist(entry) {
    for (const line of this.querySelectorAll(`[data-entry="${CSS.escape(entry.id)}"]`)) {
      const notice = line.closest(".gb-kept");
      line.remove();
      if (!notice.querySelector("li")) notice.remove();
    }
  }

  // Away with what the server took, what is a day old, and what another account typed.
  clear() {
    for (const [, id] of document.cookie.matchAll(/(?:^|; )gb_taken_([0-9a-f]{32})=/g)) {
      document.cookie = `gb_taken_${id}=; path=/; max-age=0; samesite=lax`;
      this.drop({ id });
    }
    for (const entry of this.entries()) {
      const other = this.account && entry.account !== this.account;
      if (other || Date.now() - entry.at > DAY) this.drop(entry);
    }
  }

  note(field) {
    const form = formOf(field);
    if (!form || !isKept(form) || LEFT_OUT.has(field.type)) return;
    const old = this.entryIn(form);
    const fields = changesOf(form);
    if (!fields.some(([name, nth, value]) => isText(fieldAt(form, name, nth)) && value.trim())) return old && this.drop(old);
    const id = old?.id ?? newId();
    const title = document.querySelector("h1")?.textContent.trim() || document.title;
    if (!old) this.carry(form, id);
    return this.write({
      id, account: this.account, action: actionOf(form), hidden: hiddenOf(form), page: here(), title, fields,
      at: Date.now(), sent: false, loaded: form.dataset.loaded === "yes",
    });
  }

  entryIn(form) {
    const id = form.elements.gb_kept?.value;
    return id && this.entries().find((entry) => entry.id === id);
  }

  carry(form, id) {
    form.elements.gb_kept?.remove();
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "gb_kept", value: id });
    form.append(field);
  }

  go(event) {
    const form = event.target;
    if (form.hasAttribute("data-signs-out")) return this.leave(event, form);
    if (!isKept(form)) return undefined;
    // One entry a form: what is sent now takes the place of earlier tries, and they go with it when it is taken.
    const earlier = this.entries().filter((other) => this.formFor(other) === form);
    const entry = this.entryIn(form) ?? earlier.at(-1);
    if (!entry) return undefined;
    for (const other of earlier) if (other.id !== entry.id) this.drop(other);
    this.carry(form, entry.id);
    this.write({ ...entry, at: Date.now(), sent: true });
    return undefined;
  }

  // "Cancel" beside a form means: not these words.
  giveUp(event) {
    const form = event.target.closest?.("a[data-gives-up]")?.closest("form");
    const entry = form && this.entryIn(form);
    if (entry) this.drop(entry);
  }

  // The form of an entry: the one with the same hidden fields, else the only one with its address.
  formFor(entry) {
    const forms = [...document.querySelectorAll("form")].filter((form) => isKept(form) && actionOf(form) === entry.action);
    return forms.find((form) => same(hiddenOf(form), entry.hidden)) ?? (forms.length === 1 ? forms[0] : undefined);
  }

  offer(root) {
    if (root === document.body) return; // htmx greets the page itself, too
    if (root !== document) for (const form of [root, ...root.querySelectorAll("form")]) if (form.matches("form")) form.dataset.loaded = "yes";
    for (const entry of this.entries()) {
      const form = this.formFor(entry);
      if (!form || form.elements.gb_kept) continue;
      if (!differs(form, entry)) {
        this.carry(form, entry.id);
        this.write({ ...entry, sent: false });
        continue;
      }
      this.unlist(entry);
      this.place(entry, form);
    }
  }

  place(entry, form) {
    if (document.querySelector(`.gb-kept[data-entry="${CSS.escape(entry.id)}"]`)) return;
    const notice = this.made("offer", entry);
    const words = entry.fields.map(([, , value]) => value).filter((value) => typeof value === "string");
    notice.querySelector("q").textContent = words.sort((a, b) => b.length - a.length)[0]?.slice(0, 160) ?? "";
    notice.querySelector("[data-fill]").addEventListener("click", () => this.fill(entry, form, notice));
    notice.querySelector("[data-drop]").addEventListener("click", () => this.drop(entry));
    for (let box = form.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    form.before(notice);
  }

  fill(entry, form, notice) {
    for (const [name, nth, value] of entry.fields) {
      const field = fieldAt(form, name, nth);
      if (field) put(field, value);
    }
    // What it was written on: a change made meanwhile shows as a conflict instead of being written over.
    for (const [name, value] of Object.entries(entry.hidden)) {
      if (form.elements[name]?.type === "hidden") form.elements[name].value = value;
    }
    this.carry(form, entry.id);
    notice.remove();
    const first = fieldAt(form, entry.fields[0][0], entry.fields[0][1]);
    for (const [name, nth] of entry.fields) {
      fieldAt(form, name, nth)?.dispatchEvent(new Event("input", { bubbles: true }));
    }
    first?.focus();
  }

  made(name, entry) {
    const notice = this.querySelector(`template[data-kind="${name}"]`).content.firstElementChild.cloneNode(true);
    notice.dataset.entry = entry.id;
    const clock = notice.querySelector("time");
    if (clock) clock.textContent = new Date(entry.at).toTimeString().slice(0, 5);
    return notice;
  }

  // Words that were sent and not taken, or typed on this page into a form that is not open: where to find them.
  tell() {
    const untold = this.entries().filter((entry) => {
      const shown = document.querySelector(`.gb-kept[data-entry="${CSS.escape(entry.id)}"], input[value="${CSS.escape(entry.id)}"]`);
      return !shown && (entry.sent || (this.account && entry.page === here()));
    });
    if (!untold.length) return;
    if (!this.account) this.append(this.made("signedout", untold[0]));
    else if (untold.length === 1) this.append(this.told("elsewhere", untold[0]));
    else this.append(this.toldTogether(untold));
  }

  told(name, entry) {
    const notice = this.made(name, entry);
    Object.assign(notice.querySelector("a"), { href: entry.loaded ? entry.action : entry.page, textContent: entry.title });
    notice.querySelector("[data-drop]").addEventListener("click", () => this.drop(entry));
    return notice;
  }

  // Several: one notice to open, the newest first.
  toldTogether(entries) {
    const notice = this.querySelector('template[data-kind="several"]').content.firstElementChild.cloneNode(true);
    notice.querySelector("[data-count]").textContent = entries.length;
    notice.querySelector("ul").append(...[...entries].reverse().map((entry) => this.told("one", entry)));
    return notice;
  }

  // Signing out takes the words with it; whoever would lose some is asked, after what saves by itself was sent.
  async leave(event, form) {
    const journals = () => this.keys(`gb-autosave:${this.account}:`);
    if (!this.entries().length && !journals().length) return;
    event.preventDefault();
    event.stopPropagation();
    for (const entry of document.querySelectorAll("gb-autosave")) await entry.flush?.();
    if (!this.entries().length && !journals().length) return form.submit();
    const old = this.querySelector("[data-entry=leaving]");
    const notice = this.made("leaving", { id: "leaving", at: Date.now() });
    const list = notice.querySelector("ul");
    for (const entry of this.entries()) {
      const link = document.createElement("a");
      Object.assign(link, { href: entry.loaded ? entry.action : entry.page, textContent: entry.title });
      const line = document.createElement("li");
      line.append(link);
      list.append(line);
    }
    list.querySelector("li").hidden = !journals().length;
    notice.querySelector("[data-drop]").addEventListener("click", () => {
      for (const key of [...this.keys(STORE), ...journals()]) localStorage.removeItem(key);
      form.submit();
    });
    notice.querySelector("[data-stay]").addEventListener("click", () => notice.remove());
    if (old) old.replaceWith(notice);
    else this.append(notice);
    notice.tabIndex = -1;
    notice.focus();
    notice.scrollIntoView({ block: "center" });
  }
}
customElements.define("gb-kept", GbKept);
