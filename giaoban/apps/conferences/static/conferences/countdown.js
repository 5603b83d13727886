// <gb-countdown data-ends="…">: minutes and seconds left, then how long it is over. Counts by the server's clock, which
// the page says when it is made ([data-server-now]): the clock of an old computer may be wrong by hours.
const root = document.querySelector("[data-server-now]");
const ahead = root ? Date.parse(root.dataset.serverNow) - Date.now() : 0;

class GbCountdown extends HTMLElement {
  connectedCallback() {
    this.tick();
    this.timer = setInterval(() => this.tick(), 500);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const left = Math.round((Date.parse(this.dataset.ends) - Date.now() - ahead) / 1000);
    const size = Math.abs(left);
    const words = `${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
    this.textContent = left < 0 ? `${this.dataset.over} ${words}` : words;
    this.classList.toggle("gb-countdown-over", left < 0);
    this.classList.toggle("gb-countdown-soon", left >= 0 && left <= 60);
  }
}
customElements.define("gb-countdown", GbCountdown);
