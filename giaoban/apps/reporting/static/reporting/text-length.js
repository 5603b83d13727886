// <gb-text-length most="2000" data-text="%(count)s of %(most)s">: says how long the text inside is, and when it is too long.
class GbTextLength extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    this.line = this.querySelector("output");
    if (!this.field || !this.line) return;
    this.most = Number(this.getAttribute("most"));
    this.field.addEventListener("input", () => this.count());
    this.count();
  }

  count() {
    const length = [...this.field.value.trim()].length;
    const number = new Intl.NumberFormat(document.documentElement.lang);
    this.line.textContent = this.dataset.text
      .replace("%(count)s", number.format(length))
      .replace("%(most)s", number.format(this.most));
    this.toggleAttribute("over", length > this.most);
  }
}
customElements.define("gb-text-length", GbTextLength);
