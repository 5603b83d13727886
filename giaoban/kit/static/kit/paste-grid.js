// <gb-paste-grid>: a block copied from Excel and pasted into one cell fills the cells below and beside it.
// Cells are the text fields inside, row by row (tr); several values in one paste never go into one cell.
class GbPasteGrid extends HTMLElement {
  connectedCallback() {
    this.addEventListener("paste", (event) => this.paste(event));
  }

  rows() {
    const own = (row) => [...row.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), textarea")];
    return [...this.querySelectorAll("tr")].map(own).filter((cells) => cells.length);
  }

  paste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
    if (lines.length === 1 && lines[0].length === 1) return;
    if (event.target.tagName === "TEXTAREA" && !lines.some((line) => line.length > 1)) return;
    const rows = this.rows();
    const top = rows.findIndex((cells) => cells.includes(event.target));
    if (top < 0) return;
    const left = rows[top].indexOf(event.target);
    event.preventDefault();
    let last = event.target;
    lines.forEach((line, down) => {
      line.forEach((value, across) => {
        const cell = rows[top + down]?.[left + across];
        if (!cell || cell.readOnly || cell.disabled) return;
        cell.value = value.trim();
        cell.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
        last = cell;
      });
    });
    last.focus();
  }
}
customElements.define("gb-paste-grid", GbPasteGrid);
