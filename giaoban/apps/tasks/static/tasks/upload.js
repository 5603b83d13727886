// <gb-upload>: sends the form inside with its files and stays on the page until the server has taken it.
//
// When the line drops, files and words stay where they are and are sent again as soon as there is a line; the same
// file sent twice is one piece of evidence. Without script the form posts as any other.
class GbUpload extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.status = this.querySelector("[role=status]");
    this.again = () => this.waits && this.send();
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    addEventListener("online", this.again);
  }

  disconnectedCallback() {
    removeEventListener("online", this.again);
    clearTimeout(this.timer);
  }

  send() {
    if (this.request) return;
    clearTimeout(this.timer);
    this.waits = false;
    const request = new XMLHttpRequest();
    this.request = request;
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      if (total) this.say("sending", `${this.dataset.sending} ${Math.floor((100 * loaded) / total)}%`);
    });
    request.addEventListener("load", () => this.answered(request));
    for (const kind of ["error", "timeout", "abort"]) request.addEventListener(kind, () => this.dropped());
    request.open("POST", this.form.action || location.href);
    request.setRequestHeader("HX-Request", "true"); // where to go next comes in a header, so that its message is shown there
    request.timeout = 10 * 60 * 1000;
    this.say("sending", this.dataset.sending);
    request.send(new FormData(this.form));
  }

  dropped() {
    this.request = null;
    this.waits = true;
    this.say("dropped", this.dataset.dropped);
    this.timer = setTimeout(this.again, 15000);
  }

  answered(request) {
    this.request = null;
    const next = request.getResponseHeader("HX-Redirect");
    if (next) {
      location.assign(next);
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const problems = [...page.querySelectorAll(".gb-form .gb-notice li, .gb-error h2, .gb-error p:not(.gb-small)")];
    this.say("refused", problems.map((line) => line.textContent.trim()).join(" ") || this.dataset.refused);
  }

  say(state, text) {
    this.status.dataset.state = state;
    this.status.textContent = text;
  }
}
customElements.define("gb-upload", GbUpload);
