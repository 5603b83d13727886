// A link with data-marked="id" takes along what is marked with the mouse or finger inside the element with that id.
for (const link of document.querySelectorAll("a[data-marked]")) {
  link.addEventListener("click", () => {
    const place = document.getElementById(link.dataset.marked);
    const marked = getSelection();
    if (!place?.contains(marked.anchorNode) || !place.contains(marked.focusNode)) return;
    const passage = marked.toString().trim();
    const address = new URL(link.href);
    if (passage && passage.length < 1500) address.searchParams.set("doan", passage);
    else address.searchParams.delete("doan");
    link.href = address;
  });
}
