// <gb-number decimals="0">: groups the digits of the field inside by three while typing, as the page's
// language writes them. `decimals="0"`: whole numbers. Whoever types or pastes separators of their own keeps them: the
// server reads "1.234.567", "12,5" and "1,234.5" alike, and names what cannot be; a guess here would move the point.
const vietnamese = document.documentElement.lang.startsWith("vi");
const GROUP = vietnamese ? "." : ",";
const POINT = vietnamese ? "," : ".";

export function grouped(text, decimals) {
  const body = text.trim();
  const pattern = decimals === 0 ? /^-?[\d.,\s]*$/ : vietnamese ? /^-?[\d.\s]*,?\d*$/ : /^-?[\d,\s]*\.?\d*$/;
  if (!/\d/.test(body) || !pattern.test(body)) return text;
  if (decimals === 0 && /[.,]\d{1,2}$/.test(body)) return text;
  const [whole, fraction] = decimals === 0 ? [body, undefined] : body.split(POINT);
  const sign = whole.startsWith("-") ? "-" : "";
  const digits = whole.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
  const parts = digits.replace(/\B(?=(\d{3})+(?!\d))/g, GROUP);
  return sign + parts + (fraction === undefined ? "" : POINT + fraction);
}

class GbNumber extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    if (!this.field) return;
    const given = this.getAttribute("decimals");
    this.decimals = given === null ? null : Number(given);
    this.theirs = false;
    this.field.addEventListener("input", (event) => {
      if (event.isComposing || !event.inputType) return;
      this.notice(event);
      if (!this.theirs) this.group();
    });
  }

  // Are there separators that we did not set?
  notice({ inputType, data }) {
    const foreign = this.decimals === 0 ? /[.,]/ : GROUP === "." ? /\./ : /,/;
    if (!/[.,]/.test(this.field.value)) this.theirs = false;
    else if (foreign.test(data || "") || !/^(insertText|delete)/.test(inputType)) this.theirs = true;
  }

  // Regroups and keeps the caret behind the same digit.
  group() {
    const { value, selectionStart } = this.field;
    const next = this.decimals === 0 ? this.whole(value) : grouped(value, this.decimals);
    if (next === value) return;
    const significant = (text) => text.replace(/[^\d,-]/g, "").length;
    const before = significant(value.slice(0, selectionStart));
    this.field.value = next;
    let place = 0;
    while (place < next.length && significant(next.slice(0, place)) < before) place += 1;
    this.field.setSelectionRange(place, place);
  }

  // While typing, a group is not complete yet: separators that we set ourselves are taken out first.
  whole(value) {
    return /^-?[\d.,\s]*$/.test(value) ? grouped(value.replace(/[.,\s]/g, ""), 0) : value;
  }
}
customElements.define("gb-number", GbNumber);
