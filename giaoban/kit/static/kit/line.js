// <gb-line probe fresh>: a form that is posted while the line is cut stays on the page, with its words and files.
//
// Before a form leaves, the server is asked for a sign of life (HEAD, no content), unless it was heard of within the
// last `fresh` seconds. Without one nothing is sent: the notice says so and offers to send again. So a form leaves the page once at most for each press, and only by the
// browser itself – what may have reached the server is never sent again from here (docs/adr/0011-typed-words.md).
// Forms that send by themselves (htmx, gb-autosave, gb-upload) are left alone.
const PATIENCE = 8000;
const TWICE = 3000;

class GbLine extends HTMLElement {
  connectedCallback() {
    this.heard = 0; // in this page's time, which begins with its coming
    this.controller = new AbortController();
    const { signal } = this.controller;
    document.addEventListener("submit", (event) => this.hold(event), { signal });
    for (const lost of ["htmx:sendError", "htmx:timeout"]) {
      document.addEventListener(lost, (event) => this.cutOff(event.detail.elt), { signal });
    }
    document.addEventListener("htmx:afterRequest", (event) => this.hear(event.detail.xhr), { signal });
    window.addEventListener("online", () => this.back(), { signal });
    window.addEventListener("pageshow", (event) => this.rest(event), { signal });
  }

  disconnectedCallback() {
    this.controller?.abort();
  }

  // The page is shown, perhaps again out of the browser's memory: then nothing is known of the line.
  rest({ persisted }) {
    this.asking = null;
    this.passed = null;
    this.left = null;
    if (persisted) this.heard = -Infinity;
  }

  hear(request) {
    if (request?.status) this.heard = performance.now();
  }

  isFresh() {
    return navigator.onLine !== false && performance.now() - this.heard < 1000 * Number(this.getAttribute("fresh"));
  }

  async hold(event) {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.method !== "post" || form.target) return;
    if (this.passed === form) {
      this.passed = null;
      this.left = { form, at: performance.now() };
      return;
    }
    const again = this.asking || (this.left?.form === form && performance.now() - this.left.at < TWICE);
    if (!again && this.isFresh()) {
      this.left = { form, at: performance.now() };
      return;
    }
    event.preventDefault();
    if (again) return; // pressed twice: while the server is asked, or when the form has just left
    this.asking = form;
    const there = await this.answers();
    this.asking = null;
    if (!form.isConnected) return;
    if (!there) {
      this.cut(form, submitter);
      return;
    }
    this.clear(form);
    this.passed = form;
    form.requestSubmit(submitter);
  }

  async answers() {
    if (navigator.onLine === false) return false;
    try {
      await fetch(this.getAttribute("probe"), { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      this.heard = performance.now();
      return true; // whatever it says: somebody is there
    } catch {
      return false;
    }
  }

  // A form sent by htmx that found no line: its fields stand as they were.
  cutOff(node) {
    const form = node?.closest?.("form");
    if (form) this.cut(form, null);
  }

  cut(form, submitter) {
    this.clear(form);
    const notice = this.querySelector("template").content.firstElementChild.cloneNode(true);
    notice.querySelector("button").addEventListener("click", () => form.requestSubmit(submitter));
    form.append(notice);
    notice.tabIndex = -1;
    notice.focus();
    notice.scrollIntoView({ block: "nearest" });
  }

  clear(form) {
    form.querySelectorAll(".gb-line-cut").forEach((notice) => notice.remove());
  }

  // The line is back: nothing goes out by itself, a person presses.
  back() {
    for (const notice of document.querySelectorAll(".gb-line-cut")) notice.dataset.back = "";
  }
}
customElements.define("gb-line", GbLine);
