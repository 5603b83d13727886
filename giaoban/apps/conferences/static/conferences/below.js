// <gb-below>: the sites under a site, on its console and on a page of their own. Asks every 20 seconds while it is
// looked at; its links open inside it. Without script they are pages.
const ASK = 20000;

class GbBelow extends HTMLElement {
  connectedCallback() {
    this.from = this.dataset.from;
    this.controller = new AbortController();
    this.addEventListener("click", (event) => this.follow(event), { signal: this.controller.signal });
    this.watch = setInterval(() => this.look(), ASK);
  }

  disconnectedCallback() {
    clearInterval(this.watch);
    this.controller.abort();
  }

  look() {
    if (!document.hidden && navigator.onLine) this.show(this.from);
  }

  follow(event) {
    const link = event.target.closest("a[data-into]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.show(link.href, () => location.assign(link.href));
  }

  // What does not come leaves what stands there; a link that was followed then opens as a page and says why.
  async show(address, failed = () => {}) {
    try {
      const answer = await fetch(address, { signal: this.controller.signal });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("#gb-tree");
      const old = this.querySelector("#gb-tree");
      if (!fresh || !old) throw new Error("no tree");
      const focus = old.contains(document.activeElement) ? document.activeElement : null;
      old.replaceWith(fresh);
      this.from = address;
      if (focus) this.hold(fresh, focus.getAttribute("href"));
    } catch (error) {
      if (error.name !== "AbortError") failed();
    }
  }

  // The keyboard stays on the same link, or comes to what was opened.
  hold(fresh, href) {
    const again = [...fresh.querySelectorAll("a")].find((link) => link.getAttribute("href") === href);
    if (!again) fresh.tabIndex = -1;
    (again || fresh).focus();
  }
}

customElements.define("gb-below", GbBelow);
