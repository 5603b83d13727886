// <gb-copy>: a button copies the text of the field inside; without the clipboard the text is selected.
class GbCopy extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea, input");
    this.button = this.querySelector("button");
    this.status = this.querySelector("[role=status]");
    if (!this.field || !this.button) return;
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.copy());
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.field.value);
      this.say(this.dataset.copied, true);
    } catch {
      this.field.focus();
      this.field.select();
      const done = document.execCommand && document.execCommand("copy");
      this.say(done ? this.dataset.copied : this.dataset.failed, done);
    }
  }

  say(text, good) {
    this.status.textContent = text;
    this.status.classList.toggle("gb-copied", good);
  }
}
customElements.define("gb-copy", GbCopy);
