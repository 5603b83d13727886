// <gb-theme>: the posted form changes the theme; with script it does so without loading the page again.
class GbTheme extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => this.change(event));
  }

  async change(event) {
    const button = event.submitter;
    if (!button) return;
    event.preventDefault();
    const data = new FormData(event.target, button);
    const root = document.documentElement;
    if (button.value) root.dataset.bsTheme = button.value;
    else delete root.dataset.bsTheme;
    for (const other of this.querySelectorAll("button")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    await fetch(event.target.action, { method: "POST", body: data, redirect: "manual" });
  }
}
customElements.define("gb-theme", GbTheme);
